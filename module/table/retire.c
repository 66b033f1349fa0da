// SPDX-License-Identifier: GPL-2.0
/*
 * Replaces the locations in a module that is being unloaded, because its addresses
 * may later belong to other code. The replacements in sites and call paths stand
 * for the same names, but are addresses that no code can have. So a later drop at
 * the old address is a new site.
 */
#include <linux/lockdep.h>
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

/* Must be called with interrupts off. */
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

/* On the table's CPU with interrupts off, or while that CPU is offline. */
static void retire_sites(struct dropstat_table *table, void *data)
{
	const struct retirement *retirement = data;
	const struct module *module = retirement->module;
	struct dropstat_site *site;
	u64 location;
	u32 i, end;

	end = min(retirement->first + RETIRE_SITES, dropstat_site_nr(table));
	raw_write_seqcount_begin(&table->keys);
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
	raw_write_seqcount_end(&table->keys);
}

/* Process context. Returns whether @location is in @module. */
static bool retire_keep(u64 location, const struct module *module)
{
	if (!within_module(location, module))
		return false;
	dropstat_symbol_keep(location);
	return true;
}

/* Process context. Returns whether the site or a frame of its path is in @module. */
static bool retire_keep_site(const struct dropstat_table *table, u32 number,
			     const struct module *module)
{
	struct dropstat_stack stack;
	struct dropstat_site site;
	bool found;
	u32 i;

	dropstat_site_read(&table->sites[number], &site);
	found = retire_keep(site.key.location, module);
	if (!table->stacks)
		return found;
	dropstat_stack_read(table, number, &stack);
	for (i = 0; i < stack.nr; i++)
		found |= retire_keep(stack.frames[i], module);
	return found;
}

/* Process context. Returns whether any site of the piece is in the module. */
static bool retire_keep_sites(const struct retirement *retirement,
			      const struct dropstat_table *table)
{
	bool found = false;
	u32 i, end;

	end = min(retirement->first + RETIRE_SITES, dropstat_site_nr(table));
	for (i = retirement->first; i < end; i++)
		found |= retire_keep_site(table, i, retirement->module);
	return found;
}

/*
 * Process context.
 * Works in pieces, so that no CPU is interrupted for long, and only for pieces that
 * need it. The module's code no longer runs, so it cannot cause new sites.
 */
static void retire_table(int cpu, const struct module *module)
{
	const struct dropstat_table *table = dropstat_table_of(cpu);
	struct retirement retirement = {
		.module = module,
		.first = DROPSTAT_SITES_RESERVED,
	};
	u32 nr = dropstat_site_nr(table);

	lockdep_assert_held(&dropstat_site_lock);
	for (; retirement.first < nr; retirement.first += RETIRE_SITES) {
		if (retire_keep_sites(&retirement, table))
			dropstat_table_change(cpu, retire_sites, &retirement);
		cond_resched();
	}
}

/*
 * Process context, after the module's exit function: its code no longer runs, but
 * its symbols still exist.
 */
static void retire_module(const struct module *module)
{
	int cpu;

	dropstat_rule_forget();
	mutex_lock(&dropstat_site_lock);
	dropstat_symbol_retire();
	for_each_possible_cpu(cpu)
		retire_table(cpu, module);
	dropstat_symbol_forget(module);
	mutex_unlock(&dropstat_site_lock);
}

/*
 * Process context, before the module's code runs. A slow reader may have stored names
 * from a module that was previously loaded at the same addresses.
 */
static void retire_predecessors(const struct module *module)
{
	dropstat_rule_forget();
	mutex_lock(&dropstat_site_lock);
	dropstat_symbol_forget(module);
	mutex_unlock(&dropstat_site_lock);
}

static int retire_module_event(struct notifier_block *nb, unsigned long event,
			       void *module)
{
	if (event == MODULE_STATE_GOING)
		retire_module(module);
	else if (event == MODULE_STATE_COMING)
		retire_predecessors(module);
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
