/* SPDX-License-Identifier: GPL-2.0 */
/* The state kept while the tables are read into a snapshot. */
#ifndef _DROPSTAT_VIEW_H
#define _DROPSTAT_VIEW_H

#include "view/query.h"
#include "view/snapshot.h"
#include "table/table.h"

/**
 * struct dropstat_view - a snapshot that is being built for a reader
 * @snapshot: the snapshot
 * @query: what the reader may see and has asked for
 * @again: whether to try again, because the tables have outgrown the memory or a
 *	flush has interfered
 * @full: whether a row did not fit in the memory
 * @grown: number of tries that failed for this reason
 * @tries: number of failed tries
 * @set: the set that is being read
 * @details: details of its flows
 * @stack: call path of the site that is being read
 * @cpu: the CPU whose table is being read
 * @other: hits on that CPU whose site did not fit in the table
 * @sites: for each site of that CPU: its number in the snapshot, or DROPSTAT_NONE;
 *	the packets and bytes of its flows; the packets that no flow holds; and its
 *	floor
 */
struct dropstat_view {
	struct dropstat_snapshot *snapshot;
	const struct dropstat_query *query;
	bool again;
	bool full;
	unsigned int grown;
	unsigned int tries;
	struct dropstat_set set;
	struct dropstat_detail details[DROPSTAT_FLOW_WAYS];
	struct dropstat_stack stack;
	int cpu;
	u64 other;
	struct dropstat_view_site {
		u32 nr;
		u64 packets;
		u64 bytes;
		u64 rest;
		u64 floor;
	} *sites;
};

/* budget.c APIs: process context */
int dropstat_budget_take(struct dropstat_snapshot *snapshot,
			 const struct dropstat_query *query, u64 bytes);
void dropstat_budget_return(const struct dropstat_snapshot *snapshot);

/* view.c APIs: process context */
int dropstat_view(const struct dropstat_query *query,
		  struct dropstat_snapshot **snapshot);

/* merge.c APIs: process context */
int dropstat_merge_alloc(struct dropstat_snapshot *snapshot);
struct dropstat_sum *
dropstat_merge_find_site(const struct dropstat_snapshot *snapshot,
			 const struct dropstat_site_key *named);
u32 dropstat_merge_site(struct dropstat_snapshot *snapshot,
			const struct dropstat_site_key *key,
			const char *location, u32 scope);
void dropstat_merge_flows(struct dropstat_snapshot *snapshot, u32 first);
void dropstat_merge_errors(struct dropstat_snapshot *snapshot);

/* order.c APIs: process context */
int dropstat_order(struct dropstat_snapshot *snapshot);

/* room.c APIs: process context */
void *dropstat_room_alloc(size_t nr, size_t size);
int dropstat_room_take(struct dropstat_view *view);

#endif /* _DROPSTAT_VIEW_H */
