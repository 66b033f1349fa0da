/* SPDX-License-Identifier: GPL-2.0 */
/* The container of a cgroup. */
#ifndef _DROPSTAT_CONTAINER_H
#define _DROPSTAT_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The name of the container with this cgroup path: for example "docker:" and
 * the first twelve digits, for /system.slice/docker-1a2b...scope. False if the
 * path is not a container's.
 */
bool container_name(const char *cgroup, char *name, size_t size);

#endif /* _DROPSTAT_CONTAINER_H */
