// SPDX-License-Identifier: GPL-2.0
/*
 * Manages the sites of a table. There are few, and no site is ever replaced by
 * another. When little room is left, reclaim.c folds sites that can have no more
 * hits into coarser ones, and their rows become free.
 *
 * The class of a free row is SITE_FREE. If a free row is reused while a reader reads
 * the table, the reader sees it as a new row. If a key changes or a row becomes free,
 * the reader starts again: see the table's @keys.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "hash.h"
#include "table/table.h"
#include "table/upkeep.h"

/* Serialises changes to keys; see upkeep.h. */
DEFINE_MUTEX(dropstat_site_lock);

/* More collisions than this mean that the hash is broken. */
#define SITE_PROBES	64

/* The class of a free row. */
#define SITE_FREE	DROPSTAT_CLASS_NUM

static u32 site_mask(const struct dropstat_table *table)
{
	return (table->sites_max << DROPSTAT_SITE_INDEX_SHIFT) - 1;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * Returns a free row with all counts 0, or NULL if there is none.
 */
static struct dropstat_site *site_row(struct dropstat_table *table)
{
	struct dropstat_site *site;

	if (!table->nr_free) {
		if (table->nr_sites == table->sites_max)
			return NULL;
		return &table->sites[table->nr_sites];
	}
	site = &table->sites[table->free];
	table->free = site->key.ifindex;
	WRITE_ONCE(table->nr_free, table->nr_free - 1);
	return site;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * A free row that is reused can already be seen by readers.
 */
static struct dropstat_site *site_add(struct dropstat_table *table,
				      const struct dropstat_site_key *key,
				      u32 hash, u64 now)
{
	struct dropstat_site *site = site_row(table);

	if (!site)
		return NULL;
	raw_write_seqcount_begin(&site->seq);
	site->key.words[0] = key->words[0];
	site->key.words[1] = key->words[1];
	site->key.words[2] = key->words[2];
	site->key.words[3] = key->words[3];
	site->hash = hash;
	site->first = now;
	raw_write_seqcount_end(&site->seq);
	if (site == &table->sites[table->nr_sites])
		/* Pairs with the acquire in dropstat_site_nr(). */
		smp_store_release(&table->nr_sites, table->nr_sites + 1);
	return site;
}

/**
 * dropstat_site_get - find a site, or add it
 * @table: table of this CPU
 * @key: key of the site
 * @hash: hash of @key
 * @now: jiffies
 *
 * Context: in the probe, with interrupts off.
 * Return: the site; if the table is full, the reserved site for its class.
 */
struct dropstat_site *dropstat_site_get(struct dropstat_table *table,
					const struct dropstat_site_key *key,
					u32 hash, u64 now)
{
	struct dropstat_site *site;
	u32 i, *slot;

	for (i = 0; i < SITE_PROBES; i++) {
		slot = &table->index[(hash + i) & site_mask(table)];
		if (!*slot) {
			site = site_add(table, key, hash, now);
			if (!site)
				break;
			*slot = site - table->sites + 1;
			return site;
		}
		site = &table->sites[*slot - 1];
		if (dropstat_site_key_equal(&site->key, key))
			return site;
	}
	site = &table->sites[DROPSTAT_SITE_OTHER(key->class)];
	if (!site->packets)
		site->first = now;
	return site;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * Returns the index slot of the site with this key and hash, or the free slot where
 * it belongs; NULL if there is neither within SITE_PROBES slots.
 */
static u32 *site_slot(struct dropstat_table *table,
		      const struct dropstat_site_key *key, u32 hash)
{
	u32 i, *slot;

	for (i = 0; i < SITE_PROBES; i++) {
		slot = &table->index[(hash + i) & site_mask(table)];
		if (!*slot || dropstat_site_key_equal(&table->sites[*slot - 1].key,
						      key))
			return slot;
	}
	return NULL;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * Removes a site from the index. Later entries are moved, so that no hole separates
 * an entry from the first slot for its hash.
 */
static void site_unindex(struct dropstat_table *table, u32 number)
{
	u32 mask = site_mask(table), hole, at, home;

	hole = table->sites[number].hash & mask;
	while (table->index[hole] != number + 1)
		hole = (hole + 1) & mask;
	for (at = (hole + 1) & mask; table->index[at]; at = (at + 1) & mask) {
		home = table->sites[table->index[at] - 1].hash;
		if (((at - home) & mask) < ((at - hole) & mask))
			continue;
		table->index[hole] = table->index[at];
		hole = at;
	}
	table->index[hole] = 0;
}

/* Must be called with interrupts off, on the table's CPU. */
static void site_add_counts(struct dropstat_site *to,
			    const struct dropstat_site *from)
{
	raw_write_seqcount_begin(&to->seq);
	if (!to->packets || (from->packets && from->first < to->first))
		to->first = from->first;
	to->last = max(to->last, from->last);
	to->packets += from->packets;
	to->bytes += from->bytes;
	to->more_segments += from->more_segments;
	to->evicted_packets += from->evicted_packets;
	to->evicted_bytes += from->evicted_bytes;
	to->floor += from->floor;
	to->moved |= from->moved;
	raw_write_seqcount_end(&to->seq);
}

/* Must be called with interrupts off, on the table's CPU, after site_unindex(). */
static void site_free(struct dropstat_table *table, u32 number)
{
	struct dropstat_site *site = &table->sites[number];

	raw_write_seqcount_begin(&site->seq);
	site->key = (struct dropstat_site_key) {
		.ifindex = table->free,
		.class = SITE_FREE,
	};
	site->packets = 0;
	site->bytes = 0;
	site->last = 0;
	site->moved = 0;
	site->first = 0;
	site->more_segments = 0;
	site->evicted_packets = 0;
	site->evicted_bytes = 0;
	site->floor = 0;
	if (table->stacks)
		table->stacks[number].nr = 0;
	raw_write_seqcount_end(&site->seq);
	table->free = number;
	WRITE_ONCE(table->nr_free, table->nr_free + 1);
}

/*
 * Must be called with interrupts off, on the table's CPU, in a write section of the
 * table's @keys.
 */
static bool site_fold(struct dropstat_table *table, u32 number,
		      const struct dropstat_site_key *key)
{
	u32 hash = dropstat_hash_value(dropstat_hash_site(key)), *slot;
	struct dropstat_site *site = &table->sites[number];

	site_unindex(table, number);
	slot = site_slot(table, key, hash);
	if (site->packets && slot && !*slot) {
		raw_write_seqcount_begin(&site->seq);
		site->key = *key;
		site->hash = hash;
		raw_write_seqcount_end(&site->seq);
		*slot = number + 1;
		return false;
	}
	if (site->packets)
		site_add_counts(&table->sites[slot ? *slot - 1 :
					      DROPSTAT_SITE_OTHER(key->class)],
				site);
	site_free(table, number);
	return true;
}

/**
 * dropstat_site_fold - turn a site into a coarser one, or merge it into one
 * @table: the table
 * @number: number of the site, which is in use and not reserved
 * @key: key of the coarser site, with the same class; no hit ever has this key
 *
 * Does nothing while flows of the site have rows: see dropstat_evict().
 *
 * Context: on the table's CPU with interrupts off, or while that CPU is offline; the
 *	task that requested it holds dropstat_site_lock.
 * Return: whether the row became free.
 */
bool dropstat_site_fold(struct dropstat_table *table, u32 number,
			const struct dropstat_site_key *key)
{
	struct dropstat_site *site = &table->sites[number];
	bool freed;

	if (key->class == DROPSTAT_CLASS_PACKET &&
	    site->packets != site->evicted_packets)
		return false;
	raw_write_seqcount_begin(&table->keys);
	freed = site_fold(table, number, key);
	raw_write_seqcount_end(&table->keys);
	return freed;
}

/* Must be called before the probe can see the table. Sets up the reserved sites. */
void dropstat_site_init(struct dropstat_table *table)
{
	struct dropstat_site_key *key;
	u32 class;

	for (class = 0; class < DROPSTAT_CLASS_NUM; class++) {
		key = &table->sites[DROPSTAT_SITE_OTHER(class)].key;
		key->cookie = DROPSTAT_COOKIE_UNKNOWN;
		key->location = DROPSTAT_LOCATION_OTHER;
		key->ifindex = DROPSTAT_IFINDEX_ANY;
		key->reason = DROPSTAT_REASON_ANY;
		key->class = class;
	}
	table->nr_sites = DROPSTAT_SITES_RESERVED;
}

/* Any context. The number of rows that are or were in use; all can be read. */
u32 dropstat_site_nr(const struct dropstat_table *table)
{
	/* Pairs with the release in site_add(). */
	return smp_load_acquire(&table->nr_sites);
}

/* Any context. The approximate number of sites in use. */
u32 dropstat_site_used(const struct dropstat_table *table)
{
	return dropstat_site_nr(table) - READ_ONCE(table->nr_free);
}

/* Any context. Whether a site from dropstat_site_read() is in use. */
bool dropstat_site_in_use(const struct dropstat_site *site)
{
	return site->key.class != SITE_FREE;
}
