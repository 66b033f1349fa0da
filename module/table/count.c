// SPDX-License-Identifier: GPL-2.0
/*
 * Counts a hit whose flow is not in the table. The flow takes over the row of the
 * flow with the least weight; flow.c explains why.
 */
#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "table/count.h"

/**
 * struct count_rules - which flows get no rows
 * @rcu: for kfree_rcu()
 * @none: no flow gets a row
 * @nr: number of @reasons
 * @reasons: drop reasons whose flows get no rows
 */
struct count_rules {
	struct rcu_head rcu;
	bool none;
	u32 nr;
	u32 reasons[];
};

/* NULL if all flows get rows. Changed by config.c, under its lock. */
static struct count_rules __rcu *count_rules;

/*
 * Must be called with interrupts off, on the table's CPU.
 * @had: maximum number of hits that the evicted flow may have had so far.
 */
static void count_evicted(struct dropstat_site *site, u64 packets, u64 bytes,
			  u64 had)
{
	raw_write_seqcount_begin(&site->seq);
	site->evicted_packets += packets;
	site->evicted_bytes += bytes;
	site->floor = max(site->floor, had);
	raw_write_seqcount_end(&site->seq);
}

/* Must be called in the probe, an RCU read-side critical section. */
static bool count_has_flow(u32 reason)
{
	const struct count_rules *rules = rcu_dereference_sched(count_rules);
	u32 i;

	if (likely(!rules))
		return true;
	for (i = 0; i < rules->nr; i++)
		if (rules->reasons[i] == reason)
			return false;
	return !rules->none;
}

/**
 * dropstat_count_rules - set which flows get no rows from now on
 * @reasons: drop reasons whose flows get no rows
 * @nr: number of @reasons
 * @none: true if no flow gets a row
 *
 * Context: process context; serialised by the caller.
 * Return: 0, or -ENOMEM, in which case nothing was changed.
 */
