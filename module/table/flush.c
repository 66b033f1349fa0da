// SPDX-License-Identifier: GPL-2.0
/*
 * Resets the counts. Flows are evicted first, which adds their counts to the
 * evicted counts of their sites. The evicted counts are then subtracted from the
 * sites. A flow that arrives after the eviction keeps its row, and its hits remain
 * in its site's counts. So the books always balance. The sites themselves are
 * kept.
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <net/net_namespace.h>

#include "hit.h"
#include "registry/registry.h"
#include "table/table.h"
#include "table/upkeep.h"

/* Sites per piece. A piece takes a few microseconds. */
#define FLUSH_SITES	64

/* Number of flushes that covered all drops. */
static atomic_t flush_nr_all;
/* Number of flushes by CAP_NET_ADMIN in the initial user namespace. */
static atomic_t flush_nr_admin;
/* Hits flushed since load. */
static atomic64_t flush_total;

/**
 * struct flush - one flush
 * @whose: which drops to flush
 * @first: number of the first site of the current piece
 * @packets: number of hits flushed
 */
struct flush {
	const struct dropstat_whose *whose;
	u32 first;
	u64 packets;
};

/* Any context. Does not check whether the netns is live. */
static bool flush_wants(const struct flush *flush, u64 cookie)
{
	const struct dropstat_whose *whose = flush->whose;

	return whose->all || cookie == whose->cookie ||
	       (whose->unknown && cookie == DROPSTAT_COOKIE_UNKNOWN);
}

/* Any context. */
static bool flush_wants_flows(const struct dropstat_table *table, u32 site,
			      const void *data)
{
	return flush_wants(data, table->sites[site].key.cookie);
}

/*
 * On the table's CPU with interrupts off, or while that CPU is offline.
 * For drops, only the evicted counts are reset. The other classes have no flows, so
 * all their counts are reset. The share of more_segments that belongs to the
 * remaining drops is unknown, so it is lost.
 */
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

/* Any context. */
static bool flush_wants_site(const struct flush *flush,
			     const struct dropstat_site *site)
{
	return READ_ONCE(site->packets) &&
	       flush_wants(flush, site->key.cookie);
}

/* Process context. */
static bool flush_any_site(const struct flush *flush,
			   const struct dropstat_table *table, u32 end)
{
	u32 i;

	for (i = flush->first; i < end; i++)
		if (flush_wants_site(flush, &table->sites[i]))
			return true;
	return false;
}

/* On the table's CPU with interrupts off, or while that CPU is offline. */
static void flush_sites(struct dropstat_table *table, void *data)
{
	u64 now = get_jiffies_64();
	struct flush *flush = data;
	u32 i, end;

	end = min(flush->first + FLUSH_SITES, dropstat_site_nr(table));
	for (i = flush->first; i < end; i++)
		if (flush_wants_site(flush, &table->sites[i]))
			flush->packets += flush_site(&table->sites[i], now);
}

/*
 * Process context.
 * Returns whether the CPU has anything to flush. Reading the sites costs much less
 * than searching all flows, and interrupts no CPU.
 */
static bool flush_any_in_table(const struct flush *flush,
			       const struct dropstat_table *table)
{
	u32 i, nr = dropstat_site_nr(table);

	if (flush->whose->all)
		return true;
	if (flush_wants(flush, DROPSTAT_COOKIE_UNKNOWN) &&
	    atomic_long_read(&table->nmi))
		return true;
	for (i = 0; i < nr; i++) {
		if (flush_wants_site(flush, &table->sites[i]))
			return true;
		cond_resched();
	}
	return false;
}

static int flush_cpu(struct flush *flush, int cpu)
{
	const struct dropstat_eviction eviction = {
		.wants = flush_wants_flows,
		.data = flush,
		.all = flush->whose->all,
	};
	struct dropstat_table *table = dropstat_table_of(cpu);
	u32 end, sites = dropstat_site_nr(table);
	int err;

	if (!flush_any_in_table(flush, table))
		return 0;
	err = dropstat_evict(cpu, &eviction);
	if (err)
		return err;
	for (flush->first = 0; flush->first < sites;
	     flush->first += FLUSH_SITES) {
		end = min(flush->first + FLUSH_SITES, sites);
		if (flush_any_site(flush, table, end))
			dropstat_table_change(cpu, flush_sites, flush);
		cond_resched();
	}
	if (flush_wants(flush, DROPSTAT_COOKIE_UNKNOWN))
		flush->packets += atomic_long_xchg(&table->nmi, 0);
	return 0;
}

/*
 * A flush of the initial netns includes the drops in an unknown netns, so flushes
 * of the two are counted together.
 */
static u64 flush_counted_for(const struct dropstat_whose *whose)
{
	return whose->cookie == DROPSTAT_COOKIE_UNKNOWN ? init_net.net_cookie :
							  whose->cookie;
}

/*
 * Counts the beginning and the end of a flush, so that readers of the flushed drops
 * notice it.
 */
static void flush_count(const struct flush *flush, bool admin)
{
	if (admin)
		atomic_inc(&flush_nr_admin);
	if (flush->whose->all)
		atomic_inc(&flush_nr_all);
	else
		dropstat_netns_flushed(flush_counted_for(flush->whose));
}

/**
 * dropstat_flush - reset counts
 * @whose: which drops to flush
 * @admin: whether the requester has CAP_NET_ADMIN in the initial user namespace
 * @packets: set to the number of hits flushed
 *
 * Takes no lock: a task with little CPU time may flush. Each piece of a table is
 * changed at once, so flushes, readers and the other changes can overlap.
 *
 * Context: process context; may sleep.
 * Return: 0, or -EINTR on a fatal signal, in which case only some of the drops
 *	were flushed.
 */
int dropstat_flush(const struct dropstat_whose *whose, bool admin, u64 *packets)
{
	struct flush flush = { .whose = whose };
	int cpu, err = 0;

	flush_count(&flush, admin);
	for_each_possible_cpu(cpu) {
		err = flush_cpu(&flush, cpu);
		if (err)
			break;
	}
	atomic64_add(flush.packets, &flush_total);
	flush_count(&flush, admin);
	*packets = flush.packets;
	return err;
}

/* Any context. The number of hits flushed since load. */
u64 dropstat_flush_total(void)
{
	return atomic64_read(&flush_total);
}

/**
 * dropstat_flush_generation - detect flushes between two calls
 * @whose: the drops
 * @admin: whether the reader has CAP_NET_ADMIN in the initial user namespace; such a
 *	reader does not notice the flushes of tenants, which could otherwise keep it
 *	from reading
 *
 * Context: any but the probe.
 * Return: a nonzero number that changes at the beginning and at the end of every flush
 *	of these drops that the reader notices.
 */
u32 dropstat_flush_generation(const struct dropstat_whose *whose, bool admin)
{
	u32 nr = atomic_read(&flush_nr_admin);

	if (!admin)
		nr = atomic_read(&flush_nr_all) +
		     dropstat_netns_flushes(flush_counted_for(whose));
	return nr + 1 ?: 1;
}
