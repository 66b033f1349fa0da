// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps the site tables from filling up permanently as namespaces, interfaces and
 * modules are created and removed. Anyone who can create a netns can create any
 * number of namespaces and interfaces. When little room is left, sites that can
 * have no more hits are folded into coarser ones:
 *
 *   a site			is folded into the site
 *   in an ended netns		for all ended ones, with the same reason and location
 *   in an unloaded module	whose location has the same name
 *   on a removed interface	for any interface in the same netns
 *   in an unknown netns	for any interface, because an index means nothing
 *				without its netns
 *
 * All counts are kept and stay readable in the same netns. The interface or ended
 * netns of a folded site is lost, and so are the rows of its flows. Interfaces are
 * folded last. Sites that can still have hits are not folded. If they leave no room
 * for a new site, its hits are counted and reported as other.
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "hash.h"
#include "registry/registry.h"
#include "table/table.h"
#include "table/upkeep.h"

/* Sites per piece. A piece takes a few microseconds. */
#define RECLAIM_SITES	64
/* The work pauses for this many times the duration of its last run. */
#define RECLAIM_REST	10

/* Why a site can have no more hits, in the order in which sites are folded. */
enum reclaim_why {
	RECLAIM_NOT,
	RECLAIM_NETNS,
	RECLAIM_LOCATION,
	RECLAIM_IFACE,
};

/**
 * struct reclaim - one pass
 * @why: enum reclaim_why for each site of the current table
 * @most: sites with this @why or an earlier one are folded
 * @first: number of the first site of the current piece
 */
struct reclaim {
	u8 *why;
	enum reclaim_why most;
	u32 first;
};

/* Number of readers that currently prevent folding. */
static atomic_t reclaim_holds = ATOMIC_INIT(0);

static void reclaim_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(reclaim_worker, reclaim_work);

/* Any context. Whether any table is more than three quarters full. */
static bool reclaim_needed(void)
{
	u32 max = dropstat_table_sites() / 4 * 3;
	int cpu;

	for_each_possible_cpu(cpu)
		if (dropstat_site_used(dropstat_table_of(cpu)) > max)
			return true;
	return false;
}

/* Process context. @site is a copy. */
static enum reclaim_why reclaim_site(const struct dropstat_site *site)
{
	const struct dropstat_site_key *key = &site->key;
	bool known = key->cookie != DROPSTAT_COOKIE_UNKNOWN &&
		     key->cookie != DROPSTAT_COOKIE_GONE;

	if (!dropstat_site_in_use(site))
		return RECLAIM_NOT;
	if (known && !dropstat_netns_is_live(key->cookie))
		return RECLAIM_NETNS;
	/* retire.c has changed the location, so the index no longer finds the site. */
	if (site->hash != dropstat_hash_value(dropstat_hash_site(key)))
		return RECLAIM_LOCATION;
	if (key->ifindex && key->ifindex != DROPSTAT_IFINDEX_ANY &&
	    (!known || dropstat_iface_is_gone(key->cookie, key->ifindex)))
		return RECLAIM_IFACE;
	return RECLAIM_NOT;
}

/* Process context. Returns whether any site can be folded. */
static bool reclaim_look(struct reclaim *reclaim,
			 const struct dropstat_table *table)
{
	u32 i, nr = dropstat_site_nr(table);
	struct dropstat_site site;
	bool any = false;

	lockdep_assert_held(&dropstat_site_lock);
	memset(reclaim->why, RECLAIM_NOT, dropstat_table_sites());
	for (i = DROPSTAT_SITES_RESERVED; i < nr; i++) {
		dropstat_site_read(&table->sites[i], &site);
		reclaim->why[i] = reclaim_site(&site);
		if (reclaim->why[i] > reclaim->most)
			reclaim->why[i] = RECLAIM_NOT;
		any |= reclaim->why[i];
		cond_resched();
	}
	return any;
}

