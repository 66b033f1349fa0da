/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An exact model of the counts in the tables, which is updated along with them, and
 * checks that the tables agree with it
 */
#ifndef _DROPSTAT_MODEL_H
#define _DROPSTAT_MODEL_H

#include "table/detail.h"
#include "hit.h"

/* Sites are numbered from 0 to @sites - 1, and each site's flows from 0 to @flows - 1. */
void model_start(int cpus, u32 table_sites, u32 table_flows, u32 halflife,
		 u32 sites, u32 flows);
void model_end(void);
/* Returns what dropstat_count() returned. */
struct dropstat_detail *model_hit(int cpu, u32 site, u32 flow, u32 bytes);
u64 model_count(u32 site, u32 flow);

/* Check the tables and a snapshot; returns NULL, or an error message. */
const char *model_check(void);
/* Check a snapshot only. */
const char *model_check_merged(void);

/*
 * Flush all sites, or only the odd ones, which belong to another netns. Returns
 * NULL, or an error message.
 */
const char *model_flush(bool all);

/* Take a snapshot for a reader who may see everything. */
struct dropstat_snapshot *model_snapshot(void);

/* Look up a flow's row in a new snapshot; returns false if the flow has none. */
bool model_row(u32 site, u32 flow, u64 *packets, u64 *error);

/* Returns the set that a flow of a site hashes to. */
u32 model_set(u32 site, u32 flow);

/* The keys that model_hit() uses */
void model_key(struct dropstat_site_key *key, u32 site);
void model_tuple(struct dropstat_tuple *tuple, u32 flow);

#endif /* _DROPSTAT_MODEL_H */
