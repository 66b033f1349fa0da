/* SPDX-License-Identifier: GPL-2.0 */
/* Which rows a reader may see and has asked for. */
#ifndef _DROPSTAT_QUERY_H
#define _DROPSTAT_QUERY_H

#include <linux/types.h>

#include <linux/if.h>

#include "hit.h"
#include "table/upkeep.h"

struct net;

/* An additional value of enum dropstat_scope: the site is not shown. */
#define DROPSTAT_SCOPE_NONE	(DROPSTAT_SCOPE_MAX + 1)

/**
 * struct dropstat_query - what a reader may see and has asked for
 * @admin: whether the reader has CAP_NET_ADMIN in the initial user namespace
 * @owner: without @admin, dropstat_budget_owner() of the reader
 * @whose: the namespaces whose drops are shown
 * @gone: whether drops in ended namespaces are also shown
 * @other: whether the reader may see how many hits, in any namespace, belong to
 *	sites that did not fit in the tables
 * @flows: whether flows are shown in addition to sites
 * @details: whether the details of flows are shown
 * @stacks: whether call paths of the sites are shown
 * @has_ifindex: whether only one interface is shown
 * @ifindex: index of that interface
 * @ifname: name or label of the only interface to show; empty for all
 * @has_class: whether only one class is shown
 * @class: that class
 * @has_reason: whether only one reason is shown
 * @reason: number of that reason
 * @location: name of the only location or function to show; empty for all
 * @tuple: flows must match this in the bits set in @mask
 * @mask: see @tuple; all zero for all flows
 * @limit: maximum number of rows; 0 for all
 */
struct dropstat_query {
	bool admin;
	u64 owner;
	struct dropstat_whose whose;
	bool gone;
	bool other;
	bool flows;
	bool details;
	bool stacks;
	bool has_ifindex;
	u32 ifindex;
	char ifname[IFNAMSIZ];
	bool has_class;
	u32 class;
	bool has_reason;
	u32 reason;
	char location[DROPSTAT_LONGEST_NAME + 1];
	struct dropstat_tuple tuple;
	struct dropstat_tuple mask;
	u32 limit;
};

/* query.c APIs: process context, unless query.c says otherwise */
u32 dropstat_query_scope(const struct dropstat_query *query,
			 const struct dropstat_site_key *key);
bool dropstat_query_location(const struct dropstat_query *query,
			     const char *location);
bool dropstat_query_any_flow(const struct dropstat_query *query);
bool dropstat_query_flow(const struct dropstat_query *query,
			 const struct dropstat_tuple *tuple);

/* budget.c APIs: process context */
u64 dropstat_budget_owner(const struct net *net);

#endif /* _DROPSTAT_QUERY_H */
