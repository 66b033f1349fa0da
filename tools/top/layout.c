// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "print/shorten.h"
#include "top/layout.h"

/**
 * struct layout_rule - how a column adapts to the width of a line
 * @least: the narrowest useful width, in characters
 * @usual: minimum width while there is room, so that the width rarely changes
 * @order: its place in the order in which columns are removed, from 1; 0 for never
 * @spare: whether it gets only the space that the other columns leave
 * @right: whether it is right-aligned, for numbers
 * @ends: whether both ends of its text matter
 */
struct layout_rule {
	int least;
	int usual;
	int order;
	bool spare;
	bool right;
	bool ends;
};

static const struct layout_rule layout_rules[CELL_NR] = {
	[CELL_RATE]		= { .least = 7, .usual = 8, .order = 8,
				    .right = true },
	[CELL_PACKETS]		= { .least = 7, .usual = 9, .right = true },
	[CELL_ERROR]		= { .least = 5, .order = 1, .right = true },
	[CELL_LAST]		= { .least = 4, .order = 4, .right = true },
	[CELL_CLASS]		= { .least = 6, .order = 6 },
	[CELL_NETNS]		= { .least = 6, .order = 3 },
	[CELL_IFACE]		= { .least = 5, .order = 5 },
	[CELL_REASON]		= { .least = 10 },
	[CELL_LOCATION]		= { .least = 12, .order = 2 },
	[CELL_PROTO]		= { .least = 5, .order = 7 },
	[CELL_SADDR]		= { .least = 12, .ends = true },
	[CELL_DADDR]		= { .least = 12, .ends = true },
	[CELL_SPORT]		= { .least = 8 },
	[CELL_DPORT]		= { .least = 8 },
	[CELL_SOURCE]		= { .least = 17, .ends = true },
	[CELL_DESTINATION]	= { .least = 17, .ends = true },
	[CELL_BRIEF]		= { .least = 16, .spare = true },
};

static void layout_add(struct layout *layout, enum cell cell)
{
	int i;

	for (i = 0; i < layout->nr; i++)
		if (layout->cells[i] == cell)
			return;
	layout->cells[layout->nr++] = cell;
}

static void layout_choose(struct layout *layout, struct model *model)
{
	enum group_by by = model_level(model)->by;

	layout_add(layout, CELL_RATE);
	layout_add(layout, CELL_PACKETS);
	if (by == GROUP_FLOW)
		layout_add(layout, CELL_ERROR);
	layout_add(layout, CELL_LAST);
	if (model->all)
		layout_add(layout, CELL_CLASS);
	if (by == GROUP_SITE || (by == GROUP_FLOW && !model->depth)) {
		if (!model->picture || model->picture->scope == PICTURE_ALL)
			layout_add(layout, CELL_NETNS);
		layout_add(layout, CELL_IFACE);
		layout_add(layout, CELL_REASON);
		layout_add(layout, CELL_LOCATION);
	}
	if (by == GROUP_FLOW) {
		layout_add(layout, CELL_PROTO);
		layout_add(layout, CELL_SOURCE);
		layout_add(layout, CELL_DESTINATION);
	}
	if (by < GROUP_FLOW) {
		layout_add(layout, cell_of(by));
		layout_add(layout, CELL_REASON);
	}
	if (by != GROUP_FLOW)
		layout_add(layout, CELL_BRIEF);
}

static int layout_longest(const struct model *model, enum cell cell,
			  size_t first, size_t nr)
{
	int width = strlen(cell_title(cell)), len;
	const struct tally *rows = &model->rows;
	char text[CELL_TEXT];
	size_t i;

	if (width < layout_rules[cell].usual)
		width = layout_rules[cell].usual;
	for (i = first; i < first + nr && i < rows->nr; i++) {
		cell_text(cell, &rows->entries[i], model->picture, text);
		len = strlen(text);
		if (len > width)
			width = len;
	}
	return width;
}

static int layout_least(enum cell cell, int width)
{
	int least = layout_rules[cell].least;

	return width < least ? width : least;
}

