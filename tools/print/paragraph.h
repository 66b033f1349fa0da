/* SPDX-License-Identifier: GPL-2.0 */
/* Wraps long text. */
#ifndef _DROPSTAT_PARAGRAPH_H
#define _DROPSTAT_PARAGRAPH_H

#include <stddef.h>

/*
 * Prints @size characters, wrapped to lines of @width, or as one line if @width
 * is 0. The first line starts at the cursor, at or before column @indent; the
 * others are indented by @indent spaces.
 */
void paragraph_print(const char *text, size_t size, size_t indent,
		     size_t width);

#endif /* _DROPSTAT_PARAGRAPH_H */
