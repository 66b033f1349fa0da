/* SPDX-License-Identifier: GPL-2.0 */
/* Which columns there is room for, and rows as lines of text. */
#ifndef _DROPSTAT_TOP_LAYOUT_H
#define _DROPSTAT_TOP_LAYOUT_H

#include "top/cell.h"
#include "top/model.h"

#define LAYOUT_COLUMNS	12
/* Wider lines are cut. */
#define LAYOUT_WIDTH	1024

/**
 * struct layout - columns
 * @cells: what is in each
 * @widths: of each, in characters
 * @nr: number of them
 * @width: of a line
 */
struct layout {
	enum cell cells[LAYOUT_COLUMNS];
	int widths[LAYOUT_COLUMNS];
	int nr;
	int width;
};

/* For @nr rows of the model, from number @first on, in lines of @width */
void layout_plan(struct layout *layout, struct model *model, size_t first,
		 size_t nr, int width);
void layout_titles(const struct layout *layout, char line[LAYOUT_WIDTH + 1]);
void layout_row(const struct layout *layout, const struct model *model,
		const struct entry *entry, char line[LAYOUT_WIDTH + 1]);

#endif /* _DROPSTAT_TOP_LAYOUT_H */
