// SPDX-License-Identifier: GPL-2.0
/*
 * Locations to names, "symbol+0xoffset" or "symbol+0xoffset[module]". Every
 * name is resolved once, when it is first read or when its module goes, and is
 * kept. Code addresses themselves are shown to nobody.
 *
 * When a module goes, its addresses may come to mean something else. So the
 * sites there have their location replaced by the address of their symbol,
 * which no code can ever have: a drop at the same address is a new site then.
 */
#include <linux/hashtable.h>
#include <linux/kallsyms.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/stringhash.h>

#include "dropstat.h"
#include "table/table.h"

/* Sites of a piece: some microseconds. */
#define SYMBOL_SITES	64

/* One name; there are no two of the same. */
struct symbol {
	struct hlist_node by_name;
	char name[];
};

/* What a location is called. */
struct symbol_location {
	struct hlist_node by_location;
	u64 location;
	const struct symbol *symbol;
};

/* Serialises all changes to what follows, and protects symbol_buf. */
static DEFINE_MUTEX(symbol_lock);
static DEFINE_HASHTABLE(symbol_names, 8);
static DEFINE_HASHTABLE(symbol_locations, 10);
static char symbol_buf[KSYM_SYMBOL_LEN];

/* Must be called with symbol_lock held, or in its holder's symbol_retire_sites() */
static const struct symbol *symbol_find(u64 location)
{
	const struct symbol_location *loc;

	hash_for_each_possible(symbol_locations, loc, by_location, location)
		if (loc->location == location)
			return loc->symbol;
	return NULL;
}

static const struct symbol *symbol_intern(const char *name)
{
	u32 hash = full_name_hash(NULL, name, strlen(name));
	struct symbol *symbol;
	size_t size;

	lockdep_assert_held(&symbol_lock);
	hash_for_each_possible(symbol_names, symbol, by_name, hash)
		if (!strcmp(symbol->name, name))
			return symbol;

	size = strlen(name) + 1;
	symbol = kmalloc(sizeof(*symbol) + size, GFP_KERNEL);
	if (!symbol)
		return NULL;
	memcpy(symbol->name, name, size);
	hash_add(symbol_names, &symbol->by_name, hash);
	return symbol;
}

static int symbol_learn(u64 location, const struct symbol *symbol)
{
	struct symbol_location *loc;

	lockdep_assert_held(&symbol_lock);
	loc = kmalloc(sizeof(*loc), GFP_KERNEL);
	if (!loc)
		return -ENOMEM;
	loc->location = location;
	loc->symbol = symbol;
	hash_add(symbol_locations, &loc->by_location, location);
	return 0;
}

static const struct symbol *symbol_define(u64 location, const char *name)
{
	const struct symbol *symbol = symbol_intern(name);

	if (!symbol || symbol_learn(location, symbol))
		return NULL;
	return symbol;
}

/*
 * From the kernel's "symbol+0x1f/0x2a0 [module]" take the size and the space,
 * so that it is one word. Returns false for an address without a symbol, which
 * the kernel prints as such.
 */
static bool symbol_word(char *buf)
{
	char *size = strchr(buf, '/'), *module = strrchr(buf, '[');

	if (!size)
		return false;
	if (module)
		memmove(size, module, strlen(module) + 1);
	else
		*size = '\0';
	return true;
}

/* BPF programs and trampolines go, and nobody tells us when. */
static bool symbol_is_fleeting(const char *name)
{
	return strstr(name, "[bpf]") || strstr(name, "[__builtin__");
}

/* What has no name is not learned: the address may have one later. */
static const struct symbol *symbol_resolve(u64 location)
{
	const struct symbol *symbol = symbol_find(location);

	lockdep_assert_held(&symbol_lock);
	if (symbol)
		return symbol;
	sprint_symbol(symbol_buf, location);
	if (!symbol_word(symbol_buf))
		return symbol_find(DROPSTAT_LOCATION_UNKNOWN);
	if (symbol_is_fleeting(symbol_buf))
		return symbol_intern(symbol_buf);
	return symbol_define(location, symbol_buf);
}

/**
 * dropstat_symbol_lock - keep locations as they are
 *
 * From before a location is read from a site until it has its name: else the
 * module that it lies in could go between the two.
 *
 * Context: process context; may sleep.
 * Return: 0, or -EINTR if a signal is about to end the task.
 */
int dropstat_symbol_lock(void)
{
	return mutex_lock_killable(&symbol_lock);
}

/* Process context. */
void dropstat_symbol_unlock(void)
{
	mutex_unlock(&symbol_lock);
}

/**
 * dropstat_symbol_name - name of a location
 * @location: from a site's key
 *
 * Context: process context, between dropstat_symbol_lock() and _unlock().
 * Return: the same pointer for the same name, valid until
 *	dropstat_symbol_uninit(); NULL without memory.
 */
const char *dropstat_symbol_name(u64 location)
{
	const struct symbol *symbol = symbol_resolve(location);

	return symbol ? symbol->name : NULL;
}

/*
 * Must be called with symbol_lock held, or in its holder's symbol_retire_sites().
 * What stands for an address in a module that goes: that of its symbol, if it
 * has one. There is none if memory was short.
 */
static u64 symbol_retired(u64 location, const struct module *module)
{
	const struct symbol *symbol;

	if (!within_module(location, module))
		return location;
	symbol = symbol_find(location);
	return symbol ? (unsigned long)symbol : DROPSTAT_LOCATION_UNKNOWN;
}

static void symbol_retire_stack(struct dropstat_stack *stack,
				const struct module *module)
{
	u32 i;

	for (i = 0; i < stack->nr; i++)
		stack->frames[i] = symbol_retired(stack->frames[i], module);
}

