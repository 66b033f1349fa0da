/* SPDX-License-Identifier: GPL-2.0 */
/* The container of a cgroup. */
#ifndef _DROPSTAT_CONTAINER_H
#define _DROPSTAT_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Gets the name of the container with this cgroup path: "docker:" and the first
 * twelve digits of its ID for /system.slice/docker-1a2b...scope. Returns false if
 * the path does not belong to a container.
 */
bool container_name(const char *cgroup, char *name, size_t size);

#endif /* _DROPSTAT_CONTAINER_H */
