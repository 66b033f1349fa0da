/* SPDX-License-Identifier: GPL-2.0 */
/* Shortens the cells of a table that is too wide for the terminal. */
#ifndef _DROPSTAT_SHORTEN_H
#define _DROPSTAT_SHORTEN_H

#include <stdbool.h>
#include <stddef.h>

/* Ends a cell that shows only the most frequent of several values. */
#define SHORTEN_MORE	", ..."

/*
 * Shortens @cell to @width characters, with a "~" in place of the missing text. With
 * @ends, both ends of the text are kept, as for an address. SHORTEN_MORE and the
 * port of an address are kept whole if there is room.
 */
void shorten(char *cell, size_t width, bool ends);

#endif /* _DROPSTAT_SHORTEN_H */
