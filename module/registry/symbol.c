// SPDX-License-Identifier: GPL-2.0
/*
 * Resolves locations to names: "symbol+0xoffset" or "symbol+0xoffset[module]". A
 * location is resolved once, when it is first read or when its module is unloaded
 * (table/retire.c), and the name is kept. Code addresses are never shown.
 */
#include <linux/hashtable.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stringhash.h>

#include "registry/registry.h"

/* One name; each name exists only once. */
struct symbol {
	struct hlist_node by_name;
	char name[];
};

/**
 * struct symbol_location - the name of one location
 * @by_location: in symbol_locations
 * @location: the location
 * @symbol: its name
 * @rcu: for kfree_rcu()
 */
struct symbol_location {
	struct hlist_node by_location;
	u64 location;
	const struct symbol *symbol;
	struct rcu_head rcu;
};

/*
 * Serialises changes to the data below. Held for a few comparisons, and never by a
 * task that could be preempted, so that a reader with little CPU time does not delay
 * anyone.
 */
static DEFINE_RAW_SPINLOCK(symbol_lock);
static DEFINE_HASHTABLE(symbol_names, 8);
static DEFINE_HASHTABLE(symbol_locations, 10);
/* Changes when the unload of a module begins, and before its symbols are removed. */
static unsigned int symbol_unloads;

/* Must be called under rcu_read_lock(), with symbol_lock held, or with interrupts off. */
static const struct symbol *symbol_find(u64 location)
{
	const struct symbol_location *loc;

	hash_for_each_possible_rcu(symbol_locations, loc, by_location, location,
				   lockdep_is_held(&symbol_lock))
		if (loc->location == location)
			return loc->symbol;
	return NULL;
}

/* Process context. Names are freed only when dropstat is unloaded. */
static const struct symbol *symbol_known(u64 location)
{
	const struct symbol *symbol;

	rcu_read_lock();
	symbol = symbol_find(location);
	rcu_read_unlock();
	return symbol;
}

static struct symbol *symbol_named(const char *name, u32 hash)
{
	struct symbol *symbol;

	lockdep_assert_held(&symbol_lock);
	hash_for_each_possible(symbol_names, symbol, by_name, hash)
		if (!strcmp(symbol->name, name))
			return symbol;
	return NULL;
}

/* Process context. Returns the only copy of a name; NULL if out of memory. */
static const struct symbol *symbol_intern(const char *name)
{
	u32 hash = full_name_hash(NULL, name, strlen(name));
	size_t size = strlen(name) + 1;
	struct symbol *symbol, *old;

	symbol = kmalloc(sizeof(*symbol) + size, GFP_KERNEL);
	if (!symbol)
		return NULL;
	memcpy(symbol->name, name, size);
	raw_spin_lock(&symbol_lock);
	old = symbol_named(name, hash);
	if (!old)
		hash_add(symbol_names, &symbol->by_name, hash);
	raw_spin_unlock(&symbol_lock);
	if (!old)
		return symbol;
	kfree(symbol);
	return old;
}

/*
 * Process context.
 * @unloads: symbol_unloads before the name was found. If a module has been unloaded
 * since, the location may have another name by now, so nothing is learned.
 */
static int symbol_learn(u64 location, const struct symbol *symbol,
			unsigned int unloads)
{
	struct symbol_location *loc = kmalloc(sizeof(*loc), GFP_KERNEL);

	if (!loc)
		return -ENOMEM;
	loc->location = location;
	loc->symbol = symbol;
	raw_spin_lock(&symbol_lock);
	if (unloads == symbol_unloads && !symbol_find(location)) {
		hash_add_rcu(symbol_locations, &loc->by_location, location);
		loc = NULL;
	}
	raw_spin_unlock(&symbol_lock);
	kfree(loc);
	return 0;
}

static const struct symbol *symbol_define(u64 location, const char *name,
					  unsigned int unloads)
{
	const struct symbol *symbol = symbol_intern(name);

	if (!symbol || symbol_learn(location, symbol, unloads))
		return NULL;
	return symbol;
}

