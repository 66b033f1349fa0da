// SPDX-License-Identifier: GPL-2.0
/*
 * One reader's picture of all tables, taken while they are written, in time
 * linear in their rows.
 *
 * It balances for each CPU and site: flows + rest is a number that the site's
 * packets had at some moment of the reading. Flows are read before their
 * sites, so no flow holds a hit that its site does not have yet. While they are
 * read, a flow may be evicted and be found in both or in neither; so what a
 * site says it has evicted only decides whether it has a rest, and the rest is
 * what remains of the site's packets. Without, what was hit after its flow was
 * read is left for the next reader.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <net/net_namespace.h>

#include "dropstat.h"
#include "snapshot.h"
#include "table.h"

/**
 * struct view - what goes into a snapshot, and for whom
 * @snapshot: what is being built
 * @net: the reader's netns
 * @gone: whether to show what belongs to namespaces that have ended
 * @full: whether something found no room, since the tables grew meanwhile
 * @spare: quarters of what was measured to make room for besides
 * @set: the set in work
 * @cpu: the CPU in work
 * @other: hits that found no room for their site there
 * @sites: of each site of the CPU in work its number in the snapshot, or
 *	DROPSTAT_NONE; what its flows were read to hold; what they do not; and
 *	what they may have had at most before they came
 */
struct view {
	struct dropstat_snapshot *snapshot;
	const struct net *net;
	bool gone;
	bool full;
	unsigned int spare;
	struct dropstat_set set;
	int cpu;
	u64 other;
	struct view_site {
		u32 nr;
		u64 packets;
		u64 bytes;
		u64 rest;
		u64 floor;
	} *sites;
};

static u32 view_scope(const struct view *view, u64 cookie)
{
	if (cookie == view->net->net_cookie)
		return DROPSTAT_SCOPE_OWN;
	if (!net_eq(view->net, &init_net))
		return DROPSTAT_SCOPE_NONE;
	if (cookie == DROPSTAT_COOKIE_UNKNOWN)
		return DROPSTAT_SCOPE_UNKNOWN;
	if (view->gone && !dropstat_netns_is_live(cookie))
		return DROPSTAT_SCOPE_GONE;
	return DROPSTAT_SCOPE_NONE;
}

/* Must be called with symbol_lock held, under which keys do not change. */
static int view_begin_site(struct view *view, const struct dropstat_site *site,
			   struct view_site *own)
{
	u32 scope = view_scope(view, site->key.cookie);
	const char *location;

	memset(own, 0, sizeof(*own));
	own->nr = DROPSTAT_NONE;
	if (scope == DROPSTAT_SCOPE_NONE)
		return 0;
	location = dropstat_symbol_name(site->key.location);
	if (!location)
		return -ENOMEM;
	own->nr = dropstat_merge_site(view->snapshot, &site->key, location,
				      scope);
	if (own->nr == DROPSTAT_NONE)
		view->full = true;
	else
		view->snapshot->sites[own->nr].many |= site->moved;
	return 0;
}

static void view_add_flow(struct view *view, int way, u32 table_site)
{
	const struct dropstat_flow *flow = &view->set.flow[way];
	struct view_site *site = &view->sites[table_site];
	struct dropstat_snapshot *snapshot = view->snapshot;
	struct dropstat_flow_sum *sum;

	if (snapshot->nr_flows == snapshot->max_flows) {
		view->full = true;
		return;
	}
	sum = &snapshot->flows[snapshot->nr_flows++];
	sum->tuple = flow->tuple;
	sum->site = site->nr;
	sum->table_site = table_site;
	sum->packets = flow->packets;
	sum->error = view->set.start[way].error;
	sum->bytes = flow->bytes;
	sum->first = view->set.start[way].first;
	sum->last = dropstat_flow_last(flow);
	site->packets += flow->packets;
	site->bytes += flow->bytes;
}

