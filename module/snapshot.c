// SPDX-License-Identifier: GPL-2.0
/*
 * One reader's picture of all tables, taken while they are written.
 *
 * It balances for each CPU and site: flows + evicted is a number that the
 * site's packets had at some moment of the reading. Flows are read before
 * their sites, so no flow holds a hit that its site does not have yet. While
 * they are read, a flow may be evicted and be found in both or in neither; so
 * what a site says it has evicted only decides whether there is a row for it,
 * and the row has what remains of the site's packets. Without, what was hit
 * after its flow was read is left for the next reader.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "dropstat.h"
#include "snapshot.h"
#include "table.h"

/**
 * struct view - what goes into a snapshot, and for whom
 * @snapshot: what is being built
 * @max: rows there is room for
 * @net: the reader's netns
 * @gone: whether to show rows of namespaces that have ended
 * @full: whether a row found no room, since the tables grew after measuring
 * @sites: what is known of each site of the CPU in work: its scope, what its
 *	flows have been read to hold, and what of it they do not
 */
struct view {
	struct dropstat_snapshot *snapshot;
	size_t max;
	const struct net *net;
	bool gone;
	bool full;
	struct view_site {
		u32 scope;
		u64 packets;
		u64 bytes;
		u64 evicted;
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

/* Begin with a CPU's sites. Returns how many there are. */
static u32 view_sites(struct view *view, const struct dropstat_table *table)
{
	u32 i, nr_sites = dropstat_table_sites(table);

	memset(view->sites, 0, nr_sites * sizeof(*view->sites));
	for (i = 0; i < nr_sites; i++)
		view->sites[i].scope = view_scope(view,
						  table->sites[i].key.cookie);
	return nr_sites;
}

/* Returns a zeroed row, NULL if there is no room left. */
static struct dropstat_row *view_add(struct view *view,
				     const struct dropstat_site_key *key,
				     u32 kind, u32 scope)
{
	struct dropstat_row *row;

	if (view->snapshot->nr == view->max) {
		view->full = true;
		return NULL;
	}
	row = &view->snapshot->rows[view->snapshot->nr++];
	memset(row, 0, sizeof(*row));
	row->id.site = *key;
	row->id.kind = kind;
	row->id.scope = scope;
	return row;
}

/* The sites' keys do not change under symbol_lock. */
static void view_add_flow(struct view *view, const struct dropstat_table *table,
			  u32 nr_sites, const struct dropstat_flow *flow)
{
	struct dropstat_row *row;
	struct view_site *site;

	if (!flow->packets || flow->site >= nr_sites)
		return;
	site = &view->sites[flow->site];
	if (site->scope == DROPSTAT_SCOPE_NONE)
		return;
	row = view_add(view, &table->sites[flow->site].key, DROPSTAT_ROW_FLOW,
		       site->scope);
	if (!row)
		return;
	row->id.tuple = flow->tuple;
	row->table_site = flow->site;
	row->packets = flow->packets;
	row->error = flow->error;
	row->bytes = flow->bytes;
	row->first = flow->first;
	row->last = flow->last;
	site->packets += flow->packets;
	site->bytes += flow->bytes;
}

static void view_add_site(struct view *view, const struct dropstat_site *site,
			  struct view_site *sum)
{
	bool packet = site->key.class == DROPSTAT_CLASS_PACKET;
	u64 packets = site->packets - sum->packets;
	u64 bytes = site->bytes - sum->bytes;
	struct dropstat_row *row;

