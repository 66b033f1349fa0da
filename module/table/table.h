/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables of one CPU. count.c counts a hit in them, with site.c and flow.c
 * for what is new; table.c allocates them.
 *
 * Only that CPU writes, with interrupts off, so that writers need no lock
 * and a row is never half written when an interrupt looks at it. While it is
 * offline, symbol.c may write in its place. Other CPUs read, each site and each
 * set of flows under its own seq.
 *
 * The order of writes is what lets a reader balance the books (view.c): a
 * hit is added to its site before its flow, and a flow that is replaced is
 * folded into its site's evicted before it is overwritten.
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

/* The first sites of every table: what did not fit, by class. */
#define DROPSTAT_SITE_OTHER(class)	(class)
#define DROPSTAT_SITES_RESERVED		DROPSTAT_CLASS_NUM
/* As many as a flow can tell apart. */
#define DROPSTAT_SITE_BITS		16
#define DROPSTAT_SITES_MAX		BIT(DROPSTAT_SITE_BITS)

/* The index is this much larger than the sites, so that chains stay short. */
#define DROPSTAT_SITE_INDEX_SHIFT	2

/* Flows of a set: as far as one hit ever looks, a tag in each byte of a word. */
#define DROPSTAT_FLOW_WAYS		8
#define DROPSTAT_EVERY_BYTE		0x0101010101010101ULL

/**
 * struct dropstat_site - one site, counted exactly
 * @key: constant while it is in use, but for symbol.c's change of its location
 * @packets: hits
 * @bytes: of the hits
 * @last: jiffies of the last hit
 * @seq: of all but @key, and of that change
 * @moved: whether there was that change
 * @first: jiffies of the first hit
 * @more_segments: packets on the wire that the hits stand for, less @packets
 * @evicted_packets: those of @packets that no flow holds
 * @evicted_bytes: those of @bytes that no flow holds
 * @floor: no flow of it without a row had more hits than this
 * @hash: where the index has it; of @key, unless that was changed
 *
 * What every hit writes is in the first cache line.
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
 * @tuple: together with @site the key
 * @site_last: number of its site in the same table, which is none of the
 *	reserved ones; above it, jiffies of the last hit
 * @packets: hits since it was inserted; 0 for a free row
 * @bytes: of @packets
 *
 * One cache line: what a hit of a flow that is here reads and writes.
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
 * struct dropstat_flow_start - what is known of a flow from its insertion on
 * @error: hits that it may have had before
 * @first: jiffies of the first hit since
 */
struct dropstat_flow_start {
	u64 error;
	u64 first;
};

/**
 * struct dropstat_set - flows that compete for the same rows
 * @seq: of the whole set
 * @epoch: of the table when @weight was last aged
 * @tags: of each flow a byte of its hash, the first flow's lowest
 * @weight: of each flow, for replacement only; see flow.c. 0 for a free row
 * @flow: the flows
 * @start: of each flow
 *
 * A hit touches the first line and its flow's; one that replaces a flow also
 * that of its start.
 */
struct dropstat_set {
	seqcount_t seq;
	u32 epoch;
	u64 tags;
	u32 weight[DROPSTAT_FLOW_WAYS];
	struct dropstat_flow flow[DROPSTAT_FLOW_WAYS] __aligned(64);
	struct dropstat_flow_start start[DROPSTAT_FLOW_WAYS];
} __aligned(64);

/* What the module's parameters promise, without a debug kernel's seqcounts. */
#ifndef CONFIG_DEBUG_LOCK_ALLOC
static_assert(sizeof(struct dropstat_site) == 128);
static_assert(sizeof(struct dropstat_set) == 704);
#endif

/**
 * struct dropstat_table - the tables of one CPU
 * @sites: @nr_sites of them are or were in use; site.c says which
 * @sets: NULL without a flow level
 * @stacks: of each site; NULL without details
 * @details: of each flow of each set; NULL without a flow level or details
 * @nr_sets: number of @sets
 * @sites_max: number of @sites, a power of two
 * @epoch: half-lives of the weights that have passed
 * @epoch_end: jiffies at which the next has; 0 without a flow level
 * @halflife: in jiffies
 * @index: hash to site, as its number plus one; the local CPU's alone
 * @packet: of the probe that runs; its, and the local CPU's, alone
 * @nr_sites: never less than before; read by others with acquire
 * @nr_free: how many of @nr_sites are free
 * @free: one of them, which leads to the next
 * @nmi: hits in NMI context, where nothing else can be touched
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

/* The set of a flow, by the highest bits of its hash. Any context. */
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

/* The details of a flow. Any context; there are some. */
static inline struct dropstat_detail *
dropstat_detail_of(const struct dropstat_table *table,
		   const struct dropstat_set *set, int way)
{
	return &table->details[(set - table->sets) * DROPSTAT_FLOW_WAYS + way];
}

/* count.c APIs: in the probe; count.h has the rest */
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
