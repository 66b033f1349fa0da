/* SPDX-License-Identifier: GPL-2.0 */
/* Parses the most common headers inline; parse.c handles all others. */
#ifndef _DROPSTAT_PARSE_H
#define _DROPSTAT_PARSE_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/string.h>
#include <net/ip.h>

#include "hit.h"

/* Bytes that dropstat_parse_plain() reads: an IPv4 header and the ports. */
#define DROPSTAT_PARSE_PLAIN	24

/**
 * dropstat_parse_plain - fill a tuple from a plain IPv4 header
 * @tuple: filled in if the header is plain, otherwise unchanged
 * @header: DROPSTAT_PARSE_PLAIN readable bytes
 *
 * Most packets have a plain header: UDP or TCP, no options, not a later fragment.
 * Like dropstat_parse(), this reads each field only once, with the same result.
 *
 * Context: any; accesses only its arguments.
 * Return: whether the header is plain.
 */
static __always_inline bool dropstat_parse_plain(struct dropstat_tuple *tuple,
						 const u8 *header)
{
	u8 l4proto = header[offsetof(struct iphdr, protocol)];
	u32 saddr, daddr, ports;
	__be16 frag_off;

	memcpy(&frag_off, header + offsetof(struct iphdr, frag_off),
	       sizeof(frag_off));
	if (header[0] != 0x45 || frag_off & htons(IP_OFFSET) ||
	    (l4proto != IPPROTO_UDP && l4proto != IPPROTO_TCP))
		return false;
	memcpy(&saddr, header + offsetof(struct iphdr, saddr), sizeof(saddr));
	memcpy(&daddr, header + offsetof(struct iphdr, daddr), sizeof(daddr));
	memcpy(&ports, header + sizeof(struct iphdr), sizeof(ports));
	tuple->words[0] = dropstat_word(saddr, 0);
	tuple->words[1] = 0;
	tuple->words[2] = dropstat_word(daddr, 0);
	tuple->words[3] = 0;
	tuple->words[4] = dropstat_word(ports,
					dropstat_tuple_kind(ETH_P_IP, l4proto,
							    DROPSTAT_TUPLE_ADDRS |
							    DROPSTAT_TUPLE_PORTS));
	return true;
}

/* Any context. Returns whether the protocol's header begins with ports. */
static inline bool dropstat_parse_has_ports(u8 l4proto)
{
	switch (l4proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		return true;
	default:
		return false;
	}
}

/* Any context. Returns whether the protocol's header begins with a type and code. */
static inline bool dropstat_parse_has_type(u8 l4proto)
{
	return l4proto == IPPROTO_ICMP || l4proto == IPPROTO_ICMPV6;
}

/* parse.c APIs: any context */
bool dropstat_parse(struct dropstat_tuple *tuple, const u8 *header,
		    unsigned int len, u16 ethertype);

#endif /* _DROPSTAT_PARSE_H */
