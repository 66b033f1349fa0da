/* SPDX-License-Identifier: GPL-2.0 */
/* A view that is being made: view.c reads the tables, room.c gets the memory. */
#ifndef _DROPSTAT_VIEW_H
#define _DROPSTAT_VIEW_H

#include "view/query.h"
#include "view/snapshot.h"
#include "table/table.h"

/**
 * struct dropstat_view - what goes into a snapshot, and for whom
 * @snapshot: what is being built
 * @query: what the reader may and wants to see
 * @again: whether something found no room, since the tables grew meanwhile, or a
 *	flush came between
 * @tries: how often that has happened
 * @set: the set in work
 * @details: of its flows
 * @stack: of the site in work
 * @cpu: the CPU in work
 * @other: hits that found no room for their site there
 * @sites: of each site of the CPU in work its number in the snapshot, or
 *	DROPSTAT_NONE; what its flows were read to hold; what they do not; and
 *	what they may have had at most before they came
 */
struct dropstat_view {
	struct dropstat_snapshot *snapshot;
	const struct dropstat_query *query;
	bool again;
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
