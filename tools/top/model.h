/* SPDX-License-Identifier: GPL-2.0 */
/* What the view shows, and the user's place in it. Independent of the terminal. */
#ifndef _DROPSTAT_TOP_MODEL_H
#define _DROPSTAT_TOP_MODEL_H

#include "top/picture.h"

#define MODEL_FILTER_MAX	64

/* What rows are sorted by */
enum model_sort {
	MODEL_RATE,
	MODEL_PACKETS,
	MODEL_LAST,
	MODEL_SORTS
};

/**
 * struct level - one level of the view, from groups down to a text
 * @by: what its rows are grouped by; GROUP_NR for the text
 * @chosen: key of the row under the cursor
 * @entered: the row that represented @chosen when the user entered it
 * @at: number of the row under the cursor
 * @top: number of the first visible row; in a text, of the first visible line
 * @held: whether the cursor stays on @chosen; if not, it stays at the top
 */
struct level {
	enum group_by by;
	struct key chosen;
	struct drop entered;
	size_t at;
	size_t top;
	bool held;
};

#define MODEL_LEVELS	4

/**
 * struct model - what the view shows
 * @picture: the latest picture; NULL before the first one
 * @by: what the first level is grouped by
 * @sort: what rows are sorted by
 * @all: whether to show noise, and classes other than packet
 * @filter: text that a row must contain in one of its columns; "" for none
 * @levels: the levels from the first to the current one
 * @depth: number of the current level
 * @rows: sorted rows of the current level; for a text, the row that it describes
 * @noise: sum of the hidden noise
 */
struct model {
	struct picture *picture;
	enum group_by by;
	enum model_sort sort;
	bool all;
	char filter[MODEL_FILTER_MAX];
	struct level levels[MODEL_LEVELS];
	unsigned int depth;
	struct tally rows;
	struct entry noise;
};

void model_init(struct model *model, enum group_by by, enum model_sort sort);
/* Takes over the latest picture; returns false if out of memory. */
bool model_update(struct model *model, struct picture *picture);
/* The functions up to model_end() return whether the view may have changed. */
bool model_group(struct model *model, enum group_by by);
bool model_order(struct model *model, enum model_sort sort);
bool model_show_all(struct model *model, bool all);
bool model_filter(struct model *model, const char *text);
/* Enters the row under the cursor; with @text, opens its text directly. */
bool model_enter(struct model *model, bool text);
/* Goes back to the level above. */
bool model_back(struct model *model);
/* Moves the cursor by @rows; scrolls a text. */
bool model_move(struct model *model, long rows);
bool model_home(struct model *model);
bool model_end(struct model *model);

struct level *model_level(struct model *model);
/* Whether a text is shown */
bool model_in_text(const struct model *model);
/* The row under the cursor, or the row of the text; NULL if there is none */
const struct entry *model_chosen(const struct model *model);
/* Scrolls a list of @nr rows, of which @height are visible, to show the cursor. */
void model_page(struct model *model, size_t nr, size_t height);
/*
 * Stores the name of the row chosen on level @number in @name, of CELL_TEXT bytes.
 * Returns false if the name on the next level already contains it.
 */
bool model_step(const struct model *model, unsigned int number, char *name);
/* The names of the rows chosen on all levels above the current one */
void model_path(const struct model *model, char *buf, size_t size);
const char *model_sort_name(enum model_sort sort);
/* Finds a sort order by the first letters of its name; MODEL_SORTS if none matches. */
enum model_sort model_sort_find(const char *name);
void model_free(struct model *model);

#endif /* _DROPSTAT_TOP_MODEL_H */
