// SPDX-License-Identifier: GPL-2.0
/*
 * Evicts all flows of selected sites. Their counts are added to the evicted counts
 * of their sites, so that the books always balance.
 *
 * The tables are processed in pieces, so that no CPU is interrupted for long. A CPU
 * is not interrupted for a piece that has no flow to evict, unless all flows are
 * to be evicted.
 */
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "table/table.h"
#include "table/upkeep.h"

/* Sets per piece. A piece takes a few microseconds. */
#define EVICT_SETS	16

/**
 * struct evict_piece - the current piece
 * @eviction: which flows to evict
 * @first: number of its first set
 */
struct evict_piece {
	const struct dropstat_eviction *eviction;
	u32 first;
};

/* Any context. */
static bool evict_wants(const struct dropstat_eviction *eviction,
			const struct dropstat_table *table,
			const struct dropstat_flow *flow)
{
	u32 site = READ_ONCE(flow->site_last) & (DROPSTAT_SITES_MAX - 1);

	return READ_ONCE(flow->packets) && site < dropstat_site_nr(table) &&
	       eviction->wants(table, site, eviction->data);
}

/* Process context. A flow that gets its row after this check may keep it. */
static bool evict_any(const struct evict_piece *piece,
		      const struct dropstat_table *table)
{
	u32 i, end = min(piece->first + EVICT_SETS, table->nr_sets);
	int way;

	if (piece->eviction->all)
		return true;
	for (i = piece->first; i < end; i++)
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++)
			if (evict_wants(piece->eviction, table,
					&table->sets[i].flow[way]))
				return true;
	return false;
}

/* On the table's CPU with interrupts off, or while that CPU is offline. */
static void evict_sets(struct dropstat_table *table, void *data)
{
	const struct evict_piece *piece = data;
	u32 i, end = min(piece->first + EVICT_SETS, table->nr_sets);
	struct dropstat_set *set;
	int way;

	for (i = piece->first; i < end; i++) {
		set = &table->sets[i];
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++) {
			if (evict_wants(piece->eviction, table,
					&set->flow[way]))
				dropstat_count_evict(table, set, way);
			if (piece->eviction->all)
				set->weight[way] = 0;
		}
	}
}

/**
 * dropstat_evict - evict flows on one CPU
 * @cpu: the CPU
 * @eviction: which flows to evict
 *
 * Context: process context; may sleep.
 * Return: 0, or -EINTR on a fatal signal, in which case some flows may remain.
 */
int dropstat_evict(int cpu, const struct dropstat_eviction *eviction)
{
	const struct dropstat_table *table = dropstat_table_of(cpu);
	struct evict_piece piece = { .eviction = eviction };

	for (; piece.first < table->nr_sets; piece.first += EVICT_SETS) {
		if (evict_any(&piece, table))
			dropstat_table_change(cpu, evict_sets, &piece);
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}
