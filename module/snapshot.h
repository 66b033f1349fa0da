/* SPDX-License-Identifier: GPL-2.0 */
/* What all CPUs have counted, merged and sorted, for one reader. */
#ifndef _DROPSTAT_SNAPSHOT_H
#define _DROPSTAT_SNAPSHOT_H

#include <linux/types.h>

#include "hit.h"

struct net;

enum dropstat_row_kind {
	DROPSTAT_ROW_EVICTED,	/* what no flow of a site holds */
	DROPSTAT_ROW_FLOW,	/* one flow of a site */
	DROPSTAT_ROW_SITE,	/* a site without a flow level */
};

/* Whose a row is, as its reader sees it. */
enum dropstat_row_scope {
	DROPSTAT_SCOPE_OWN,	/* the reader's netns */
	DROPSTAT_SCOPE_UNKNOWN,	/* nobody knows; shown to the initial netns */
	DROPSTAT_SCOPE_GONE,	/* a netns that has ended; likewise */
	DROPSTAT_SCOPE_NONE,	/* another netns: not shown */
};

/**
 * struct dropstat_row_id - what makes a row another one
 * @site: as in the tables; all of one name have the same location here
 * @kind: enum dropstat_row_kind
 * @scope: enum dropstat_row_scope
 * @tuple: of a flow, else all zero
 *
 * Without padding, to be compared as memory.
 */
struct dropstat_row_id {
	struct dropstat_site_key site;
	u32 kind;
	u32 scope;
	struct dropstat_tuple tuple;
};

static_assert(sizeof(struct dropstat_row_id) == 80);

/**
 * struct dropstat_row - one row of a snapshot
 * @id: what it counts
 * @location: name of the location, valid while the module is loaded
 * @packets: hits
 * @error: hits a flow may have had before @packets
 * @bytes: of @packets
 * @evicted: of the flow's site, on the CPUs that have the flow
 * @table_site: of a flow, the index of its site on its CPU
 * @first: jiffies of the first hit, of the whole site if not a flow
 * @last: jiffies of the last hit, likewise
 */
struct dropstat_row {
	struct dropstat_row_id id;
	const char *location;
	u64 packets;
	u64 error;
	u64 bytes;
	u64 evicted;
	u32 table_site;
	u64 first;
	u64 last;
};

/**
 * struct dropstat_snapshot - rows, most packets first
 * @nr: rows
 * @rows: the rows
 */
struct dropstat_snapshot {
	size_t nr;
	struct dropstat_row rows[];
};

/* snapshot.c APIs: process context */
struct dropstat_snapshot *dropstat_snapshot_take(const struct net *net,
						 bool all_gone);
void dropstat_snapshot_free(struct dropstat_snapshot *snapshot);

/* merge.c APIs: process context */
void dropstat_snapshot_merge(struct dropstat_snapshot *snapshot);

#endif /* _DROPSTAT_SNAPSHOT_H */
