/* SPDX-License-Identifier: GPL-2.0 */
/* Rows to show: single rows from the kernel, or groups of them. */
#ifndef _DROPSTAT_ROW_H
#define _DROPSTAT_ROW_H

#include "lib/key.h"

struct detail;

/**
 * struct row - a row to show
 * @drop: the fields that the grouped rows have in common, and their sums
 * @noise: why the drops are usually harmless; NULL if they are not
 * @has_rate: whether @rate is known
 * @rate: drops per second
 * @detail: additional details that were looked up; NULL for none
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
 * @nr: number of rows
 */
struct row_list {
	struct row *rows;
	size_t nr;
};

/* Moves @drops to @rows; returns false if out of memory. */
bool row_take(struct row_list *rows, struct drop_list *drops);
void row_free(struct row_list *rows);

/* Compares rows by @keys, the fields of the site first; 0 if all are equal. */
int row_compare(const struct row *a, const struct row *b, unsigned int keys);
/* Merges rows with equal @keys; returns false if out of memory. */
bool row_group(struct row_list *rows, unsigned int keys);
/* Gives each row the call path of its site, if the site is in @sites. */
void row_join_stacks(struct row_list *rows, struct row_list *sites);
/* Sorts by drops per second if known, then by packets, largest first. */
void row_sort(struct row_list *rows);
/* Sets the rates in @now. @before was read @seconds earlier. */
void row_rates(struct row_list *now, struct row_list *before, double seconds);

#endif /* _DROPSTAT_ROW_H */
