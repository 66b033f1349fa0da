/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of rows. */
#ifndef _DROPSTAT_COLUMNS_H
#define _DROPSTAT_COLUMNS_H

#include "print/print.h"
#include "lib/row.h"

/* Optional columns */
enum columns_more {
	COLUMNS_CLASS		= 0x01,
	COLUMNS_RATE		= 0x02,
	COLUMNS_BRIEF		= 0x04,	/* what the reason means */
	COLUMNS_CONNTRACK	= 0x08,	/* this and the following: JSON only */
	COLUMNS_STACK		= 0x10,
	COLUMNS_HELP		= 0x20,	/* causes, and what to check */
};

/*
 * Adds the columns of ungrouped rows and the optional columns @more, in the
 * order that dropstat(8) documents.
 */
void columns_all(struct table *table, unsigned int more);
/* Adds the columns of @keys, the columns of sums and the optional columns @more. */
void columns_group(struct table *table, unsigned int keys, unsigned int more);
/* Adds the columns of an event's site. */
void columns_site(struct table *table);
void columns_add(struct table *table, const struct column *column);

/* Initializes a table whose rows are struct row. */
void columns_begin(struct table *table, const struct row_list *rows);

/* The key with this name or unique prefix; 0 if there is none */
unsigned int columns_key(const char *name);

#endif /* _DROPSTAT_COLUMNS_H */
