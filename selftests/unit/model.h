/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An exact account of what is counted in the tables, kept beside them, and all
 * that has to hold between the two.
 */
#ifndef _DROPSTAT_MODEL_H
#define _DROPSTAT_MODEL_H

#include "table/detail.h"
#include "hit.h"

/* @flows of each site may be told apart, numbered from 0; so are the sites. */
void model_start(int cpus, u32 table_sites, u32 table_flows, u32 halflife,
		 u32 sites, u32 flows);
void model_end(void);
/* Returns what dropstat_count() does. */
struct dropstat_detail *model_hit(int cpu, u32 site, u32 flow, u32 bytes);
u64 model_count(u32 site, u32 flow);

/* Returns NULL, or what does not hold: of the tables and the readers, */
const char *model_check(void);
/* of the readers alone. */
const char *model_check_merged(void);

/*
 * Forgets what was counted: of all sites, or of the odd ones, which are of another
 * netns. Returns NULL, or what does not hold.
 */
const char *model_flush(bool all);

/* What a reader sees who may see all. */
struct dropstat_snapshot *model_snapshot(void);

/* The row of a flow in a snapshot of now: false if it has none. */
bool model_row(u32 site, u32 flow, u64 *packets, u64 *error);

/* The set that a flow of a site belongs to */
u32 model_set(u32 site, u32 flow);

/* The same key as model_hit() counts by. */
void model_key(struct dropstat_site_key *key, u32 site);
void model_tuple(struct dropstat_tuple *tuple, u32 flow);

#endif /* _DROPSTAT_MODEL_H */
