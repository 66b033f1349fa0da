/* SPDX-License-Identifier: GPL-2.0 */
/* One hit of the tracepoint: what the probe hands to the tables. */
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

/* Of a netns that is not known; the kernel starts counting at 1. */
#define DROPSTAT_COOKIE_UNKNOWN		0

/* Of all that have ended, once their sites were folded into one: see reclaim.c. */
#define DROPSTAT_COOKIE_GONE		U64_MAX

/* Locations that are no code address. */
#define DROPSTAT_LOCATION_OTHER		1	/* the site table was full */
#define DROPSTAT_LOCATION_NMI		2	/* the probe was hit in an NMI */
#define DROPSTAT_LOCATION_UNKNOWN	3	/* its name was lost */

/*
 * What the site of such a location says of its reason and interface; and one that
 * others were folded into, of its interface.
 */
#define DROPSTAT_REASON_ANY		U32_MAX
#define DROPSTAT_IFINDEX_ANY		U32_MAX

/*
 * Two halves of a word, the first at the lower address. The probe handles whole
 * words: these stay in registers, and one that was written in parts a moment
 * ago would take the processor a dozen cycles to read.
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
 * @cookie: netns cookie, DROPSTAT_COOKIE_UNKNOWN where it cannot be known
 * @location: return address in the dropping function, or a DROPSTAT_LOCATION_,
 *	or what symbol.c put in its place when the module there was unloaded
 * @inum: inode number of the netns; follows from @cookie
 * @ifindex: interface in that netns, 0 for none
 * @reason: the running kernel's number, subsystem included
 * @class: enum dropstat_class
 * @words: all of that; there is no padding
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
 * struct dropstat_tuple - which packets: the rest of a flow's key
 * @saddr: source address; IPv4 in the first word, all zero where unknown
 * @daddr: destination address, likewise
 * @sport: source port, or ICMP type
 * @dport: destination port, or ICMP code
 * @ethertype: of the network header, after VLAN tags; host order, 0 for none
 * @l4proto: IPPROTO_*
 * @flags: which of the fields above are known
 * @words: all of that; there is no padding
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

/* All but the first half word of each address is 0 then. */
static inline bool dropstat_tuple_is_ipv4(const struct dropstat_tuple *tuple)
{
	u32 kind = tuple->words[4] >> DROPSTAT_SECOND;

	return (kind & dropstat_tuple_kind(U16_MAX, 0, 0)) ==
	       dropstat_tuple_kind(ETH_P_IP, 0, 0);
}

#define DROPSTAT_TUPLE_ADDRS	BIT(0)	/* saddr, daddr and l4proto */
#define DROPSTAT_TUPLE_PORTS	BIT(1)	/* sport and dport */

/**
 * struct dropstat_hit - all that is counted of a hit
 * @site: where and why
 * @tuple: which packet; of class DROPSTAT_CLASS_PACKET only
 * @bytes: skb->len
 * @segments: packets on the wire this skb stands for; 0 for one too
 */
struct dropstat_hit {
	struct dropstat_site_key site;
	struct dropstat_tuple tuple;
	u64 bytes;
	u32 segments;
};

/**
 * struct dropstat_packet - the packet in work
 * @skb: the packet
 * @rx_sk: socket that was to receive it, or NULL
 * @iface: of its device; NULL if that is not known
 * @cookie: of its netns
 */
struct dropstat_packet {
	const struct sk_buff *skb;
	const struct sock *rx_sk;
	const struct dropstat_iface *iface;
	u64 cookie;
};

#endif /* _DROPSTAT_HIT_H */
