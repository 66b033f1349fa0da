/* SPDX-License-Identifier: GPL-2.0 */
/* What dropstat shows: a drop, or several that have something in common. */
#ifndef _DROPSTAT_ROW_H
#define _DROPSTAT_ROW_H

#include "lib/drop.h"

/* What rows can have in common */
enum row_key {
	ROW_NETNS	= 0x001,
	ROW_IFACE	= 0x002,
	ROW_REASON	= 0x004,
	ROW_LOCATION	= 0x008,
	ROW_PROTO	= 0x010,
	ROW_SADDR	= 0x020,
	ROW_DADDR	= 0x040,
	ROW_SPORT	= 0x080,
	ROW_DPORT	= 0x100,
	ROW_FLOW	= 0x1f0,	/* those that only flows have */
	ROW_CLASS	= 0x200,	/* class, and what tells namesakes apart */
	ROW_EVICTED	= 0x400,
	ROW_SITE	= ROW_CLASS | ROW_NETNS | ROW_IFACE | ROW_REASON |
			  ROW_LOCATION,
	ROW_ALL		= ROW_SITE | ROW_FLOW | ROW_EVICTED,
};

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
/* Makes rows that are the same in @keys one. */
void row_group(struct row_list *rows, unsigned int keys);
/* Gives each row the call path of its site, which is among @sites. */
void row_join_stacks(struct row_list *rows, struct row_list *sites);
/* Most drops per second first where they are known, then most packets. */
void row_sort(struct row_list *rows);
/* Gives @now its rates, of the time since @before was taken. */
void row_rates(struct row_list *now, struct row_list *before, double seconds);

#endif /* _DROPSTAT_ROW_H */
