/* SPDX-License-Identifier: GPL-2.0 */
/* The entries of conntrack, as they are now, in any network namespace. */
#ifndef _DROPSTAT_CTNETLINK_H
#define _DROPSTAT_CTNETLINK_H

#include <libmnl/libmnl.h>

#include "lib/drop.h"

/**
 * struct ctlist - the entries of a netns and a family
 * @netns: inode number of the netns
 * @family: AF_INET or AF_INET6
 * @failed: whether they could not be read
 * @entries: the entries
 * @nr: number of them
 * @max: room for them
 * @next: another list
 */
struct ctlist {
	uint32_t netns;
	int family;
	bool failed;
	struct conntrack *entries;
	size_t nr;
	size_t max;
	struct ctlist *next;
};

#define CTNETLINK_WHY	512

/*
 * The entries of a netns and a family, as of the first call. NULL if they cannot
 * be read: @why then says why, once for each netns, and is empty after that.
 */
const struct ctlist *ctnetlink_get(uint32_t netns, int family,
				   char why[CTNETLINK_WHY]);
/* Lists are read anew from now on. */
void ctnetlink_forget(void);

/* What one message of the kernel says; false if it is no entry. */
bool ctnetlink_parse(const struct nlmsghdr *nlh, struct conntrack *entry);

#endif /* _DROPSTAT_CTNETLINK_H */
