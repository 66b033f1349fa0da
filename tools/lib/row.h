/* SPDX-License-Identifier: GPL-2.0 */
/* What dropstat shows: a drop, or several that have something in common. */
#ifndef _DROPSTAT_ROW_H
#define _DROPSTAT_ROW_H

#include "lib/key.h"

struct detail;

/**
 * struct row - a row to show
 * @drop: what it has in common, and sums
 * @noise: why it is usually harmless; NULL if it is not
 * @has_rate: whether it is known how fast it grows
 * @rate: drops per second
 * @detail: what was looked up of it; NULL for nothing
 */
struct row {
	struct drop drop;
	const char *noise;
	bool has_rate;
	double rate;
	const struct detail *detail;
};

/**
 * struct row_list - rows to show
 * @rows: the rows
 * @nr: number of them
 */
struct row_list {
	struct row *rows;
	size_t nr;
};

/* Takes the drops over; each is a row. False without memory. */
bool row_take(struct row_list *rows, struct drop_list *drops);
void row_free(struct row_list *rows);

/* Orders rows by @keys, site by site; 0 if they are the same in all of them. */
int row_compare(const struct row *a, const struct row *b, unsigned int keys);
/* Makes rows that are the same in @keys one; false without memory. */
bool row_group(struct row_list *rows, unsigned int keys);
/* Gives each row the call path of its site, which is among @sites. */
void row_join_stacks(struct row_list *rows, struct row_list *sites);
/* Most drops per second first where they are known, then most packets. */
void row_sort(struct row_list *rows);
/* Gives @now its rates, of the time since @before was taken. */
void row_rates(struct row_list *now, struct row_list *before, double seconds);

#endif /* _DROPSTAT_ROW_H */