static int view_add_sets(struct view *view, const struct dropstat_table *table,
			 u32 nr_sites)
{
	const struct dropstat_flow *flow;
	u32 i, site;
	int way;

	for (i = 0; i < dropstat_table_sets(); i++) {
		dropstat_flow_read(&table->sets[i], &view->set);
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++) {
			flow = &view->set.flow[way];
			site = dropstat_flow_site(flow);
			if (flow->packets && site < nr_sites &&
			    view->sites[site].nr != DROPSTAT_NONE)
				view_add_flow(view, way, site);
		}
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

static void view_add_site(struct view *view, const struct dropstat_site *site,
			  struct view_site *own)
{
	struct dropstat_sum *sum = &view->snapshot->sites[own->nr];
	bool packet = site->key.class == DROPSTAT_CLASS_PACKET;
	u64 rest_bytes = 0;

	if (!packet || site->evicted_packets) {
		own->rest = site->packets - own->packets;
		rest_bytes = site->bytes - own->bytes;
	}
	own->floor = site->floor;
	sum->floor += site->floor;
	/* Sites of the same name may be on the same CPU. */
	if (sum->cpu != view->cpu) {
		sum->cpu = view->cpu;
		sum->other += view->other;
	}
	if (!site->packets)
		return;
	if (!sum->packets || time_before64(site->first, sum->first))
		sum->first = site->first;
	if (!sum->packets || time_after64(site->last, sum->last))
		sum->last = site->last;
	sum->packets += own->packets + own->rest;
	sum->segments += own->packets + own->rest + site->more_segments;
	sum->bytes += own->bytes + rest_bytes;
	sum->rest_packets += own->rest;
	sum->rest_bytes += rest_bytes;
}

/* NMI hits have no site; they are shown as if they had. */
static int view_add_nmi(struct view *view, u64 packets)
{
	static const struct dropstat_site site = {
		.key = {
			.cookie = DROPSTAT_COOKIE_UNKNOWN,
			.location = DROPSTAT_LOCATION_NMI,
			.ifindex = DROPSTAT_IFINDEX_ANY,
			.reason = DROPSTAT_REASON_ANY,
			.class = DROPSTAT_CLASS_PACKET,
		},
	};
	struct view_site own;
	int err;

	if (!packets)
		return 0;
	err = view_begin_site(view, &site, &own);
	if (!err && own.nr != DROPSTAT_NONE) {
		view->snapshot->sites[own.nr].packets += packets;
		view->snapshot->sites[own.nr].rest_packets += packets;
	}
	return err;
}

/*
 * What a flow may have had before is in its site's rest: it cannot have had
 * more than that.
 */
static void view_bound_errors(const struct view *view, u32 first)
{
	struct dropstat_flow_sum *flow;
	u32 i;

	for (i = first; i < view->snapshot->nr_flows; i++) {
		flow = &view->snapshot->flows[i];
		flow->rest = view->sites[flow->table_site].rest;
		flow->floor = view->sites[flow->table_site].floor;
		flow->error = min(flow->error, flow->rest);
	}
}

static int view_add_table(struct view *view, const struct dropstat_table *table)
{
	u32 i, nr_sites = dropstat_site_nr(table);
	u32 first = view->snapshot->nr_flows;
	struct dropstat_site site;
	int err;

	for (i = 0; i < nr_sites; i++) {
		err = view_begin_site(view, &table->sites[i], &view->sites[i]);
		if (err)
			return err;
	}
	err = view_add_sets(view, table, nr_sites);
	if (err)
		return err;
	dropstat_site_read(&table->sites[DROPSTAT_SITE_OTHER(DROPSTAT_CLASS_PACKET)],
			   &site);
	if (net_eq(view->net, &init_net))
		view->other = site.packets;
	view->snapshot->other += view->other;
	for (i = 0; i < nr_sites; i++) {
		if (view->sites[i].nr == DROPSTAT_NONE)
			continue;
		dropstat_site_read(&table->sites[i], &site);
		view_add_site(view, &site, &view->sites[i]);
	}
	view_bound_errors(view, first);
	dropstat_merge_flows(view->snapshot, first);
	return view_add_nmi(view, atomic_long_read(&table->nmi));
}

/* Add to @max_sites and @max_flows what the reader will see of a CPU. */
static void view_measure(struct view *view, const struct dropstat_table *table,
			 u64 *max_sites, u64 *max_flows)
{
	u32 i, site, nr_sites = dropstat_site_nr(table);
	const struct dropstat_flow *flow;
	int way;

	for (i = 0; i < nr_sites; i++) {
		view->sites[i].nr = view_scope(view, table->sites[i].key.cookie);
		*max_sites += view->sites[i].nr != DROPSTAT_SCOPE_NONE;
	}
	for (i = 0; i < dropstat_table_sets(); i++) {
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++) {
			flow = &table->sets[i].flow[way];
			site = READ_ONCE(flow->site_last) %
			       DROPSTAT_SITES_MAX;
			if (READ_ONCE(flow->packets) && site < nr_sites)
				*max_flows += view->sites[site].nr !=
					      DROPSTAT_SCOPE_NONE;
		}
		cond_resched();
	}
}

/**
 * dropstat_snapshot_alloc - memory for a part of a snapshot
 * @nr: of the elements
 * @size: of an element
 *
 * The reader pays for it, and gets an error if there is none. kvmalloc() gives
 * no more than INT_MAX, which large tables of many CPUs may need.
 *
 * Context: process context; may sleep.
 * Return: zeroed memory for kvfree(), or NULL.
 */
void *dropstat_snapshot_alloc(size_t nr, size_t size)
{
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_ZERO |
			  __GFP_RETRY_MAYFAIL;

	size = array_size(nr, size);
	return size > INT_MAX ? __vmalloc(size, gfp) : kvmalloc(size, gfp);
}

