/* SPDX-License-Identifier: GPL-2.0 */
/* What a row means: its explanation, in lines. */
#ifndef _DROPSTAT_TOP_TEXT_H
#define _DROPSTAT_TOP_TEXT_H

#include "top/model.h"

/**
 * struct text - lines
 * @lines: the lines
 * @nr: number of them
 * @width: of the longest
 */
struct text {
	char **lines;
	size_t nr;
	size_t width;
};

/* Of the row that @model is at, in lines of @width; what memory allows. */
void text_make(struct text *text, const struct model *model, size_t width);
void text_free(struct text *text);

#endif /* _DROPSTAT_TOP_TEXT_H */
