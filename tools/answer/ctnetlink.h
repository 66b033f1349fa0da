/* SPDX-License-Identifier: GPL-2.0 */
/* The current conntrack entries of any network namespace. */
#ifndef _DROPSTAT_CTNETLINK_H
#define _DROPSTAT_CTNETLINK_H

#include <libmnl/libmnl.h>

#include "lib/drop.h"

/**
 * struct ctlist - the entries of a netns and a family
 * @netns: inode number of the netns
 * @family: AF_INET or AF_INET6
 * @failed: whether the entries could not be read
 * @entries: the entries
 * @nr: number of entries
 * @max: number of entries that fit in the array
 * @next: the next list
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
 * Returns the entries of a netns and a family, as of the first call. NULL if they
 * cannot be read: @why is then the reason on the first call for each netns, and
 * empty on later calls.
 */
const struct ctlist *ctnetlink_get(uint32_t netns, int family,
				   char why[CTNETLINK_WHY]);
/* Frees all lists, so that they are read again. */
void ctnetlink_forget(void);

/* Parses one message from the kernel; false if it is not a valid entry. */
bool ctnetlink_parse(const struct nlmsghdr *nlh, struct conntrack *entry);

#endif /* _DROPSTAT_CTNETLINK_H */
