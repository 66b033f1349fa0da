/* SPDX-License-Identifier: GPL-2.0 */
/* What all CPUs have counted, merged and ordered, for one reader. */
#ifndef _DROPSTAT_SNAPSHOT_H
#define _DROPSTAT_SNAPSHOT_H

#include <linux/types.h>

#include "table/detail.h"
#include "hit.h"
#include "table/stack.h"

struct dropstat_query;

/* No number of a site or a flow; they stay far below it. */
#define DROPSTAT_NONE	U32_MAX
#define DROPSTAT_NR_MAX	(DROPSTAT_NONE / 4)

/**
 * struct dropstat_sum - a site, on all CPUs
 * @key: as in the tables, but with its location's name for the location
 * @location: name of the location, valid while the module is loaded
 * @scope: enum dropstat_scope
 * @next: number plus one of the next in its bucket of merge.c, 0 for none
 * @cpu: the last CPU that has the site
 * @address: its location in the tables
 * @many: whether it has, or had, other locations too
 * @other: hits that found no room for their site, on the CPUs that have this
 * @floor: as in the tables, the sum of all
 * @packets: hits
 * @segments: packets on the wire they stand for
 * @bytes: of the hits
 * @rest_packets: those of @packets that no flow holds
 * @rest_bytes: those of @bytes that no flow holds
 * @first: jiffies of the first hit, or of the last flush
 * @last: jiffies of the last hit
 * @event: event.c's, what is to be told of it
 * @above: event.c's, whether its rate has reached its threshold
 * @rate: event.c's, in drops per second
 */
struct dropstat_sum {
	struct dropstat_site_key key;
	const char *location;
	u32 scope;
	u32 next;
	int cpu;
	u64 address;
	bool many;
	u64 other;
	u64 floor;
	u64 packets;
	u64 segments;
	u64 bytes;
	u64 rest_packets;
	u64 rest_bytes;
	u64 first;
	u64 last;
	u8 event;
	bool above;
	u64 rate;
};

/**
 * struct dropstat_flow_sum - a flow, on all CPUs
 * @tuple: together with @site the key
 * @site: number of its site in the snapshot
 * @next: number plus one of the next in its bucket of merge.c, 0 for none
 * @table_site: while it is of one CPU, number of its site there
 * @packets: hits since it was inserted
 * @error: hits that it may have had before
 * @bytes: of @packets
 * @first: jiffies of the first hit since
 * @last: jiffies of the last hit
 * @floor: of those of its sites in the tables that have the flow
 * @rest: likewise, what no flow of them holds
 */
struct dropstat_flow_sum {
	struct dropstat_tuple tuple;
	u32 site;
	u32 next;
	u32 table_site;
	u64 packets;
	u64 error;
	u64 bytes;
	u64 first;
	u64 last;
	u64 floor;
	u64 rest;
};

/**
 * struct dropstat_path - a call path to a site
 * @last: jiffies of the last hit of the site on the CPU that it is of
 * @nr: of @frames; 0 if there is none
 * @frames: names of its steps, valid while the module is loaded
 */
struct dropstat_path {
	u64 last;
	u32 nr;
	const char *frames[DROPSTAT_STACK_FRAMES];
};

/**
 * struct dropstat_row - one row of a view
 * @site: its site
 * @flow: its flow; NULL for what no flow of the site holds, or for the site
 * @detail: what else is known of the flow; NULL if it was not asked for
 * @path: a call path to the site; NULL if it was not asked for
 * @packets: of the flow, of the rest, or of the site
 * @error: of the flow, else 0
 * @bytes: of the flow, of the rest, or of the site
 * @first: of the flow, or of the site
 * @last: of the flow, or of the site
 */
struct dropstat_row {
	const struct dropstat_sum *site;
	const struct dropstat_flow_sum *flow;
	const struct dropstat_detail *detail;
	const struct dropstat_path *path;
	u64 packets;
	u64 error;
	u64 bytes;
	u64 first;
	u64 last;
};

/**
 * struct dropstat_snapshot - the sites and flows that a reader may see
 * @sites: the sites
 * @flows: the flows
 * @details: of each of @flows; NULL if they were not asked for
 * @paths: of each of @sites; NULL if they were not asked for
 * @other: hits that found no room for their site, on all CPUs; for a reader
 *	that may see them
 * @rows: order.c's: number of a flow, or of a site behind all flows
 * @site_buckets: merge.c's, number plus one of the first of each chain
 * @flow_buckets: likewise
 * @by_site: whether it has sites alone
 * @nr_sites: of @sites
 * @nr_flows: of @flows
 * @nr_rows: of @rows
 * @max_sites: room in @sites
 * @max_flows: room in @flows
 */
struct dropstat_snapshot {
	struct dropstat_sum *sites;
	struct dropstat_flow_sum *flows;
	struct dropstat_detail *details;
	struct dropstat_path *paths;
	u64 other;
	u32 *rows;
	u32 *site_buckets;
	u32 *flow_buckets;
	bool by_site;
	u32 nr_sites;
	u32 nr_flows;
	u32 nr_rows;
	u32 max_sites;
	u32 max_flows;
};

/* The packets of a site's own row. */
static inline u64 dropstat_site_row(const struct dropstat_snapshot *snapshot,
				    const struct dropstat_sum *site)
{
	return snapshot->by_site ? site->packets : site->rest_packets;
}

/* snapshot.c APIs: process context */
struct dropstat_snapshot *
dropstat_snapshot_take(const struct dropstat_query *query);
void dropstat_snapshot_row(const struct dropstat_snapshot *snapshot, u32 nr,
			   struct dropstat_row *row);

/* room.c APIs: process context; view.h has the rest */
void dropstat_snapshot_free(struct dropstat_snapshot *snapshot);

#endif /* _DROPSTAT_SNAPSHOT_H */
