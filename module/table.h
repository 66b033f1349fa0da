/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables of one CPU.
 *
 * Only that CPU writes, with interrupts off, so that writers need no lock
 * and a row is never half written when an interrupt looks at it. While it is
 * offline, symbol.c may write in its place. Other CPUs read, each row under
 * its own seq.
 *
 * The order of writes is what lets a reader balance the books (snapshot.c): a
 * hit is added to its site before its flow, and a flow that is replaced is
 * folded into its site's evicted before it is overwritten.
 */
#ifndef _DROPSTAT_TABLE_H
#define _DROPSTAT_TABLE_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/seqlock.h>
#include <linux/types.h>

#include "hit.h"

/* The first sites of every table: what did not fit, by class. */
#define DROPSTAT_SITE_OTHER(class)	(class)
#define DROPSTAT_SITES_RESERVED		DROPSTAT_CLASS_NUM

/* A set of the flow table: as far as one hit ever looks. */
#define DROPSTAT_FLOW_WAYS		8

/**
 * struct dropstat_site - one site, counted exactly
 * @key: constant once published, but for symbol.c's change of its location
 * @seq: of all that follows, and of that change
 * @packets: hits
 * @segments: packets on the wire they stand for
 * @bytes: of the hits
 * @evicted_packets: those of @packets that no flow holds
 * @evicted_bytes: those of @bytes that no flow holds
 * @first: jiffies of the first hit
 * @last: jiffies of the last hit
 */
struct dropstat_site {
	struct dropstat_site_key key;
	seqcount_t seq;
	u64 packets;
	u64 segments;
	u64 bytes;
	u64 evicted_packets;
	u64 evicted_bytes;
	u64 first;
	u64 last;
};

/**
 * struct dropstat_flow - one flow of a site
 * @tuple: together with @site the key
 * @site: index of its site in the same table
 * @seq: of the whole row
 * @packets: hits since it was inserted; 0 for a free row
 * @error: hits that it may have had before
 * @bytes: of @packets
 * @first: jiffies of the first of @packets
 * @last: jiffies of the last hit
 */
struct dropstat_flow {
	struct dropstat_tuple tuple;
	u32 site;
	seqcount_t seq;
	u64 packets;
	u64 error;
	u64 bytes;
	u64 first;
	u64 last;
};

/**
 * struct dropstat_table - the tables of one CPU
 * @sites: append only, @nr_sites of them in use
 * @nr_sites: read by others with acquire
 * @index: hash to site, as its number plus one; the local CPU's alone
 * @flows: sets of DROPSTAT_FLOW_WAYS; NULL without a flow level
 * @nmi: hits in NMI context, where nothing else can be touched
 */
struct dropstat_table {
	struct dropstat_site *sites;
	u32 nr_sites;
	u32 *index;
	struct dropstat_flow *flows;
	atomic_long_t nmi;
};

/* table.c APIs */
int dropstat_table_init(void);
void dropstat_table_uninit(void);
struct dropstat_table *dropstat_table_of(int cpu);
unsigned int dropstat_table_sites_max(void);
unsigned int dropstat_table_flows(void);
u32 dropstat_table_sites(const struct dropstat_table *table);
void dropstat_table_count_nmi(void);
void dropstat_table_count(const struct dropstat_hit *hit);
void dropstat_site_read(const struct dropstat_site *site,
			struct dropstat_site *copy);
void dropstat_flow_read(const struct dropstat_flow *flow,
			struct dropstat_flow *copy);

#endif /* _DROPSTAT_TABLE_H */
