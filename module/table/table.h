/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables of one CPU. table.c allocates them. count.h and count.c count hits
 * in them, site.c adds sites, and flow.c decides which flows keep their rows.
 *
 * Only that CPU writes to them, with interrupts off. So writers need no lock, and
 * an interrupt never sees a half-written row. While the CPU is offline,
 * dropstat_table_change() may write in its place. Other CPUs read each site and
 * each set of flows under its own seq.
 *
 * The order of writes lets a reader balance the books (view/view.c): a hit is
 * added to its site before its flow, and the counts of a flow are added to its
 * site's evicted counts before the flow is overwritten.
 */
#ifndef _DROPSTAT_TABLE_H
#define _DROPSTAT_TABLE_H

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/seqlock.h>
#include <linux/types.h>

#include "table/detail.h"
#include "hit.h"
#include "table/stack.h"

/* The first sites of a table, one per class, count hits whose site did not fit. */
#define DROPSTAT_SITE_OTHER(class)	(class)
#define DROPSTAT_SITES_RESERVED		DROPSTAT_CLASS_NUM
/* A flow stores the number of its site in this many bits. */
#define DROPSTAT_SITE_BITS		16
#define DROPSTAT_SITES_MAX		BIT(DROPSTAT_SITE_BITS)

/* Index slots per site, as a shift. Spare slots keep probe sequences short. */
#define DROPSTAT_SITE_INDEX_SHIFT	2

/* Flows per set. A hit searches only one set, whose tags fit in one word. */
#define DROPSTAT_FLOW_WAYS		8
#define DROPSTAT_EVERY_BYTE		0x0101010101010101ULL

/**
 * struct dropstat_site - one site, counted exactly
 * @key: constant while the site is in use, unless retire.c changes the location
 *	or reclaim.c folds the site
 * @packets: hits
 * @bytes: bytes of the hits
 * @last: jiffies of the last hit
 * @seq: protects all other fields
 * @moved: whether retire.c has changed the location
 * @first: jiffies of the first hit, or of the last flush
 * @more_segments: packets on the wire that the hits stand for, minus @packets
 * @evicted_packets: the part of @packets that no flow holds
 * @evicted_bytes: the part of @bytes that no flow holds
 * @floor: no flow of this site without a row has had more hits than this
 * @hash: hash by which the index finds the site: the hash of @key, unless retire.c
 *	has changed the location
 *
 * The first cache line holds all fields that every hit writes.
 */
struct dropstat_site {
	struct dropstat_site_key key;
	u64 packets;
	u64 bytes;
	u64 last;
	seqcount_t seq;
	u32 moved;
	u64 first;
	u64 more_segments;
	u64 evicted_packets;
	u64 evicted_bytes;
	u64 floor;
	u32 hash;
} __aligned(64);

/**
 * struct dropstat_flow - one flow of a site
 * @tuple: the key of the flow, together with its site
 * @site_last: number of its site in the same table, never a reserved site; in the
 *	upper bits, jiffies of the last hit
 * @packets: hits since the flow got its row; 0 for a free row
 * @bytes: bytes of @packets
 *
 * A hit of a known flow accesses only this one cache line of the flow.
 */
struct dropstat_flow {
	struct dropstat_tuple tuple;
	u64 site_last;
	u64 packets;
	u64 bytes;
};

static_assert(sizeof(struct dropstat_flow) == 64);

static inline u64 dropstat_site_last(u32 site, u64 last)
{
	return last << DROPSTAT_SITE_BITS | site;
}

static inline u32 dropstat_flow_site(const struct dropstat_flow *flow)
{
	return flow->site_last & (DROPSTAT_SITES_MAX - 1);
}

static inline u64 dropstat_flow_last(const struct dropstat_flow *flow)
{
	return flow->site_last >> DROPSTAT_SITE_BITS;
}

/**
 * struct dropstat_flow_start - what is recorded when a flow gets its row
 * @error: maximum number of hits that the flow may have had before
 * @first: jiffies of the first hit since the flow got its row
 */
struct dropstat_flow_start {
	u64 error;
	u64 first;
};

/**
 * struct dropstat_set - flows that compete for the same rows
 * @seq: protects @flow, @start and the details of the flows
 * @epoch: the table's epoch when @weight was last aged
 * @tags: one byte of each flow's hash, the first flow's in the lowest byte
 * @weight: weight of each flow, for replacement only; see flow.c
 * @flow: the flows
 * @start: data recorded when each flow got its row
 *
 * A hit touches the first cache line and its flow's line. A hit that replaces a
 * flow also touches the cache line of @start.
 */
struct dropstat_set {
	seqcount_t seq;
	u32 epoch;
	u64 tags;
	u32 weight[DROPSTAT_FLOW_WAYS];
	struct dropstat_flow flow[DROPSTAT_FLOW_WAYS] __aligned(64);
	struct dropstat_flow_start start[DROPSTAT_FLOW_WAYS];
} __aligned(64);

