// SPDX-License-Identifier: GPL-2.0
/* What view.c reads for one reader, complete and in order, row by row. */
#include <linux/err.h>

#include "view/view.h"

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
