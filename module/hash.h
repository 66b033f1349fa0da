/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash of the tables. Keys come off the wire, so it is keyed with a secret
 * of its own for every load; and every drop pays for it, so it is the cheapest
 * that one can prove something about: pair-multiply-shift (Thorup, "High Speed
 * Hashing for Integers and Strings"). Its upper 32 bits are strongly universal:
 * whatever two keys somebody chooses without the secret, they fall into the
 * same of N sets with a chance of 1/N. jhash promises nothing of the kind and
 * takes twice the instructions, a siphash six times.
 *
 * Sums of two hashes with different keys are such a hash again: a flow's is
 * that of its site and of its tuple.
 */
#ifndef _DROPSTAT_HASH_H
#define _DROPSTAT_HASH_H

#include <linux/compiler.h>
#include <linux/if_ether.h>
#include <linux/types.h>

#include "hit.h"

/**
 * struct dropstat_secret - keys of the hash, random
 * @site: of a site
 * @tuple: of a tuple
 */
struct dropstat_secret {
	u64 site[4];
	u64 tuple[10];
};

extern struct dropstat_secret dropstat_secret;

static __always_inline u64 dropstat_hash_pair(u32 a, u32 b, const u64 *secret)
{
	return (a + secret[0]) * (b + secret[1]);
}

/* Any context. The lower half of a location tells code addresses apart. */
static __always_inline u64
dropstat_hash_site(const struct dropstat_site_key *key)
{
	const u64 *secret = dropstat_secret.site;

	return dropstat_hash_pair(key->cookie, key->ifindex, &secret[0]) +
	       dropstat_hash_pair(key->location, key->reason ^ key->class << 24,
				  &secret[2]);
}

/* Any context. An IPv4 address has but one word that is not 0. */
static __always_inline u64
dropstat_hash_tuple(const struct dropstat_tuple *tuple)
{
	const u64 *secret = dropstat_secret.tuple;
	const u32 *saddr = (const u32 *)tuple->saddr;
	const u32 *daddr = (const u32 *)tuple->daddr;
	const u32 *rest = (const u32 *)&tuple->sport;
	u64 hash = dropstat_hash_pair(rest[0], rest[1], &secret[8]) +
		   dropstat_hash_pair(saddr[0], daddr[0], &secret[0]);

	if (likely(tuple->ethertype == ETH_P_IP))
		return hash;
	return hash + dropstat_hash_pair(saddr[1], daddr[1], &secret[2]) +
	       dropstat_hash_pair(saddr[2], daddr[2], &secret[4]) +
	       dropstat_hash_pair(saddr[3], daddr[3], &secret[6]);
}

/* The part of a hash that is good for something. */
static __always_inline u32 dropstat_hash_value(u64 hash)
{
	return hash >> 32;
}

#endif /* _DROPSTAT_HASH_H */