/* The width of a line; with @least, when all columns are at their narrowest */
static int layout_sum(const struct layout *layout, bool least)
{
	int i, sum = layout->nr - 1;

	for (i = 0; i < layout->nr; i++)
		sum += least ? layout_least(layout->cells[i],
					    layout->widths[i]) :
			       layout->widths[i];
	return sum;
}

static void layout_remove(struct layout *layout, int column)
{
	layout->nr--;
	for (; column < layout->nr; column++) {
		layout->cells[column] = layout->cells[column + 1];
		layout->widths[column] = layout->widths[column + 1];
	}
}

/* Removes a column, but not the grouping column; false if none can be removed. */
static bool layout_drop(struct layout *layout, enum group_by by)
{
	int i, order, first = -1, lowest = 0;

	for (i = 0; i < layout->nr; i++) {
		order = layout_rules[layout->cells[i]].order;
		if (!order || (by < GROUP_FLOW && layout->cells[i] == cell_of(by)))
			continue;
		if (first < 0 || order < lowest) {
			first = i;
			lowest = order;
		}
	}
	if (first >= 0)
		layout_remove(layout, first);
	return first >= 0;
}

/* Narrows the column with the most to spare; false if no column can be narrowed. */
static bool layout_shrink(struct layout *layout)
{
	int i, spare, widest = -1, most = 0;

	for (i = 0; i < layout->nr; i++) {
		spare = layout->widths[i] -
			layout_least(layout->cells[i], layout->widths[i]);
		if (spare > most) {
			most = spare;
			widest = i;
		}
	}
	if (widest >= 0)
		layout->widths[widest]--;
	return widest >= 0;
}

/* Only the last column can be a spare column. */
static void layout_cut_spare(struct layout *layout)
{
	int last = layout->nr - 1, over;
	enum cell cell = layout->cells[last];

	over = layout_sum(layout, false) - layout->width;
	if (!layout_rules[cell].spare || over <= 0)
		return;
	layout->widths[last] -= over;
	if (layout->widths[last] < layout_rules[cell].least)
		layout_remove(layout, last);
}

void layout_plan(struct layout *layout, struct model *model, size_t first,
		 size_t nr, int width)
{
	int i;

	memset(layout, 0, sizeof(*layout));
	layout->width = width < LAYOUT_WIDTH ? width : LAYOUT_WIDTH;
	layout_choose(layout, model);
	for (i = 0; i < layout->nr; i++)
		layout->widths[i] = layout_longest(model, layout->cells[i],
						   first, nr);
	layout_cut_spare(layout);
	while (layout_sum(layout, true) > layout->width)
		if (!layout_drop(layout, model_level(model)->by))
			break;
	while (layout_sum(layout, false) > layout->width)
		if (!layout_shrink(layout))
			break;
}

static void layout_put(const struct layout *layout, int column, char *text,
		       char *line)
{
	const struct layout_rule *rule = &layout_rules[layout->cells[column]];
	int len = strlen(line), width = layout->widths[column];
	bool last = column == layout->nr - 1;

	shorten(text, width, rule->ends);
	if (rule->right)
		snprintf(line + len, LAYOUT_WIDTH + 1 - len, "%s%*s",
			 len ? " " : "", width, text);
	else
		snprintf(line + len, LAYOUT_WIDTH + 1 - len, "%s%-*s",
			 len ? " " : "", last ? 0 : width, text);
	line[layout->width] = '\0';
}

void layout_titles(const struct layout *layout, char line[LAYOUT_WIDTH + 1])
{
	char text[CELL_TEXT];
	int i;

	line[0] = '\0';
	for (i = 0; i < layout->nr; i++) {
		snprintf(text, sizeof(text), "%s", cell_title(layout->cells[i]));
		layout_put(layout, i, text, line);
	}
}

void layout_row(const struct layout *layout, const struct model *model,
		const struct entry *entry, char line[LAYOUT_WIDTH + 1])
{
	char text[CELL_TEXT];
	int i;

	line[0] = '\0';
	for (i = 0; i < layout->nr; i++) {
		cell_text(layout->cells[i], entry, model->picture, text);
		layout_put(layout, i, text, line);
	}
}
