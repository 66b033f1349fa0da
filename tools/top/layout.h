/* SPDX-License-Identifier: GPL-2.0 */
/* Chooses the columns that fit on a line, and formats rows as lines of text. */
#ifndef _DROPSTAT_TOP_LAYOUT_H
#define _DROPSTAT_TOP_LAYOUT_H

#include "top/cell.h"
#include "top/model.h"

#define LAYOUT_COLUMNS	12
/* Longer lines are truncated. */
#define LAYOUT_WIDTH	1024

/**
 * struct layout - the columns of a line
 * @cells: what each column shows
 * @widths: width of each column, in characters
 * @nr: number of columns
 * @width: width of the line
 */
struct layout {
	enum cell cells[LAYOUT_COLUMNS];
	int widths[LAYOUT_COLUMNS];
	int nr;
	int width;
};

/* Plans lines of @width characters for @nr rows of the model, starting at @first. */
void layout_plan(struct layout *layout, struct model *model, size_t first,
		 size_t nr, int width);
void layout_titles(const struct layout *layout, char line[LAYOUT_WIDTH + 1]);
void layout_row(const struct layout *layout, const struct model *model,
		const struct entry *entry, char line[LAYOUT_WIDTH + 1]);

#endif /* _DROPSTAT_TOP_LAYOUT_H */
