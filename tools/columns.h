/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of rows. */
#ifndef _DROPSTAT_COLUMNS_H
#define _DROPSTAT_COLUMNS_H

#include "print.h"
#include "row.h"

/* Adds columns for single rows, in the order that dropstat(8) promises. */
void columns_all(struct table *table, bool classes, bool rates, bool briefs);
/* Adds those of @keys, and of sums. */
void columns_group(struct table *table, unsigned int keys, bool rates,
		   bool briefs);
/* Adds those of a site that an event is about. */
void columns_site(struct table *table);
void columns_add(struct table *table, const struct column *column);

/* Rows of this table are struct row. */
void columns_begin(struct table *table, const struct row_list *rows);

/* The key of a name: "reason", or the beginning of it; 0 if there is none */
unsigned int columns_key(const char *name);

#endif /* _DROPSTAT_COLUMNS_H */
