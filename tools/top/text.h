/* SPDX-License-Identifier: GPL-2.0 */
/* The explanation of a row, as lines of text. */
#ifndef _DROPSTAT_TOP_TEXT_H
#define _DROPSTAT_TOP_TEXT_H

#include "top/model.h"

/**
 * struct text - lines of text
 * @lines: the lines
 * @nr: number of lines
 * @width: maximum length of a line
 */
struct text {
	char **lines;
	size_t nr;
	size_t width;
};

/* Explains the current row in lines of @width; incomplete if out of memory. */
void text_make(struct text *text, const struct model *model, size_t width);
void text_free(struct text *text);

#endif /* _DROPSTAT_TOP_TEXT_H */
