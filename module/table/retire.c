// SPDX-License-Identifier: GPL-2.0
/*
 * Replaces the locations in a module that is being unloaded, because its addresses
 * may later belong to other code. The replacements in sites and call paths stand
 * for the same names, but are addresses that no code can have. So a later drop at
 * the old address is a new site.
 */
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "registry/registry.h"
#include "table/table.h"
#include "table/upkeep.h"

/* Sites per piece. A piece takes a few microseconds. */
#define RETIRE_SITES	64

/**
 * struct retirement - retirement of the locations in one module
 * @module: the module
 * @first: number of the first site of the current piece
 */
struct retirement {
	const struct module *module;
	u32 first;
};

/* On behalf of a task that holds symbol_lock. */
static u64 retire_location(u64 location, const struct module *module)
{
	return within_module(location, module) ?
	       dropstat_symbol_kept(location) : location;
}

static void retire_stack(struct dropstat_stack *stack,
			 const struct module *module)
{
	u32 i;

	for (i = 0; i < stack->nr; i++)
		stack->frames[i] = retire_location(stack->frames[i], module);
}

/*
 * On the table's CPU with interrupts off, or while that CPU is offline.
 * The task that requested the change holds symbol_lock.
 */
static void retire_sites(struct dropstat_table *table, void *data)
{
	const struct retirement *retirement = data;
	const struct module *module = retirement->module;
	struct dropstat_site *site;
	u64 location;
	u32 i, end;

	end = min(retirement->first + RETIRE_SITES, dropstat_site_nr(table));
	for (i = retirement->first; i < end; i++) {
		site = &table->sites[i];
		location = retire_location(site->key.location, module);
		raw_write_seqcount_begin(&site->seq);
		site->moved |= location != site->key.location;
		site->key.location = location;
		if (table->stacks)
			retire_stack(&table->stacks[i], module);
		raw_write_seqcount_end(&site->seq);
	}
}

/*
 * Must be called with symbol_lock held.
 * Works in pieces, so that no CPU is interrupted for long. The module's code no
 * longer runs, so it cannot cause new sites.
 */
static void retire_table(int cpu, const struct module *module)
{
	struct retirement retirement = {
		.module = module,
		.first = DROPSTAT_SITES_RESERVED,
	};
	u32 nr = dropstat_site_nr(dropstat_table_of(cpu));

	for (; retirement.first < nr; retirement.first += RETIRE_SITES) {
		dropstat_table_change(cpu, retire_sites, &retirement);
		cond_resched();
	}
}

/* Must be called with symbol_lock held. Returns whether @location is in @module. */
static bool retire_keep(u64 location, const struct module *module)
{
	if (!within_module(location, module))
		return false;
	dropstat_symbol_keep(location);
	return true;
}

/* Must be called with symbol_lock held. */
static bool retire_keep_site(const struct dropstat_table *table, u32 number,
			     const struct module *module)
{
	bool found = retire_keep(table->sites[number].key.location, module);
	struct dropstat_stack stack;
	u32 i;

	if (!table->stacks)
		return found;
	dropstat_stack_read(table, number, &stack);
	for (i = 0; i < stack.nr; i++)
		found |= retire_keep(stack.frames[i], module);
	return found;
}

/*
 * Must be called with symbol_lock held.
 * Returns whether any site or any frame of a call path is in the module.
 */
static bool retire_keep_names(const struct module *module)
{
	const struct dropstat_table *table;
	bool found = false;
	u32 i, n;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = dropstat_table_of(cpu);
		n = dropstat_site_nr(table);
		for (i = DROPSTAT_SITES_RESERVED; i < n; i++) {
			found |= retire_keep_site(table, i, module);
			if (i % RETIRE_SITES == 0)
				cond_resched();
		}
	}
	return found;
}

/*
 * Process context, after the module's exit function: its code no longer runs, but
 * its symbols still exist.
 */
static void retire_module(const struct module *module)
{
	int cpu;

	dropstat_rule_forget();
	dropstat_symbol_lock();
	if (retire_keep_names(module))
		for_each_possible_cpu(cpu)
			retire_table(cpu, module);
	dropstat_symbol_forget(module);
	dropstat_symbol_unlock();
}

static int retire_module_event(struct notifier_block *nb, unsigned long event,
			       void *module)
{
	if (event == MODULE_STATE_GOING)
		retire_module(module);
	return NOTIFY_DONE;
}

static struct notifier_block retire_notifier = {
	.notifier_call = retire_module_event,
};

/* Process context, after dropstat_table_init() and dropstat_symbol_init(). */
int dropstat_retire_init(void)
{
	return register_module_notifier(&retire_notifier);
}

/* Process context. No unload is being handled when this returns. */
void dropstat_retire_uninit(void)
{
	unregister_module_notifier(&retire_notifier);
}
