/* SPDX-License-Identifier: GPL-2.0 */
/* Shortens the cells of a table that is too wide for the terminal. */
#ifndef _DROPSTAT_SHORTEN_H
#define _DROPSTAT_SHORTEN_H

#include <stdbool.h>
#include <stddef.h>

/* The end of a cell that shows only the most frequent of several values */
#define SHORTEN_MORE	", ..."

/*
 * Shortens @cell to @width characters, with a "~" in place of the missing text. With
 * @ends, keeps both ends of the text, as for an address. Keeps SHORTEN_MORE and the
 * port of an address if they fit.
 */
void shorten(char *cell, size_t width, bool ends);

#endif /* _DROPSTAT_SHORTEN_H */
