/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash used by the tables. Keys come off the wire, so the hash uses a secret
 * that is generated at every load. It is computed for every drop, so it is the
 * cheapest hash with a proven bound: pair-multiply-shift (Thorup, "High Speed
 * Hashing for Integers and Strings"). Its upper 32 bits are strongly universal:
 * two keys chosen without knowledge of the secret land in the same one of N sets
 * with probability 1/N. jhash has no such guarantee and takes twice as many
 * instructions.
 *
 * The sum of two such hashes with different secrets is another such hash. The hash
 * of a flow is the sum of the hashes of its site and its tuple.
 */
#ifndef _DROPSTAT_HASH_H
#define _DROPSTAT_HASH_H

#include <linux/compiler.h>
#include <linux/hash.h>
#include <linux/types.h>

#include "hit.h"

/**
 * struct dropstat_secret - the random keys of the hash
 * @addend: added to every hash
 * @site: keys for a site
 * @tuple: keys for a tuple
 */
struct dropstat_secret {
	u64 addend;
	u64 site[4];
	u64 tuple[10];
};

extern struct dropstat_secret dropstat_secret;

static __always_inline u64 dropstat_hash_pair(u32 a, u32 b, const u64 *secret)
{
	return (a + secret[0]) * (b + secret[1]);
}

/* Any context. The part of a site's hash that iface.c computes in advance. */
static __always_inline u64
dropstat_hash_origin(const struct dropstat_site_key *key)
{
	const u64 *words = key->words;

	return dropstat_secret.addend +
	       dropstat_hash_pair(words[0], words[1] >> DROPSTAT_SECOND,
				  &dropstat_secret.site[0]);
}

/* Any context. The lower half of a location is enough to identify it. */
static __always_inline u64
dropstat_hash_place(const struct dropstat_site_key *key)
{
	u32 reason = key->words[3] >> DROPSTAT_FIRST;
	u32 class = key->words[3] >> DROPSTAT_SECOND;

	return dropstat_hash_pair(key->words[2], reason ^ class << 24,
				  &dropstat_secret.site[2]);
}

static __always_inline u64
dropstat_hash_site(const struct dropstat_site_key *key)
{
	return dropstat_hash_origin(key) + dropstat_hash_place(key);
}

/* Hashes the same half of two words. */
static __always_inline u64 dropstat_hash_half(const u64 *words, int a, int b,
					      int half, const u64 *secret)
{
	return dropstat_hash_pair(words[a] >> half, words[b] >> half, secret);
}

/* Any context. Only the first half word of an IPv4 address is hashed. */
static __always_inline u64
dropstat_hash_tuple(const struct dropstat_tuple *tuple)
{
	const u64 *secret = dropstat_secret.tuple, *words = tuple->words;
	u64 hash;

	hash = dropstat_hash_pair(words[4], words[4] >> 32, &secret[0]) +
	       dropstat_hash_half(words, 0, 2, DROPSTAT_FIRST, &secret[2]);
	if (likely(dropstat_tuple_is_ipv4(tuple)))
		return hash;
	return hash +
	       dropstat_hash_half(words, 0, 2, DROPSTAT_SECOND, &secret[4]) +
	       dropstat_hash_half(words, 1, 3, DROPSTAT_FIRST, &secret[6]) +
	       dropstat_hash_half(words, 1, 3, DROPSTAT_SECOND, &secret[8]);
}

/*
 * Only the upper half is strongly universal. The mixing is one-to-one, so it
 * preserves this property. It also spreads evenly spaced keys, whose hashes would
 * be evenly spaced after the product alone. The highest bits of the result are the
 * best.
 */
static __always_inline u32 dropstat_hash_value(u64 hash)
{
	u32 value = hash >> 32;

	return (value ^ value >> 16) * GOLDEN_RATIO_32;
}

/* hash.c APIs: process context */
void dropstat_hash_init(void);

#endif /* _DROPSTAT_HASH_H */