/* The parameter descriptions show these sizes. Debug kernels have larger seqcounts. */
#ifndef CONFIG_DEBUG_LOCK_ALLOC
static_assert(sizeof(struct dropstat_site) == 128);
static_assert(sizeof(struct dropstat_set) == 704);
#endif

/**
 * struct dropstat_table - the tables of one CPU
 * @sites: the sites; the first @nr_sites are or were in use, see site.c
 * @sets: the sets of flows; NULL without flows
 * @stacks: call path of each site; NULL without details
 * @details: details of each flow of each set; NULL without flows or details
 * @nr_sets: number of @sets
 * @sites_max: number of @sites, a power of two
 * @epoch: number of half-lives that have passed
 * @epoch_end: jiffies at which the current half-life ends; 0 without flows
 * @halflife: half-life in jiffies
 * @index: maps a hash to a site's number plus one; used by the table's CPU only
 * @packet: packet of the running probe; used by that probe only
 * @nr_sites: never decreases; other CPUs read it with acquire
 * @keys: changes when a site that is in use gets another key or becomes free
 * @nr_free: number of free sites among @nr_sites
 * @free: number of the first free site, which links to the next
 * @nmi: hits in NMI context, where nothing else can be accessed
 */
struct dropstat_table {
	struct dropstat_site *sites;
	struct dropstat_set *sets;
	struct dropstat_stack *stacks;
	struct dropstat_detail *details;
	u32 nr_sets;
	u32 sites_max;
	u32 epoch;
	u64 epoch_end;
	u64 halflife;
	u32 *index;
	struct dropstat_packet packet;
	seqcount_t keys;
	u32 nr_sites;
	u32 nr_free;
	u32 free;
	atomic_long_t nmi;
};

DECLARE_PER_CPU_ALIGNED(struct dropstat_table, dropstat_tables);

/* table.c APIs: process context */
int dropstat_table_init(void);
void dropstat_table_uninit(void);
void dropstat_site_read(const struct dropstat_site *site,
			struct dropstat_site *copy);
void dropstat_stack_read(const struct dropstat_table *table, u32 site,
			 struct dropstat_stack *copy);
void dropstat_set_read(const struct dropstat_table *table, u32 set,
		       struct dropstat_set *copy,
		       struct dropstat_detail *copies);
struct dropstat_table *dropstat_table_of(int cpu);
u32 dropstat_table_sites(void);
u32 dropstat_table_sets(void);
bool dropstat_table_details(void);
size_t dropstat_table_bytes(void);
u32 dropstat_table_halflife(void);
void dropstat_table_age(u32 seconds);
void dropstat_table_change(int cpu,
			   void (*change)(struct dropstat_table *table,
					  void *data), void *data);

/* site.c APIs */
void dropstat_site_init(struct dropstat_table *table);
struct dropstat_site *dropstat_site_get(struct dropstat_table *table,
					const struct dropstat_site_key *key,
					u32 hash, u64 now);
u32 dropstat_site_nr(const struct dropstat_table *table);
u32 dropstat_site_used(const struct dropstat_table *table);
bool dropstat_site_in_use(const struct dropstat_site *site);
bool dropstat_site_fold(struct dropstat_table *table, u32 number,
			const struct dropstat_site_key *key);

/* Any context. The set of a flow, from the highest bits of its hash. */
static inline u32 dropstat_flow_set(const struct dropstat_table *table,
				    u32 value)
{
	return reciprocal_scale(value, table->nr_sets);
}

/* flow.c APIs */
void dropstat_flow_epoch(struct dropstat_table *table, u64 now);
void dropstat_flow_catch_up(const struct dropstat_table *table,
			    struct dropstat_set *set);
void dropstat_flow_overflow(struct dropstat_set *set, int way);

/* Any context. The details of a flow, in a table that has details. */
static inline struct dropstat_detail *
dropstat_detail_of(const struct dropstat_table *table,
		   const struct dropstat_set *set, int way)
{
	return &table->details[(set - table->sets) * DROPSTAT_FLOW_WAYS + way];
}

/* count.c APIs: in the probe or dropstat_table_change(); count.h has the rest */
struct dropstat_detail *
dropstat_count_new(struct dropstat_table *table, struct dropstat_set *set,
		   u32 value, u64 site_hash, struct dropstat_hit hit, u64 now);
struct dropstat_detail *dropstat_count_second(struct dropstat_table *table,
					      struct dropstat_set *set,
					      int way);
void dropstat_count_site_only(struct dropstat_table *table, u64 site_hash,
			      struct dropstat_hit hit, u64 now);
void dropstat_count_nmi(struct dropstat_table *table);
void dropstat_count_evict(struct dropstat_table *table,
			  struct dropstat_set *set, int way);
/* process context */
int dropstat_count_rules(const u32 *reasons, u32 nr, bool none);

#endif /* _DROPSTAT_TABLE_H */
