/* SPDX-License-Identifier: GPL-2.0 */
/* The source of pictures: netlink, or /proc if netlink is not permitted. */
#ifndef _DROPSTAT_TOP_SOURCE_H
#define _DROPSTAT_TOP_SOURCE_H

#include "top/picture.h"

#define SOURCE_ERROR	512

/**
 * struct source - the source of pictures
 * @client: the netlink client; NULL while there is no connection
 * @wanted: which drops to read
 * @netns: inode number of the netns to read, for PICTURE_NAMED
 * @scope: which drops may be read, as far as known
 * @missing: whether the last read failed because the module is not loaded
 * @denied: whether the last read failed for lack of permission
 * @no_stacks: whether call paths were refused
 * @refreshed: when cached namespace names were last discarded, in milliseconds
 * @error: why the last read failed
 */
struct source {
	struct client *client;
	enum picture_scope wanted;
	uint32_t netns;
	enum picture_scope scope;
	bool missing;
	bool denied;
	bool no_stacks;
	uint64_t refreshed;
	char error[SOURCE_ERROR];
};

/* Selects @netns if @named; otherwise all namespaces, or ours if denied. */
void source_init(struct source *source, bool named, uint32_t netns);
/* Connects if necessary, and reads a picture; NULL on failure, see source->error. */
struct picture *source_read(struct source *source);
/* Reads the call paths of the sites in a picture, if that is allowed. */
void source_stacks(struct source *source, struct picture *picture);
void source_close(struct source *source);
/* Milliseconds on the monotonic clock */
uint64_t source_now(void);

#endif /* _DROPSTAT_TOP_SOURCE_H */
