// SPDX-License-Identifier: GPL-2.0
/*
 * A TCP client behind a tun device.
 *
 * usage: tun_tcp [-c] [-n count] TUN SADDR SPORT DADDR DPORT
 *	-c	corrupt the checksum of the IP header
 *	-n	only send that many SYNs; by default, open a connection and close it
 */
#include <err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <netinet/ip.h>

#include "packet.h"

#define FIRST_SEQ	1000

static bool spoil;

static void send_segment(int tun, const struct packet_flow *flow, __u32 seq,
			 __u32 ack_seq, __u8 flags)
{
	__u8 packet[PACKET_MAX];
	size_t len = packet_tcp(packet, flow, seq, ack_seq, flags, 0);

	if (spoil)
		packet[offsetof(struct iphdr, check)] ^= 0x55;
	if (write(tun, packet, len) != (ssize_t)len)
		err(1, "write");
}

/* Wait for a SYN or FIN; returns the number that acknowledges it. */
static __u32 await(int tun, __u8 flag)
{
	struct tcphdr tcp;

	do
		tcp = packet_read_tcp(tun);
	while (!(tcp.th_flags & flag));
	return ntohl(tcp.seq) + 1;
}

static void converse(int tun, const struct packet_flow *flow)
{
	__u32 ack_seq, seq = FIRST_SEQ;

	send_segment(tun, flow, seq++, 0, TH_SYN);
	ack_seq = await(tun, TH_SYN);
	send_segment(tun, flow, seq, ack_seq, TH_ACK);
	send_segment(tun, flow, seq++, ack_seq, TH_ACK | TH_FIN);
	ack_seq = await(tun, TH_FIN);
	send_segment(tun, flow, seq, ack_seq, TH_ACK);
}

int main(int argc, char **argv)
{
	struct packet_flow flow;
	int c, tun, count = 0;

	while ((c = getopt(argc, argv, "cn:")) != -1) {
		switch (c) {
		case 'c':
			spoil = true;
			break;
		case 'n':
			count = atoi(optarg);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 5)
		errx(2, "usage: tun_tcp [-c] [-n count] TUN SADDR SPORT DADDR DPORT");
	flow = packet_parse_flow(argv + optind + 1);
	tun = packet_open_tun(argv[optind]);

	if (!count)
		converse(tun, &flow);
	while (count--)
		send_segment(tun, &flow, FIRST_SEQ, 0, TH_SYN);
	return 0;
}
