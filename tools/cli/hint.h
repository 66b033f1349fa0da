/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that a message suggests. */
#ifndef _DROPSTAT_HINT_H
#define _DROPSTAT_HINT_H

#include "lib/client.h"

/*
 * Returns a command, to be freed, that shows by location what @query selects in the
 * file @path, or in the kernel if that is NULL. Filters for flows are left out. Returns
 * NULL if out of memory.
 */
char *hint_by_location(const struct query *query, const char *path);

#endif /* _DROPSTAT_HINT_H */
