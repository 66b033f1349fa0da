// SPDX-License-Identifier: GPL-2.0
/*
 * Drops per second between two snapshots.
 *
 * When a flow is evicted, its packets move to the evicted row of its site, so that
 * row grows without new drops. Its rate is therefore computed from the site: the
 * growth of the site minus the growth of its flows.
 */
#include <stdlib.h>

#include "lib/row.h"

static int rate_order(const void *a, const void *b)
{
	return row_compare(a, b, ROW_ALL);
}

/* A count that has decreased must have restarted from zero. */
static uint64_t rate_grown(uint64_t now, uint64_t before)
{
	return now >= before ? now - before : now;
}

/* Counts the leading rows that belong to the site of @as, and sums their packets. */
static size_t rate_site(const struct row *rows, size_t nr, const struct row *as,
			uint64_t *packets)
{
	size_t i;

	*packets = 0;
	for (i = 0; i < nr && !row_compare(&rows[i], as, ROW_SITE); i++)
		*packets += rows[i].drop.packets;
	return i;
}

static void rate_rows(struct row *now, size_t nr_now, const struct row *before,
		      size_t nr_before, uint64_t grown, double seconds)
{
	const struct row *old;
	struct row *row;
	uint64_t part;

	for (row = now; row < now + nr_now; row++) {
		row->has_rate = true;
		if (row->drop.evicted)
			continue;
		old = bsearch(row, before, nr_before, sizeof(*row), rate_order);
		part = rate_grown(row->drop.packets,
				  old ? old->drop.packets : 0);
		row->rate = part / seconds;
		grown -= part < grown ? part : grown;
	}
	for (row = now; row < now + nr_now; row++)
		if (row->drop.evicted)
			row->rate = grown / seconds;
}

void row_rates(struct row_list *now, struct row_list *before, double seconds)
{
	size_t i = 0, j = 0, nr_now, nr_before;
	uint64_t packets_now, packets_before;

	qsort(now->rows, now->nr, sizeof(*now->rows), rate_order);
	qsort(before->rows, before->nr, sizeof(*before->rows), rate_order);
	while (i < now->nr) {
		while (j < before->nr &&
		       row_compare(&before->rows[j], &now->rows[i],
				   ROW_SITE) < 0)
			j++;
		nr_now = rate_site(&now->rows[i], now->nr - i, &now->rows[i],
				   &packets_now);
		nr_before = rate_site(&before->rows[j], before->nr - j,
				      &now->rows[i], &packets_before);
		rate_rows(&now->rows[i], nr_now, &before->rows[j], nr_before,
			  rate_grown(packets_now, packets_before), seconds);
		i += nr_now;
		j += nr_before;
	}
}