	if (packet && !site->evicted_packets)
		return;
	sum->evicted = packets;
	if (!packets)
		return;
	row = view_add(view, &site->key,
		       packet ? DROPSTAT_ROW_EVICTED : DROPSTAT_ROW_SITE,
		       sum->scope);
	if (!row)
		return;
	row->packets = packets;
	row->bytes = bytes;
	row->first = site->first;
	row->last = site->last;
}

/* NMI hits have no site; they get a row as if they had. */
static void view_add_nmi(struct view *view, u64 packets)
{
	static const struct dropstat_site_key key = {
		.cookie = DROPSTAT_COOKIE_UNKNOWN,
		.location = DROPSTAT_LOCATION_NMI,
		.ifindex = DROPSTAT_IFINDEX_ANY,
		.reason = DROPSTAT_REASON_ANY,
		.class = DROPSTAT_CLASS_PACKET,
	};
	struct dropstat_row *row;

	if (!packets || !net_eq(view->net, &init_net))
		return;
	row = view_add(view, &key, DROPSTAT_ROW_EVICTED,
		       DROPSTAT_SCOPE_UNKNOWN);
	if (row)
		row->packets = packets;
}

/* What flows added since @first may have had before: at most the evicted. */
static void view_bound_errors(const struct view *view, size_t first)
{
	struct dropstat_row *row;
	size_t i;

	for (i = first; i < view->snapshot->nr; i++) {
		row = &view->snapshot->rows[i];
		if (row->id.kind != DROPSTAT_ROW_FLOW)
			continue;
		row->evicted = view->sites[row->table_site].evicted;
		row->error = min(row->error, row->evicted);
	}
}

static int view_add_table(struct view *view, const struct dropstat_table *table)
{
	u32 i, nr_sites = view_sites(view, table);
	size_t first = view->snapshot->nr;
	struct dropstat_flow flow;
	struct dropstat_site site;

	for (i = 0; table->flows && i < dropstat_table_flows(); i++) {
		dropstat_flow_read(&table->flows[i], &flow);
		view_add_flow(view, table, nr_sites, &flow);
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	for (i = 0; i < nr_sites; i++) {
		if (view->sites[i].scope == DROPSTAT_SCOPE_NONE)
			continue;
		dropstat_site_read(&table->sites[i], &site);
		view_add_site(view, &site, &view->sites[i]);
	}
	view_add_nmi(view, atomic_long_read(&table->nmi));
	view_bound_errors(view, first);
	return 0;
}

/*
 * Rows of the same name are the same, whatever address the name had; the
 * pointer to the name stands for it.
 */
static int snapshot_resolve(struct dropstat_snapshot *snapshot)
{
	struct dropstat_row *row;
	size_t i;

	for (i = 0; i < snapshot->nr; i++) {
		row = &snapshot->rows[i];
		row->location = dropstat_symbol_name(row->id.site.location);
		if (!row->location)
			return -ENOMEM;
		row->id.site.location = (unsigned long)row->location;
		cond_resched();
	}
	return 0;
}

/* Rows of a CPU that the reader will see, as far as one can tell. */
static size_t view_measure_table(struct view *view,
				 const struct dropstat_table *table)
{
	u32 site, i, nr_sites = view_sites(view, table);
	size_t rows = 1;

	for (i = 0; i < nr_sites; i++)
		rows += view->sites[i].scope != DROPSTAT_SCOPE_NONE;
	for (i = 0; table->flows && i < dropstat_table_flows(); i++) {
		site = READ_ONCE(table->flows[i].site);
		if (READ_ONCE(table->flows[i].packets) && site < nr_sites)
			rows += view->sites[site].scope != DROPSTAT_SCOPE_NONE;
		cond_resched();
	}
	return rows;
}

/* Room for all rows there are now, and for some that come meanwhile. */
static int view_alloc(struct view *view)
{
	size_t rows = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		rows += view_measure_table(view, dropstat_table_of(cpu));
	view->max = rows + rows / 4;
	/* The reader pays for it; without memory it gets an error. */
	view->snapshot = kvmalloc(struct_size(view->snapshot, rows, view->max),
				  GFP_KERNEL_ACCOUNT | __GFP_NOWARN |
				  __GFP_RETRY_MAYFAIL);
	if (!view->snapshot)
		return -ENOMEM;
	view->snapshot->nr = 0;
	view->full = false;
	return 0;
}

static int view_fill(struct view *view)
{
	int cpu, err;

	for_each_possible_cpu(cpu) {
		err = view_add_table(view, dropstat_table_of(cpu));
		if (err)
			return err;
	}
	return 0;
}

/*
 * Must be called with symbol_lock held.
 * Ends at the latest when every row of every table is in use.
 */
static int view_take(struct view *view)
{
	int err;

	do {
		dropstat_snapshot_free(view->snapshot);
		err = view_alloc(view);
		if (!err)
			err = view_fill(view);
	} while (!err && view->full);
	return err ?: snapshot_resolve(view->snapshot);
}

/**
 * dropstat_snapshot_take - picture of the tables
 * @net: the reader's netns
 * @all_gone: whether to show, in the initial netns, rows of ended ones
 *
 * Context: process context; may sleep.
 * Return: the snapshot, or an ERR_PTR: -ENOMEM, -EINTR.
 */
struct dropstat_snapshot *dropstat_snapshot_take(const struct net *net,
						 bool all_gone)
{
	struct view view = { .net = net, .gone = all_gone };
	int err;

	view.sites = kvcalloc(dropstat_table_sites_max(), sizeof(*view.sites),
			      GFP_KERNEL_ACCOUNT);
	if (!view.sites)
		return ERR_PTR(-ENOMEM);

	err = dropstat_symbol_lock();
	if (!err) {
		err = view_take(&view);
		dropstat_symbol_unlock();
	}
	kvfree(view.sites);
	if (err) {
		dropstat_snapshot_free(view.snapshot);
		return ERR_PTR(err);
	}
	dropstat_snapshot_merge(view.snapshot);
	return view.snapshot;
}

/* Any context that may sleep. */
void dropstat_snapshot_free(struct dropstat_snapshot *snapshot)
{
	kvfree(snapshot);
}