/**
 * struct symbol_retirement - of what lies in a module that goes
 * @module: the module
 * @first: number of the site that the piece in work begins with
 */
struct symbol_retirement {
	const struct module *module;
	u32 first;
};

/*
 * On the table's CPU with interrupts off, or while that CPU is offline.
 * symbol_lock is held by whoever had this called.
 */
static void symbol_retire_sites(struct dropstat_table *table, void *data)
{
	const struct symbol_retirement *retirement = data;
	const struct module *module = retirement->module;
	struct dropstat_site *site;
	u64 location;
	u32 i, end;

	end = min(retirement->first + SYMBOL_SITES, dropstat_site_nr(table));
	for (i = retirement->first; i < end; i++) {
		site = &table->sites[i];
		location = symbol_retired(site->key.location, module);
		raw_write_seqcount_begin(&site->seq);
		site->moved |= location != site->key.location;
		site->key.location = location;
		if (table->stacks)
			symbol_retire_stack(&table->stacks[i], module);
		raw_write_seqcount_end(&site->seq);
	}
}

/*
 * Must be called with symbol_lock held.
 * Piece by piece, so that no CPU is kept from its work for long. No code of the
 * module runs any more, so what is new is not of it.
 */
static void symbol_retire_table(int cpu, const struct module *module)
{
	struct symbol_retirement retirement = {
		.module = module,
		.first = DROPSTAT_SITES_RESERVED,
	};
	u32 nr = dropstat_site_nr(dropstat_table_of(cpu));

	for (; retirement.first < nr; retirement.first += SYMBOL_SITES) {
		dropstat_table_change(cpu, symbol_retire_sites, &retirement);
		cond_resched();
	}
}

/*
 * Must be called with symbol_lock held.
 * Learns the name of an address in a module that goes, for it to be kept.
 * Returns whether it is there.
 */
static bool symbol_resolve_in(u64 location, const struct module *module)
{
	const struct symbol *symbol;

	if (!within_module(location, module))
		return false;
	symbol = symbol_resolve(location);
	if (symbol && !symbol_find((unsigned long)symbol))
		symbol_learn((unsigned long)symbol, symbol);
	return true;
}

/* Must be called with symbol_lock held. */
static bool symbol_resolve_site(const struct dropstat_table *table, u32 number,
				const struct module *module)
{
	bool found = symbol_resolve_in(table->sites[number].key.location,
				       module);
	struct dropstat_stack stack;
	u32 i;

	if (!table->stacks)
		return found;
	dropstat_stack_read(table, number, &stack);
	for (i = 0; i < stack.nr; i++)
		found |= symbol_resolve_in(stack.frames[i], module);
	return found;
}

/*
 * Must be called with symbol_lock held.
 * Returns whether there is a site, or a step on the way to one, in that module at
 * all.
 */
static bool symbol_resolve_module(const struct module *module)
{
	const struct dropstat_table *table;
	bool found = false;
	u32 i, n;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = dropstat_table_of(cpu);
		n = dropstat_site_nr(table);
		for (i = DROPSTAT_SITES_RESERVED; i < n; i++) {
			found |= symbol_resolve_site(table, i, module);
			if (i % SYMBOL_SITES == 0)
				cond_resched();
		}
	}
	return found;
}

static void symbol_forget_module(const struct module *module)
{
	struct symbol_location *loc;
	struct hlist_node *next;
	int bucket;

	lockdep_assert_held(&symbol_lock);
	hash_for_each_safe(symbol_locations, bucket, next, loc, by_location) {
		if (!within_module(loc->location, module))
			continue;
		hash_del(&loc->by_location);
		kfree(loc);
	}
}

/*
 * Process context, after the module's exit function: no code of it runs any
 * more, and its symbols are still there.
 */
static void symbol_retire_module(struct module *module)
{
	int cpu;

	mutex_lock(&symbol_lock);
	if (symbol_resolve_module(module))
		for_each_possible_cpu(cpu)
			symbol_retire_table(cpu, module);
	symbol_forget_module(module);
	mutex_unlock(&symbol_lock);
}

static int symbol_module_event(struct notifier_block *nb, unsigned long event,
			       void *module)
{
	if (event == MODULE_STATE_GOING)
		symbol_retire_module(module);
	return NOTIFY_DONE;
}

static struct notifier_block symbol_module_notifier = {
	.notifier_call = symbol_module_event,
};

static void symbol_free_all(void)
{
	struct symbol_location *loc;
	struct hlist_node *next;
	struct symbol *symbol;
	int bucket;

	hash_for_each_safe(symbol_locations, bucket, next, loc, by_location)
		kfree(loc);
	hash_for_each_safe(symbol_names, bucket, next, symbol, by_name)
		kfree(symbol);
}

/**
 * dropstat_symbol_init - name what is no code, watch modules go
 *
 * Context: process context.
 * Return: 0 or a negative errno.
 */
int __init dropstat_symbol_init(void)
{
	int err = -ENOMEM;

	mutex_lock(&symbol_lock);
	if (symbol_define(DROPSTAT_LOCATION_OTHER, "other") &&
	    symbol_define(DROPSTAT_LOCATION_NMI, "nmi") &&
	    symbol_define(DROPSTAT_LOCATION_UNKNOWN, "unknown"))
		err = 0;
	mutex_unlock(&symbol_lock);

	/* Not under symbol_lock, which the notifier takes inside its own. */
	if (!err)
		err = register_module_notifier(&symbol_module_notifier);
	if (err)
		symbol_free_all();
	return err;
}

/* Process context; neither the probe nor a snapshot runs any more. */
void dropstat_symbol_uninit(void)
{
	unregister_module_notifier(&symbol_module_notifier);
	symbol_free_all();
}
