// SPDX-License-Identifier: GPL-2.0
/*
 * Allocates the tables of all CPUs when the module is loaded. The module parameters
 * set their sizes. No table memory is allocated later.
 */
#include <linux/cpu.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include "hash.h"
#include "table/table.h"

#define TABLE_SITES_MIN		16
#define TABLE_FLOWS_MIN		64
#define TABLE_FLOWS_MAX		1048576

static unsigned int sites = 1024;
module_param(sites, uint, 0444);
MODULE_PARM_DESC(sites,
		 "Sites (netns, interface, reason, location) kept per CPU, 16 to 65536, rounded up to a power of two; 144 bytes each (default 1024)");

static unsigned int flows = 4096;
module_param(flows, uint, 0444);
MODULE_PARM_DESC(flows,
		 "Flows (a site and a 5-tuple) kept per CPU, 64 to 1048576, rounded up to a power of two; 88 bytes each; 0 for none (default 4096)");

static unsigned int halflife = 300;
module_param(halflife, uint, 0444);
MODULE_PARM_DESC(halflife,
		 "Half-life of a drop's weight in choosing which flows to keep, 1 to 604800 seconds; 0 for no ageing (default 300)");

static bool details = true;
module_param(details, bool, 0444);
MODULE_PARM_DESC(details,
		 "Keep a call path for each site, and the direction, conntrack state and owner for each flow; 128 bytes each (default Y)");

DEFINE_PER_CPU_ALIGNED(struct dropstat_table, dropstat_tables);

/**
 * dropstat_table_of - get the tables of one CPU
 * @cpu: any possible CPU
 *
 * Context: any.
 * Return: its tables, which remain valid when the CPU goes offline.
 */
struct dropstat_table *dropstat_table_of(int cpu)
{
	return per_cpu_ptr(&dropstat_tables, cpu);
}

/* Any context. The maximum number of sites in each table. */
u32 dropstat_table_sites(void)
{
	return sites;
}

/* Any context. Whether the tables have details and call paths. */
bool dropstat_table_details(void)
{
	return details;
}

/* Any context. The number of sets of flows in each table. */
u32 dropstat_table_sets(void)
{
	return flows / DROPSTAT_FLOW_WAYS;
}

/* Serialises the changes to the tables of offline CPUs. */
static DEFINE_RAW_SPINLOCK(table_offline_lock);

/**
 * struct table_change - a change to one table
 * @change: function to call
 * @table: the table
 * @data: passed to @change
 */
struct table_change {
	void (*change)(struct dropstat_table *table, void *data);
	struct dropstat_table *table;
	void *data;
};

/* On the table's CPU with interrupts off, or while that CPU is offline. */
static void table_change(void *info)
{
	const struct table_change *change = info;

	change->change(change->table, change->data);
}

/**
 * dropstat_table_change - change the table of a CPU
 * @cpu: the CPU
 * @change: called with interrupts off, on that CPU unless it is offline
 * @data: passed to @change
 *
 * Context: process context; may sleep.
 */
void dropstat_table_change(int cpu,
			   void (*change)(struct dropstat_table *table,
					  void *data), void *data)
{
	struct table_change info = {
		.change = change,
		.table = dropstat_table_of(cpu),
		.data = data,
	};
	unsigned long flags;

	if (!smp_call_function_single(cpu, table_change, &info, 1))
		return;
	/* Try again while the CPU can go neither online nor offline. */
	cpus_read_lock();
	if (smp_call_function_single(cpu, table_change, &info, 1)) {
		raw_spin_lock_irqsave(&table_offline_lock, flags);
		table_change(&info);
		raw_spin_unlock_irqrestore(&table_offline_lock, flags);
	}
	cpus_read_unlock();
}

/* On the table's CPU with interrupts off, or before the probe can see it. */
static void table_set_halflife(struct dropstat_table *table, void *unused)
{
	table->halflife = (u64)halflife * HZ;
	table->epoch_end = U64_MAX;
	if (!flows)
		table->epoch_end = 0;
	else if (halflife)
		table->epoch_end = get_jiffies_64() + table->halflife;
}

/**
 * dropstat_table_age - change the half-life of weights
 * @seconds: new half-life, within the bounds of the module parameter; 0 for no ageing
 *
 * Context: process context; serialised by the caller.
 */
void dropstat_table_age(u32 seconds)
{
	int cpu;

	halflife = seconds;
	for_each_possible_cpu(cpu)
		dropstat_table_change(cpu, table_set_halflife, NULL);
}

/* Any context. The half-life of weights, in seconds. */
u32 dropstat_table_halflife(void)
{
	return halflife;
}

