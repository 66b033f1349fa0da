// SPDX-License-Identifier: GPL-2.0
/*
 * Reads all tables for one reader while they are being written, in time linear in
 * the number of their rows.
 *
 * The books balance for each CPU and site: flows + rest equals the site's packets
 * at some moment during the read. Flows are read before their sites, so no flow
 * holds a hit that its site does not have yet. A flow that is evicted during the
 * read may be found both in its row and in its site's evicted packets, or in
 * neither. So the evicted packets only decide whether the site has a rest. If so,
 * the rest is the site's packets minus the packets of its flows. If not, hits that
 * were counted after their flow was read are left for the next reader.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "registry/registry.h"
#include "view/view.h"

/*
 * After this many tries, a tenant gets -EBUSY. From the second try on, readers with
 * CAP_NET_ADMIN keep sites from being folded; a tenant must not be able to do that.
 */
#define VIEW_TRIES	8

/* @site is a copy. Whether it is still valid is checked later: see view_add_table(). */
static int view_begin_site(struct dropstat_view *view,
			   const struct dropstat_site *site,
			   struct dropstat_view_site *own)
{
	const char *location;
	u32 scope;

	memset(own, 0, sizeof(*own));
	own->nr = DROPSTAT_NONE;
	if (!dropstat_site_in_use(site))
		return 0;
	scope = dropstat_query_scope(view->query, &site->key);
	if (scope == DROPSTAT_SCOPE_NONE)
		return 0;
	location = dropstat_symbol_name(site->key.location);
	if (!location)
		return -ENOMEM;
	if (!dropstat_query_location(view->query, location))
		return 0;
	own->nr = dropstat_merge_site(view->snapshot, &site->key, location,
				      scope);
	if (own->nr == DROPSTAT_NONE)
		view->full = true;
	else
		view->snapshot->sites[own->nr].many |= site->moved;
	return 0;
}

