/* SPDX-License-Identifier: GPL-2.0 */
/* What was read at one moment, and what has changed since the moment before. */
#ifndef _DROPSTAT_TOP_PICTURE_H
#define _DROPSTAT_TOP_PICTURE_H

#include "lib/client.h"
#include "lib/tally.h"
#include "top/group.h"

/* Whose drops a picture has. */
enum picture_scope {
	PICTURE_ALL,		/* all namespaces' */
	PICTURE_OWN,		/* those of the caller's netns */
	PICTURE_NAMED,		/* those of a netns that was asked for */
};

/**
 * struct picture - what was read at one moment
 * @site_rows: sites as read; none from /proc
 * @flow_rows: flows, and what no flow of a site holds, as read
 * @sites: sites, each once
 * @flows: flows and the rests of sites, each once
 * @has_totals: whether there are @totals
 * @totals: the kernel's sums
 * @scope: whose drops these are
 * @netns: of the netns, for PICTURE_NAMED
 * @proc: whether they are from /proc
 * @when: milliseconds, when it was read
 * @interval: milliseconds since the picture before; 0 if there are no rates
 * @packets: hits of each class
 * @evicted: drops that no flow holds
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

/* Puts the rows together as soon as they are read; false without memory. */
bool picture_build(struct picture *picture);
/*
 * Says what has changed since @old, which may be NULL. A count that is lower
 * than before has begun anew. False without memory.
 */
bool picture_follow(struct picture *picture, const struct picture *old);
/* Gives sites the call paths that rows of @list have. */
void picture_stacks(struct picture *picture, const struct drop_list *list);
/* Of the site of a row; NULL if there is none. */
const char *picture_stack(const struct picture *picture,
			  const struct drop *drop);
/* Per second, -1 without rates. */
double picture_rate(const struct picture *picture, uint64_t delta);
void picture_free(struct picture *picture);

#endif /* _DROPSTAT_TOP_PICTURE_H */
