/* SPDX-License-Identifier: GPL-2.0 */
/* Paths of cgroups. */
#ifndef _DROPSTAT_CGROUP_H
#define _DROPSTAT_CGROUP_H

#include <stdint.h>

/*
 * The path of the cgroup with this ID, relative to the root that we see; NULL
 * if it does not exist, or no longer does. All paths are read once and kept
 * until cgroup_refresh(). The string is never freed.
 */
const char *cgroup_path(uint64_t id);
/* Forgets the paths, so that they are read again. */
void cgroup_refresh(void);

#endif /* _DROPSTAT_CGROUP_H */
