/* SPDX-License-Identifier: GPL-2.0 */
/* Names of network namespaces. */
#ifndef _DROPSTAT_NETNS_H
#define _DROPSTAT_NETNS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Returns a name for the netns with this inode number: "init"; its name in
 * ip-netns(8); its container, such as "docker:1a2b3c4d5e6f"; a process in it, such
 * as "pid:123(nginx)"; or "net:[4026532008]" if it has none. It may contain any
 * bytes; see escape.h. Names are looked up once and cached until netns_refresh().
 * The string is never freed.
 */
const char *netns_name(uint32_t inum);
/* Discards the cached names. */
void netns_refresh(void);

/*
 * Finds the inode number of a netns given as "init", "self", a name from
 * ip-netns(8), a PID, an inode number, a path, or a name from netns_name().
 */
bool netns_find(const char *text, uint32_t *inum);
/*
 * Returns a file descriptor for the netns with this inode number; -ENOENT if it
 * no longer exists, or if no name or process leads to it; or another negative
 * errno.
 */
int netns_open(uint32_t inum);
/* The inode number of the caller's netns; 0 if unknown. */
uint32_t netns_own(void);
/* Whether the caller's netns is the initial one */
bool netns_is_initial(void);

#endif /* _DROPSTAT_NETNS_H */
