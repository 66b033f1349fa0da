// SPDX-License-Identifier: GPL-2.0
/* Definitions for shim.h, and stubs for the parts of the module outside its tables */
#include "registry/registry.h"
#include "table/table.h"
#include "view/view.h"

int shim_cpus = 2;
u64 shim_jiffies = 1;
size_t shim_allocated;
void (*shim_resched)(void);
bool (*shim_netns_is_live)(u64 cookie);
bool (*shim_iface_is_gone)(u64 cookie, u32 ifindex);
struct net init_net = { .net_cookie = 1 };

void *shim_alloc(size_t n, size_t size)
{
	shim_allocated += n * size;
	return calloc(n, size);
}

bool dropstat_netns_is_live(u64 cookie)
{
	if (shim_netns_is_live)
		return shim_netns_is_live(cookie);
	return cookie != 0 && cookie != SHIM_COOKIE_GONE;
}

bool dropstat_iface_is_gone(u64 cookie, u32 ifindex)
{
	return shim_iface_is_gone && shim_iface_is_gone(cookie, ifindex);
}

/* Interface N is named ethN, unless it has no name. */
bool dropstat_iface_name(u64 cookie, u32 ifindex, char name[IFNAMSIZ])
{
	snprintf(name, IFNAMSIZ, "eth%u", ifindex);
	return ifindex < SHIM_IFINDEX_NAMELESS;
}

void dropstat_iface_label(const struct dropstat_site_key *key,
			  char label[IFNAMSIZ])
{
	if (!dropstat_iface_name(key->cookie, key->ifindex, label))
		snprintf(label, IFNAMSIZ, "if%u", key->ifindex);
}

/* Only flushes of the initial netns are counted. */
static u32 shim_flushes;

void dropstat_netns_flushed(u64 cookie)
{
	shim_flushes += cookie == init_net.net_cookie;
}

u32 dropstat_netns_flushes(u64 cookie)
{
	return cookie == init_net.net_cookie ? shim_flushes : 0;
}

/* Tests do not check the call path of a hit. */
void dropstat_stack_take(struct dropstat_table *table,
			 struct dropstat_site *site)
{
}

/* Tests have no tenants. */
int dropstat_budget_take(struct dropstat_snapshot *snapshot,
			 const struct dropstat_query *query, u64 bytes)
{
	return 0;
}

void dropstat_budget_return(const struct dropstat_snapshot *snapshot)
{
}

/*
 * Names are compared as pointers, so any unique value will do. An odd location has the
 * same name as the even location just below it.
 */
const char *dropstat_symbol_name(u64 location)
{
	return (const char *)(unsigned long)
		(location <= DROPSTAT_LOCATION_UNKNOWN ? location :
							 location & ~1ULL);
}
