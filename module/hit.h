/* SPDX-License-Identifier: GPL-2.0 */
/* One hit of the tracepoint, as the probe passes it to the tables. */
#ifndef _DROPSTAT_HIT_H
#define _DROPSTAT_HIT_H

#include <linux/build_bug.h>
#include <linux/if_ether.h>
#include <linux/limits.h>
#include <linux/types.h>
#include <asm/byteorder.h>
#include <uapi/linux/dropstat.h>

struct dropstat_iface;
struct sk_buff;
struct sock;

#define DROPSTAT_CLASS_NUM		(DROPSTAT_CLASS_MAX + 1)

/* The netns is unknown. The kernel's cookies start at 1. */
#define DROPSTAT_COOKIE_UNKNOWN		0

/* Stands for all ended namespaces whose sites were folded: see reclaim.c. */
#define DROPSTAT_COOKIE_GONE		U64_MAX

/* Locations that are not code addresses. */
#define DROPSTAT_LOCATION_OTHER		1	/* the site table was full */
#define DROPSTAT_LOCATION_NMI		2	/* the hit was in an NMI */
#define DROPSTAT_LOCATION_UNKNOWN	3	/* no memory for its name */

/*
 * The reason and interface of a site at DROPSTAT_LOCATION_OTHER or _NMI. A site into
 * which reclaim.c has folded sites of several interfaces also has this interface.
 */
#define DROPSTAT_REASON_ANY		U32_MAX
#define DROPSTAT_IFINDEX_ANY		U32_MAX

/*
 * Shifts of the two halves of a word; the first half is at the lower address. The
 * probe handles whole words because they stay in registers. Reading a word just
 * after writing it in two parts would cost a dozen cycles.
 */
#ifdef __LITTLE_ENDIAN
#define DROPSTAT_FIRST	0
#define DROPSTAT_SECOND	32
#else
#define DROPSTAT_FIRST	32
#define DROPSTAT_SECOND	0
#endif

static inline u64 dropstat_word(u32 first, u32 second)
{
	return (u64)first << DROPSTAT_FIRST | (u64)second << DROPSTAT_SECOND;
}

/**
 * struct dropstat_site_key - where and why a packet was dropped
 * @cookie: netns cookie, or one of DROPSTAT_COOKIE_*
 * @location: return address in the dropping function, one of DROPSTAT_LOCATION_*,
 *	or the replacement set by table/retire.c when the module was unloaded
 * @inum: inode number of the netns; determined by @cookie
 * @ifindex: interface in that netns, 0 for none
 * @reason: the running kernel's number, including the subsystem
 * @class: enum dropstat_class
 * @words: the fields above as words; there is no padding
 */
struct dropstat_site_key {
	union {
		struct {
			u64 cookie;
			u32 inum;
			u32 ifindex;
			u64 location;
			u32 reason;
			u32 class;
		};
		u64 words[4];
	};
};

static_assert(sizeof(struct dropstat_site_key) == 32);

static __always_inline bool
dropstat_site_key_equal(const struct dropstat_site_key *a,
			const struct dropstat_site_key *b)
{
	return a->words[0] == b->words[0] && a->words[1] == b->words[1] &&
	       a->words[2] == b->words[2] && a->words[3] == b->words[3];
}

/**
 * struct dropstat_tuple - 5-tuple of a flow; the flow's key is its tuple and its site
 * @saddr: source address; IPv4 in the first word, all zero if unknown
 * @daddr: destination address, in the same form
 * @sport: source port, or ICMP type
 * @dport: destination port, or ICMP code
 * @ethertype: type of the network header, after VLAN tags; host order, 0 for none
 * @l4proto: IPPROTO_*
 * @flags: DROPSTAT_TUPLE_*, which of the fields above are known
 * @words: the fields above as words; there is no padding
 */
struct dropstat_tuple {
	union {
		struct {
			__be32 saddr[4];
			__be32 daddr[4];
			__be16 sport;
			__be16 dport;
			u16 ethertype;
			u8 l4proto;
			u8 flags;
		};
		u64 words[5];
	};
};

static_assert(sizeof(struct dropstat_tuple) == 40);

/* The second half of the last word of a tuple. */
static inline u32 dropstat_tuple_kind(u16 ethertype, u8 l4proto, u8 flags)
{
#ifdef __LITTLE_ENDIAN
	return ethertype | l4proto << 16 | (u32)flags << 24;
#else
	return (u32)ethertype << 16 | l4proto << 8 | flags;
#endif
}

/* In an IPv4 tuple, all but the first half word of each address is 0. */
static inline bool dropstat_tuple_is_ipv4(const struct dropstat_tuple *tuple)
{
	u32 kind = tuple->words[4] >> DROPSTAT_SECOND;

	return (kind & dropstat_tuple_kind(U16_MAX, 0, 0)) ==
	       dropstat_tuple_kind(ETH_P_IP, 0, 0);
}

#define DROPSTAT_TUPLE_ADDRS	BIT(0)	/* saddr, daddr and l4proto */
#define DROPSTAT_TUPLE_PORTS	BIT(1)	/* sport and dport */

/**
 * struct dropstat_hit - everything the tables need to count a hit
 * @site: where and why the packet was dropped
 * @tuple: tuple of the packet; set only in class DROPSTAT_CLASS_PACKET
 * @bytes: skb->len
 * @segments: number of packets on the wire that the skb stands for; 0 means 1
 */
struct dropstat_hit {
	struct dropstat_site_key site;
	struct dropstat_tuple tuple;
	u64 bytes;
	u32 segments;
};

/**
 * struct dropstat_packet - the packet that the probe is handling
 * @skb: the packet
 * @rx_sk: socket that the tracepoint was passed; see probe/sock.h
 * @location: where the packet was dropped
 * @iface: registry entry of its device; NULL if unknown
 * @cookie: cookie of its netns
 */
struct dropstat_packet {
	const struct sk_buff *skb;
	const struct sock *rx_sk;
	u64 location;
	const struct dropstat_iface *iface;
	u64 cookie;
};

#endif /* _DROPSTAT_HIT_H */
