/* SPDX-License-Identifier: GPL-2.0 */
/* Rows added up by key: the one place where groups and their sums are made. */
#ifndef _DROPSTAT_TALLY_H
#define _DROPSTAT_TALLY_H

#include "lib/key.h"

/**
 * struct entry - the rows of one key
 * @key: theirs
 * @drop: the row that speaks for the group: of the heaviest part of it
 * @heaviest: packets of that part
 * @packets: sum
 * @error: sum
 * @bytes: sum
 * @segments: sum
 * @evicted_packets: sum
 * @evicted_bytes: sum
 * @delta: sum of packets in the last interval
 * @rate: sum of drops per second, where @has_rate
 * @has_rate: whether any rate is known
 * @first: milliseconds since the first of their hits; UINT64_MAX if not kept
 * @last: milliseconds since the last of their hits; UINT64_MAX if not kept
 * @rows: number of rows
 * @mixed: whether they have more than one reason
 * @mixed_meaning: whether they have more than one meaning; set by whoever knows
 * @noise: why they are normal on a healthy machine; NULL unless all of them are
 * @stack: the call path to one of them; NULL if it was not asked for
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

/* A row as a part of a group: its sums are its counts. */
struct entry tally_part(const struct drop *drop);
/* The entry of a key, NULL if there is none. */
struct entry *tally_find(const struct tally *tally, const struct key *key);
/* Adds @part to the entry of @key; NULL without memory. */
struct entry *tally_add(struct tally *tally, const struct key *key,
			const struct entry *part);
/* All rows of @list by @keys, enum row_key; false without memory. */
bool tally_list(struct tally *tally, const struct drop_list *list,
		unsigned int keys);
/*
 * Adds all of @parts to @tally by @keys. The reason, and then the location, of a
 * group's heaviest part are those with the most packets in the group, not those of
 * its largest row. False without memory.
 */
bool tally_group(struct tally *tally, const struct tally *parts,
		 unsigned int keys);
void tally_free(struct tally *tally);

#endif /* _DROPSTAT_TALLY_H */
