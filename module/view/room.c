// SPDX-License-Identifier: GPL-2.0
/* The memory of a view: as much as what its reader will see, and some more. */
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "view/view.h"

/* Add to @max_sites and @max_flows what the reader will see of a CPU. */
static void room_measure(struct dropstat_view *view,
			 const struct dropstat_table *table, u64 *max_sites,
			 u64 *max_flows)
{
	u32 i, site, nr_sites = dropstat_site_nr(table);
	const struct dropstat_flow *flow;
	int way;

	for (i = 0; i < nr_sites; i++) {
		view->sites[i].nr = dropstat_query_scope(view->query,
							 &table->sites[i].key);
		*max_sites += view->sites[i].nr != DROPSTAT_SCOPE_NONE;
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

/* Room for what was measured, and the more besides the more often it failed. */
static u64 room_for(const struct dropstat_view *view, u64 measured, u64 per_cpu)
{
	u64 besides = (measured / 4 + 64) << min(2 * view->tries, 30u);

	return min(measured + besides, num_possible_cpus() * per_cpu + 1);
}

/* What not everybody asks for, and there may not be. */
static int room_take_more(struct dropstat_view *view)
{
	struct dropstat_snapshot *snapshot = view->snapshot;

	if (!dropstat_table_details())
		return 0;
	if (view->query->flows && view->query->details) {
		snapshot->details =
			dropstat_snapshot_alloc(snapshot->max_flows,
						sizeof(*snapshot->details));
		if (!snapshot->details)
			return -ENOMEM;
	}
	if (view->query->stacks) {
		snapshot->paths =
			dropstat_snapshot_alloc(snapshot->max_sites,
						sizeof(*snapshot->paths));
		if (!snapshot->paths)
			return -ENOMEM;
	}
	return 0;
}

/**
 * dropstat_room_take - get memory for what a reader will see
 * @view: its snapshot is set, and to be freed in any case
 *
 * What is measured may have grown when it is read: see view_take().
 *
 * Context: process context; may sleep.
 * Return: 0 or -ENOMEM.
 */
int dropstat_room_take(struct dropstat_view *view)
{
	struct dropstat_snapshot *snapshot;
	u64 sites = 0, flows = 0;
	int cpu;

	snapshot = kzalloc(sizeof(*snapshot), GFP_KERNEL_ACCOUNT);
	view->snapshot = snapshot;
	if (!snapshot)
		return -ENOMEM;
	view->again = false;
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
	snapshot->sites = dropstat_snapshot_alloc(sites,
						  sizeof(*snapshot->sites));
	snapshot->flows = dropstat_snapshot_alloc(flows,
						  sizeof(*snapshot->flows));
	if (!snapshot->sites || !snapshot->flows)
		return -ENOMEM;
	return room_take_more(view) ?: dropstat_merge_alloc(snapshot);
}
