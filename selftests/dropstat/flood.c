// SPDX-License-Identifier: GPL-2.0
/*
 * Send UDP datagrams as fast as possible from one CPU.
 *
 * usage: flood [-c cpu] [-n count] [-p ports] ADDR PORT
 *	-n	number of datagrams (1000); if 0, send until killed
 *	-p	number of ports to use in turn, starting with PORT (1)
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

#include "batch.h"

static struct in_addr addr;
static int port, ports = 1, next;

static void aim(struct sockaddr_in *to)
{
	to->sin_addr = addr;
	to->sin_port = htons(port + next++ % ports);
}

int main(int argc, char **argv)
{
	long count = 1000, sent = 0;
	int c, n, fd;

	while ((c = getopt(argc, argv, "c:n:p:")) != -1) {
		switch (c) {
		case 'c':
			batch_run_on(atoi(optarg));
			break;
		case 'n':
			count = atol(optarg);
			break;
		case 'p':
			ports = atoi(optarg);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 2)
		errx(2, "usage: flood [-c cpu] [-n count] [-p ports] ADDR PORT");
	if (inet_pton(AF_INET, argv[optind], &addr) != 1)
		errx(2, "%s: not an IPv4 address", argv[optind]);
	port = atoi(argv[optind + 1]);

	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		err(1, "socket");
	while (!count || sent < count) {
		n = count && count - sent < BATCH ? count - sent : BATCH;
		n = batch_send(fd, n, aim);
		/* Ignore errors: in some tests, the target disappears. */
		sent += n > 0 ? n : count != 0;
	}
	return 0;
}
