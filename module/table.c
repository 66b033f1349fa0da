// SPDX-License-Identifier: GPL-2.0
/*
 * Per-CPU sites and flows: allocation, and the count of one hit. All memory is
 * taken at load; what does not fit is counted in a row of its own.
 */
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include "dropstat.h"
#include "table.h"

#define DROPSTAT_SITES_MIN	16
#define DROPSTAT_SITES_MAX	65536
#define DROPSTAT_FLOWS_MIN	64
#define DROPSTAT_FLOWS_MAX	1048576

/* With the index this much larger than the sites, chains stay short. */
#define DROPSTAT_INDEX_SHIFT	2
#define DROPSTAT_INDEX_PROBES	64

static unsigned int sites = 1024;
module_param(sites, uint, 0444);
MODULE_PARM_DESC(sites,
		 "Sites (netns, interface, reason, location) kept per CPU, 16 to 65536, rounded up to a power of two; 112 bytes each (default 1024)");

static unsigned int flows = 4096;
module_param(flows, uint, 0444);
MODULE_PARM_DESC(flows,
		 "Flows (a site and a 5-tuple) kept per CPU, 64 to 1048576, rounded up to a power of two; 88 bytes each; 0 for none (default 4096)");

static DEFINE_PER_CPU(struct dropstat_table, dropstat_tables);

/* Keys come off the wire: without a secret they could be made to collide. */
static u32 table_seed __ro_after_init;

/**
 * dropstat_table_of - the tables of one CPU, to read
 * @cpu: any possible CPU
 *
 * Context: any.
 * Return: its tables; they outlive the CPU's going offline.
 */
struct dropstat_table *dropstat_table_of(int cpu)
{
	return per_cpu_ptr(&dropstat_tables, cpu);
}

/* Sites there is room for in each table. Any context. */
unsigned int dropstat_table_sites_max(void)
{
	return sites;
}

/* Flow rows in each table. Any context. */
unsigned int dropstat_table_flows(void)
{
	return flows;
}

/* Sites in use, all of them readable. Any context. */
u32 dropstat_table_sites(const struct dropstat_table *table)
{
	/* Pairs with the release in site_add(). */
	return smp_load_acquire(&table->nr_sites);
}

/* Any context but the probe. The copy's own seq means nothing. */
static void row_read(const seqcount_t *seq, const void *row, void *copy,
		     size_t size)
{
	unsigned int start;

	do {
		start = raw_read_seqcount_begin(seq);
		memcpy(copy, row, size);
	} while (read_seqcount_retry(seq, start));
}

/**
 * dropstat_site_read - copy a site as it was at one moment
 * @site: in the table of any CPU
 * @copy: filled
 *
 * Context: any but the probe.
 */
void dropstat_site_read(const struct dropstat_site *site,
			struct dropstat_site *copy)
{
	row_read(&site->seq, site, copy, sizeof(*copy));
}

/**
 * dropstat_flow_read - copy a flow as it was at one moment
 * @flow: in the table of any CPU
 * @copy: filled
 *
 * Context: any but the probe.
 */
