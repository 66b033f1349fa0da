// SPDX-License-Identifier: GPL-2.0
/*
 * Send UDP datagrams in many flows, some of them heavy, and print exactly how many packets
 * each heavy flow had. A flow is a destination address in 127/8.
 *
 * usage: stream [-c cpu] [-n count] [-r seed] [-t stride] HOW PORT
 *	-t	distance between the addresses (1)
 * HOW	hidden	flows of one packet each, and three with 0.5, 1 and 5 percent
 *	zipf=S	100000 flows; the share of rank r is proportional to 1 / r^S
 *	turns=N	N flows in turn
 * prints "ADDRESS COUNT" for the heavy flows, at most 20
 */
#include <err.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

#include "batch.h"

#define RANKS	100000
#define SHOWN	20
#define SOURCE	40000
#define FIRST	(INADDR_LOOPBACK + 256)

static unsigned long counts[SHOWN];
static unsigned int turns = 1, stride = 1;
static double *shares;
static unsigned int next;
static unsigned int (*pick)(void);
static int port;

static unsigned int pick_hidden(void)
{
	double at = drand48();

	if (at < 0.065)
		return at < 0.005 ? 0 : at < 0.015 ? 1 : 2;
	return SHOWN + next++;
}

static unsigned int pick_zipf(void)
{
	double at = drand48() * shares[RANKS - 1];
	unsigned int low = 0, high = RANKS - 1, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (shares[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static unsigned int pick_turns(void)
{
	return next++ % turns;
}

static void prepare_zipf(double s)
{
	unsigned int i;

	shares = calloc(RANKS, sizeof(*shares));
	if (!shares)
		err(1, "calloc");
	for (i = 0; i < RANKS; i++)
		shares[i] = (i ? shares[i - 1] : 0) + pow(i + 1, -s);
}

/* Several instances may send from the same port. */
static int sender(void)
{
	struct sockaddr_in from = { .sin_family = AF_INET,
				    .sin_port = htons(SOURCE) };
	int on = 1, fd = socket(AF_INET, SOCK_DGRAM, 0);

	from.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) ||
	    bind(fd, (struct sockaddr *)&from, sizeof(from)))
		err(1, "UDP port %d", SOURCE);
	return fd;
}

static void aim(struct sockaddr_in *to)
{
	unsigned int flow = pick();

	if (flow < SHOWN)
		counts[flow]++;
	to->sin_addr.s_addr = htonl(FIRST + flow * stride);
	to->sin_port = htons(port);
}

static void send_all(long count)
{
	int n, fd = sender();

	for (; count > 0; count -= n) {
		n = count < BATCH ? count : BATCH;
		if (batch_send(fd, n, aim) != n)
			err(1, "sendmmsg");
	}
	close(fd);
}

int main(int argc, char **argv)
{
	struct in_addr addr;
	long count = 1000;
	int c, i;

	while ((c = getopt(argc, argv, "c:n:r:t:")) != -1) {
		switch (c) {
		case 'c':
			batch_run_on(atoi(optarg));
			break;
		case 'n':
			count = atol(optarg);
			break;
		case 'r':
			/* Each seed has its own flows, so instances do not share any. */
			srand48(atoi(optarg));
			next = atoi(optarg) * 1000000;
			break;
		case 't':
			stride = atoi(optarg);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 2)
		errx(2, "usage: stream [-c cpu] [-n count] [-r seed] [-t stride] HOW PORT");
	if (!strcmp(argv[optind], "hidden"))
		pick = pick_hidden;
	else if (sscanf(argv[optind], "turns=%u", &turns) == 1)
		pick = pick_turns;
	else if (!strncmp(argv[optind], "zipf=", 5))
		pick = pick_zipf;
	else
		errx(2, "%s: expected hidden, zipf= or turns=", argv[optind]);
	if (pick == pick_zipf)
		prepare_zipf(atof(argv[optind] + 5));

	port = atoi(argv[optind + 1]);
	send_all(count);
	for (i = 0; i < SHOWN; i++) {
		addr.s_addr = htonl(FIRST + i * stride);
		if (counts[i])
			printf("%s %lu\n", inet_ntoa(addr), counts[i]);
	}
	return 0;
}
