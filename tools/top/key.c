// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <string.h>

#include "top/key.h"
#include "lib/util.h"

static_assert(sizeof(struct key) == 88, "a key has no padding");

static const char * const key_names[KEY_NR] = {
	[KEY_REASON]	= "reason",
	[KEY_NETNS]	= "netns",
	[KEY_IFACE]	= "iface",
	[KEY_LOCATION]	= "location",
	[KEY_PROTO]	= "proto",
	[KEY_SADDR]	= "saddr",
	[KEY_DADDR]	= "daddr",
	[KEY_SPORT]	= "sport",
	[KEY_DPORT]	= "dport",
	[KEY_FLOW]	= "flow",
	[KEY_SITE]	= "site",
};

const char *key_word(enum key_by by)
{
	return key_names[by];
}

enum key_by key_parse(const char *name)
{
	size_t len = strlen(name);
	enum key_by by;

	for (by = 0; len && by < KEY_GROUPS; by++)
		if (!strncmp(key_names[by], name, len))
			return by;
	return KEY_NR;
}

bool key_needs_flows(enum key_by by)
{
	return by >= KEY_PROTO && by <= KEY_FLOW;
}

bool key_equal(const struct key *a, const struct key *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* FNV-1a, eight bytes at a time: the rows are the kernel's, not an enemy's. */
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

static void key_set_netns(struct key *key, const struct drop *drop)
{
	key->cookie = drop->cookie;
	if (!drop->cookie)
		key->netns = drop->netns;
}

static void key_set_site(struct key *key, const struct drop *drop)
{
	key_set_netns(key, drop);
	key->reason = drop->reason;
	key->location = drop->location;
	key->ifindex = drop->ifindex;
	if (!drop->ifindex)
		key->iface = drop->iface;
}

/* UDP is UDP, over IPv4 and over IPv6. */
static void key_set_proto(struct key *key, const struct drop *drop)
{
	if (drop->family) {
		key->family = AF_INET;
		key->l4proto = drop->l4proto;
	} else {
		key->ethertype = drop->ethertype;
	}
}

static void key_set_addr(struct key *key, const struct drop *drop,
			 const struct in6_addr *addr)
{
	key->family = drop->family;
	if (drop->family)
		key->saddr = *addr;
}

/* Port 53 of UDP is not port 53 of TCP, and no type 53 of ICMP. */
static void key_set_port(struct key *key, const struct drop *drop,
			 uint16_t port)
{
	key->ports = drop->has_ports;
	if (!drop->has_ports)
		return;
	key->l4proto = drop->l4proto;
	key->sport = port;
}

static void key_set_flow(struct key *key, const struct drop *drop)
{
	key_set_site(key, drop);
	key->any = drop->evicted || drop->site;
	if (key->any)
		return;
	key->family = drop->family;
	key->ethertype = drop->ethertype;
	key->l4proto = drop->l4proto;
	key->saddr = drop->saddr;
	key->daddr = drop->daddr;
	key->ports = drop->has_ports;
	key->sport = drop->sport;
	key->dport = drop->dport;
}

/* Of one of the columns that only a flow has */
static void key_set_column(struct key *key, const struct drop *drop,
			   enum key_by by)
{
	if (drop->evicted || drop->site)
		key->any = 1;
	else if (by == KEY_PROTO)
		key_set_proto(key, drop);
	else if (by == KEY_SADDR)
		key_set_addr(key, drop, &drop->saddr);
	else if (by == KEY_DADDR)
		key_set_addr(key, drop, &drop->daddr);
	else if (by == KEY_SPORT)
		key_set_port(key, drop, drop->sport);
	else
		key_set_port(key, drop, drop->dport);
}

void key_set(struct key *key, const struct drop *drop, enum key_by by)
{
	memset(key, 0, sizeof(*key));
	key->class = drop->class;
	switch (by) {
	case KEY_REASON:
		key->reason = drop->reason;
		break;
	case KEY_NETNS:
		key_set_netns(key, drop);
		break;
	case KEY_IFACE:
		key->iface = drop->iface;
		break;
	case KEY_LOCATION:
		key->location = drop->location;
		break;
	case KEY_SITE:
		key_set_site(key, drop);
		break;
	case KEY_FLOW:
		key_set_flow(key, drop);
		break;
	default:
		key_set_column(key, drop, by);
	}
}
