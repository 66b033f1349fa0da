/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts a hit whose flow is in the table. Nearly every drop takes this path. The
 * flow refers to its site, so one lookup finds both. The path touches three cache
 * lines of the tables: the first line of the set, the flow, and the site.
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
 * The call path is recorded at the first hit and each time the count has doubled.
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
 * Finds the flow and the weight of a way from the bit position of its tag. Computing
 * the number of the way first would slow down every hit.
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

/* The lowest bit of each byte in @tags that may equal @tag. */
static __always_inline u64 dropstat_count_candidates(u64 tags, u8 tag)
{
	u64 x = tags ^ tag * DROPSTAT_EVERY_BYTE;

	return ((x - DROPSTAT_EVERY_BYTE) & ~x) >> 7 & DROPSTAT_EVERY_BYTE;
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * Returns the details of the flow if they must be filled in; else NULL.
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
 * Counts the hit only if its flow is in the set, and returns whether it is. If so,
 * sets @detail to the return value of dropstat_count_flow().
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
 * @table: table of this CPU
 * @hit: the hit
 * @site_hash: hash of its site
 * @class: its class, which decides whether its tuple is used
 * @now: jiffies
 *
 * Only inlined functions get a pointer to @hit, so that @hit can stay in
 * registers if its flow is known.
 *
 * Context: in the probe, with interrupts off.
 * Return: the details of its flow if dropstat_detail_fill() must fill them in;
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
	/* Without flows, epoch_end is 0. */
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
