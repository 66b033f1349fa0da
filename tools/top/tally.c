// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "top/tally.h"

#define TALLY_FIRST	64

/* The slot of a key, or the free one where it belongs */
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

struct entry *tally_get(struct tally *tally, const struct key *key)
{
	struct entry *entry = tally_find(tally, key);

	if (entry)
		return entry;
	if (tally->nr == tally->max && !tally_grow(tally))
		return NULL;
	entry = &tally->entries[tally->nr++];
	memset(entry, 0, sizeof(*entry));
	entry->key = *key;
	entry->last = UINT64_MAX;
	*tally_slot(tally, key) = tally->nr;
	return entry;
}

struct entry *tally_add(struct tally *tally, const struct key *key,
			const struct entry *part)
{
	struct entry *entry = tally_get(tally, key);

	if (!entry)
		return NULL;
	if (entry->drop && entry->drop->reason != part->drop->reason)
		entry->mixed = true;
	if (!entry->drop || part->drop->packets > entry->drop->packets)
		entry->drop = part->drop;
	entry->packets += part->packets;
	entry->error += part->error;
	entry->bytes += part->bytes;
	entry->delta += part->delta;
	if (part->last < entry->last)
		entry->last = part->last;
	entry->rows += part->rows;
	return entry;
}

static bool tally_drop(struct tally *tally, const struct drop *drop,
		       enum key_by by)
{
	struct entry part = {
		.drop = drop,
		.packets = drop->packets,
		.error = drop->error,
		.bytes = drop->bytes,
		.last = drop->last,
		.rows = 1,
	};

	key_set(&part.key, drop, by);
	return tally_add(tally, &part.key, &part);
}

bool tally_list(struct tally *tally, const struct drop_list *list,
		enum key_by by)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (!tally_drop(tally, &list->drops[i], by))
			return false;
	return true;
}

void tally_free(struct tally *tally)
{
	free(tally->entries);
	free(tally->slots);
	memset(tally, 0, sizeof(*tally));
}
