// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdarg.h>

#include "table/count.h"
#include "model.h"
#include "view/query.h"
#include "view/snapshot.h"

#define MODEL_OTHER_NETNS	3

/* The counts of one flow at a site, or of one set, on one CPU */
struct model_flow {
	u64 packets;
	u64 bytes;
	/* Packets after ageing, as of the table's epoch @epoch */
	double recent;
	u32 epoch;
};

static struct {
	int cpus;
	u32 sites;
	u32 flows;
	struct model_flow *flow;	/* [cpu][site][flow] */
	struct model_flow *set;		/* [cpu][set] */
} model;

static char model_error[256];

static const char *model_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(model_error, sizeof(model_error), format, args);
	va_end(args);
	return model_error;
}

static struct model_flow *flow_of(int cpu, u32 site, u32 flow)
{
	return &model.flow[((u64)cpu * model.sites + site) * model.flows +
			   flow];
}

static struct model_flow *set_of(int cpu, u32 set)
{
	return &model.set[(u64)cpu * dropstat_table_sets() + set];
}

static u64 model_cookie(u32 site)
{
	return site % 2 ? MODEL_OTHER_NETNS : init_net.net_cookie;
}

void model_key(struct dropstat_site_key *key, u32 site)
{
	memset(key, 0, sizeof(*key));
	key->cookie = model_cookie(site);
	key->inum = 7;
	key->ifindex = site + 1;
	key->location = 0xffffffff81000000 + site * 16;
	key->reason = site % 5;
}

/* Every third flow is IPv6. */
void model_tuple(struct dropstat_tuple *tuple, u32 flow)
{
	memset(tuple, 0, sizeof(*tuple));
	tuple->ethertype = flow % 3 ? ETH_P_IP : ETH_P_IPV6;
	tuple->saddr[flow % 3 ? 0 : 3] = htonl(flow);
	tuple->daddr[0] = htonl(0xc0000201);
	tuple->sport = htons(flow % 1000);
	tuple->dport = htons(53);
	tuple->l4proto = 17;
	tuple->flags = DROPSTAT_TUPLE_ADDRS | DROPSTAT_TUPLE_PORTS;
}

static u32 model_flow_of(const struct dropstat_tuple *tuple)
{
	return ntohl(tuple->saddr[tuple->ethertype == ETH_P_IP ? 0 : 3]);
}

u32 model_set(u32 site, u32 flow)
{
	struct dropstat_site_key key;
	struct dropstat_tuple tuple;

	model_key(&key, site);
	model_tuple(&tuple, flow);
	return dropstat_flow_set(dropstat_table_of(0),
				 dropstat_hash_value(dropstat_hash_site(&key) +
						     dropstat_hash_tuple(&tuple)));
}

void model_start(int cpus, u32 table_sites, u32 table_flows, u32 halflife,
		 u32 sites, u32 flows)
{
	shim_cpus = cpus;
	*shim_param_sites() = table_sites;
	*shim_param_flows() = table_flows;
	*shim_param_halflife() = halflife;
	memset(dropstat_tables, 0, sizeof(dropstat_tables));
	if (dropstat_table_init())
		abort();
	model.cpus = cpus;
	model.sites = sites;
	model.flows = flows;
	model.flow = calloc((u64)cpus * sites * flows, sizeof(*model.flow));
	model.set = calloc((u64)cpus * (dropstat_table_sets() ?: 1),
			   sizeof(*model.set));
	if (!model.flow || !model.set)
		abort();
}

void model_end(void)
{
	dropstat_table_uninit();
	free(model.flow);
	free(model.set);
}

static void model_age(struct model_flow *flow, u32 epoch)
{
	flow->recent = ldexp(flow->recent, -(int)min(epoch - flow->epoch,
						     1000u));
	flow->epoch = epoch;
}

static void model_add(struct model_flow *flow, u32 epoch, u32 bytes)
{
	model_age(flow, epoch);
	flow->recent++;
	flow->packets++;
	flow->bytes += bytes;
}

struct dropstat_detail *model_hit(int cpu, u32 site, u32 flow, u32 bytes)
{
	struct dropstat_table *table = dropstat_table_of(cpu);
	struct dropstat_detail *detail;
	struct dropstat_hit hit = { .bytes = bytes, .segments = 1 };

