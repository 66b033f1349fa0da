/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of rows. */
#ifndef _DROPSTAT_COLUMNS_H
#define _DROPSTAT_COLUMNS_H

#include "print/print.h"
#include "lib/row.h"

/* What columns there may be beside those that there always are */
enum columns_more {
	COLUMNS_CLASS		= 0x01,
	COLUMNS_RATE		= 0x02,
	COLUMNS_BRIEF		= 0x04,	/* what the reason means */
	COLUMNS_CONNTRACK	= 0x08,	/* this and the rest in JSON alone */
	COLUMNS_STACK		= 0x10,
	COLUMNS_HELP		= 0x20,	/* causes, and what to check */
};

/*
 * Adds columns for single rows, and some of enum columns_more, in the order that
 * dropstat(8) promises.
 */
void columns_all(struct table *table, unsigned int more);
/* Adds those of @keys, and of sums. */
void columns_group(struct table *table, unsigned int keys, unsigned int more);
/* Adds those of a site that an event is about. */
void columns_site(struct table *table);
void columns_add(struct table *table, const struct column *column);

/* Rows of this table are struct row. */
void columns_begin(struct table *table, const struct row_list *rows);

/* The key of a name: "reason", or the beginning of it; 0 if there is none */
unsigned int columns_key(const char *name);

#endif /* _DROPSTAT_COLUMNS_H */
