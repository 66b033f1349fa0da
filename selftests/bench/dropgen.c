// SPDX-License-Identifier: GPL-2.0
/*
 * Make the kernel drop or deliver UDP packets, and measure the cost per packet.
 *
 * The packets are sent to a socket in this process whose receive buffer is full and
 * which is never read. They are dropped with reason SOCKET_RCVBUFF in the sender's own
 * system call, without an ICMP error. The socket receives packets to all of 127/8, so
 * the cost for the sender does not depend on the number of flows.
 *
 * usage: dropgen [-d] [-f flows] [-n packets] [-s start] [-w warmup]
 *	-d	deliver the packets: the receive buffer is large, and is read
 *	-f	number of distinct 5-tuples, used in turn (1)
 *	-n	packets to measure (20000)
 *	-s	number of the first flow (0)
 *	-w	packets to send before the measurement (0)
 * prints the ns per packet, measured with the machine's clock
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

#include "../dropstat/batch.h"

#define PORT	9

static unsigned long flows = 1, next;
static bool deliver;

static int receiver(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(PORT) };
	int room = deliver ? 1 << 20 : 0;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)) ||
	    bind(fd, (struct sockaddr *)&any, sizeof(any)))
		err(1, "UDP port %d", PORT);
	return fd;
}

static void aim(struct sockaddr_in *to)
{
	to->sin_addr.s_addr = htonl(INADDR_LOOPBACK + next);
	to->sin_port = htons(PORT);
	next = next + 1 < flows ? next + 1 : 0;
}

static void send_batch(int fd, int receiver)
{
	char buf[16];
	int i;

	if (batch_send(fd, BATCH, aim) != BATCH)
		err(1, "sendmmsg");
	for (i = 0; deliver && i < BATCH; i++)
		if (recv(receiver, buf, sizeof(buf), MSG_DONTWAIT) < 0)
			err(1, "recv");
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char **argv)
{
	long i, packets = 20000, warmup = 0;
	long long start;
	int c, fd, to_fd;

	while ((c = getopt(argc, argv, "df:n:s:w:")) != -1) {
		switch (c) {
		case 'd':
			deliver = true;
			break;
		case 'f':
			flows = atol(optarg);
			break;
		case 'n':
			packets = atol(optarg);
			break;
		case 's':
			next = atol(optarg);
			break;
		case 'w':
			warmup = atol(optarg);
			break;
		default:
			return 2;
		}
	}
	next %= flows;
	to_fd = receiver();
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		err(1, "socket");

	for (i = 0; i < warmup; i += BATCH)
		send_batch(fd, to_fd);
	start = now_ns();
	for (i = 0; i < packets; i += BATCH)
		send_batch(fd, to_fd);
	printf("%.2f\n", (double)(now_ns() - start) / i);
	return 0;
}
