// SPDX-License-Identifier: GPL-2.0
/* Sites of a table: few, appended, never replaced. */
#include "count.h"

/* More than that in a row means that the hash is broken. */
#define SITE_PROBES	64

/*
 * Must be called with interrupts off, on the table's CPU.
 * The key is written before the row can be seen, and not under its seq.
 */
static struct dropstat_site *site_add(struct dropstat_table *table,
				      const struct dropstat_site_key *key,
				      u64 now)
{
	u32 n = table->nr_sites;

	table->sites[n].key = *key;
	table->sites[n].first = now;
	/* Pairs with the acquire in dropstat_site_nr(). */
	smp_store_release(&table->nr_sites, n + 1);
	return &table->sites[n];
}

/**
 * dropstat_site_get - find a site, or add it
 * @table: of this CPU
 * @key: of the site
 * @hash: of @key
 * @now: jiffies
 *
 * Context: in the probe, with interrupts off.
 * Return: the site; the one for all others of its class if the table is full.
 */
struct dropstat_site *dropstat_site_get(struct dropstat_table *table,
					const struct dropstat_site_key *key,
					u32 hash, u64 now)
{
	u32 mask = (table->sites_max << DROPSTAT_SITE_INDEX_SHIFT) - 1;
	struct dropstat_site *site;
	u32 i, *slot;

	for (i = 0; i < SITE_PROBES; i++) {
		slot = &table->index[(hash + i) & mask];
		if (!*slot) {
			if (table->nr_sites == table->sites_max)
				break;
			*slot = table->nr_sites + 1;
			return site_add(table, key, now);
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

/* Before the probe can see the table: the sites of what does not fit. */
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

/* Sites in use, all of them readable. Any context. */
u32 dropstat_site_nr(const struct dropstat_table *table)
{
	/* Pairs with the release in site_add(). */
	return smp_load_acquire(&table->nr_sites);
}
