// SPDX-License-Identifier: GPL-2.0
/* Takes a snapshot of the tables for one reader, and returns its sorted rows. */
#include <linux/err.h>

#include "view/view.h"

/**
 * dropstat_snapshot_take - take a snapshot of the tables
 * @query: what the reader may see and has asked for; the caller must apply the
 *	tuple, the mask and the limit
 *
 * Context: process context; may sleep.
 * Return: the snapshot, or an ERR_PTR: -ENOMEM, -EINTR, -EBUSY.
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
 * dropstat_snapshot_row - get one row of a snapshot
 * @snapshot: the snapshot
 * @nr: number of the row, less than nr_rows
 * @row: filled in
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
