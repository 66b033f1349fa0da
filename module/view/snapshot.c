// SPDX-License-Identifier: GPL-2.0
/* What view.c reads for one reader, complete and in order, row by row. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "view/snapshot.h"

/**
 * dropstat_snapshot_alloc - memory for a part of a snapshot
 * @nr: of the elements
 * @size: of an element
 *
 * The reader pays for it, and gets an error if there is none. kvmalloc() gives
 * no more than INT_MAX, which large tables of many CPUs may need.
 *
 * Context: process context; may sleep.
 * Return: zeroed memory for kvfree(), or NULL.
 */
void *dropstat_snapshot_alloc(size_t nr, size_t size)
{
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_ZERO |
			  __GFP_RETRY_MAYFAIL;

	size = array_size(nr, size);
	return size > INT_MAX ? __vmalloc(size, gfp) : kvmalloc(size, gfp);
}

/**
 * dropstat_snapshot_take - picture of the tables
 * @query: what the reader may and wants to see; which flows, and how many rows,
 *	is left to whoever shows them
 *
 * Context: process context; may sleep.
 * Return: the snapshot, or an ERR_PTR: -ENOMEM, -EINTR.
 */
struct dropstat_snapshot *
dropstat_snapshot_take(const struct dropstat_query *query)
{
	struct dropstat_snapshot *snapshot;
	int err;

	err = dropstat_view(query, &snapshot);
	if (!err) {
		dropstat_merge_errors(snapshot);
		err = dropstat_order(snapshot);
	}
	if (!err)
		return snapshot;
	dropstat_snapshot_free(snapshot);
	return ERR_PTR(err);
}

/* Any context that may sleep. */
void dropstat_snapshot_free(struct dropstat_snapshot *snapshot)
{
	if (!snapshot)
		return;
	kvfree(snapshot->sites);
	kvfree(snapshot->flows);
	kvfree(snapshot->details);
	kvfree(snapshot->paths);
	kvfree(snapshot->rows);
	kvfree(snapshot->site_buckets);
	kvfree(snapshot->flow_buckets);
	kfree(snapshot);
}

/**
 * dropstat_snapshot_row - one row of a snapshot
 * @snapshot: the snapshot
 * @nr: number of the row, less than nr_rows
 * @row: filled
 *
 * Context: any.
 */
void dropstat_snapshot_row(const struct dropstat_snapshot *snapshot, u32 nr,
			   struct dropstat_row *row)
{
	const struct dropstat_flow_sum *flow;
	const struct dropstat_sum *site;

	nr = snapshot->rows[nr];
	if (nr >= snapshot->nr_flows) {
		nr -= snapshot->nr_flows;
		site = &snapshot->sites[nr];
		*row = (struct dropstat_row) {
			.site = site,
			.path = snapshot->paths ? &snapshot->paths[nr] : NULL,
			.packets = dropstat_site_row(snapshot, site),
			.bytes = snapshot->by_site ? site->bytes :
						     site->rest_bytes,
			.first = site->first,
			.last = site->last,
		};
		return;
	}
	flow = &snapshot->flows[nr];
	*row = (struct dropstat_row) {
		.site = &snapshot->sites[flow->site],
		.flow = flow,
		.detail = snapshot->details ? &snapshot->details[nr] : NULL,
		.packets = flow->packets,
		.error = flow->error,
		.bytes = flow->bytes,
		.first = flow->first,
		.last = flow->last,
	};
}
