// SPDX-License-Identifier: GPL-2.0
/*
 * Send UDP datagrams as fast as one CPU can, to ports nobody listens on.
 *
 * usage: flood [-c cpu] [-n count] [-p ports] ADDR PORT
 *	-n	how many; 0 for as long as it lives
 *	-p	to that many ports from PORT on, in turn
 */
#define _GNU_SOURCE
#include <err.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

#define BATCH 64

static void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "CPU %d", cpu);
}

int main(int argc, char **argv)
{
	struct sockaddr_in to[BATCH] = { 0 };
	struct mmsghdr msgs[BATCH] = { 0 };
	struct iovec iov = { .iov_base = "drop me", .iov_len = 7 };
	int c, i, n, fd, port, ports = 1, next = 0;
	long count = 1000, sent = 0;

	while ((c = getopt(argc, argv, "c:n:p:")) != -1) {
		switch (c) {
		case 'c':
			run_on(atoi(optarg));
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
	port = atoi(argv[optind + 1]);
	for (i = 0; i < BATCH; i++) {
		to[i].sin_family = AF_INET;
		if (inet_pton(AF_INET, argv[optind], &to[i].sin_addr) != 1)
			errx(2, "%s: not an IPv4 address", argv[optind]);
		msgs[i].msg_hdr.msg_name = &to[i];
		msgs[i].msg_hdr.msg_namelen = sizeof(to[i]);
		msgs[i].msg_hdr.msg_iov = &iov;
		msgs[i].msg_hdr.msg_iovlen = 1;
	}

	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		err(1, "socket");
	while (!count || sent < count) {
		for (i = 0; i < BATCH; i++)
			to[i].sin_port = htons(port + next++ % ports);
		n = count && count - sent < BATCH ? count - sent : BATCH;
		n = sendmmsg(fd, msgs, n, 0);
		/* Its target may be going away: that is a test of ours. */
		sent += n > 0 ? n : count != 0;
	}
	return 0;
}
