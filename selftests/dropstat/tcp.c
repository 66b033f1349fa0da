// SPDX-License-Identifier: GPL-2.0
/*
 * TCP server and client.
 *
 * usage: tcp accept ADDR PORT
 *		accept one connection, and close it after the peer has closed it
 *	  tcp connect ADDR PORT [SPORT]
 *		open a connection, close it, and wait for the peer to close it
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

static void read_to_end(int fd)
{
	char buf[256];
	ssize_t n;

	do
		n = read(fd, buf, sizeof(buf));
	while (n > 0);
	if (n)
		err(1, "read");
}

static struct sockaddr_in parse_addr(const char *addr, const char *port)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET, .sin_port = htons(atoi(port)),
	};

	if (inet_pton(AF_INET, addr, &in.sin_addr) != 1)
		errx(2, "%s: not an IPv4 address", addr);
	return in;
}

static int bound(const struct sockaddr_in *addr)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)))
		err(1, "SO_REUSEADDR");
	if (bind(fd, (void *)addr, sizeof(*addr)))
		err(1, "bind");
	return fd;
}

static int tcp_accept(const struct sockaddr_in *addr)
{
	int fd = bound(addr);

	if (listen(fd, 1))
		err(1, "listen");
	fd = accept(fd, NULL, NULL);
	if (fd < 0)
		err(1, "accept");
	read_to_end(fd);
	return 0;
}

static int tcp_connect(const struct sockaddr_in *addr, const char *sport)
{
	struct sockaddr_in from = parse_addr("0.0.0.0", sport);
	int fd = bound(&from);

	if (connect(fd, (void *)addr, sizeof(*addr)))
		err(1, "connect");
	if (shutdown(fd, SHUT_WR))
		err(1, "shutdown");
	read_to_end(fd);
	return 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_in addr;

	if (argc != 4 && argc != 5)
		errx(2, "usage: tcp accept|connect ADDR PORT [SPORT]");
	addr = parse_addr(argv[2], argv[3]);
	if (!strcmp(argv[1], "accept"))
		return tcp_accept(&addr);
	if (!strcmp(argv[1], "connect"))
		return tcp_connect(&addr, argc > 4 ? argv[4] : "0");
	errx(2, "%s: expected accept or connect", argv[1]);
}
