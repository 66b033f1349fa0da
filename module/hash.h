/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash of the tables. Keys come off the wire, so it is keyed with a secret
 * of its own for every load; and every drop pays for it, so it is the cheapest
 * that one can prove something about: pair-multiply-shift (Thorup, "High Speed
 * Hashing for Integers and Strings"). Its upper 32 bits are strongly universal:
 * whatever two keys somebody chooses without the secret, they fall into the
 * same of N sets with a chance of 1/N. jhash promises nothing of the kind, and
 * takes twice the instructions.
 *
 * Sums of two hashes with different keys are such a hash again: a flow's is
 * that of its site and of its tuple.
 */
#ifndef _DROPSTAT_HASH_H
#define _DROPSTAT_HASH_H

#include <linux/compiler.h>
#include <linux/hash.h>
#include <linux/types.h>

#include "hit.h"

/**
 * struct dropstat_secret - keys of the hash, random
 * @addend: of every hash
 * @site: of a site
 * @tuple: of a tuple
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

/* Any context. The part of a site that iface.c knows beforehand. */
static __always_inline u64
dropstat_hash_origin(const struct dropstat_site_key *key)
{
	const u64 *words = key->words;

	return dropstat_secret.addend +
	       dropstat_hash_pair(words[0], words[1] >> DROPSTAT_SECOND,
				  &dropstat_secret.site[0]);
}

/* Any context. The lower half of a location tells code addresses apart. */
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

/* Of one half of two words each. */
static __always_inline u64 dropstat_hash_half(const u64 *words, int a, int b,
					      int half, const u64 *secret)
{
	return dropstat_hash_pair(words[a] >> half, words[b] >> half, secret);
}

/* Any context. An IPv4 address has but one half word that is not 0. */
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
 * The upper half is what is strongly universal. Mixing it changes nothing in
 * that, being one to one, and spreads keys that follow each other in steps,
 * which a product alone leaves in step. Its highest bits are the best.
 */
static __always_inline u32 dropstat_hash_value(u64 hash)
{
	u32 value = hash >> 32;

	return (value ^ value >> 16) * GOLDEN_RATIO_32;
}

/* hash.c APIs: process context */
void dropstat_hash_init(void);

#endif /* _DROPSTAT_HASH_H */
