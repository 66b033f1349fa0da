/* SPDX-License-Identifier: GPL-2.0 */
/* Whose flows lose their rows at once. */
#ifndef _DROPSTAT_EVICT_H
#define _DROPSTAT_EVICT_H

#include <linux/types.h>

struct dropstat_table;

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

#endif /* _DROPSTAT_EVICT_H */
