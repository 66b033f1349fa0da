/* SPDX-License-Identifier: GPL-2.0 */
/* What rows can be grouped by in the live view. */
#ifndef _DROPSTAT_TOP_GROUP_H
#define _DROPSTAT_TOP_GROUP_H

#include "lib/key.h"

/* What rows are grouped by; the order is that of the keys 1 to 9 and 0. */
enum group_by {
	GROUP_REASON,
	GROUP_NETNS,
	GROUP_IFACE,
	GROUP_LOCATION,
	GROUP_PROTO,
	GROUP_SADDR,
	GROUP_DADDR,
	GROUP_SPORT,
	GROUP_DPORT,
	GROUP_FLOW,
	GROUP_GROUPS,		/* what is above are the groups to choose */
	GROUP_SITE = GROUP_GROUPS,
	GROUP_NR
};

/* What rows of a group have in common, enum row_key. */
unsigned int group_keys(enum group_by by);
/* Whether rows have to be told apart by flow for this. */
bool group_needs_flows(enum group_by by);
const char *group_word(enum group_by by);
/* Of a name, or its first letters; GROUP_NR if there is none such. */
enum group_by group_parse(const char *name);

#endif /* _DROPSTAT_TOP_GROUP_H */
