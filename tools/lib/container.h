/* SPDX-License-Identifier: GPL-2.0 */
/* Which container a process lives in. */
#ifndef _DROPSTAT_CONTAINER_H
#define _DROPSTAT_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * From a cgroup path, such as /system.slice/docker-1a2b...scope: "docker:" and
 * the first twelve digits, or the like. False if it is no container's.
 */
bool container_name(const char *cgroup, char *name, size_t size);

#endif /* _DROPSTAT_CONTAINER_H */
