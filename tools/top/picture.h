/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot of the counters, and what has changed since the previous one. */
#ifndef _DROPSTAT_TOP_PICTURE_H
#define _DROPSTAT_TOP_PICTURE_H

#include "lib/client.h"
#include "lib/tally.h"
#include "top/group.h"

/* Which drops a picture contains */
enum picture_scope {
	PICTURE_ALL,		/* drops of all network namespaces */
	PICTURE_OWN,		/* drops of the caller's netns */
	PICTURE_NAMED,		/* drops of a netns that the user named */
};

/**
 * struct picture - a snapshot of the counters
 * @site_rows: the sites, as read; /proc has none
 * @flow_rows: the flows and the rests of sites, as read; the rest of a site is its
 *	drops without a flow row
 * @sites: one entry for each site
 * @flows: one entry for each flow and each rest
 * @has_totals: whether @totals is set
 * @totals: the kernel's totals
 * @scope: which drops it contains
 * @netns: inode number of the netns, for PICTURE_NAMED
 * @proc: whether it was read from /proc
 * @when: when it was read, in milliseconds
 * @interval: milliseconds since the previous picture; 0 if there are no rates
 * @packets: hits of each class
 * @evicted: drops without a flow row
 * @delta: drops in the interval
 */
struct picture {
	struct drop_list site_rows;
	struct drop_list flow_rows;
	struct tally sites;
	struct tally flows;
	bool has_totals;
	struct totals totals;
	enum picture_scope scope;
	uint32_t netns;
	bool proc;
	uint64_t when;
	uint64_t interval;
	uint64_t packets[DROPSTAT_CLASS_MAX + 1];
	uint64_t evicted;
	uint64_t delta;
};

/* Builds the entries from the rows that were read; false if out of memory. */
bool picture_build(struct picture *picture);
/*
 * Computes what has changed since @old, which may be NULL. A count that has
 * decreased must have restarted from zero. Returns false if out of memory.
 */
bool picture_follow(struct picture *picture, const struct picture *old);
/* Gives the sites their call paths from @list. */
void picture_stacks(struct picture *picture, const struct drop_list *list);
/* The call path of a row's site; NULL if there is none */
const char *picture_stack(const struct picture *picture,
			  const struct drop *drop);
/* Drops per second; -1 if there are no rates */
double picture_rate(const struct picture *picture, uint64_t delta);
void picture_free(struct picture *picture);

#endif /* _DROPSTAT_TOP_PICTURE_H */
