/* SPDX-License-Identifier: GPL-2.0 */
/* What there is to see, and where in it we are. Knows no terminal. */
#ifndef _DROPSTAT_TOP_MODEL_H
#define _DROPSTAT_TOP_MODEL_H

#include "top/picture.h"

#define MODEL_FILTER_MAX	64

/* What is first. */
enum model_sort {
	MODEL_RATE,
	MODEL_PACKETS,
	MODEL_LAST,
	MODEL_SORTS
};

/**
 * struct level - one step of the way from a group down to a text
 * @by: what its rows are; GROUP_NR for the text
 * @chosen: the row under the cursor
 * @entered: the heaviest row of it, when it was entered
 * @at: its number
 * @top: number of the first row that is seen
 * @held: whether the cursor stays on @chosen; else it stays at the top
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
 * struct model - what there is to see
 * @picture: what was read last; NULL before that
 * @by: what groups are made by
 * @sort: what is first
 * @all: whether noise and what was no packet is shown
 * @filter: what a row has to have in one of its columns
 * @levels: the way down
 * @depth: number of the last of them
 * @rows: of the last level, sorted; of a text, what it is about
 * @noise: noise that is not shown
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
/* Takes over @picture, the newest; false without memory. */
bool model_update(struct model *model, struct picture *picture);
/* All of these return whether there is something else to see. */
bool model_group(struct model *model, enum group_by by);
bool model_order(struct model *model, enum model_sort sort);
bool model_show_all(struct model *model, bool all);
bool model_filter(struct model *model, const char *text);
/* Into the row under the cursor, or straight to its text; and back. */
bool model_enter(struct model *model, bool text);
bool model_back(struct model *model);
/* Moves the cursor by @rows; in a text, the text. */
bool model_move(struct model *model, long rows);
bool model_home(struct model *model);
bool model_end(struct model *model);

struct level *model_level(struct model *model);
/* Whether it is a text that is seen. */
bool model_in_text(const struct model *model);
/* The row under the cursor, NULL if there is none. */
const struct entry *model_chosen(const struct model *model);
/* Sees to it that the cursor is among the @height rows that are seen. */
void model_page(struct model *model, size_t nr, size_t height);
/*
 * What step @number of the way down is called, in CELL_TEXT characters. False if
 * it need not be said, because the next one says it too.
 */
bool model_step(const struct model *model, unsigned int number, char *name);
/* All of the way down. */
void model_path(const struct model *model, char *buf, size_t size);
const char *model_sort_name(enum model_sort sort);
/* MODEL_SORTS if there is none such. */
enum model_sort model_sort_find(const char *name);
void model_free(struct model *model);

#endif /* _DROPSTAT_TOP_MODEL_H */
