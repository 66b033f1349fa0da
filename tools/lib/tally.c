// SPDX-License-Identifier: GPL-2.0
/* Sums of rows, by key. */
#include <stdlib.h>
#include <string.h>

#include "lib/tally.h"

#define TALLY_FIRST	64

/* The slot of a key, or the free slot where the key belongs */
static size_t *tally_slot(const struct tally *tally, const struct key *key)
{
	size_t mask = 2 * tally->max - 1;
	size_t slot = key_hash(key) & mask;

	while (tally->slots[slot] &&
	       !key_equal(&tally->entries[tally->slots[slot] - 1].key, key))
		slot = (slot + 1) & mask;
	return &tally->slots[slot];
}

static bool tally_grow(struct tally *tally)
{
	size_t max = tally->max ? 2 * tally->max : TALLY_FIRST, i;
	size_t *slots = calloc(2 * max, sizeof(*slots));
	struct entry *entries;

	entries = reallocarray(tally->entries, max, sizeof(*entries));
	if (entries)
		tally->entries = entries;
	if (!slots || !entries) {
		free(slots);
		return false;
	}
	free(tally->slots);
	tally->slots = slots;
	tally->max = max;
	for (i = 0; i < tally->nr; i++)
		*tally_slot(tally, &tally->entries[i].key) = i + 1;
	return true;
}

struct entry *tally_find(const struct tally *tally, const struct key *key)
{
	size_t slot = tally->nr ? *tally_slot(tally, key) : 0;

	return slot ? &tally->entries[slot - 1] : NULL;
}

/* The entry for a key, created if necessary; NULL if out of memory */
static struct entry *tally_get(struct tally *tally, const struct key *key)
{
	struct entry *entry = tally_find(tally, key);

	if (entry)
		return entry;
	if (tally->nr == tally->max && !tally_grow(tally))
		return NULL;
	entry = &tally->entries[tally->nr++];
	memset(entry, 0, sizeof(*entry));
	entry->key = *key;
	entry->first = UINT64_MAX;
	entry->last = UINT64_MAX;
	*tally_slot(tally, key) = tally->nr;
	return entry;
}

static void tally_add_counts(struct entry *entry, const struct entry *part)
{
	entry->packets += part->packets;
	entry->error += part->error;
	entry->bytes += part->bytes;
	entry->segments += part->segments;
	entry->evicted_packets += part->evicted_packets;
	entry->evicted_bytes += part->evicted_bytes;
	entry->delta += part->delta;
	entry->rate += part->rate;
	entry->has_rate |= part->has_rate;
	entry->rows += part->rows;
}

/* Times are ages: the first hit has the largest one. UINT64_MAX means unknown. */
static void tally_add_times(struct entry *entry, const struct entry *part)
{
	if (entry->first == UINT64_MAX ||
	    (part->first != UINT64_MAX && part->first > entry->first))
		entry->first = part->first;
	if (part->last < entry->last)
		entry->last = part->last;
}

struct entry *tally_add(struct tally *tally, const struct key *key,
			const struct entry *part)
{
	struct entry *entry = tally_get(tally, key);

	if (!entry)
		return NULL;
	if (!entry->drop)
		entry->noise = part->noise;
	else if (!part->noise)
		entry->noise = NULL;
	entry->mixed |= part->mixed || (entry->drop &&
		entry->drop->reason != part->drop->reason);
	if (!entry->drop || part->packets > entry->heaviest) {
		entry->drop = part->drop;
		entry->heaviest = part->packets;
	}
	if (!entry->stack)
		entry->stack = part->stack;
	tally_add_counts(entry, part);
	tally_add_times(entry, part);
	return entry;
}

struct entry tally_part(const struct drop *drop)
{
	return (struct entry) {
		.drop = drop,
		.packets = drop->packets,
		.error = drop->error,
		.bytes = drop->bytes,
		.segments = drop->segments,
		.evicted_packets = drop->evicted_packets,
		.evicted_bytes = drop->evicted_bytes,
		.first = drop->first,
		.last = drop->last,
		.rows = 1,
		.stack = drop->stack,
	};
}

bool tally_list(struct tally *tally, const struct drop_list *list,
		unsigned int keys)
{
	struct entry part;
	struct key key;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		part = tally_part(&list->drops[i]);
		key_set(&key, &list->drops[i], keys);
		if (!tally_add(tally, &key, &part))
			return false;
	}
	return true;
}

static bool tally_fold(struct tally *tally, const struct tally *parts,
		       unsigned int keys)
{
	struct key key;
	size_t i;

	for (i = 0; i < parts->nr; i++) {
		key_set(&key, parts->entries[i].drop, keys);
		if (!tally_add(tally, &key, &parts->entries[i]))
			return false;
	}
	return true;
}

bool tally_group(struct tally *tally, const struct tally *parts,
		 unsigned int keys)
{
	struct tally places = {}, reasons = {};
	bool done;

	done = tally_fold(&places, parts, keys | ROW_REASON | ROW_LOCATION) &&
	       tally_fold(&reasons, &places, keys | ROW_REASON) &&
	       tally_fold(tally, &reasons, keys);
	tally_free(&places);
	tally_free(&reasons);
	return done;
}

void tally_free(struct tally *tally)
{
	free(tally->entries);
	free(tally->slots);
	memset(tally, 0, sizeof(*tally));
}