/* Room for all there is now, and for some that comes meanwhile. */
static int view_alloc(struct view *view)
{
	struct dropstat_snapshot *snapshot;
	u64 sites = 1, flows = 1;
	int cpu;

	snapshot = kzalloc(sizeof(*snapshot), GFP_KERNEL_ACCOUNT);
	view->snapshot = snapshot;
	if (!snapshot)
		return -ENOMEM;
	view->full = false;
	for_each_possible_cpu(cpu)
		view_measure(view, dropstat_table_of(cpu), &sites, &flows);
	sites = min(sites + sites / 4 * view->spare + 1,
		    (u64)num_possible_cpus() * dropstat_table_sites() + 1);
	flows = min(flows + flows / 4 * view->spare + 1,
		    (u64)num_possible_cpus() * dropstat_table_sets() *
		    DROPSTAT_FLOW_WAYS + 1);
	if (sites > DROPSTAT_NONE / 4 || flows > DROPSTAT_NONE / 4)
		return -ENOMEM;
	snapshot->max_sites = sites;
	snapshot->max_flows = flows;
	snapshot->sites = dropstat_snapshot_alloc(sites,
						  sizeof(*snapshot->sites));
	snapshot->flows = dropstat_snapshot_alloc(flows,
						  sizeof(*snapshot->flows));
	if (!snapshot->sites || !snapshot->flows)
		return -ENOMEM;
	return dropstat_merge_alloc(snapshot);
}

static int view_fill(struct view *view)
{
	int cpu, err;

	for_each_possible_cpu(cpu) {
		view->cpu = cpu;
		err = view_add_table(view, dropstat_table_of(cpu));
		if (err)
			return err;
	}
	return 0;
}

/*
 * Memory is taken without symbol_lock, so that nobody waits for a reader that
 * is slow to get some. Each time that it was not enough there is more to spare:
 * this ends at the latest when there is room for all rows of all tables.
 */
static int view_take(struct view *view)
{
	int err;

	view->spare = 1;
	do {
		dropstat_snapshot_free(view->snapshot);
		err = view_alloc(view);
		if (err)
			return err;
		err = dropstat_symbol_lock();
		if (err)
			return err;
		err = view_fill(view);
		dropstat_symbol_unlock();
		view->spare *= 4;
	} while (!err && view->full);
	return err;
}

/**
 * dropstat_snapshot_take - picture of the tables
 * @net: the reader's netns
 * @all_gone: whether to show, in the initial netns, what belongs to ended ones
 *
 * Context: process context; may sleep.
 * Return: the snapshot, or an ERR_PTR: -ENOMEM, -EINTR.
 */
struct dropstat_snapshot *dropstat_snapshot_take(const struct net *net,
						 bool all_gone)
{
	struct view *view = kzalloc(sizeof(*view), GFP_KERNEL_ACCOUNT);
	struct dropstat_snapshot *snapshot;
	int err = -ENOMEM;

	if (!view)
		return ERR_PTR(-ENOMEM);
	view->net = net;
	view->gone = all_gone;
	view->sites = kvcalloc(dropstat_table_sites(), sizeof(*view->sites),
			       GFP_KERNEL_ACCOUNT);
	if (view->sites)
		err = view_take(view);
	snapshot = view->snapshot;
	if (!err) {
		dropstat_merge_errors(snapshot);
		err = dropstat_order(snapshot);
	}
	kvfree(view->sites);
	kfree(view);
	if (!err)
		return snapshot;
	dropstat_snapshot_free(snapshot);
	return ERR_PTR(err);
}

/* Any context that may sleep. */
void dropstat_snapshot_free(struct dropstat_snapshot *snapshot)
{
	if (!snapshot)
		return;
	kvfree(snapshot->sites);
	kvfree(snapshot->flows);
	kvfree(snapshot->rows);
	kvfree(snapshot->site_buckets);
	kvfree(snapshot->flow_buckets);
	kfree(snapshot);
}

/**
 * dropstat_snapshot_row - one row of a snapshot
 * @snapshot: the snapshot
 * @nr: number of the row, less than nr_rows
 * @row: filled
 *
 * Context: any.
 */
void dropstat_snapshot_row(const struct dropstat_snapshot *snapshot, u32 nr,
			   struct dropstat_row *row)
{
	const struct dropstat_flow_sum *flow;
	const struct dropstat_sum *site;

	nr = snapshot->rows[nr];
	if (nr >= snapshot->nr_flows) {
		site = &snapshot->sites[nr - snapshot->nr_flows];
		*row = (struct dropstat_row) {
			.site = site,
			.packets = site->rest_packets,
			.bytes = site->rest_bytes,
			.first = site->first,
			.last = site->last,
		};
		return;
	}
	flow = &snapshot->flows[nr];
	*row = (struct dropstat_row) {
		.site = &snapshot->sites[flow->site],
		.flow = flow,
		.packets = flow->packets,
		.error = flow->error,
		.bytes = flow->bytes,
		.first = flow->first,
		.last = flow->last,
	};
}