	model_key(&hit.site, site);
	model_tuple(&hit.tuple, flow);
	detail = dropstat_count(table, &hit, dropstat_hash_site(&hit.site),
				DROPSTAT_CLASS_PACKET, shim_jiffies);
	model_add(flow_of(cpu, site, flow), table->epoch, bytes);
	if (dropstat_table_sets())
		model_add(set_of(cpu, model_set(site, flow)), table->epoch,
			  bytes);
	return detail;
}

struct dropstat_snapshot *model_snapshot(void)
{
	static const struct dropstat_query query = {
		.whose.all = true,
		.other = true,
		.flows = true,
	};

	return dropstat_snapshot_take(&query);
}

/*
 * After one netns is flushed, the drops of a set still include those of that netns; see
 * flow.c.
 */
const char *model_flush(bool all)
{
	const struct dropstat_whose whose = {
		.all = all,
		.cookie = MODEL_OTHER_NETNS,
	};
	u64 packets, hits = 0;
	u32 site, i;
	int cpu;

	for (cpu = 0; cpu < model.cpus; cpu++) {
		for (site = !all; site < model.sites; site += 1 + !all) {
			for (i = 0; i < model.flows; i++) {
				hits += flow_of(cpu, site, i)->packets;
				*flow_of(cpu, site, i) =
					(struct model_flow) {};
			}
		}
		for (i = 0; all && i < dropstat_table_sets(); i++)
			*set_of(cpu, i) = (struct model_flow) {};
	}
	if (dropstat_flush(&whose, true, &packets))
		return "the flush failed";
	if (packets != hits)
		return model_fail("%llu of %llu hits were flushed",
				  packets, hits);
	return NULL;
}

u64 model_count(u32 site, u32 flow)
{
	u64 packets = 0;
	int cpu;

	for (cpu = 0; cpu < model.cpus; cpu++)
		packets += flow_of(cpu, site, flow)->packets;
	return packets;
}

/* --- the tables of one CPU ------------------------------------------------- */

static const char *check_row(const struct dropstat_table *table, int cpu,
			     const struct dropstat_set *set, int way)
{
	const struct dropstat_flow *row = &set->flow[way];
	u64 error = set->start[way].error;
	const struct model_flow *flow;
	struct dropstat_site_key key;
	u32 site;

	key = table->sites[dropstat_flow_site(row)].key;
	site = key.ifindex - 1;
	flow = flow_of(cpu, site, model_flow_of(&row->tuple));
	if (row->packets > flow->packets ||
	    flow->packets > row->packets + error)
		return model_fail("a row has %llu packets, error %llu, but the flow had %llu",
				  row->packets, error, flow->packets);
	if (row->bytes > flow->bytes)
		return model_fail("a row has too many bytes");
	return NULL;
}

static bool set_has(const struct dropstat_table *table,
		    const struct dropstat_set *set, u32 site, u32 flow)
{
	struct dropstat_site_key key;
	struct dropstat_tuple tuple;
	int way;

	model_key(&key, site);
	model_tuple(&tuple, flow);
	for (way = 0; way < DROPSTAT_FLOW_WAYS; way++) {
		const struct dropstat_flow *row = &set->flow[way];

		if (row->packets &&
		    dropstat_tuple_equal(&row->tuple, &tuple) &&
		    dropstat_site_key_equal(&table->sites[dropstat_flow_site(row)].key,
					    &key))
			return true;
	}
	return false;
}

/* Check flow.c's guarantee that a heavy flow has a row. */
static const char *check_present(const struct dropstat_table *table, int cpu,
				 u32 site, u32 nr)
{
	struct model_flow *flow = flow_of(cpu, site, nr), *set;
	u32 set_nr;

	if (!flow->packets)
		return NULL;
	set_nr = model_set(site, nr);
	set = set_of(cpu, set_nr);
	model_age(flow, table->epoch);
	model_age(set, table->epoch);
	if (flow->recent > set->recent / DROPSTAT_FLOW_WAYS + 2 &&
	    !set_has(table, &table->sets[set_nr], site, nr))
		return model_fail("a flow with %.1f of its set's %.1f drops has no row",
				  flow->recent, set->recent);
	return NULL;
}

