/* SPDX-License-Identifier: GPL-2.0 */
/* Which rows a reader may see, and wants to. */
#ifndef _DROPSTAT_QUERY_H
#define _DROPSTAT_QUERY_H

#include <linux/types.h>

#include <linux/if.h>

#include "hit.h"
#include "table/upkeep.h"

/* What is not shown to a reader, besides enum dropstat_scope. */
#define DROPSTAT_SCOPE_NONE	(DROPSTAT_SCOPE_MAX + 1)

/**
 * struct dropstat_query - what a reader wants to see, of what it may see
 * @admin: whether the reader has CAP_NET_ADMIN in the initial user namespace
 * @whose: which namespaces
 * @gone: and what belongs to namespaces that have ended
 * @other: whether it may know how many hits of anybody found no room
 * @flows: whether flows are wanted, or sites alone
 * @details: whether all that is known of the flows is
 * @stacks: whether call paths of the sites are wanted, and may be seen
 * @has_ifindex: whether one interface is wanted
 * @ifindex: see @has_ifindex
 * @ifname: name or label of the wanted interface; empty for all
 * @has_class: whether one class is wanted
 * @class: see @has_class
 * @has_reason: whether one reason is wanted
 * @reason: see @has_reason
 * @location: name of the wanted location, or function; empty for all
 * @tuple: the wanted flows, as far as @mask says
 * @mask: all zero for all flows
 * @limit: no more rows than that; 0 for all
 */
struct dropstat_query {
	bool admin;
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

/* query.c APIs: process context */
u32 dropstat_query_scope(const struct dropstat_query *query,
			 const struct dropstat_site_key *key);
bool dropstat_query_location(const struct dropstat_query *query,
			     const char *location);
bool dropstat_query_any_flow(const struct dropstat_query *query);
bool dropstat_query_flow(const struct dropstat_query *query,
			 const struct dropstat_tuple *tuple);

#endif /* _DROPSTAT_QUERY_H */
