// SPDX-License-Identifier: GPL-2.0
/*
 * A TCP peer behind a tun device, which sends segments that a receive queue must drop. The
 * receiver is an ordinary socket in this process, which never reads.
 *
 * usage: tcp_queue TUN PEERADDR ADDR PORT old|merge|prune COUNT
 *	old	send a segment that is already in the queue, COUNT times
 *	merge	send COUNT segments out of order, then one that covers them all
 *	prune	send COUNT segments out of order into a receive buffer that is too
 *		small
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

#include "packet.h"

#define PEER_PORT	4242
#define MSS		1000

static int tun;
static struct packet_flow flow = { .sport = PEER_PORT };
static __u32 peer_seq = 1000, peer_ack;

/* Send a segment OFFSET bytes beyond the peer's sequence number. */
static void send_segment(__u32 offset, size_t len, bool syn)
{
	__u8 packet[PACKET_MAX];
	size_t size = packet_tcp(packet, &flow, peer_seq + offset, peer_ack,
				 syn ? TH_SYN : TH_ACK, len);

	if (write(tun, packet, size) < 0)
		err(1, "write");
}

/* Wait for the SYN-ACK and take its sequence number. */
static void await_syn_ack(void)
{
	struct tcphdr tcp;

	do
		tcp = packet_read_tcp(tun);
	while (!tcp.syn);
	peer_ack = ntohl(tcp.seq) + 1;
}

static int listen_on(bool small)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET, .sin_addr = flow.daddr,
		.sin_port = htons(flow.dport),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1, size = 4096;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (small && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)))
		err(1, "SO_RCVBUF");
	if (bind(fd, (void *)&addr, sizeof(addr)) || listen(fd, 1))
		err(1, "bind");
	return fd;
}

static void drop_old(int count)
{
	send_segment(0, MSS, false);
	while (count--)
		send_segment(0, MSS, false);
}

/* Leave gaps between the segments; otherwise they would be merged into one entry. */
static void drop_merge(int count)
{
	int i;

	for (i = 1; i <= count; i++)
		send_segment(i * 200, 100, false);
	send_segment(100, count * 200 + 100, false);
}

/* Send the last segments first, because the queue drops those to make room. */
static void drop_prune(int count)
{
	int i;

	for (i = count; i > 0; i--)
		send_segment(i * 2, 1, false);
}

int main(int argc, char **argv)
{
	struct linger reset = { .l_onoff = 1 };
	int count, listener, fd;

	if (argc != 7)
		errx(2, "usage: tcp_queue TUN PEERADDR ADDR PORT old|merge|prune COUNT");
	flow.saddr = packet_parse_addr(argv[2]);
	flow.daddr = packet_parse_addr(argv[3]);
	flow.dport = atoi(argv[4]);
	count = atoi(argv[6]);

	tun = packet_open_tun(argv[1]);
	listener = listen_on(!strcmp(argv[5], "prune"));
	send_segment(0, 0, true);
	await_syn_ack();
	peer_seq++;
	send_segment(0, 0, false);
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		err(1, "accept");

	if (!strcmp(argv[5], "old"))
		drop_old(count);
	else if (!strcmp(argv[5], "merge"))
		drop_merge(count);
	else if (!strcmp(argv[5], "prune"))
		drop_prune(count);
	else
		errx(2, "%s: expected old, merge or prune", argv[5]);

	/* Without a reset, the connection would outlive the process and retransmit. */
	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)))
		err(1, "SO_LINGER");
	close(fd);
	return 0;
}
