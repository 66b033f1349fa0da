/* SPDX-License-Identifier: GPL-2.0 */
/* Raw IPv4 packets, and a tun device to inject them */
#ifndef _SELFTESTS_DROPSTAT_PACKET_H
#define _SELFTESTS_DROPSTAT_PACKET_H

#include <stddef.h>
#include <linux/types.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* The size of the largest packet */
#define PACKET_MAX	10000

/**
 * struct packet_flow - the addresses and ports of a packet
 * @saddr: source address
 * @daddr: destination address
 * @sport: source port, in host order
 * @dport: destination port, in host order
 */
struct packet_flow {
	struct in_addr saddr;
	struct in_addr daddr;
	__u16 sport;
	__u16 dport;
};

/* Parse an IPv4 address; exits on an error. */
struct in_addr packet_parse_addr(const char *text);

/* Parse SADDR SPORT DADDR DPORT; exits on an error. */
struct packet_flow packet_parse_flow(char **argv);

/* Open the tun device NAME, and create it if necessary; exits on an error. */
int packet_open_tun(const char *name);

/* Add LEN bytes to the ones' complement sum SUM, without folding. */
__u32 packet_sum(const void *data, size_t len, __u32 sum);

/* Fold and complement a sum. */
__u16 packet_csum(__u32 sum);

/* Return the sum of the pseudo-header, the initial value of a transport checksum. */
__u32 packet_pseudo_sum(struct in_addr saddr, struct in_addr daddr,
			__u8 proto, size_t len);

/*
 * Write an IPv4 header with a correct checksum for LEN bytes of payload. FRAG_OFF is
 * in host order and includes the flags. Returns the length of the packet.
 */
size_t packet_ipv4(__u8 *packet, struct in_addr saddr, struct in_addr daddr,
		   __u8 proto, __u16 frag_off, size_t len);

/*
 * Write a TCP segment with LEN bytes of data and correct checksums. FLAGS are TH_SYN
 * etc. Returns the length of the packet.
 */
size_t packet_tcp(__u8 *packet, const struct packet_flow *flow, __u32 seq,
		  __u32 ack_seq, __u8 flags, size_t len);

/* Wait for a TCP segment on a tun device; exits if none arrives. */
struct tcphdr packet_read_tcp(int tun);

#endif /* _SELFTESTS_DROPSTAT_PACKET_H */
