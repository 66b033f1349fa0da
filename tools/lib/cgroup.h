/* SPDX-License-Identifier: GPL-2.0 */
/* Paths of cgroups. */
#ifndef _DROPSTAT_CGROUP_H
#define _DROPSTAT_CGROUP_H

#include <stdint.h>

/*
 * Returns the path of the cgroup with this ID, relative to the visible root;
 * NULL if there is no such cgroup. Paths are scanned once and cached until
 * cgroup_refresh(). The string is never freed.
 */
const char *cgroup_path(uint64_t id);
/* Discards the cached paths. */
void cgroup_refresh(void);

#endif /* _DROPSTAT_CGROUP_H */