/* Check every row, and add up the rows of each site. */
static const char *check_sets(const struct dropstat_table *table, int cpu,
			      u64 *packets, u64 *bytes)
{
	const struct dropstat_set *set;
	const char *error;
	int way;
	u32 i;

	for (i = 0; i < dropstat_table_sets(); i++) {
		set = &table->sets[i];
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++) {
			const struct dropstat_flow *row = &set->flow[way];

			if (!row->packets)
				continue;
			error = check_row(table, cpu, set, way);
			if (error)
				return error;
			packets[dropstat_flow_site(row)] += row->packets;
			bytes[dropstat_flow_site(row)] += row->bytes;
		}
	}
	return NULL;
}

/*
 * The books of a CPU must balance: flows + evicted = packets for each site, and the
 * sites add up to all hits.
 */
static const char *check_table(const struct dropstat_table *table, int cpu)
{
	u64 *packets = calloc(2 * table->sites_max, sizeof(*packets));
	u64 *bytes = packets + table->sites_max, all = 0, hits = 0;
	const struct dropstat_site *row;
	const char *error;
	u32 i, site;

	error = check_sets(table, cpu, packets, bytes);
	for (i = 0; !error && i < table->nr_sites; i++) {
		row = &table->sites[i];
		all += row->packets;
		if (packets[i] + row->evicted_packets != row->packets ||
		    bytes[i] + row->evicted_bytes != row->bytes)
			error = "the books of a site do not balance";
	}
	free(packets);
	for (site = 0; !error && site < model.sites; site++) {
		for (i = 0; !error && i < model.flows; i++) {
			hits += flow_of(cpu, site, i)->packets;
			/* Hits in the site "other" have no flow rows. */
			if (dropstat_table_sets() &&
			    table->sites_max > model.sites + DROPSTAT_SITES_RESERVED)
				error = check_present(table, cpu, site, i);
		}
	}
	if (!error && hits != all)
		error = "the sites do not add up to the number of hits";
	return error;
}

/* --- all CPUs, as a reader sees them ------------------------------------------ */

static const char *check_merged(const struct dropstat_snapshot *snapshot)
{
	u64 hits = 0, sum = 0, last = U64_MAX, count;
	struct dropstat_row row;
	u32 i, site;

	for (i = 0; i < snapshot->nr_rows; i++) {
		dropstat_snapshot_row(snapshot, i, &row);
		if (row.packets > last)
			return model_fail("rows are out of order");
		last = row.packets;
		sum += row.packets;
		if (!row.flow)
			continue;
		count = model_count(row.site->key.ifindex - 1,
				    model_flow_of(&row.flow->tuple));
		if (row.error > row.site->rest_packets + snapshot->other)
			return model_fail("merged: error %llu exceeds the drops without a flow row",
					  row.error);
		if (row.packets > count || count > row.packets + row.error)
			return model_fail("merged: %llu packets, error %llu, but the flow had %llu",
					  row.packets, row.error, count);
	}
	for (site = 0; site < model.sites; site++)
		for (i = 0; i < model.flows; i++)
			hits += model_count(site, i);
	if (sum != hits)
		return model_fail("a reader sees %llu of %llu hits", sum, hits);
	return NULL;
}

const char *model_check_merged(void)
{
	struct dropstat_snapshot *snapshot;
	const char *error;

	snapshot = model_snapshot();
	if (IS_ERR(snapshot))
		return "cannot take a snapshot";
	error = check_merged(snapshot);
	dropstat_snapshot_free(snapshot);
	return error;
}

const char *model_check(void)
{
	const char *error;
	int cpu;

	for (cpu = 0; cpu < model.cpus; cpu++) {
		error = check_table(dropstat_table_of(cpu), cpu);
		if (error)
			return error;
	}
	return model_check_merged();
}

bool model_row(u32 site, u32 flow, u64 *packets, u64 *error)
{
	struct dropstat_snapshot *snapshot = model_snapshot();
	struct dropstat_row row;
	bool found = false;
	u32 i;

	for (i = 0; i < snapshot->nr_rows && !found; i++) {
		dropstat_snapshot_row(snapshot, i, &row);
		found = row.flow && row.site->key.ifindex == site + 1 &&
			model_flow_of(&row.flow->tuple) == flow;
	}
	if (found) {
		*packets = row.packets;
		*error = row.error;
	}
	dropstat_snapshot_free(snapshot);
	return found;
}
