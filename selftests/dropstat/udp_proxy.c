// SPDX-License-Identifier: GPL-2.0
/*
 * A UDP proxy without a server behind it: it echoes datagrams until it is killed. The
 * point is the source address of its answers, which real proxies often get wrong.
 *
 * usage: udp_proxy [-t] [-o | -p] PORT
 *	-t	use a transparent socket, to which tproxy can redirect
 *	-o	answer from the address and port the client sent to, with a
 *		transparent socket for each answer; needs -t
 *	-p	answer from the address the client sent to, with IPV6_PKTINFO
 * Without -o or -p, the proxy answers from its listening socket, and the kernel
 * chooses the source address.
 */
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct options {
	bool transparent;
	bool original;
	bool pktinfo;
};

static void set(int fd, int option, const char *name)
{
	int on = 1;

	if (setsockopt(fd, IPPROTO_IPV6, option, &on, sizeof(on)))
		err(1, "%s", name);
}

/* The socket also receives IPv4, as ::ffff:192.0.2.1. */
static int bound(const struct sockaddr_in6 *addr, bool transparent)
{
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	if (fd < 0)
		err(1, "socket");
	if (transparent)
		set(fd, IPV6_TRANSPARENT, "IPV6_TRANSPARENT");
	if (bind(fd, (const void *)addr, sizeof(*addr)))
		err(1, "bind");
	return fd;
}

static struct sockaddr_in6 original_destination(struct msghdr *msg)
{
	struct sockaddr_in6 addr;
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_type != IPV6_ORIGDSTADDR)
			continue;
		memcpy(&addr, CMSG_DATA(c), sizeof(addr));
		return addr;
	}
	errx(1, "no original destination");
}

static void answer_from_original(struct msghdr *msg)
{
	struct sockaddr_in6 from = original_destination(msg);
	int fd = bound(&from, true);

	msg->msg_controllen = 0;
	if (sendmsg(fd, msg, 0) < 0)
		err(1, "sendmsg");
	close(fd);
}

/* With -p, send back the control message that was received; it sets the source address. */
static void serve(int fd, const struct options *o)
{
	char buf[2048], control[256];
	struct sockaddr_in6 client;
	struct iovec iov = { .iov_base = buf };
	struct msghdr msg = {
		.msg_name = &client, .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control,
	};
	ssize_t len;

	for (;;) {
		msg.msg_namelen = sizeof(client);
		msg.msg_controllen = sizeof(control);
		iov.iov_len = sizeof(buf);
		len = recvmsg(fd, &msg, 0);
		if (len < 0)
			err(1, "recvmsg");
		iov.iov_len = len;
		if (o->original)
			answer_from_original(&msg);
		else if (sendmsg(fd, &msg, 0) < 0)
			err(1, "sendmsg");
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 addr = { .sin6_family = AF_INET6 };
	struct options o = { 0 };
	int c, fd;

	while ((c = getopt(argc, argv, "opt")) != -1) {
		switch (c) {
		case 'o':
			o.original = true;
			break;
		case 'p':
			o.pktinfo = true;
			break;
		case 't':
			o.transparent = true;
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 1)
		errx(2, "usage: udp_proxy [-t] [-o | -p] PORT");
	addr.sin6_port = htons(atoi(argv[optind]));
	fd = bound(&addr, o.transparent);
	if (o.original)
		set(fd, IPV6_RECVORIGDSTADDR, "IPV6_RECVORIGDSTADDR");
	if (o.pktinfo)
		set(fd, IPV6_RECVPKTINFO, "IPV6_RECVPKTINFO");
	serve(fd, &o);
}
