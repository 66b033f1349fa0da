// SPDX-License-Identifier: GPL-2.0
/*
 * UDP senders and receivers.
 *
 * usage: udp send [-n count] [-s size] [-a saddr] [-b sport] [-w] ADDR PORT
 *		-w: wait 1 ms after each datagram, so that the receiver can keep up
 *	  udp ask [options of send] ADDR PORT
 *		connect, send, and fail unless the same number of answers arrives
 *	  udp hold [-r rcvbuf] ADDR PORT
 *		bind, never read, and close at the end of standard input
 *	  udp recv [-n count] ADDR PORT
 *		bind, read that many datagrams, and close
 */
#include <err.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

/* Seconds to wait for an answer, like WAIT_SHORT in lib.sh */
#define ANSWER_TIME	10

struct options {
	int count;
	int size;
	int rcvbuf;
	const char *sport;
	bool wait;
	const char *saddr;
	const char *addr;
	const char *port;
};

static char buf[65536];

static struct addrinfo *resolve(const char *addr, const char *port, int family)
{
	struct addrinfo hints = {
		.ai_family = family, .ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV |
			    (addr ? 0 : AI_PASSIVE),
	};
	struct addrinfo *ai;
	int e = getaddrinfo(addr, port, &hints, &ai);

	if (e)
		errx(2, "%s %s: %s", addr, port, gai_strerror(e));
	return ai;
}

static int bound(const struct addrinfo *ai)
{
	int fd = socket(ai->ai_family, SOCK_DGRAM, 0);

	if (fd < 0 || bind(fd, ai->ai_addr, ai->ai_addrlen))
		err(1, "bind");
	return fd;
}

static void send_to(int fd, const struct options *o, const struct addrinfo *to)
{
	int i;

	for (i = 0; i < o->count; i++) {
		if (sendto(fd, buf, o->size, 0, to->ai_addr, to->ai_addrlen) < 0)
			err(1, "sendto");
		if (o->wait)
			usleep(1000);
	}
}

static int udp_send(const struct options *o)
{
	struct addrinfo *to = resolve(o->addr, o->port, AF_UNSPEC);

	send_to(bound(resolve(o->saddr, o->sport, to->ai_family)), o, to);
	return 0;
}

static int udp_ask(const struct options *o)
{
	struct addrinfo *to = resolve(o->addr, o->port, AF_UNSPEC);
	int i, fd = bound(resolve(o->saddr, o->sport, to->ai_family));
	struct timeval time = { .tv_sec = ANSWER_TIME };

	if (connect(fd, to->ai_addr, to->ai_addrlen))
		err(1, "connect");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)))
		err(1, "SO_RCVTIMEO");
	send_to(fd, o, to);
	for (i = 0; i < o->count; i++)
		if (recv(fd, buf, sizeof(buf), 0) < 0)
			err(1, "no answer");
	return 0;
}

static int udp_hold(const struct options *o)
{
	struct addrinfo *at = resolve(o->addr, o->port, AF_UNSPEC);
	int fd = socket(at->ai_family, SOCK_DGRAM, 0);

	if (o->rcvbuf && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &o->rcvbuf,
				    sizeof(o->rcvbuf)))
		err(1, "SO_RCVBUF");
	if (bind(fd, at->ai_addr, at->ai_addrlen))
		err(1, "bind");
	while (read(STDIN_FILENO, buf, sizeof(buf)) > 0)
		;
	return 0;
}

static int udp_recv(const struct options *o)
{
	int i, fd = bound(resolve(o->addr, o->port, AF_UNSPEC));

	for (i = 0; i < o->count; i++)
		if (recv(fd, buf, sizeof(buf), 0) < 0)
			err(1, "recv");
	return 0;
}

int main(int argc, char **argv)
{
	struct options o = { .count = 1, .size = 32, .sport = "0" };
	const char *command = argc > 1 ? argv[1] : "";
	int c;

	optind = 2;
	while ((c = getopt(argc, argv, "a:b:n:r:s:w")) != -1) {
		switch (c) {
		case 'a':
			o.saddr = optarg;
			break;
		case 'b':
			o.sport = optarg;
			break;
		case 'n':
			o.count = atoi(optarg);
			break;
		case 'r':
			o.rcvbuf = atoi(optarg);
			break;
		case 's':
			o.size = atoi(optarg);
			break;
		case 'w':
			o.wait = true;
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 2)
		errx(2, "usage: udp send|ask|hold|recv [options] ADDR PORT");
	o.addr = argv[optind];
	o.port = argv[optind + 1];

	if (!strcmp(command, "send"))
		return udp_send(&o);
	if (!strcmp(command, "ask"))
		return udp_ask(&o);
	if (!strcmp(command, "hold"))
		return udp_hold(&o);
	if (!strcmp(command, "recv"))
		return udp_recv(&o);
	errx(2, "%s: expected send, ask, hold or recv", command);
}
