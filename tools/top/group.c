// SPDX-License-Identifier: GPL-2.0
/* The ways to group rows in the live view. */
#include <string.h>

#include "top/group.h"

/**
 * struct group - a way to group rows
 * @name: its name on the command line and on the screen
 * @keys: the fields that the rows of a group have in common, enum row_key
 */
struct group {
	const char *name;
	unsigned int keys;
};

static const struct group groups[GROUP_NR] = {
	[GROUP_REASON]		= { "reason", ROW_REASON },
	[GROUP_NETNS]		= { "netns", ROW_NETNS },
	[GROUP_IFACE]		= { "iface", ROW_IFACE },
	[GROUP_LOCATION]	= { "location", ROW_LOCATION },
	[GROUP_PROTO]		= { "proto", ROW_PROTO },
	[GROUP_SADDR]		= { "saddr", ROW_SADDR },
	[GROUP_DADDR]		= { "daddr", ROW_DADDR },
	[GROUP_SPORT]		= { "sport", ROW_SPORT | ROW_PORT_PROTO },
	[GROUP_DPORT]		= { "dport", ROW_DPORT | ROW_PORT_PROTO },
	[GROUP_FLOW]		= { "flow", ROW_ALL },
	[GROUP_SITE]		= { "site", ROW_SITE },
};

unsigned int group_keys(enum group_by by)
{
	return groups[by].keys;
}

const char *group_word(enum group_by by)
{
	return groups[by].name;
}

enum group_by group_parse(const char *name)
{
	size_t len = strlen(name);
	enum group_by by;

	for (by = 0; len && by < GROUP_GROUPS; by++)
		if (!strncmp(groups[by].name, name, len))
			return by;
	return GROUP_NR;
}

bool group_needs_flows(enum group_by by)
{
	return by < GROUP_NR && groups[by].keys & ROW_FLOW;
}
