/* SPDX-License-Identifier: GPL-2.0 */
/* Whose packets a row has, in words. */
#ifndef _DROPSTAT_OWNER_H
#define _DROPSTAT_OWNER_H

#include "lib/drop.h"

/* Room for a container's name */
#define OWNER_CONTAINER	300

/* Which container its cgroup is of; false if it is none's, or not known. */
bool owner_container(const struct drop *drop, char name[OWNER_CONTAINER]);
/*
 * "cgroup /system.slice/x.service, uid 0 (root), task x (...)", which is to be
 * freed; NULL if nothing is known.
 */
char *owner_text(const struct drop *drop);
/* "tx, going out"; NULL if it is not known. */
const char *owner_direction(const struct drop *drop);

#endif /* _DROPSTAT_OWNER_H */
