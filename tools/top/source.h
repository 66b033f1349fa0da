/* SPDX-License-Identifier: GPL-2.0 */
/* Where pictures come from: netlink, or /proc where that is not allowed. */
#ifndef _DROPSTAT_TOP_SOURCE_H
#define _DROPSTAT_TOP_SOURCE_H

#include "top/picture.h"

#define SOURCE_ERROR	512

/**
 * struct source - where pictures come from
 * @client: NULL while there is no connection
 * @wanted: whose drops to read
 * @netns: of the netns to read, for PICTURE_NAMED
 * @scope: whose drops may be read, as far as it is known
 * @proc: whether netlink has refused to tell even our own
 * @missing: whether the last try failed because there is no module
 * @denied: whether it failed because we may not
 * @no_stacks: whether call paths were refused
 * @refreshed: milliseconds, when names of namespaces were last forgotten
 * @error: why the last try failed
 */
struct source {
	struct client *client;
	enum picture_scope wanted;
	uint32_t netns;
	enum picture_scope scope;
	bool proc;
	bool missing;
	bool denied;
	bool no_stacks;
	uint64_t refreshed;
	char error[SOURCE_ERROR];
};

/* Of all namespaces if that is allowed, else of our own; or of @netns. */
void source_init(struct source *source, bool named, uint32_t netns);
/* Connects if need be. NULL if nothing could be read: @error says why. */
struct picture *source_read(struct source *source);
/* Reads the call paths of the sites of a picture, if that is allowed. */
void source_stacks(struct source *source, struct picture *picture);
void source_close(struct source *source);
/* Milliseconds on a clock that never goes back */
uint64_t source_now(void);

#endif /* _DROPSTAT_TOP_SOURCE_H */
