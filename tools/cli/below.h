/* SPDX-License-Identifier: GPL-2.0 */
/* What is said of a row beside its columns, and looked up for that. */
#ifndef _DROPSTAT_DETAIL_H
#define _DROPSTAT_DETAIL_H

#include "answer/ctmatch.h"
#include "lib/row.h"

enum detail_wants {
	DETAIL_CONNTRACK	= 0x1,
	DETAIL_OWNER		= 0x2,	/* and direction */
	DETAIL_STACK		= 0x4,
};

/**
 * struct detail - what is said of a row
 * @wants: enum detail_wants
 * @searched: whether conntrack could be looked into, for @match
 * @match: what was found there
 * @repeats: whether the call path is that of the row above
 */
struct detail {
	unsigned int wants;
	bool searched;
	struct ctmatch match;
	bool repeats;
};

/*
 * Looks up what is wanted of the first @nr rows, and gives each its detail.
 * Returns all of them, which detail_free() frees; NULL if nothing is wanted.
 */
struct detail *detail_make(struct row_list *rows, size_t nr,
			   unsigned int wants);
void detail_free(struct detail *details);

/* The lines below a row, in text, which are to be freed. */
char *detail_lines(const void *row);

#endif /* _DROPSTAT_DETAIL_H */
