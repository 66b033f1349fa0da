/* SPDX-License-Identifier: GPL-2.0 */
/* The counts of all CPUs, merged and sorted for one reader. */
#ifndef _DROPSTAT_SNAPSHOT_H
#define _DROPSTAT_SNAPSHOT_H

#include <linux/types.h>

#include "table/detail.h"
#include "hit.h"
#include "table/stack.h"

struct dropstat_budget;
struct dropstat_query;

/* Not the number of a site or flow: these numbers are at most DROPSTAT_NR_MAX. */
#define DROPSTAT_NONE	U32_MAX
#define DROPSTAT_NR_MAX	(DROPSTAT_NONE / 4)

/**
 * struct dropstat_sum - a site, summed over all CPUs
 * @key: key of the site in the tables, but its location is a pointer to the name
 * @location: name of the location, valid while dropstat is loaded
 * @scope: enum dropstat_scope
 * @next: number plus one of the next site in its bucket (merge.c), 0 for none
 * @cpu: last CPU read that has the site
 * @address: its location in the tables
 * @many: whether it also has or had other locations
 * @other: hits whose site did not fit in the table, on the CPUs that have this site
 * @floor: sum of the site's floors in the tables
 * @packets: hits
 * @segments: number of packets on the wire that the hits stand for
 * @bytes: bytes of the hits
 * @rest_packets: part of @packets that no flow holds
 * @rest_bytes: part of @bytes that no flow holds
 * @first: jiffies of the first hit, or of the last flush
 * @last: jiffies of the last hit
 * @event: for event.c: the events to announce
 * @above: for event.c: whether the rate has reached its threshold
 * @rate: for event.c: drops per second
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
 * struct dropstat_flow_sum - a flow, summed over all CPUs
 * @tuple: its tuple; the key is @tuple and @site
 * @site: number of its site in the snapshot
 * @next: number plus one of the next flow in its bucket (merge.c), 0 for none
 * @table_site: before the merge, number of its site in the table of its CPU
 * @packets: hits since it got its row
 * @error: upper bound on the hits before it got its row
 * @bytes: bytes of @packets
 * @first: jiffies of the first hit since it got its row
 * @last: jiffies of the last hit
 * @floor: sum of the site's floors on the CPUs where the flow has a row
 * @rest: sum of the site's hits that no flow holds, on the same CPUs
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
 * @last: jiffies of the last hit of the site on the CPU that recorded the path
 * @nr: number of @frames; 0 if no path is known
 * @frames: names of the frames, valid while dropstat is loaded
 */
struct dropstat_path {
	u64 last;
	u32 nr;
	const char *frames[DROPSTAT_STACK_FRAMES];
};

/**
 * struct dropstat_row - one row of a snapshot
 * @site: its site
 * @flow: its flow; NULL if the row is a site or the rest of a site (the hits that
 *	no flow holds)
 * @detail: details of the flow; NULL if not requested or not recorded
 * @path: a call path to the site; NULL if not requested or not recorded
 * @packets: packets of the flow, the rest or the site
 * @error: error of the flow, else 0
 * @bytes: bytes of the flow, the rest or the site
 * @first: jiffies of the first hit of the flow or the site
 * @last: jiffies of the last hit of the flow or the site
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
 * @details: details of each flow; NULL if not requested or not recorded
 * @paths: call path of each site; NULL if not requested or not recorded
 * @budget: the budget that it is charged to; NULL if it has no limit
 * @bytes: the number of bytes charged
 * @other: hits whose site did not fit in the table, on all CPUs; 0 unless the
 *	reader may see them
 * @rows: the sorted rows: each is a flow number, or @nr_flows plus a site number
 * @site_buckets: for merge.c: number plus one of the first site of each chain
 * @flow_buckets: for merge.c: number plus one of the first flow of each chain
 * @by_site: whether it has only sites
 * @nr_sites: number of @sites
 * @nr_flows: number of @flows
 * @nr_rows: number of @rows
 * @max_sites: capacity of @sites
 * @max_flows: capacity of @flows
 */
struct dropstat_snapshot {
	struct dropstat_sum *sites;
	struct dropstat_flow_sum *flows;
	struct dropstat_detail *details;
	struct dropstat_path *paths;
	struct dropstat_budget *budget;
	u64 bytes;
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

/* The packets in a site's own row. */
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
