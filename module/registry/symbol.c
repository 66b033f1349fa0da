// SPDX-License-Identifier: GPL-2.0
/*
 * Resolves locations to names: "symbol+0xoffset" or "symbol+0xoffset[module]". A
 * location is resolved once, when it is first read or when its module is unloaded
 * (table/retire.c), and the name is kept. Code addresses are never shown.
 */
#include <linux/hashtable.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/stringhash.h>

#include "registry/registry.h"

/* One name; each name exists only once. */
struct symbol {
	struct hlist_node by_name;
	char name[];
};

/* The name of one location. */
struct symbol_location {
	struct hlist_node by_location;
	u64 location;
	const struct symbol *symbol;
};

/* Serialises all changes to the hash tables below, and protects symbol_buf. */
static DEFINE_MUTEX(symbol_lock);
static DEFINE_HASHTABLE(symbol_names, 8);
static DEFINE_HASHTABLE(symbol_locations, 10);
static char symbol_buf[KSYM_SYMBOL_LEN];

/* Must be called with symbol_lock held, or on behalf of a task that holds it. */
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

/* An address without a name is not recorded, because it may get a name later. */
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
 * dropstat_symbol_lock - keep locations from changing
 *
 * A reader takes this lock before it reads a location from a site, and holds it
 * until it has the name. Otherwise the module could be unloaded in the meantime.
 *
 * Context: process context; may sleep.
 */
void dropstat_symbol_lock(void)
{
	mutex_lock(&symbol_lock);
}

/**
 * dropstat_symbol_lock_killable - like dropstat_symbol_lock(), but killable
 *
 * Context: process context; may sleep.
 * Return: 0, or -EINTR on a fatal signal.
 */
int dropstat_symbol_lock_killable(void)
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
 * @location: from a site's key or a call path
 *
 * Context: process context, between dropstat_symbol_lock() and _unlock().
 * Return: the same pointer for the same name, valid until
 *	dropstat_symbol_uninit(); NULL if out of memory.
 */
const char *dropstat_symbol_name(u64 location)
{
	const struct symbol *symbol = symbol_resolve(location);

	return symbol ? symbol->name : NULL;
}

/**
 * dropstat_symbol_keep - keep the name of a location in a module being unloaded
 * @location: location in that module, whose symbols still exist
 *
 * Context: process context, between dropstat_symbol_lock() and _unlock().
 */
void dropstat_symbol_keep(u64 location)
{
	const struct symbol *symbol = symbol_resolve(location);

	if (symbol && !symbol_find((unsigned long)symbol))
		symbol_learn((unsigned long)symbol, symbol);
}

/**
 * dropstat_symbol_kept - replace a location in a module being unloaded
 * @location: location for which dropstat_symbol_keep() was called
 *
 * No code can be at the returned address.
 *
 * Context: any, with symbol_lock held by the task on whose behalf it is called.
 * Return: the location to use instead; DROPSTAT_LOCATION_UNKNOWN if there was no
 *	memory to keep the name.
 */
u64 dropstat_symbol_kept(u64 location)
{
	const struct symbol *symbol = symbol_find(location);

	return symbol ? (unsigned long)symbol : DROPSTAT_LOCATION_UNKNOWN;
}

/**
 * dropstat_symbol_forget - forget the locations in a module being unloaded
 * @module: the module
 *
 * Context: process context, between dropstat_symbol_lock() and _unlock().
 */
void dropstat_symbol_forget(const struct module *module)
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

/**
 * dropstat_symbol_init - define names for locations that are not code addresses
 *
 * Context: process context.
 * Return: 0 or -ENOMEM.
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
	if (err)
		dropstat_symbol_uninit();
	return err;
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
