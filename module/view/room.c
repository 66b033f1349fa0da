// SPDX-License-Identifier: GPL-2.0
/* Allocates memory for a view: enough for what its reader will see, plus a reserve. */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "view/view.h"

/**
 * dropstat_room_alloc - allocate memory for a part of a snapshot
 * @nr: number of elements
 * @size: size of an element
 *
 * The memory is charged to the reader. The read fails if there is not enough.
 * kvmalloc() allocates at most INT_MAX bytes; large tables on many CPUs may need
 * more.
 *
 * Context: process context; may sleep.
 * Return: zeroed memory, to be freed with kvfree(), or NULL.
 */
void *dropstat_room_alloc(size_t nr, size_t size)
{
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_ZERO |
			  __GFP_RETRY_MAYFAIL;

	size = array_size(nr, size);
	return size > INT_MAX ? __vmalloc(size, gfp) : kvmalloc(size, gfp);
}

/* Adds the numbers of sites and flows on a CPU that the reader will see. */
static void room_measure(struct dropstat_view *view,
			 const struct dropstat_table *table, u64 *max_sites,
			 u64 *max_flows)
{
	u32 i, site, nr_sites = dropstat_site_nr(table);
	const struct dropstat_flow *flow;
	struct dropstat_site copy;
	int way;

	for (i = 0; i < nr_sites; i++) {
		dropstat_site_read(&table->sites[i], &copy);
		view->sites[i].nr = dropstat_query_scope(view->query,
							 &copy.key);
		*max_sites += view->sites[i].nr != DROPSTAT_SCOPE_NONE;
		cond_resched();
	}
	for (i = 0; view->query->flows && i < dropstat_table_sets(); i++) {
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

/* Adds a reserve, which grows with every failed try. */
static u64 room_for(const struct dropstat_view *view, u64 measured, u64 per_cpu)
{
	u64 besides = (measured / 4 + 64) << min(2 * view->grown, 30u);

	return min(measured + besides, num_possible_cpus() * per_cpu + 1);
}

/* Allocates memory for details and call paths, if requested and recorded. */
static int room_take_more(struct dropstat_view *view)
{
	struct dropstat_snapshot *snapshot = view->snapshot;

	if (!dropstat_table_details())
		return 0;
	if (view->query->flows && view->query->details) {
		snapshot->details =
			dropstat_room_alloc(snapshot->max_flows,
					    sizeof(*snapshot->details));
		if (!snapshot->details)
			return -ENOMEM;
	}
	if (view->query->stacks) {
		snapshot->paths =
			dropstat_room_alloc(snapshot->max_sites,
					    sizeof(*snapshot->paths));
		if (!snapshot->paths)
			return -ENOMEM;
	}
	return 0;
}

/* Size of the snapshot, including its rows and the hash tables of merge.c. */
static u64 room_bytes(const struct dropstat_view *view)
{
	const struct dropstat_snapshot *snapshot = view->snapshot;
	u64 site = sizeof(*snapshot->sites) + 3 * sizeof(u32);
	u64 flow = sizeof(*snapshot->flows) + 3 * sizeof(u32);

	if (view->query->stacks)
		site += sizeof(*snapshot->paths);
	if (view->query->details)
		flow += sizeof(*snapshot->details);
	return sizeof(*snapshot) + snapshot->max_sites * site +
	       snapshot->max_flows * flow;
}

/**
 * dropstat_room_take - allocate memory for what a reader will see
 * @view: view whose snapshot is set; the snapshot must be freed even after an error
 *
 * The tables may grow between measuring and reading: see view_take().
 *
 * Context: process context; may sleep.
 * Return: 0, -ENOMEM, or -EBUSY: see budget.c.
 */
int dropstat_room_take(struct dropstat_view *view)
{
	struct dropstat_snapshot *snapshot;
	u64 sites = 0, flows = 0;
	int cpu, err;

	snapshot = kzalloc(sizeof(*snapshot), GFP_KERNEL_ACCOUNT);
	view->snapshot = snapshot;
	if (!snapshot)
		return -ENOMEM;
	view->again = false;
	view->full = false;
	for_each_possible_cpu(cpu)
		room_measure(view, dropstat_table_of(cpu), &sites, &flows);
	sites = room_for(view, sites, dropstat_table_sites());
	flows = room_for(view, flows, (u64)dropstat_table_sets() *
				       DROPSTAT_FLOW_WAYS);
	snapshot->by_site = !view->query->flows;
	if (sites > DROPSTAT_NR_MAX || flows > DROPSTAT_NR_MAX)
		return -ENOMEM;
	snapshot->max_sites = sites;
	snapshot->max_flows = flows;
	err = dropstat_budget_take(snapshot, view->query, room_bytes(view));
	if (err)
		return err;
	snapshot->sites = dropstat_room_alloc(sites,
					      sizeof(*snapshot->sites));
	snapshot->flows = dropstat_room_alloc(flows,
					      sizeof(*snapshot->flows));
	if (!snapshot->sites || !snapshot->flows)
		return -ENOMEM;
	return room_take_more(view);
}

/* Any context that may sleep. */
void dropstat_snapshot_free(struct dropstat_snapshot *snapshot)
{
	if (!snapshot)
		return;
	dropstat_budget_return(snapshot);
	kvfree(snapshot->sites);
	kvfree(snapshot->flows);
	kvfree(snapshot->details);
	kvfree(snapshot->paths);
	kvfree(snapshot->rows);
	kvfree(snapshot->site_buckets);
	kvfree(snapshot->flow_buckets);
	kfree(snapshot);
}