/*
 * Removes the size and the space from the kernel's "symbol+0x1f/0x2a0 [module]" to
 * make it one word. Returns false for an address without a symbol, which the
 * kernel prints as a number.
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

/* BPF programs and trampolines may be freed at any time without notification. */
static bool symbol_is_fleeting(const char *name)
{
	return strstr(name, "[bpf]") || strstr(name, "[__builtin__");
}

/* Process context. An address without a name is not learned: it may get one later. */
static const struct symbol *symbol_resolve(u64 location)
{
	unsigned int unloads = READ_ONCE(symbol_unloads);
	const struct symbol *symbol = symbol_known(location);
	char *buf;

	if (symbol)
		return symbol;
	buf = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	if (!buf)
		return NULL;
	sprint_symbol(buf, location);
	if (!symbol_word(buf))
		symbol = symbol_known(DROPSTAT_LOCATION_UNKNOWN);
	else if (symbol_is_fleeting(buf))
		symbol = symbol_intern(buf);
	else
		symbol = symbol_define(location, buf, unloads);
	kfree(buf);
	return symbol;
}

/**
 * dropstat_symbol_name - name of a location
 * @location: from a site's key or a call path
 *
 * If a module has been unloaded since the location was read, the name may be wrong.
 * The caller then discards it; see view_add_table().
 *
 * Context: process context; may sleep.
 * Return: the same pointer for the same name, valid until
 *	dropstat_symbol_uninit(); NULL if out of memory.
 */
const char *dropstat_symbol_name(u64 location)
{
	const struct symbol *symbol = symbol_resolve(location);

	return symbol ? symbol->name : NULL;
}

/**
 * dropstat_symbol_retire - begin to keep the names of a module being unloaded
 *
 * Context: process context; serialised by the caller.
 */
void dropstat_symbol_retire(void)
{
	raw_spin_lock(&symbol_lock);
	symbol_unloads++;
	raw_spin_unlock(&symbol_lock);
}

/**
 * dropstat_symbol_keep - keep the name of a location whose module is unloaded
 * @location: location in that module, whose symbols still exist
 *
 * Context: process context, between dropstat_symbol_retire() and _forget().
 */
void dropstat_symbol_keep(u64 location)
{
	const struct symbol *symbol = symbol_resolve(location);

	if (symbol && !symbol_known((unsigned long)symbol))
		symbol_learn((unsigned long)symbol, symbol,
			     READ_ONCE(symbol_unloads));
}

/**
 * dropstat_symbol_kept - replacement for a location whose module is unloaded
 * @location: location for which dropstat_symbol_keep() was called
 *
 * No code can be at the address that is returned.
 *
 * Context: with interrupts off, between dropstat_symbol_retire() and _forget().
 * Return: the location to use instead; DROPSTAT_LOCATION_UNKNOWN if there was no
 *	memory to keep the name.
 */
u64 dropstat_symbol_kept(u64 location)
{
	const struct symbol *symbol = symbol_find(location);

	return symbol ? (unsigned long)symbol : DROPSTAT_LOCATION_UNKNOWN;
}

/**
 * dropstat_symbol_forget - forget the locations in a module
 * @module: a module that is being unloaded or loaded
 *
 * Context: process context; serialised by the caller.
 */
void dropstat_symbol_forget(const struct module *module)
{
	struct symbol_location *loc;
	struct hlist_node *next;
	int bucket;

	raw_spin_lock(&symbol_lock);
	symbol_unloads++;
	hash_for_each_safe(symbol_locations, bucket, next, loc, by_location) {
		if (!within_module(loc->location, module))
			continue;
		hash_del_rcu(&loc->by_location);
		kfree_rcu(loc, rcu);
	}
	raw_spin_unlock(&symbol_lock);
}

/**
 * dropstat_symbol_init - name the locations that are not code addresses
 *
 * Context: process context.
 * Return: 0 or -ENOMEM.
 */
int __init dropstat_symbol_init(void)
{
	if (symbol_define(DROPSTAT_LOCATION_OTHER, "other", 0) &&
	    symbol_define(DROPSTAT_LOCATION_NMI, "nmi", 0) &&
	    symbol_define(DROPSTAT_LOCATION_UNKNOWN, "unknown", 0))
		return 0;
	dropstat_symbol_uninit();
	return -ENOMEM;
}

/* Process context, after the probe and all snapshots have ended. */
void dropstat_symbol_uninit(void)
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
