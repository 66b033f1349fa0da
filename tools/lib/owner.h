/* SPDX-License-Identifier: GPL-2.0 */
/* The owner and direction of a row's packets, as text. */
#ifndef _DROPSTAT_OWNER_H
#define _DROPSTAT_OWNER_H

#include "lib/drop.h"

/* Buffer size of a container's name */
#define OWNER_CONTAINER	300

/* The container of the row's cgroup; false if there is none, or it is unknown. */
bool owner_container(const struct drop *drop, char name[OWNER_CONTAINER]);
/*
 * Returns "cgroup /system.slice/x.service, uid 0 (root), task x (...)", which the
 * caller must free; NULL if nothing is known.
 */
char *owner_text(const struct drop *drop);
/* "tx, outgoing"; NULL if unknown */
const char *owner_direction(const struct drop *drop);

#endif /* _DROPSTAT_OWNER_H */
