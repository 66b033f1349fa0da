/* SPDX-License-Identifier: GPL-2.0 */
/* Sums of rows, by key. All groups and their sums are computed here. */
#ifndef _DROPSTAT_TALLY_H
#define _DROPSTAT_TALLY_H

#include "lib/key.h"

/**
 * struct entry - the rows that have the same key
 * @key: the key
 * @drop: the row that represents the group, taken from its heaviest part
 * @heaviest: packets in that part
 * @packets: sum
 * @error: sum
 * @bytes: sum
 * @segments: sum
 * @evicted_packets: sum
 * @evicted_bytes: sum
 * @delta: sum of packets in the last interval
 * @rate: sum of drops per second, if @has_rate
 * @has_rate: whether any rate is known
 * @first: milliseconds since the first hit, UINT64_MAX if unknown
 * @last: milliseconds since the last hit, UINT64_MAX if unknown
 * @rows: number of rows
 * @mixed: whether the rows have different reasons
 * @mixed_meaning: whether the rows have different meanings; set by the caller
 * @noise: why the rows are normal on a healthy machine; NULL unless all of them are
 * @stack: the call path to one of the drops; NULL if not requested
 */
struct entry {
	struct key key;
	const struct drop *drop;
	uint64_t heaviest;
	uint64_t packets;
	uint64_t error;
	uint64_t bytes;
	uint64_t segments;
	uint64_t evicted_packets;
	uint64_t evicted_bytes;
	uint64_t delta;
	double rate;
	bool has_rate;
	uint64_t first;
	uint64_t last;
	size_t rows;
	bool mixed;
	bool mixed_meaning;
	const char *noise;
	const char *stack;
};

/**
 * struct tally - entries that are found by key
 * @entries: the entries, in the order in which they were added
 * @nr: number of entries
 * @max: number of entries that fit in the array
 * @slots: hash table of 2 * @max slots: an index into @entries plus one, or 0
 */
struct tally {
	struct entry *entries;
	size_t nr;
	size_t max;
	size_t *slots;
};

/* Returns an entry for a single row, whose counts are the sums. */
struct entry tally_part(const struct drop *drop);
/* Returns the entry for a key; NULL if there is none. */
struct entry *tally_find(const struct tally *tally, const struct key *key);
/* Adds @part to the entry for @key. Returns the entry; NULL if out of memory. */
struct entry *tally_add(struct tally *tally, const struct key *key,
			const struct entry *part);
/* Adds all rows of @list, grouped by @keys, enum row_key; false if out of memory. */
bool tally_list(struct tally *tally, const struct drop_list *list,
		unsigned int keys);
/*
 * Adds all @parts to @tally, grouped by @keys. A group is represented by the reason
 * with the most packets in the group, and by the location with the most packets for
 * that reason, rather than by its largest row. Returns false if out of memory.
 */
bool tally_group(struct tally *tally, const struct tally *parts,
		 unsigned int keys);
void tally_free(struct tally *tally);

#endif /* _DROPSTAT_TALLY_H */
