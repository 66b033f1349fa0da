/* SPDX-License-Identifier: GPL-2.0 */
/* The rows of /proc/net/dropstat. */
#ifndef _DROPSTAT_PROCFILE_H
#define _DROPSTAT_PROCFILE_H

#include <stdio.h>

#include "lib/drop.h"

#define PROCFILE_PATH	"/proc/net/dropstat"

/*
 * Adds the rows of a file to @list; @netns is the netns of live rows, as an inode
 * number. Rows may have more than the twelve known columns. Returns 0; -EPROTO if
 * the file does not look like /proc/net/dropstat; or another negative errno.
 */
int procfile_read(const char *path, uint32_t netns, struct drop_list *list);
/* The same, from an open file. */
int procfile_parse(FILE *file, uint32_t netns, struct drop_list *list);

/* Why procfile_read() has failed with @err */
const char *procfile_error(const char *path, int err);

#endif /* _DROPSTAT_PROCFILE_H */
