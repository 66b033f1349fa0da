// SPDX-License-Identifier: GPL-2.0
/* Checks whether a site or a flow matches a query. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "registry/registry.h"
#include "view/query.h"

static u32 query_netns(const struct dropstat_query *query, u64 cookie)
{
	bool wanted = query->whose.all || cookie == query->whose.cookie;

	if (cookie == DROPSTAT_COOKIE_UNKNOWN)
		return wanted || query->whose.unknown ? DROPSTAT_SCOPE_UNKNOWN :
						  DROPSTAT_SCOPE_NONE;
	if (!wanted && !query->gone)
		return DROPSTAT_SCOPE_NONE;
	if (!dropstat_netns_is_live(cookie))
		return DROPSTAT_SCOPE_GONE;
	return wanted ? DROPSTAT_SCOPE_LIVE : DROPSTAT_SCOPE_NONE;
}

/* Process context. A query may give the interface's name or its label. */
static bool query_iface(const struct dropstat_query *query,
			const struct dropstat_site_key *key)
{
	char name[IFNAMSIZ];

	if (!query->ifname[0])
		return true;
	dropstat_iface_label(key, name);
	if (!strcmp(name, query->ifname))
		return true;
	return dropstat_iface_name(key->cookie, key->ifindex, name) &&
	       !strcmp(name, query->ifname);
}

/**
 * dropstat_query_scope - check a site against a query, except for its location
 * @query: the query
 * @key: key of the site
 *
 * Context: process context.
 * Return: enum dropstat_scope of its netns, or DROPSTAT_SCOPE_NONE if the site
 *	does not match.
 */
u32 dropstat_query_scope(const struct dropstat_query *query,
			 const struct dropstat_site_key *key)
{
	if (query->has_ifindex && query->ifindex != key->ifindex)
		return DROPSTAT_SCOPE_NONE;
	if (query->has_class && query->class != key->class)
		return DROPSTAT_SCOPE_NONE;
	if (query->has_reason && query->reason != key->reason)
		return DROPSTAT_SCOPE_NONE;
	if (!query_iface(query, key))
		return DROPSTAT_SCOPE_NONE;
	return query_netns(query, key->cookie);
}

/**
 * dropstat_query_location - check a location against a query
 * @query: the query; a function name without an offset matches all offsets, and
 *	the parts that the compiler split off from the function
 * @location: name of the location
 *
 * Context: any.
 * Return: whether it matches.
 */
bool dropstat_query_location(const struct dropstat_query *query,
			     const char *location)
{
	size_t size = strlen(query->location);

	if (!size || !strcmp(location, query->location))
		return true;
	return !strncmp(location, query->location, size) &&
	       (location[size] == '+' || location[size] == '.');
}

/* Any context. Whether the query matches all flows. */
bool dropstat_query_any_flow(const struct dropstat_query *query)
{
	return !memchr_inv(&query->mask, 0, sizeof(query->mask));
}

/**
 * dropstat_query_flow - check a flow against a query
 * @query: the query
 * @tuple: tuple of the flow
 *
 * Context: any.
 * Return: whether it matches.
 */
bool dropstat_query_flow(const struct dropstat_query *query,
			 const struct dropstat_tuple *tuple)
{
	u64 differs = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tuple->words); i++)
		differs |= (tuple->words[i] ^ query->tuple.words[i]) &
			   query->mask.words[i];
	return !differs;
}
