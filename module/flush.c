// SPDX-License-Identifier: GPL-2.0
/*
 * Forgets what was counted. Flows give their rows back first: what they hold is
 * then what their sites have evicted, and that is what sites forget. A flow that
 * comes meanwhile stays, with all that it and its site have counted since, and
 * the books balance at every moment.
 *
 * It goes through the tables piece by piece, so that no CPU is kept from its
 * work for long. Sites themselves stay: only their counts go.
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "dropstat.h"
#include "query.h"
#include "table.h"

/* Sets, or sites, of a piece: some microseconds. */
#define FLUSH_PIECE	64

/* Incremented by every flush: pictures from before and after do not match. */
static atomic_t flush_generation = ATOMIC_INIT(1);
/* Hits that were forgotten since load. */
static atomic64_t flush_total;

/**
 * struct flush - one flush
 * @query: of which sites; its cookie and all alone count
 * @first: the piece in work begins here
 * @packets: hits that were forgotten
 */
struct flush {
	const struct dropstat_query *query;
	u32 first;
	atomic64_t packets;
};

/* A netns is not asked whether it lives: that would sleep. */
static bool flush_wants(const struct flush *flush,
			const struct dropstat_site *site)
{
	return flush->query->all ||
	       site->key.cookie == flush->query->cookie ||
	       (flush->query->unknown &&
		site->key.cookie == DROPSTAT_COOKIE_UNKNOWN);
}

/* On the table's CPU with interrupts off, or while that CPU is offline. */
static void flush_sets(struct dropstat_table *table, void *data)
{
	const struct flush *flush = data;
	struct dropstat_set *set;
	u32 i, site;
	int way;

	for (i = flush->first;
	     i < min(flush->first + FLUSH_PIECE, table->nr_sets); i++) {
		set = &table->sets[i];
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++) {
			site = dropstat_flow_site(&set->flow[way]);
			if (set->flow[way].packets &&
			    flush_wants(flush, &table->sites[site]))
				dropstat_count_evict(table, set, way);
			if (flush->query->all && !set->flow[way].packets)
				set->weight[way] = 0;
		}
	}
}

/* As flush_sets(). Only drops have flows: of the others all is forgotten. */
static u64 flush_site(struct dropstat_site *site, u64 now)
{
	u64 packets = site->packets, bytes = site->bytes;

	if (site->key.class == DROPSTAT_CLASS_PACKET) {
		packets = site->evicted_packets;
		bytes = site->evicted_bytes;
	}
	raw_write_seqcount_begin(&site->seq);
	site->packets -= packets;
	site->bytes -= bytes;
	site->first = now;
	site->more_segments = 0;
	site->evicted_packets = 0;
	site->evicted_bytes = 0;
	site->floor = 0;
	raw_write_seqcount_end(&site->seq);
	return packets;
}

/* As flush_sets(). */
static void flush_sites(struct dropstat_table *table, void *data)
{
	u64 packets = 0, now = get_jiffies_64();
	struct flush *flush = data;
	u32 i, end;

	end = min(flush->first + FLUSH_PIECE, dropstat_site_nr(table));
	for (i = flush->first; i < end; i++)
		if (flush_wants(flush, &table->sites[i]))
			packets += flush_site(&table->sites[i], now);
	if (!flush->first && flush->query->all)
		packets += atomic_long_xchg(&table->nmi, 0);
	atomic64_add(packets, &flush->packets);
}

static int flush_pieces(struct flush *flush, u32 end,
			void (*piece)(struct dropstat_table *table, void *data))
{
	for (flush->first = 0; flush->first < end;
	     flush->first += FLUSH_PIECE) {
		dropstat_table_each(piece, flush);
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

/**
 * dropstat_flush - forget what was counted
 * @query: of all, or of which netns, and whether of unknown ones
 * @packets: set to the number of hits that were forgotten
 *
 * No snapshot is taken meanwhile, so that each is from before or from after.
 *
 * Context: process context; may sleep.
 * Return: 0, or -EINTR if a signal is about to end the task: then only a part
 *	was forgotten.
 */
int dropstat_flush(const struct dropstat_query *query, u64 *packets)
{
	struct flush flush = { .query = query };
	int err;

	err = dropstat_symbol_lock();
	if (err)
		return err;
	err = flush_pieces(&flush, dropstat_table_sets(), flush_sets);
	if (!err)
		err = flush_pieces(&flush, dropstat_table_sites(), flush_sites);
	*packets = atomic64_read(&flush.packets);
	atomic64_add(*packets, &flush_total);
	atomic_inc(&flush_generation);
	dropstat_symbol_unlock();
	return err;
}

/* Any context. Hits that were forgotten since load. */
u64 dropstat_flush_total(void)
{
	return atomic64_read(&flush_total);
}

/* Any context. Changes with every flush; never 0. */
u32 dropstat_flush_generation(void)
{
	return (u32)atomic_read(&flush_generation) ?: 1;
}