static void view_add_flow(struct dropstat_view *view, int way, u32 table_site)
{
	const struct dropstat_flow *flow = &view->set.flow[way];
	struct dropstat_view_site *site = &view->sites[table_site];
	struct dropstat_snapshot *snapshot = view->snapshot;
	struct dropstat_flow_sum *sum;

	if (snapshot->nr_flows == snapshot->max_flows) {
		view->full = true;
		return;
	}
	if (snapshot->details)
		snapshot->details[snapshot->nr_flows] = view->details[way];
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

static int view_add_sets(struct dropstat_view *view,
			 const struct dropstat_table *table, u32 nr_sites)
{
	struct dropstat_detail *details = view->details;
	const struct dropstat_flow *flow;
	u32 i, site;
	int way;

	if (!view->query->flows)
		return 0;
	if (!view->snapshot->details)
		details = NULL;
	for (i = 0; i < dropstat_table_sets(); i++) {
		dropstat_set_read(table, i, &view->set, details);
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

/*
 * If several CPUs have a path, the one from the CPU with the last hit is shown. The
 * path ends early if there is no memory for the name of a frame.
 */
static void view_add_path(struct dropstat_view *view,
			  const struct dropstat_table *table, u32 number,
			  const struct dropstat_site *site)
{
	const u32 nr = view->sites[number].nr;
	struct dropstat_path *path;
	const char *name;
	u32 i;

	if (!view->snapshot->paths)
		return;
	path = &view->snapshot->paths[nr];
	dropstat_stack_read(table, number, &view->stack);
	if (!view->stack.nr ||
	    (path->nr && !time_after64(site->last, path->last)))
		return;
	path->last = site->last;
	for (i = 0; i < view->stack.nr; i++) {
		name = dropstat_symbol_name(view->stack.frames[i]);
		if (!name)
			break;
		path->frames[i] = name;
	}
	path->nr = i;
}

/*
 * Sets the packets of a site that no flow holds; returns their bytes. If the site has
 * fewer hits than its flows had, a flush has reset it in between.
 */
static u64 view_rest(const struct dropstat_site *site,
		     struct dropstat_view_site *own)
{
	if (site->packets < own->packets || site->bytes < own->bytes) {
		own->rest = site->evicted_packets;
		return site->evicted_bytes;
	}
	own->rest = site->packets - own->packets;
	return site->bytes - own->bytes;
}

static void view_add_site(struct dropstat_view *view,
			  const struct dropstat_site *site,
			  struct dropstat_view_site *own)
{
	struct dropstat_sum *sum = &view->snapshot->sites[own->nr];
	bool packet = site->key.class == DROPSTAT_CLASS_PACKET;
	u64 rest_bytes = 0;

	if (packet && !view->query->flows) {
		own->packets = site->packets - site->evicted_packets;
		own->bytes = site->bytes - site->evicted_bytes;
	}
	if (!packet || site->evicted_packets)
		rest_bytes = view_rest(site, own);
	own->floor = site->floor;
	sum->floor += site->floor;
	/* A CPU may have several sites with the same name. */
	if (sum->cpu != view->cpu) {
		sum->cpu = view->cpu;
		sum->other += view->other;
	}
	if (!site->packets && !own->packets)
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

/* NMI hits have no site in the tables, but are shown as a site. */
static int view_add_nmi(struct dropstat_view *view, u64 packets)
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
	struct dropstat_view_site own;
	int err;

	if (!packets)
		return 0;
	err = view_begin_site(view, &site, &own);
	if (!err && own.nr != DROPSTAT_NONE) {
		view->snapshot->sites[own.nr].packets += packets;
		view->snapshot->sites[own.nr].segments += packets;
		view->snapshot->sites[own.nr].rest_packets += packets;
	}
	return err;
}

/*
 * Hits that a flow had before it got its row are in the rest of its site. So the
 * rest bounds the flow's error.
 */
static void view_bound_errors(const struct dropstat_view *view, u32 first)
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

/* These hits may belong to any netns, so not every reader may see them. */
static void view_add_other(struct dropstat_view *view,
			   const struct dropstat_table *table)
{
	const u32 nr = DROPSTAT_SITE_OTHER(DROPSTAT_CLASS_PACKET);
	struct dropstat_site site;

	if (!view->query->other)
		return;
	dropstat_site_read(&table->sites[nr], &site);
	view->other = site.packets;
	view->snapshot->other += view->other;
}

/*
 * If a key changes or a row becomes free during the reading, the numbers of the sites
 * no longer stand for the same sites, and the reader starts again. So no site or flow
 * is shown in another netns, and no name is shown that was resolved too late.
 */
static int view_add_table(struct dropstat_view *view,
			  const struct dropstat_table *table)
{
	unsigned int keys = raw_read_seqcount_begin(&table->keys);
	u32 i, nr_sites = dropstat_site_nr(table);
	u32 first = view->snapshot->nr_flows;
	struct dropstat_site site;
	int err;

	for (i = 0; i < nr_sites; i++) {
		dropstat_site_read(&table->sites[i], &site);
		err = view_begin_site(view, &site, &view->sites[i]);
		if (err)
			return err;
		cond_resched();
	}
	err = view_add_sets(view, table, nr_sites);
	if (err)
		return err;
	view_add_other(view, table);
	for (i = 0; i < nr_sites; i++) {
		if (view->sites[i].nr == DROPSTAT_NONE)
			continue;
		dropstat_site_read(&table->sites[i], &site);
		view_add_site(view, &site, &view->sites[i]);
		view_add_path(view, table, i, &site);
		cond_resched();
	}
	view_bound_errors(view, first);
	dropstat_merge_flows(view->snapshot, first);
	if (read_seqcount_retry(&table->keys, keys))
		view->again = true;
	return view_add_nmi(view, atomic_long_read(&table->nmi));
}

static u32 view_generation(const struct dropstat_view *view)
{
	return dropstat_flush_generation(&view->query->whose,
					 view->query->admin);
}

/* A concurrent flush may have reset some of the tables before they were read. */
static int view_fill(struct dropstat_view *view)
{
	u32 generation = view_generation(view);
	int cpu, err;

	for_each_possible_cpu(cpu) {
		view->cpu = cpu;
		err = view_add_table(view, dropstat_table_of(cpu));
		if (err)
			return err;
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
		if (view->again || view->full)
			return 0;
	}
	if (view_generation(view) != generation)
		view->again = true;
	return 0;
}

static int view_try(struct dropstat_view *view)
{
	bool hold = view->query->admin && view->tries;
	int err;

	dropstat_snapshot_free(view->snapshot);
	err = dropstat_room_take(view) ?: dropstat_merge_alloc(view->snapshot);
	if (err)
		return err;
	if (hold)
		dropstat_reclaim_hold();
	err = view_fill(view);
	if (hold)
		dropstat_reclaim_release();
	return err;
}

/*
 * Takes no lock: a task with little CPU time may read. For a reader with
 * CAP_NET_ADMIN, the loop ends at the latest when there is room for all rows of all
 * tables, and no one with this capability still flushes or unloads modules.
 */
static int view_take(struct dropstat_view *view)
{
	int err;

	for (;; view->tries++) {
		if (view->tries == VIEW_TRIES && !view->query->admin)
			return -EBUSY;
		err = view_try(view);
		if (err || (!view->again && !view->full))
			return err;
		view->grown += view->full;
	}
}

/**
 * dropstat_view - read all tables for a reader
 * @query: what the reader may see and has asked for
 * @snapshot: set to the merged but unsorted snapshot; must be freed with
 *	dropstat_snapshot_free() even after an error
 *
 * Context: process context; may sleep.
 * Return: 0, -ENOMEM, -EINTR; -EBUSY if the tables change too fast for a tenant.
 */
int dropstat_view(const struct dropstat_query *query,
		  struct dropstat_snapshot **snapshot)
{
	struct dropstat_view *view = kzalloc(sizeof(*view), GFP_KERNEL_ACCOUNT);
	int err = -ENOMEM;

	*snapshot = NULL;
	if (!view)
		return err;
	view->query = query;
	view->sites = dropstat_room_alloc(dropstat_table_sites(),
					  sizeof(*view->sites));
	if (view->sites)
		err = view_take(view);
	*snapshot = view->snapshot;
	kvfree(view->sites);
	kfree(view);
	return err;
}