int dropstat_count_rules(const u32 *reasons, u32 nr, bool none)
{
	struct count_rules *rules = NULL, *old;

	if (nr || none) {
		rules = kzalloc(struct_size(rules, reasons, nr), GFP_KERNEL);
		if (!rules)
			return -ENOMEM;
		rules->none = none;
		rules->nr = nr;
		if (nr)
			memcpy(rules->reasons, reasons, nr * sizeof(*reasons));
	}
	old = rcu_replace_pointer(count_rules, rules, true);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * The low bits of each compared value hold the way, so there is no branch to
 * mispredict.
 */
static int count_least(const struct dropstat_set *set)
{
	u64 least = U64_MAX;
	int way;

#pragma GCC unroll 8
	for (way = 0; way < DROPSTAT_FLOW_WAYS; way++)
		least = min(least, (u64)set->weight[way] << 3 | way);
	return least % DROPSTAT_FLOW_WAYS;
}

/**
 * dropstat_count_evict - evict a flow from its row
 * @table: the table
 * @set: set in @table
 * @way: way of the flow
 *
 * The flow's counts are first added to its site's evicted counts: see table.h.
 * The free row gets the least weight of the set, which is also the most drops
 * that a flow without a row can have had. So the row is one of the next to be
 * reused, and the guarantees in flow.c still hold for the set.
 *
 * Context: on the table's CPU with interrupts off, or while that CPU is offline.
 */
void dropstat_count_evict(struct dropstat_table *table,
			  struct dropstat_set *set, int way)
{
	struct dropstat_flow_start *start = &set->start[way];
	struct dropstat_flow *flow = &set->flow[way];

	count_evicted(&table->sites[dropstat_flow_site(flow)], flow->packets,
		      flow->bytes, flow->packets + start->error);
	raw_write_seqcount_begin(&set->seq);
	memset(flow, 0, sizeof(*flow));
	memset(start, 0, sizeof(*start));
	raw_write_seqcount_end(&set->seq);
	set->weight[way] = set->weight[count_least(set)];
}

/*
 * Must be called with interrupts off, on the table's CPU, in a write section of the
 * set's seq. Clears the details of the row's old flow. Returns the details if they
 * must be filled in now; else NULL.
 */
static struct dropstat_detail *count_detail(struct dropstat_table *table,
					    struct dropstat_set *set, int way)
{
	bool later = set->weight[way] >= DROPSTAT_DETAIL_WEIGHT;
	struct dropstat_detail *detail;

	if (!table->details)
		return NULL;
	detail = dropstat_detail_of(table, set, way);
	detail->direction = DROPSTAT_DIRECTION_UNKNOWN;
	detail->flags = later ? DROPSTAT_DETAIL_LATER : 0;
	return later ? NULL : detail;
}

/**
 * dropstat_count_second - get details that wait for the row's second hit
 * @table: table of this CPU
 * @set: set in @table
 * @way: way of the flow
 *
 * Context: in the probe, with interrupts off.
 * Return: the details if they must be filled in; NULL if they already are, or if
 *	the table has no details.
 */
struct dropstat_detail *dropstat_count_second(struct dropstat_table *table,
					      struct dropstat_set *set, int way)
{
	struct dropstat_detail *detail;

	if (!table->details)
		return NULL;
	detail = dropstat_detail_of(table, set, way);
	return detail->flags & DROPSTAT_DETAIL_LATER ? detail : NULL;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * The old flow's counts are first added to its site's evicted counts: see table.h.
 */
static struct dropstat_detail *
count_replace(struct dropstat_table *table, struct dropstat_set *set, u8 tag,
	      struct dropstat_site *site, const struct dropstat_hit *hit,
	      u64 now)
{
	int way = count_least(set);
	struct dropstat_flow_start *start = &set->start[way];
	struct dropstat_flow *flow = &set->flow[way];
	struct dropstat_detail *detail;

	raw_write_seqcount_begin(&set->seq);
	if (likely(flow->packets))
		count_evicted(&table->sites[dropstat_flow_site(flow)],
			      flow->packets, flow->bytes,
			      flow->packets + start->error);
	flow->tuple = hit->tuple;
	flow->site_last = dropstat_site_last(site - table->sites, now);
	flow->packets = 1;
	flow->bytes = hit->bytes;
	start->error = site->floor;
	start->first = now;
	detail = count_detail(table, set, way);
	raw_write_seqcount_end(&set->seq);
	set->tags ^= (u64)(u8)((set->tags >> way * BITS_PER_BYTE) ^ tag) <<
		     way * BITS_PER_BYTE;
	if (unlikely(!++set->weight[way]))
		dropstat_flow_overflow(set, way);
	return detail;
}

/**
 * dropstat_count_new - count one hit, and give its flow a row
 * @table: table of this CPU
 * @set: set of its flow, which has no row there
 * @value: dropstat_hash_value() of its flow
 * @site_hash: hash of its site
 * @hit: the hit
 * @now: jiffies
 *
 * Context: in the probe, with interrupts off.
 * Return: the details of the row if they must be filled in now; else NULL.
 */
struct dropstat_detail *
dropstat_count_new(struct dropstat_table *table, struct dropstat_set *set,
		   u32 value, u64 site_hash, struct dropstat_hit hit, u64 now)
{
	struct dropstat_site *site;

	site = dropstat_site_get(table, &hit.site,
				 dropstat_hash_value(site_hash), now);
	dropstat_count_site(table, site, &hit, now);
	if (likely(site >= &table->sites[DROPSTAT_SITES_RESERVED]) &&
	    count_has_flow(hit.site.reason))
		return count_replace(table, set, value, site, &hit, now);
	/* The flow may have had up to site->floor hits before. */
	count_evicted(site, 1, hit.bytes, site->floor + 1);
	return NULL;
}

/**
 * dropstat_count_site_only - count one hit that has no flow
 * @table: table of this CPU
 * @site_hash: hash of its site
 * @hit: the hit
 * @now: jiffies
 *
 * Context: in the probe, with interrupts off.
 */
void dropstat_count_site_only(struct dropstat_table *table, u64 site_hash,
			      struct dropstat_hit hit, u64 now)
{
	struct dropstat_site *site;

	site = dropstat_site_get(table, &hit.site,
				 dropstat_hash_value(site_hash), now);
	dropstat_count_site(table, site, &hit, now);
	if (hit.site.class == DROPSTAT_CLASS_PACKET)
		count_evicted(site, 1, hit.bytes, 0);
}

/* Must be called in NMI context. Atomic because NMI contexts can nest. */
void dropstat_count_nmi(struct dropstat_table *table)
{
	atomic_long_inc(&table->nmi);
}
