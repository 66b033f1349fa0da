/* SPDX-License-Identifier: GPL-2.0 */
/* Rows, from wherever they can be had. */
#ifndef _DROPSTAT_FETCH_H
#define _DROPSTAT_FETCH_H

#include "lib/client.h"
#include "cli/select.h"

/**
 * struct fetch - where rows come from
 * @selection: which ones; its query.all is set here
 * @client: by netlink; NULL for a file
 * @path: of the file
 * @netns: that the file is of
 */
struct fetch {
	struct selection selection;
	struct client *client;
	const char *path;
	uint32_t netns;
};

/*
 * Chooses where from: @path; if that is NULL, netlink; if that cannot be,
 * /proc/net/dropstat, and says so. Complains and exits if nothing can be.
 */
void fetch_open(struct fetch *fetch, const struct selection *selection,
		const char *path);
void fetch_close(struct fetch *fetch);

/* Sites, or flows and what no flow holds; from a file always the latter. */
void fetch_sites(struct fetch *fetch, struct drop_list *list);
void fetch_flows(struct fetch *fetch, struct drop_list *list);
/* Sites with their call paths; complains and exits if they cannot be had. */
void fetch_stacks(struct fetch *fetch, struct drop_list *list);
/* The totals; from a file those that rows tell. False if not all. */
bool fetch_totals(struct fetch *fetch, struct totals *totals);

#endif /* _DROPSTAT_FETCH_H */
