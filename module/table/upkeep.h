/* SPDX-License-Identifier: GPL-2.0 */
/* What is done to the tables in place of their probe, in process context. */
#ifndef _DROPSTAT_UPKEEP_H
#define _DROPSTAT_UPKEEP_H

#include <linux/types.h>

struct dropstat_table;

/**
 * struct dropstat_whose - whose drops
 * @all: of all namespaces, and what belongs to none
 * @cookie: or else of this one ...
 * @unknown: ... and what belongs to none
 */
struct dropstat_whose {
	bool all;
	u64 cookie;
	bool unknown;
};

/**
 * struct dropstat_eviction - which flows lose their rows
 * @wants: says of which sites; called in any context
 * @data: passed to @wants
 * @all: whether it is those of all sites, so that nothing is left to weigh
 */
struct dropstat_eviction {
	bool (*wants)(const struct dropstat_table *table, u32 site,
		      const void *data);
	const void *data;
	bool all;
};

/* evict.c APIs: process context */
int dropstat_evict(int cpu, const struct dropstat_eviction *eviction);

/* flush.c APIs: process context */
int dropstat_flush(const struct dropstat_whose *whose, u64 *packets);
u64 dropstat_flush_total(void);
u32 dropstat_flush_generation(const struct dropstat_whose *whose);

/* reclaim.c APIs: process context */
void dropstat_reclaim_init(void);
void dropstat_reclaim_uninit(void);
void dropstat_reclaim(void);

/* retire.c APIs: process context */
int dropstat_retire_init(void);
void dropstat_retire_uninit(void);

#endif /* _DROPSTAT_UPKEEP_H */
