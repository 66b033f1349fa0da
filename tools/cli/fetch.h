/* SPDX-License-Identifier: GPL-2.0 */
/* Rows from netlink, /proc/net/dropstat or a file. */
#ifndef _DROPSTAT_FETCH_H
#define _DROPSTAT_FETCH_H

#include "lib/client.h"
#include "cli/select.h"

/**
 * struct fetch - where rows come from
 * @selection: which rows; fetch_open() sets its query.all
 * @client: the netlink client; NULL if a file is read
 * @path: the file
 * @netns: inode number of the file's network namespace; 0 if unknown
 */
struct fetch {
	struct selection selection;
	struct client *client;
	const char *path;
	uint32_t netns;
};

/*
 * Opens @path or, if that is NULL, netlink. If netlink fails, prints a message and
 * uses /proc/net/dropstat. Exits with an error if neither can be used.
 */
void fetch_open(struct fetch *fetch, const struct selection *selection,
		const char *path);
void fetch_close(struct fetch *fetch);

/*
 * Read sites, or flows and the drops without a flow row. From a file, both
 * functions read the latter.
 */
void fetch_sites(struct fetch *fetch, struct drop_list *list);
void fetch_flows(struct fetch *fetch, struct drop_list *list);
/* Reads sites with their call paths; exits with an error if that fails. */
void fetch_stacks(struct fetch *fetch, struct drop_list *list);
/* Reads the totals; false for a file, which yields only some of them. */
bool fetch_totals(struct fetch *fetch, struct totals *totals);

#endif /* _DROPSTAT_FETCH_H */
