/* SPDX-License-Identifier: GPL-2.0 */
/* What stands in a column. All of it is ASCII. */
#ifndef _DROPSTAT_TOP_CELL_H
#define _DROPSTAT_TOP_CELL_H

#include "top/picture.h"

/* Room for any cell; longer texts are cut */
#define CELL_TEXT	320

enum cell {
	CELL_RATE,
	CELL_PACKETS,
	CELL_ERROR,
	CELL_LAST,
	CELL_CLASS,
	CELL_NETNS,
	CELL_IFACE,
	CELL_REASON,
	CELL_LOCATION,
	CELL_PROTO,
	CELL_SADDR,
	CELL_DADDR,
	CELL_SPORT,
	CELL_DPORT,
	CELL_SOURCE,
	CELL_DESTINATION,
	CELL_BRIEF,
	CELL_NR
};

void cell_text(enum cell cell, const struct entry *entry,
	       const struct picture *picture, char text[CELL_TEXT]);
const char *cell_title(enum cell cell);
/* Of the column that rows are put together by */
enum cell cell_of(enum group_by by);

/* Per second, "-" if negative: not known. */
void cell_rate(double rate, char text[CELL_TEXT]);
/* Of milliseconds: "0.4s", "12s", "5m", "7h", "3d"; "-" for UINT64_MAX. */
void cell_age(uint64_t ms, char text[CELL_TEXT]);
/* Of whose drops the row is; a word. */
void cell_netns(const struct drop *drop, char text[CELL_TEXT]);
/* Puts '?' for what is not printable ASCII: a name must not move the cursor. */
void cell_clean(char *text);
/* Whether a column of a flow has @text in it, in any case. */
bool cell_find(const struct entry *entry, const char *text);

#endif /* _DROPSTAT_TOP_CELL_H */
