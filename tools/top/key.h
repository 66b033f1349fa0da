/* SPDX-License-Identifier: GPL-2.0 */
/* What tells rows and groups of rows apart. */
#ifndef _DROPSTAT_TOP_KEY_H
#define _DROPSTAT_TOP_KEY_H

#include "lib/drop.h"

/* What rows are put together by; the order is that of the keys 1 to 9 and 0. */
enum key_by {
	KEY_REASON,
	KEY_NETNS,
	KEY_IFACE,
	KEY_LOCATION,
	KEY_PROTO,
	KEY_SADDR,
	KEY_DADDR,
	KEY_SPORT,
	KEY_DPORT,
	KEY_FLOW,
	KEY_GROUPS,		/* what is above are the groups to choose */
	KEY_SITE = KEY_GROUPS,
	KEY_NR
};

/*
 * A row of the kernel, or with parts zero a group of rows. The members are those
 * of struct drop. There is no padding, so that two of them can be compared as
 * memory; strings are drop_intern()'s. A netns is its cookie or, without one, its
 * inode number; a row's interface is its index or, without one, its name.
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
	uint8_t ports;
	uint8_t any;		/* the row stands for many flows */
	uint8_t unused[5];
};

/* The key of what @drop belongs to when rows are put together by @by. */
void key_set(struct key *key, const struct drop *drop, enum key_by by);
bool key_equal(const struct key *a, const struct key *b);
uint64_t key_hash(const struct key *key);
/* Whether rows have to be told apart by flow for this. */
bool key_needs_flows(enum key_by by);
const char *key_word(enum key_by by);
/* Of a name, or its first letters; KEY_NR if there is none such. */
enum key_by key_parse(const char *name);

#endif /* _DROPSTAT_TOP_KEY_H */