/* Any context. */
static bool reclaim_wants_flows(const struct dropstat_table *table, u32 site,
				const void *data)
{
	const struct reclaim *reclaim = data;

	return reclaim->why[site];
}

/* On the table's CPU with interrupts off, or while that CPU is offline. */
static void reclaim_sites(struct dropstat_table *table, void *data)
{
	const struct reclaim *reclaim = data;
	struct dropstat_site_key key;
	u32 i, end;

	end = min(reclaim->first + RECLAIM_SITES, dropstat_site_nr(table));
	for (i = reclaim->first; i < end; i++) {
		if (!reclaim->why[i])
			continue;
		key = table->sites[i].key;
		if (reclaim->why[i] == RECLAIM_NETNS) {
			key.cookie = DROPSTAT_COOKIE_GONE;
			key.inum = 0;
		}
		if (reclaim->why[i] != RECLAIM_LOCATION)
			key.ifindex = DROPSTAT_IFINDEX_ANY;
		dropstat_site_fold(table, i, &key);
	}
}

/* Process context. */
static void reclaim_cpu(struct reclaim *reclaim, int cpu)
{
	const struct dropstat_eviction eviction = {
		.wants = reclaim_wants_flows,
		.data = reclaim,
	};
	u32 end, nr = dropstat_table_sites();

	lockdep_assert_held(&dropstat_site_lock);
	if (atomic_read(&reclaim_holds))
		return;
	if (!reclaim_look(reclaim, dropstat_table_of(cpu)) ||
	    dropstat_evict(cpu, &eviction))
		return;
	for (reclaim->first = 0; reclaim->first < nr; reclaim->first = end) {
		end = min(reclaim->first + RECLAIM_SITES, nr);
		if (memchr_inv(&reclaim->why[reclaim->first], RECLAIM_NOT,
			       end - reclaim->first))
			dropstat_table_change(cpu, reclaim_sites, reclaim);
		cond_resched();
	}
}

/**
 * dropstat_reclaim - make room for sites if little is left
 *
 * Context: process context; may sleep. Does nothing if out of memory.
 */
void dropstat_reclaim(void)
{
	struct reclaim reclaim = { .most = RECLAIM_LOCATION };
	int cpu;

	if (!reclaim_needed())
		return;
	reclaim.why = kvcalloc(dropstat_table_sites(), sizeof(*reclaim.why),
			       GFP_KERNEL);
	if (!reclaim.why)
		return;
	for (; reclaim.most <= RECLAIM_IFACE && reclaim_needed();
	     reclaim.most++) {
		for_each_possible_cpu(cpu) {
			/* Locked per CPU, so that unloads wait for at most one table. */
			mutex_lock(&dropstat_site_lock);
			reclaim_cpu(&reclaim, cpu);
			mutex_unlock(&dropstat_site_lock);
		}
	}
	kvfree(reclaim.why);
}

/**
 * dropstat_reclaim_hold - do not fold sites for a while
 *
 * For a reader that would otherwise have to restart repeatedly. A pass that is in
 * progress continues.
 *
 * Context: any; dropstat_reclaim_release() must follow soon.
 */
void dropstat_reclaim_hold(void)
{
	atomic_inc(&reclaim_holds);
}

/* Any context. */
void dropstat_reclaim_release(void)
{
	atomic_dec(&reclaim_holds);
}

static void reclaim_schedule(unsigned long rest)
{
	queue_delayed_work(system_power_efficient_wq, &reclaim_worker,
			   round_jiffies_relative(HZ + rest));
}

/* Process context. */
static void reclaim_work(struct work_struct *work)
{
	unsigned long start = jiffies;

	dropstat_reclaim();
	reclaim_schedule((jiffies - start) * RECLAIM_REST);
}

/* Process context. */
void dropstat_reclaim_init(void)
{
	reclaim_schedule(0);
}

/* Process context, before dropstat_netns_uninit() and dropstat_iface_uninit(). */
void dropstat_reclaim_uninit(void)
{
	cancel_delayed_work_sync(&reclaim_worker);
}
