// SPDX-License-Identifier: GPL-2.0
/*
 * Merges equal sites and flows of all CPUs, in time linear in their number.
 *
 * Afterwards the true count of a flow is still in [packets, packets + error]:
 *
 * - On a CPU where the flow has a row, this is already true. The error is at most
 *   the number of packets that the site has evicted there: these include all
 *   earlier hits.
 * - On a CPU that has the site but no row for the flow, the flow's hits exceed
 *   neither the site's evicted packets nor its floor (flow.c).
 * - On a CPU that had no room for the site, the hits were counted as other.
 *
 * So the error of a merged flow is the sum of its rows' errors, plus the smaller of
 * the summed evicted packets and the summed floors on CPUs where only the site has
 * a row, plus the hits counted as other if the reader may see them.
 */
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "hash.h"
#include "view/view.h"

static u32 *merge_buckets(u32 max)
{
	return dropstat_room_alloc(roundup_pow_of_two(max), sizeof(u32));
}

/* The head of the chain for a hash. */
static u32 *merge_bucket(u32 *buckets, u32 max, u64 hash)
{
	return &buckets[dropstat_hash_value(hash) &
			(roundup_pow_of_two(max) - 1)];
}

/**
 * dropstat_merge_alloc - allocate the hash tables of sites and flows
 * @snapshot: snapshot with max_sites and max_flows set to nonzero values
 *
 * Context: process context; may sleep.
 * Return: 0 or -ENOMEM.
 */
int dropstat_merge_alloc(struct dropstat_snapshot *snapshot)
{
	snapshot->site_buckets = merge_buckets(snapshot->max_sites);
	snapshot->flow_buckets = merge_buckets(snapshot->max_flows);
	return snapshot->site_buckets && snapshot->flow_buckets ? 0 : -ENOMEM;
}

/**
 * dropstat_merge_find_site - find a site in a snapshot
 * @snapshot: the snapshot
 * @named: key of the site, with a pointer to the name as its location
 *
 * Context: process context.
 * Return: the site, or NULL.
 */
struct dropstat_sum *
dropstat_merge_find_site(const struct dropstat_snapshot *snapshot,
			 const struct dropstat_site_key *named)
{
	struct dropstat_sum *site;
	u32 nr;

	nr = *merge_bucket(snapshot->site_buckets, snapshot->max_sites,
			   dropstat_hash_site(named));
	for (; nr; nr = site->next) {
		site = &snapshot->sites[nr - 1];
		if (!memcmp(&site->key, named, sizeof(*named)))
			return site;
	}
	return NULL;
}

/**
 * dropstat_merge_site - find a site in a snapshot, or add it
 * @snapshot: the snapshot
 * @key: key of the site in the tables
 * @location: name of its location; equal names have the same pointer. Sites with
 *	the same name are merged, even if their addresses differ
 * @scope: enum dropstat_scope
 *
 * Context: process context.
 * Return: its number, or DROPSTAT_NONE if there is no room for it.
 */
u32 dropstat_merge_site(struct dropstat_snapshot *snapshot,
			const struct dropstat_site_key *key,
			const char *location, u32 scope)
{
	struct dropstat_site_key named = *key;
	struct dropstat_sum *site;
	u32 *bucket, nr;

	named.location = (unsigned long)location;
	site = dropstat_merge_find_site(snapshot, &named);
	if (site) {
		site->many |= site->address != key->location;
		return site - snapshot->sites;
	}
	if (snapshot->nr_sites == snapshot->max_sites)
		return DROPSTAT_NONE;
	nr = snapshot->nr_sites++;
	site = &snapshot->sites[nr];
	site->key = named;
	site->location = location;
	site->scope = scope;
	site->cpu = -1;
	site->address = key->location;
	bucket = merge_bucket(snapshot->site_buckets, snapshot->max_sites,
			      dropstat_hash_site(&named));
	site->next = *bucket;
	*bucket = nr + 1;
	return nr;
}

/* Returns whether @detail was filled in and @than was not. */
static bool merge_knows_more(const struct dropstat_detail *detail,
			     const struct dropstat_detail *than)
{
	return !(detail->flags & DROPSTAT_DETAIL_LATER) &&
	       than->flags & DROPSTAT_DETAIL_LATER;
}

