/* SPDX-License-Identifier: GPL-2.0 */
/* The ways to group rows in the live view. */
#ifndef _DROPSTAT_TOP_GROUP_H
#define _DROPSTAT_TOP_GROUP_H

#include "lib/key.h"

/* What rows are grouped by, in the order of the keyboard keys 1 to 9 and 0 */
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
	GROUP_GROUPS,		/* the user can choose the groups above */
	GROUP_SITE = GROUP_GROUPS,
	GROUP_NR
};

/* The fields that the rows of a group have in common, enum row_key */
unsigned int group_keys(enum group_by by);
/* Whether this grouping needs flows instead of sites */
bool group_needs_flows(enum group_by by);
const char *group_word(enum group_by by);
/* Finds a group by the first letters of its name; GROUP_NR if none matches. */
enum group_by group_parse(const char *name);

#endif /* _DROPSTAT_TOP_GROUP_H */
