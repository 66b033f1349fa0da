// SPDX-License-Identifier: GPL-2.0
/*
 * A TCP peer behind a tun device that sends what a receive queue has to drop.
 * The receiving side is an ordinary socket of this process that never reads.
 *
 * usage: tcp_queue TUN PEERADDR ADDR PORT old|merge|prune COUNT
 *	old	COUNT times a segment that is in the queue already
 *	merge	COUNT segments out of order, then one that covers them all
 *	prune	COUNT segments out of order, into a receive buffer too small
 */
#include <err.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "packet.h"

#define PEER_PORT	4242
#define MSS		1000

static int tun;
static struct in_addr peer, local;
static __u16 port;
static __u32 peer_seq = 1000, peer_ack;

/* Send a segment that starts OFFSET bytes after what the peer has sent. */
static void send_segment(__u32 offset, size_t len, bool syn)
{
	__u8 packet[sizeof(struct iphdr) + sizeof(struct tcphdr) + 9000] = { 0 };
	struct tcphdr *tcp = (void *)(packet + sizeof(struct iphdr));
	size_t tcp_len = sizeof(*tcp) + len;
	__u32 sum;

	tcp->source = htons(PEER_PORT);
	tcp->dest = htons(port);
	tcp->seq = htonl(peer_seq + offset);
	tcp->ack_seq = htonl(peer_ack);
	tcp->doff = sizeof(*tcp) / 4;
	tcp->syn = syn;
	tcp->ack = !syn;
	tcp->window = htons(65535);
	memset(tcp + 1, 'x', len);
	sum = packet_pseudo_sum(peer, local, IPPROTO_TCP, tcp_len);
	tcp->check = packet_csum(packet_sum(tcp, tcp_len, sum));
	packet_ipv4(packet, peer, local, IPPROTO_TCP, 0, tcp_len);
	if (write(tun, packet, sizeof(struct iphdr) + tcp_len) < 0)
		err(1, "write");
}

/* Wait for the SYN-ACK and take its sequence number. */
static void await_syn_ack(void)
{
	struct pollfd pfd = { .fd = tun, .events = POLLIN };
	__u8 packet[2048];
	struct tcphdr tcp;
	struct iphdr ip;

	while (poll(&pfd, 1, 5000) == 1) {
		if (read(tun, packet, sizeof(packet)) <
		    (ssize_t)(sizeof(ip) + sizeof(tcp)))
			continue;
		memcpy(&ip, packet, sizeof(ip));
		memcpy(&tcp, packet + ip.ihl * 4, sizeof(tcp));
		if (ip.version != 4 || ip.protocol != IPPROTO_TCP || !tcp.syn)
			continue;
		peer_ack = ntohl(tcp.seq) + 1;
		return;
	}
	errx(1, "no SYN-ACK");
}

static int listen_on(bool small)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET, .sin_addr = local, .sin_port = htons(port),
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

/* Gaps between them, or they would be one queue entry. */
static void drop_merge(int count)
{
	int i;

	for (i = 1; i <= count; i++)
		send_segment(i * 200, 100, false);
	send_segment(100, count * 200 + 100, false);
}

/* The later ones come first: the queue makes room by dropping those. */
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
	if (inet_pton(AF_INET, argv[2], &peer) != 1 ||
	    inet_pton(AF_INET, argv[3], &local) != 1)
		errx(2, "bad address");
	port = atoi(argv[4]);
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
		errx(2, "%s: not old, merge or prune", argv[5]);

	/* Without a reset the connection would outlive us, and retransmit. */
	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)))
		err(1, "SO_LINGER");
	close(fd);
	return 0;
}
