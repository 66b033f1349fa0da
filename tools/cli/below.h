/* SPDX-License-Identifier: GPL-2.0 */
/* The lines below a row, and the lookups for them. */
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
 * struct detail - what was looked up for a row
 * @wants: which lines to print, a mask of enum detail_wants
 * @searched: whether conntrack was searched, so that @match is valid
 * @match: the conntrack entries that were found
 * @repeats: whether the row above has the same call path
 */
struct detail {
	unsigned int wants;
	bool searched;
	struct ctmatch match;
	bool repeats;
};

/*
 * Looks up @wants for the first @nr rows, and attaches the details to the rows.
 * Returns an array for detail_free(); NULL if @wants is empty.
 */
struct detail *detail_make(struct row_list *rows, size_t nr,
			   unsigned int wants);
void detail_free(struct detail *details);

/* Returns the lines below a row, in text; the caller frees them. */
char *detail_lines(const void *row);

#endif /* _DROPSTAT_DETAIL_H */
