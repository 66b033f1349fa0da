/* SPDX-License-Identifier: GPL-2.0 */
/* Table maintenance in process context: evict, flush, reclaim, retire. */
#ifndef _DROPSTAT_UPKEEP_H
#define _DROPSTAT_UPKEEP_H

#include <linux/mutex.h>
#include <linux/types.h>

struct dropstat_table;

/**
 * struct dropstat_whose - selects drops by network namespace
 * @all: all drops
 * @cookie: unless @all is set, drops in this netns
 * @unknown: unless @all is set, whether to add drops in an unknown netns
 */
struct dropstat_whose {
	bool all;
	u64 cookie;
	bool unknown;
};

/**
 * struct dropstat_eviction - which flows to evict
 * @wants: returns whether to evict the flows of a site; called in any context
 * @data: passed to @wants
 * @all: whether all flows are evicted, and all weights reset to 0
 */
struct dropstat_eviction {
	bool (*wants)(const struct dropstat_table *table, u32 site,
		      const void *data);
	const void *data;
	bool all;
};

/*
 * Serialises changes to keys by reclaim.c and retire.c. Readers and flushes do
 * not take it.
 */
extern struct mutex dropstat_site_lock;

/* evict.c APIs: process context */
int dropstat_evict(int cpu, const struct dropstat_eviction *eviction);

/* flush.c APIs: process context */
int dropstat_flush(const struct dropstat_whose *whose, bool admin,
		   u64 *packets);
u64 dropstat_flush_total(void);
u32 dropstat_flush_generation(const struct dropstat_whose *whose, bool admin);

/* reclaim.c APIs: process context */
void dropstat_reclaim_init(void);
void dropstat_reclaim_uninit(void);
void dropstat_reclaim(void);
void dropstat_reclaim_hold(void);
void dropstat_reclaim_release(void);

/* retire.c APIs: process context */
int dropstat_retire_init(void);
void dropstat_retire_uninit(void);

#endif /* _DROPSTAT_UPKEEP_H */
