/* SPDX-License-Identifier: GPL-2.0 */
/* What people call a network namespace. */
#ifndef _DROPSTAT_NETNS_H
#define _DROPSTAT_NETNS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The name of the netns with an inode number, one word: "init"; that of
 * ip-netns(8); "docker:1a2b3c4d5e6f" or the like for a container's;
 * "pid:123(nginx)" for a process's; "net:[4026532008]" if nobody lives there.
 * It is looked up once, until netns_refresh(), and lives as long as the program.
 */
const char *netns_name(uint32_t inum);
/* Forget what was looked up. */
void netns_refresh(void);

/*
 * The inode number of a netns: "init", "self", a name of ip-netns(8), a process
 * ID, an inode number, a path, or what netns_name() says.
 */
bool netns_find(const char *text, uint32_t *inum);
/*
 * A descriptor of the netns with an inode number; -ENOENT if it has ended, or
 * has neither a name nor a process to be found by; or another negative errno.
 */
int netns_open(uint32_t inum);
/* The inode number of the caller's netns; 0 if it cannot be known. */
uint32_t netns_own(void);
/* Whether the caller's netns is the initial one */
bool netns_is_initial(void);

#endif /* _DROPSTAT_NETNS_H */
