/* SPDX-License-Identifier: GPL-2.0 */
/* The text of each cell, in which names are escaped. */
#ifndef _DROPSTAT_TOP_CELL_H
#define _DROPSTAT_TOP_CELL_H

#include "top/picture.h"

/* Buffer size of a cell; longer text is truncated */
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
/* The column that shows what rows are grouped by */
enum cell cell_of(enum group_by by);

/* Formats drops per second; "-" if negative, which means unknown. */
void cell_rate(double rate, char text[CELL_TEXT]);
/* Formats milliseconds: "0.4s", "12s", "5m", "7h", "3d"; "-" for UINT64_MAX. */
void cell_age(uint64_t ms, char text[CELL_TEXT]);
/* Formats the netns of a row as a single word, escaped. */
void cell_netns(const struct drop *drop, char text[CELL_TEXT]);
/* Whether any column of a flow contains @text; ignores case. */
bool cell_find(const struct entry *entry, const char *text);

#endif /* _DROPSTAT_TOP_CELL_H */
