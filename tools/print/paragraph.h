/* SPDX-License-Identifier: GPL-2.0 */
/* Long texts in lines. */
#ifndef _DROPSTAT_PARAGRAPH_H
#define _DROPSTAT_PARAGRAPH_H

#include <stddef.h>

/*
 * Prints @size characters, in lines of @width, 0 for one line. The first begins
 * where the cursor is, which should be @indent or less; the others after
 * @indent blanks.
 */
void paragraph_print(const char *text, size_t size, size_t indent,
		     size_t width);

#endif /* _DROPSTAT_PARAGRAPH_H */
