/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The count of a hit whose flow is in the table: what nearly every drop pays.
 * The flow leads to its site, so that one lookup does for both, and three cache
 * lines of the tables are touched: the set's first, the flow's and the site's.
 */
#ifndef _DROPSTAT_COUNT_H
#define _DROPSTAT_COUNT_H

#include <linux/bitops.h>
#include <linux/lockdep.h>

#include "hash.h"
#include "table/table.h"

static __always_inline bool dropstat_tuple_equal(const struct dropstat_tuple *a,
						 const struct dropstat_tuple *b)
{
	return a->words[4] == b->words[4] && a->words[0] == b->words[0] &&
	       a->words[2] == b->words[2] &&
	       (dropstat_tuple_is_ipv4(b) ||
		(a->words[1] == b->words[1] && a->words[3] == b->words[3]));
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * Its first hit, and each that doubles them, leaves its call path.
 */
static __always_inline void dropstat_count_site(struct dropstat_table *table,
						struct dropstat_site *site,
						const struct dropstat_hit *hit,
						u64 now)
{
	u64 before = site->packets;

	raw_write_seqcount_begin(&site->seq);
	site->packets = before + 1;
	site->bytes += hit->bytes;
	site->last = now;
	if (unlikely(hit->segments > 1))
		site->more_segments += hit->segments - 1;
	raw_write_seqcount_end(&site->seq);
	if (unlikely(!(before & (before + 1))))
		dropstat_stack_take(table, site);
}

/*
 * Where the flow and the weight of a way are: the bit of its tag leads there
 * without counting ways, which every hit would pay for.
 */
static __always_inline struct dropstat_flow *
dropstat_count_flow_at(struct dropstat_set *set, unsigned long bit)
{
	return (void *)set->flow + bit * (sizeof(*set->flow) / BITS_PER_BYTE);
}

static __always_inline u32 *dropstat_count_weight_at(struct dropstat_set *set,
						     unsigned long bit)
{
	return (void *)set->weight +
	       bit / (BITS_PER_BYTE / sizeof(*set->weight));
}

/* The lowest bit of each byte of the tags that may be this one. */
static __always_inline u64 dropstat_count_candidates(u64 tags, u8 tag)
{
	u64 x = tags ^ tag * DROPSTAT_EVERY_BYTE;

	return ((x - DROPSTAT_EVERY_BYTE) & ~x) >> 7 & DROPSTAT_EVERY_BYTE;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * Returns the details of the flow if they are to be filled.
 */
static __always_inline struct dropstat_detail *
dropstat_count_flow(struct dropstat_table *table, struct dropstat_set *set,
		    unsigned long bit, u32 site, const struct dropstat_hit *hit,
		    u64 now)
{
	struct dropstat_flow *flow = dropstat_count_flow_at(set, bit);
	u64 packets = flow->packets + 1;

	raw_write_seqcount_begin(&set->seq);
	flow->packets = packets;
	flow->bytes += hit->bytes;
	flow->site_last = dropstat_site_last(site, now);
	raw_write_seqcount_end(&set->seq);
	if (unlikely(!++*dropstat_count_weight_at(set, bit)))
		dropstat_flow_overflow(set, bit / BITS_PER_BYTE);
	if (unlikely(packets == 2))
		return dropstat_count_second(table, set, bit / BITS_PER_BYTE);
	return NULL;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * Returns whether it was counted: not if its flow is not in the set. Sets @detail as
 * dropstat_count_flow() says.
 */
static __always_inline bool
dropstat_count_known(struct dropstat_table *table, struct dropstat_set *set,
		     u8 tag, const struct dropstat_hit *hit, u64 now,
		     struct dropstat_detail **detail)
{
	u64 candidates = dropstat_count_candidates(set->tags, tag);
	const struct dropstat_flow *flow;
	struct dropstat_site *site;
	unsigned long bit;
	u32 nr;

	for (; candidates; candidates &= candidates - 1) {
		bit = __ffs64(candidates);
		flow = dropstat_count_flow_at(set, bit);
		if (!dropstat_tuple_equal(&flow->tuple, &hit->tuple))
			continue;
		nr = dropstat_flow_site(flow);
		site = &table->sites[nr];
		if (!dropstat_site_key_equal(&site->key, &hit->site))
			continue;
		dropstat_count_site(table, site, hit, now);
		*detail = dropstat_count_flow(table, set, bit, nr, hit, now);
		return true;
	}
	return false;
}

/**
 * dropstat_count - count one hit
 * @table: of this CPU
 * @hit: the hit
 * @site_hash: of its site
 * @class: its class, which decides whether its tuple is looked at
 * @now: jiffies
 *
 * No other function gets a pointer to @hit, so that it need not leave the
 * registers for a flow that is known.
 *
 * Context: in the probe, with interrupts off.
 * Return: the details of its flow if they are to be filled, dropstat_detail_fill();
 *	else NULL.
 */
static __always_inline struct dropstat_detail *
dropstat_count(struct dropstat_table *table, const struct dropstat_hit *hit,
	       u64 site_hash, u32 class, u64 now)
{
	struct dropstat_detail *detail;
	struct dropstat_set *set;
	u32 value;

	lockdep_assert_irqs_disabled();
	/* Without flows it is always the end of the epoch. */
	if (class != DROPSTAT_CLASS_PACKET ||
	    (unlikely(now >= table->epoch_end) && !table->sets)) {
		dropstat_count_site_only(table, site_hash, *hit, now);
		return NULL;
	}
	if (unlikely(now >= table->epoch_end))
		dropstat_flow_epoch(table, now);
	value = dropstat_hash_value(site_hash +
				    dropstat_hash_tuple(&hit->tuple));
	set = &table->sets[dropstat_flow_set(table, value)];
	if (unlikely(set->epoch != table->epoch))
		dropstat_flow_catch_up(table, set);
	if (dropstat_count_known(table, set, value, hit, now, &detail))
		return detail;
	return dropstat_count_new(table, set, value, site_hash, *hit, now);
}

#endif /* _DROPSTAT_COUNT_H */
