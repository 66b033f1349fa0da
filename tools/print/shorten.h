/* SPDX-License-Identifier: GPL-2.0 */
/* Cells of a table that is too wide for the terminal. */
#ifndef _DROPSTAT_SHORTEN_H
#define _DROPSTAT_SHORTEN_H

#include <stdbool.h>
#include <stddef.h>

/* At the end of a cell: there is more than one, and this is the most frequent. */
#define SHORTEN_MORE	", ..."

/*
 * Shortens @cell to @width characters, with a "~" where something is missing.
 * SHORTEN_MORE stays; so does the port of an address. With @ends both ends of the
 * text matter, as in an address.
 */
void shorten(char *cell, size_t width, bool ends);

#endif /* _DROPSTAT_SHORTEN_H */
