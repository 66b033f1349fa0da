// SPDX-License-Identifier: GPL-2.0
/*
 * Inject UDP datagrams, intact or broken, through a tun device.
 *
 * usage: tun_send [-cfgw] [-n count] TUN SADDR SPORT DADDR DPORT
 *	-c	corrupt the checksum of the IP header
 *	-f	send only the first fragment of each datagram
 *	-g	open the device, and wait for a line on standard input before sending
 *	-w	keep the device open until the end of standard input; until then,
 *		packets sent to it stay in its queue
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/udp.h>

#include "packet.h"

#define PAYLOAD 16

int main(int argc, char **argv)
{
	struct { struct udphdr udp; char data[PAYLOAD]; } datagram = { 0 };
	bool spoil = false, fragment = false, hold = false, wait = false;
	struct packet_flow flow;
	__u8 packet[128];
	int c, fd, count = 1;
	size_t len;

	while ((c = getopt(argc, argv, "cfgn:w")) != -1) {
		switch (c) {
		case 'c':
			spoil = true;
			break;
		case 'f':
			fragment = true;
			break;
		case 'g':
			wait = true;
			break;
		case 'n':
			count = atoi(optarg);
			break;
		case 'w':
			hold = true;
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 5)
		errx(2, "usage: tun_send [-cfgw] [-n count] TUN SADDR SPORT DADDR DPORT");
	argv += optind;
	flow = packet_parse_flow(argv + 1);
	datagram.udp.source = htons(flow.sport);
	datagram.udp.dest = htons(flow.dport);
	datagram.udp.len = htons(sizeof(datagram));

	fd = packet_open_tun(argv[0]);
	if (wait && read(STDIN_FILENO, packet, sizeof(packet)) <= 0)
		errx(1, "end of input before the signal to send");
	while (count--) {
		len = packet_ipv4(packet, flow.saddr, flow.daddr, IPPROTO_UDP,
				  fragment ? IP_MF : 0, sizeof(datagram));
		memcpy(packet + sizeof(struct iphdr), &datagram,
		       sizeof(datagram));
		if (spoil)
			packet[offsetof(struct iphdr, check)] ^= 0x55;
		if (write(fd, packet, len) != (ssize_t)len)
			err(1, "write");
	}
	while (hold && read(STDIN_FILENO, packet, sizeof(packet)) > 0)
		;
	return 0;
}
