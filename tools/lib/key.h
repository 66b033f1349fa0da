/* SPDX-License-Identifier: GPL-2.0 */
/* Keys that identify rows and groups of rows. */
#ifndef _DROPSTAT_KEY_H
#define _DROPSTAT_KEY_H

#include "lib/drop.h"

/* Fields that rows can have in common */
enum row_key {
	ROW_NETNS	= 0x001,
	ROW_IFACE	= 0x002,
	ROW_REASON	= 0x004,
	ROW_LOCATION	= 0x008,
	ROW_PROTO	= 0x010,
	ROW_SADDR	= 0x020,
	ROW_DADDR	= 0x040,
	ROW_SPORT	= 0x080,
	ROW_DPORT	= 0x100,
	ROW_FLOW	= 0x1f0,	/* fields that only flows have */
	ROW_CLASS	= 0x200,	/* class; netns by cookie, iface by index */
	ROW_EVICTED	= 0x400,
	/* The protocol of a port: UDP port 53 is not TCP port 53. */
	ROW_PORT_PROTO	= 0x800,
	ROW_SITE	= ROW_CLASS | ROW_NETNS | ROW_IFACE | ROW_REASON |
			  ROW_LOCATION,
	ROW_ALL		= ROW_SITE | ROW_FLOW | ROW_EVICTED,
};

/**
 * struct key - identifies a row or, if some members are zero, a group of rows
 * @any: whether the row represents many flows
 *
 * The other members are copied from struct drop. Keys are compared by memcmp(), so
 * there is no padding, and all strings come from drop_intern(). With ROW_CLASS, a
 * netns is identified by its cookie, and an interface by its index. Without
 * ROW_CLASS, or if the cookie or the index is unknown, a netns is identified by its
 * inode number and scope, and an interface by its name.
 */
struct key {
	uint64_t cookie;
	const char *iface;
	const char *reason;
	const char *location;
	struct in6_addr saddr;
	struct in6_addr daddr;
	uint32_t netns;
	uint32_t ifindex;
	uint16_t ethertype;
	uint16_t sport;
	uint16_t dport;
	uint8_t family;
	uint8_t l4proto;
	uint8_t class;
	uint8_t scope;
	uint8_t ports;
	uint8_t any;
	uint8_t unused[4];
};

/* Sets @key to the group of @drop when grouped by @keys, a mask of enum row_key. */
void key_set(struct key *key, const struct drop *drop, unsigned int keys);
bool key_equal(const struct key *a, const struct key *b);
uint64_t key_hash(const struct key *key);

#endif /* _DROPSTAT_KEY_H */
