/* SPDX-License-Identifier: GPL-2.0 */
/* Rows put together by key. */
#ifndef _DROPSTAT_TOP_TALLY_H
#define _DROPSTAT_TOP_TALLY_H

#include "top/key.h"

/**
 * struct entry - the rows of one key
 * @key: theirs
 * @drop: the one of them with the most packets
 * @packets: sum of theirs
 * @error: likewise
 * @bytes: likewise
 * @delta: likewise, of the last interval
 * @last: milliseconds since the last of their hits; UINT64_MAX if not kept
 * @rows: number of them
 * @mixed: whether they have more than one reason
 * @noise: whether they are normal on a healthy machine; of a row
 * @stack: the call path to one of them; of a site, once it was asked for
 */
struct entry {
	struct key key;
	const struct drop *drop;
	uint64_t packets;
	uint64_t error;
	uint64_t bytes;
	uint64_t delta;
	uint64_t last;
	size_t rows;
	bool mixed;
	bool noise;
	const char *stack;
};

/**
 * struct tally - entries, found by key
 * @entries: in the order in which they came
 * @nr: number of them
 * @max: room for them
 * @slots: hash table of indices into @entries, plus one; twice @max
 */
struct tally {
	struct entry *entries;
	size_t nr;
	size_t max;
	size_t *slots;
};

/* The entry of a key, NULL if there is none. */
struct entry *tally_find(const struct tally *tally, const struct key *key);
/* The entry of a key, made if need be; NULL without memory. */
struct entry *tally_get(struct tally *tally, const struct key *key);
/* Adds @part to the entry of @key; NULL without memory. */
struct entry *tally_add(struct tally *tally, const struct key *key,
			const struct entry *part);
/* All rows of @list by key; false without memory. */
bool tally_list(struct tally *tally, const struct drop_list *list,
		enum key_by by);
void tally_free(struct tally *tally);

#endif /* _DROPSTAT_TOP_TALLY_H */