void dropstat_flow_read(const struct dropstat_flow *flow,
			struct dropstat_flow *copy)
{
	row_read(&flow->seq, flow, copy, sizeof(*copy));
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * The key is written before the row can be seen, and not under its seq.
 */
static struct dropstat_site *site_add(struct dropstat_table *table,
				      const struct dropstat_site_key *key,
				      u32 *slot)
{
	u32 n = table->nr_sites;

	table->sites[n].key = *key;
	*slot = n + 1;
	/* Pairs with the acquire in dropstat_table_sites(). */
	smp_store_release(&table->nr_sites, n + 1);
	return &table->sites[n];
}

/* Must be called with interrupts off, on the table's CPU. */
static struct dropstat_site *site_find(struct dropstat_table *table,
				       const struct dropstat_site_key *key)
{
	u32 mask = (sites << DROPSTAT_INDEX_SHIFT) - 1;
	u32 hash = jhash2((const u32 *)key, sizeof(*key) / sizeof(u32),
			  table_seed);
	struct dropstat_site *site;
	u32 i, *slot;

	for (i = 0; i < DROPSTAT_INDEX_PROBES; i++) {
		slot = &table->index[(hash + i) & mask];
		if (!*slot) {
			if (table->nr_sites == sites)
				break;
			return site_add(table, key, slot);
		}
		site = &table->sites[*slot - 1];
		if (!memcmp(&site->key, key, sizeof(*key)))
			return site;
	}
	return &table->sites[DROPSTAT_SITE_OTHER(key->class)];
}

/* Must be called with interrupts off, on the table's CPU. */
static void site_count(struct dropstat_site *site,
		       const struct dropstat_hit *hit, u64 now)
{
	raw_write_seqcount_begin(&site->seq);
	if (!site->packets)
		site->first = now;
	site->packets++;
	site->segments += hit->segments;
	site->bytes += hit->bytes;
	site->last = now;
	raw_write_seqcount_end(&site->seq);
}

/* Must be called with interrupts off, on the table's CPU. */
static void site_evict(struct dropstat_site *site, u64 packets, u64 bytes)
{
	raw_write_seqcount_begin(&site->seq);
	site->evicted_packets += packets;
	site->evicted_bytes += bytes;
	raw_write_seqcount_end(&site->seq);
}

/* Must be called with interrupts off, on the table's CPU. */
static void flow_insert(struct dropstat_flow *flow, u32 site,
			const struct dropstat_hit *hit, u64 error, u64 now)
{
	raw_write_seqcount_begin(&flow->seq);
	flow->tuple = hit->tuple;
	flow->site = site;
	flow->packets = 1;
	flow->error = error;
	flow->bytes = hit->bytes;
	flow->first = now;
	flow->last = now;
	raw_write_seqcount_end(&flow->seq);
}

/*
 * Must be called with interrupts off, on the table's CPU.
 * Space-Saving: the newcomer inherits, as its error, all that the smallest
 * row of the set may have had.
 */
static void flow_replace(struct dropstat_table *table,
			 struct dropstat_flow *flow, u32 site,
			 const struct dropstat_hit *hit, u64 now)
{
	site_evict(&table->sites[flow->site], flow->packets, flow->bytes);
	flow_insert(flow, site, hit, flow->packets + flow->error, now);
}

/* Must be called with interrupts off, on the table's CPU. */
static void flow_count(struct dropstat_table *table, u32 site,
		       const struct dropstat_hit *hit, u64 now)
{
	u32 hash = jhash2((const u32 *)&hit->tuple,
			  sizeof(hit->tuple) / sizeof(u32), table_seed ^ site);
	u32 set = hash & (flows / DROPSTAT_FLOW_WAYS - 1);
	struct dropstat_flow *flow = &table->flows[set * DROPSTAT_FLOW_WAYS];
	struct dropstat_flow *least = flow;
	int way;

	for (way = 0; way < DROPSTAT_FLOW_WAYS; way++, flow++) {
		if (!flow->packets) {
			flow_insert(flow, site, hit, 0, now);
			return;
		}
		if (flow->site == site &&
		    !memcmp(&flow->tuple, &hit->tuple, sizeof(hit->tuple))) {
			raw_write_seqcount_begin(&flow->seq);
			flow->packets++;
			flow->bytes += hit->bytes;
			flow->last = now;
			raw_write_seqcount_end(&flow->seq);
			return;
		}
		if (flow->packets + flow->error < least->packets + least->error)
			least = flow;
	}
	flow_replace(table, least, site, hit, now);
}

/* In NMI context: an atomic, because the NMI may have hit itself. */
void dropstat_table_count_nmi(void)
{
	atomic_long_inc(&raw_cpu_ptr(&dropstat_tables)->nmi);
}

/**
 * dropstat_table_count - count one hit
 * @hit: its class decides whether its tuple is looked at
 *
 * Context: in the probe, with interrupts off.
 */
void dropstat_table_count(const struct dropstat_hit *hit)
{
	struct dropstat_table *table = this_cpu_ptr(&dropstat_tables);
	u64 now = get_jiffies_64();
	struct dropstat_site *site;
	u32 n;

	lockdep_assert_irqs_disabled();
	site = site_find(table, &hit->site);
	n = site - table->sites;
	site_count(site, hit, now);
	if (hit->site.class != DROPSTAT_CLASS_PACKET)
		return;
	if (table->flows && n >= DROPSTAT_SITES_RESERVED)
		flow_count(table, n, hit, now);
	else
		site_evict(site, 1, hit->bytes);
}

/* Process context, before the probe can see the table. */
static int table_alloc(struct dropstat_table *table, int node)
{
	u32 class;

	table->sites = vzalloc_node(array_size(sites, sizeof(*table->sites)),
				    node);
	table->index = vzalloc_node(array_size(sites << DROPSTAT_INDEX_SHIFT,
					       sizeof(*table->index)), node);
	if (!table->sites || !table->index)
		return -ENOMEM;
	if (flows) {
		table->flows = vzalloc_node(array_size(flows,
						       sizeof(*table->flows)),
					    node);
		if (!table->flows)
			return -ENOMEM;
	}
	for (class = 0; class < DROPSTAT_CLASS_NUM; class++) {
		struct dropstat_site_key *key =
			&table->sites[DROPSTAT_SITE_OTHER(class)].key;

		key->cookie = DROPSTAT_COOKIE_UNKNOWN;
		key->location = DROPSTAT_LOCATION_OTHER;
		key->ifindex = DROPSTAT_IFINDEX_ANY;
		key->reason = DROPSTAT_REASON_ANY;
		key->class = class;
	}
	table->nr_sites = DROPSTAT_SITES_RESERVED;
	return 0;
}

/* @zero says whether 0 is allowed besides @least to @most. */
static int table_param(const char *name, unsigned int *value, bool zero,
		       unsigned int least, unsigned int most)
{
	if (zero && !*value)
		return 0;
	if (*value < least || *value > most) {
		pr_err("%s=%u: has to be %s%u to %u\n", name, *value,
		       zero ? "0, or " : "", least, most);
		return -EINVAL;
	}
	*value = roundup_pow_of_two(*value);
	return 0;
}

/**
 * dropstat_table_init - check the parameters, allocate all tables
 *
 * Context: process context.
 * Return: 0, -EINVAL or -ENOMEM.
 */
int __init dropstat_table_init(void)
{
	int cpu, err;

	err = table_param("sites", &sites, false, DROPSTAT_SITES_MIN,
			  DROPSTAT_SITES_MAX) ?:
	      table_param("flows", &flows, true, DROPSTAT_FLOWS_MIN,
			  DROPSTAT_FLOWS_MAX);
	if (err)
		return err;

	table_seed = get_random_u32();
	for_each_possible_cpu(cpu) {
		err = table_alloc(dropstat_table_of(cpu), cpu_to_node(cpu));
		if (err) {
			pr_err("no memory for %u sites and %u flows per CPU\n",
			       sites, flows);
			dropstat_table_uninit();
			return err;
		}
	}
	return 0;
}

/* Process context; neither the probe nor a snapshot runs any more. */
void dropstat_table_uninit(void)
{
	struct dropstat_table *table;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = dropstat_table_of(cpu);
		vfree(table->sites);
		vfree(table->index);
		vfree(table->flows);
	}
}
