// SPDX-License-Identifier: GPL-2.0
/*
 * Rows of all CPUs to rows of the machine.
 *
 * The true count of a flow stays within [packets, packets + error] when the
 * CPUs are merged: whatever hits of it a CPU does not show are in its site's
 * evicted there. So a CPU adds that to the error, or less if it knows better.
 */
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "snapshot.h"

/* The kernel's sort() does not reschedule, and there may be many rows. */
static int row_cmp_id(const void *a, const void *b)
{
	const struct dropstat_row *x = a, *y = b;

	cond_resched();
	return memcmp(&x->id, &y->id, sizeof(x->id));
}

static int row_cmp_packets(const void *a, const void *b)
{
	const struct dropstat_row *x = a, *y = b;

	if (x->packets != y->packets)
		return x->packets < y->packets ? 1 : -1;
	return row_cmp_id(a, b);
}

static void row_merge(struct dropstat_row *row, const struct dropstat_row *more)
{
	row->packets += more->packets;
	row->error += more->error;
	row->evicted += more->evicted;
	row->bytes += more->bytes;
	if (time_before64(more->first, row->first))
		row->first = more->first;
	if (time_after64(more->last, row->last))
		row->last = more->last;
}

/*
 * Add to the errors what the CPUs have evicted that did not show the flow.
 * A site's evicted row comes right before its flows.
 */
static void merge_widen_errors(struct dropstat_snapshot *snapshot)
{
	const struct dropstat_row *evicted = NULL;
	struct dropstat_row *row;
	size_t i;

	for (i = 0; i < snapshot->nr; i++) {
		row = &snapshot->rows[i];
		if (row->id.kind == DROPSTAT_ROW_EVICTED)
			evicted = row;
		else if (evicted && row->id.kind == DROPSTAT_ROW_FLOW &&
			 !memcmp(&row->id.site, &evicted->id.site,
				 sizeof(row->id.site)))
			row->error += evicted->packets - row->evicted;
	}
}

/**
 * dropstat_snapshot_merge - make one row of those that count the same
 * @snapshot: rows of all CPUs, with their locations' names; sorted on return,
 *	most packets first
 *
 * Context: process context; may sleep.
 */
void dropstat_snapshot_merge(struct dropstat_snapshot *snapshot)
{
	struct dropstat_row *rows = snapshot->rows;
	size_t i, n = 0;

	sort(rows, snapshot->nr, sizeof(*rows), row_cmp_id, NULL);
	for (i = 1; i < snapshot->nr; i++) {
		if (!row_cmp_id(&rows[n], &rows[i]))
			row_merge(&rows[n], &rows[i]);
		else
			rows[++n] = rows[i];
	}
	if (snapshot->nr)
		snapshot->nr = n + 1;
	merge_widen_errors(snapshot);
	sort(rows, snapshot->nr, sizeof(*rows), row_cmp_packets, NULL);
}
