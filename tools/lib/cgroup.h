/* SPDX-License-Identifier: GPL-2.0 */
/* What a cgroup is called. */
#ifndef _DROPSTAT_CGROUP_H
#define _DROPSTAT_CGROUP_H

#include <stdint.h>

/*
 * The path of the cgroup with an identifier, from the root that we see; NULL if
 * there is none, or none any more. They are looked up once, until
 * cgroup_refresh(); the path lives as long as the program.
 */
const char *cgroup_path(uint64_t id);
/* Forget what was looked up. */
void cgroup_refresh(void);

#endif /* _DROPSTAT_CGROUP_H */
