// SPDX-License-Identifier: GPL-2.0
/* Keys that identify rows and groups of rows. */
#include <assert.h>
#include <string.h>

#include "lib/key.h"
#include "lib/util.h"

static_assert(sizeof(struct key) == 88, "struct key must have no padding");

bool key_equal(const struct key *a, const struct key *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* FNV-1a, eight bytes at a time. An attacker gains nothing from collisions. */
uint64_t key_hash(const struct key *key)
{
	uint64_t words[sizeof(*key) / sizeof(uint64_t)];
	uint64_t hash = 0xcbf29ce484222325;
	size_t i;

	memcpy(words, key, sizeof(words));
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		hash = (hash ^ words[i]) * 0x100000001b3;
		hash ^= hash >> 32;
	}
	return hash;
}

/* Cookies are never reused, and indices rarely, unlike inode numbers and names. */
static void key_set_site(struct key *key, const struct drop *drop,
			 unsigned int keys)
{
	bool exact = keys & ROW_CLASS;

	if (keys & ROW_NETNS && exact && drop->cookie) {
		key->cookie = drop->cookie;
	} else if (keys & ROW_NETNS) {
		key->netns = drop->netns;
		key->scope = drop->scope;
	}
	if (keys & ROW_IFACE && exact && drop->ifindex)
		key->ifindex = drop->ifindex;
	else if (keys & ROW_IFACE)
		key->iface = drop->iface;
	if (keys & ROW_REASON)
		key->reason = drop->reason;
	if (keys & ROW_LOCATION)
		key->location = drop->location;
}

/* In a key without addresses, UDP over IPv4 and over IPv6 are the same. */
static void key_set_proto(struct key *key, const struct drop *drop)
{
	if (!drop->family) {
		key->ethertype = drop->ethertype;
		return;
	}
	key->family = AF_INET;
	key->l4proto = drop->l4proto;
}

static void key_set_addrs(struct key *key, const struct drop *drop,
			  unsigned int keys)
{
	key->family = drop->family;
	if (!drop->family)
		return;
	if (keys & ROW_SADDR)
		key->saddr = drop->saddr;
	if (keys & ROW_DADDR)
		key->daddr = drop->daddr;
}

static void key_set_ports(struct key *key, const struct drop *drop,
			  unsigned int keys)
{
	key->ports = drop->has_ports;
	if (!drop->has_ports)
		return;
	if (keys & ROW_PORT_PROTO)
		key->l4proto = drop->l4proto;
	if (keys & ROW_SPORT)
		key->sport = drop->sport;
	if (keys & ROW_DPORT)
		key->dport = drop->dport;
}

void key_set(struct key *key, const struct drop *drop, unsigned int keys)
{
	memset(key, 0, sizeof(*key));
	key->class = drop->class;
	key_set_site(key, drop, keys);
	if (!(keys & (ROW_FLOW | ROW_EVICTED)))
		return;
	key->any = drop->evicted || drop->site;
	if (key->any)
		return;
	if (keys & ROW_PROTO)
		key_set_proto(key, drop);
	if (keys & (ROW_SADDR | ROW_DADDR))
		key_set_addrs(key, drop, keys);
	if (keys & (ROW_SPORT | ROW_DPORT))
		key_set_ports(key, drop, keys);
}
