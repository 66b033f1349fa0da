/* SPDX-License-Identifier: GPL-2.0 */
/* Raw IPv4 packets and the tun device they go in by. */
#ifndef _SELFTESTS_DROPSTAT_PACKET_H
#define _SELFTESTS_DROPSTAT_PACKET_H

#include <stddef.h>
#include <linux/types.h>
#include <netinet/in.h>

/* Open the tun device NAME, which has to exist; exits on an error. */
int packet_open_tun(const char *name);

/* Ones' complement sum of LEN bytes on top of SUM, not folded. */
__u32 packet_sum(const void *data, size_t len, __u32 sum);

/* Fold and complement. */
__u16 packet_csum(__u32 sum);

/* Pseudo header's sum, for packet_csum() of a transport header. */
__u32 packet_pseudo_sum(struct in_addr saddr, struct in_addr daddr,
			__u8 proto, size_t len);

/*
 * Write an IPv4 header with a right checksum in front of LEN bytes of payload.
 * Returns the length of both. FRAG_OFF is in host order, with its flags.
 */
size_t packet_ipv4(__u8 *packet, struct in_addr saddr, struct in_addr daddr,
		   __u8 proto, __u16 frag_off, size_t len);

#endif /* _SELFTESTS_DROPSTAT_PACKET_H */