/* Any context but the probe. The seq in the copy is meaningless. */
static void table_read(const seqcount_t *seq, const void *row, void *copy,
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
 * @site: site in the table of any CPU
 * @copy: filled in
 *
 * Context: any but the probe.
 */
void dropstat_site_read(const struct dropstat_site *site,
			struct dropstat_site *copy)
{
	table_read(&site->seq, site, copy, sizeof(*copy));
}

/**
 * dropstat_stack_read - copy the call path of a site
 * @table: table of any CPU, with details
 * @site: number of the site
 * @copy: filled in
 *
 * Context: any but the probe.
 */
void dropstat_stack_read(const struct dropstat_table *table, u32 site,
			 struct dropstat_stack *copy)
{
	table_read(&table->sites[site].seq, &table->stacks[site], copy,
		   sizeof(*copy));
}

/**
 * dropstat_set_read - copy a set as it was at one moment
 * @table: table of any CPU
 * @set: number of the set
 * @copy: filled in; its tags and weights are meaningless
 * @copies: filled in with the details of its flows; NULL if not wanted
 *
 * Context: any but the probe.
 */
void dropstat_set_read(const struct dropstat_table *table, u32 set,
		       struct dropstat_set *copy,
		       struct dropstat_detail *copies)
{
	const struct dropstat_set *from = &table->sets[set];
	unsigned int start;

	if (!copies) {
		table_read(&from->seq, from, copy, sizeof(*copy));
		return;
	}
	do {
		start = raw_read_seqcount_begin(&from->seq);
		memcpy(copy, from, sizeof(*copy));
		memcpy(copies, dropstat_detail_of(table, from, 0),
		       DROPSTAT_FLOW_WAYS * sizeof(*copies));
	} while (read_seqcount_retry(&from->seq, start));
}

/* Process context. Returns zeroed memory, to be freed with vfree(), or NULL. */
static void *table_array(size_t nr, size_t size, int node)
{
	return vzalloc_node(array_size(nr, size), node);
}

/* Process context, before the probe can see the table. */
static int table_alloc_flows(struct dropstat_table *table, int node)
{
	u32 sets = dropstat_table_sets();

	if (!sets)
		return 0;
	table->sets = table_array(sets, sizeof(*table->sets), node);
	if (details)
		table->details = table_array(flows, sizeof(*table->details),
					     node);
	if (!table->sets || (details && !table->details))
		return -ENOMEM;
	table->nr_sets = sets;
	return 0;
}

/* Process context, before the probe can see the table. */
static int table_alloc(struct dropstat_table *table, int node)
{
	table->sites = table_array(sites, sizeof(*table->sites), node);
	table->index = table_array(sites << DROPSTAT_SITE_INDEX_SHIFT,
				   sizeof(*table->index), node);
	if (details)
		table->stacks = table_array(sites, sizeof(*table->stacks),
					    node);
	if (!table->sites || !table->index || (details && !table->stacks))
		return -ENOMEM;
	return table_alloc_flows(table, node);
}

/* Process context, before the probe can see the table. */
static void table_setup(struct dropstat_table *table)
{
	table->sites_max = sites;
	table_set_halflife(table, NULL);
	dropstat_site_init(table);
}

/* @zero: whether 0 is also allowed. */
static int table_param(const char *name, unsigned int value, bool zero,
		       unsigned int least, unsigned int most)
{
	if (zero && !value)
		return 0;
	if (value >= least && value <= most)
		return 0;
	pr_err("%s=%u: must be %s%u to %u\n", name, value,
	       zero ? "0, or " : "", least, most);
	return -EINVAL;
}

static int table_params(void)
{
	int err;

	err = table_param("sites", sites, false, TABLE_SITES_MIN,
			  DROPSTAT_SITES_MAX) ?:
	      table_param("flows", flows, true, TABLE_FLOWS_MIN,
			  TABLE_FLOWS_MAX) ?:
	      table_param("halflife", halflife, true, 1, DROPSTAT_LONGEST_HALFLIFE);
	if (err)
		return err;
	sites = roundup_pow_of_two(sites);
	if (flows)
		flows = roundup_pow_of_two(flows);
	return 0;
}

/* Any context. The size of one CPU's tables, in bytes. */
size_t dropstat_table_bytes(void)
{
	size_t size = sites * (sizeof(struct dropstat_site) +
			       (sizeof(u32) << DROPSTAT_SITE_INDEX_SHIFT)) +
		      dropstat_table_sets() * sizeof(struct dropstat_set);

	if (details)
		size += sites * sizeof(struct dropstat_stack) +
			flows * sizeof(struct dropstat_detail);
	return size;
}

/**
 * dropstat_table_init - check the parameters and allocate all tables
 *
 * Context: process context.
 * Return: 0, -EINVAL or -ENOMEM.
 */
int __init dropstat_table_init(void)
{
	int cpu, err;

	err = table_params();
	if (err)
		return err;
	dropstat_hash_init();
	for_each_possible_cpu(cpu) {
		err = table_alloc(dropstat_table_of(cpu), cpu_to_node(cpu));
		if (err) {
			pr_err("no memory for %u sites and %u flows on each of %u CPUs: %zu kB\n",
			       sites, flows, num_possible_cpus(),
			       num_possible_cpus() * dropstat_table_bytes() / SZ_1K);
			dropstat_table_uninit();
			return err;
		}
		table_setup(dropstat_table_of(cpu));
	}
	pr_info("%u sites and %u flows on each of %u CPUs: %zu kB\n",
		sites, flows, num_possible_cpus(),
		num_possible_cpus() * dropstat_table_bytes() / SZ_1K);
	return 0;
}

/* Process context, after the probe and all snapshots have ended. */
void dropstat_table_uninit(void)
{
	struct dropstat_table *table;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = dropstat_table_of(cpu);
		vfree(table->sites);
		vfree(table->index);
		vfree(table->sets);
		vfree(table->stacks);
		vfree(table->details);
	}
}