/* Prefers the details of the earlier hit, unless only the later hit has any. */
static void merge_detail(struct dropstat_detail *detail,
			 const struct dropstat_detail *more, bool earlier)
{
	if (earlier ? !merge_knows_more(detail, more) :
		      merge_knows_more(more, detail))
		*detail = *more;
}

static void merge_flow(struct dropstat_snapshot *snapshot,
		       struct dropstat_flow_sum *flow,
		       const struct dropstat_flow_sum *more)
{
	bool earlier = time_before64(more->first, flow->first);

	flow->packets += more->packets;
	flow->error += more->error;
	flow->bytes += more->bytes;
	flow->floor += more->floor;
	flow->rest += more->rest;
	if (snapshot->details)
		merge_detail(&snapshot->details[flow - snapshot->flows],
			     &snapshot->details[more - snapshot->flows],
			     earlier);
	if (earlier)
		flow->first = more->first;
	if (time_after64(more->last, flow->last))
		flow->last = more->last;
}

static u32 *merge_flow_bucket(const struct dropstat_snapshot *snapshot,
			      const struct dropstat_flow_sum *flow)
{
	const struct dropstat_sum *site = &snapshot->sites[flow->site];

	return merge_bucket(snapshot->flow_buckets, snapshot->max_flows,
			    dropstat_hash_site(&site->key) +
			    dropstat_hash_tuple(&flow->tuple));
}

/* @from is never less than the number of the destination. */
static void merge_flow_append(struct dropstat_snapshot *snapshot, u32 from)
{
	u32 to = snapshot->nr_flows++;

	snapshot->flows[to] = snapshot->flows[from];
	if (snapshot->details)
		snapshot->details[to] = snapshot->details[from];
}

static struct dropstat_flow_sum *
merge_flow_find(const struct dropstat_snapshot *snapshot, u32 bucket,
		const struct dropstat_flow_sum *want)
{
	struct dropstat_flow_sum *flow;
	u32 nr;

	for (nr = bucket; nr; nr = flow->next) {
		flow = &snapshot->flows[nr - 1];
		if (flow->site == want->site &&
		    !memcmp(&flow->tuple, &want->tuple, sizeof(flow->tuple)))
			return flow;
	}
	return NULL;
}

/**
 * dropstat_merge_flows - merge the flows of one CPU into those of earlier CPUs
 * @snapshot: the snapshot, which has the CPU's flows at its end
 * @first: number of the CPU's first flow
 *
 * Context: process context; may sleep.
 */
void dropstat_merge_flows(struct dropstat_snapshot *snapshot, u32 first)
{
	u32 end = snapshot->nr_flows, *bucket, i;
	struct dropstat_flow_sum *flow, *same;

	snapshot->nr_flows = first;
	for (i = first; i < end; i++) {
		flow = &snapshot->flows[i];
		bucket = merge_flow_bucket(snapshot, flow);
		same = merge_flow_find(snapshot, *bucket, flow);
		if (same) {
			merge_flow(snapshot, same, flow);
		} else {
			flow->next = *bucket;
			merge_flow_append(snapshot, i);
			*bucket = snapshot->nr_flows;
		}
		cond_resched();
	}
}

/**
 * dropstat_merge_errors - account for hits that flows may have had without a row
 * @snapshot: snapshot with the flows of all CPUs
 *
 * Context: process context; may sleep.
 */
void dropstat_merge_errors(struct dropstat_snapshot *snapshot)
{
	const struct dropstat_sum *site;
	struct dropstat_flow_sum *flow;
	u32 i;

	for (i = 0; i < snapshot->nr_flows; i++) {
		flow = &snapshot->flows[i];
		site = &snapshot->sites[flow->site];
		flow->error += min(site->rest_packets - flow->rest,
				   site->floor - flow->floor);
		/*
		 * If several locations have the name, a CPU may have a site for
		 * one of them and count hits at another as other.
		 */
		flow->error += snapshot->other - (site->many ? 0 : site->other);
		cond_resched();
	}
}
