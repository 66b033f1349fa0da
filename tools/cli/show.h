/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of dropstat show. */
#ifndef _DROPSTAT_SHOW_H
#define _DROPSTAT_SHOW_H

#include "cli/below.h"
#include "cli/fetch.h"
#include "print/print.h"
#include "lib/row.h"

/**
 * struct show - what to show, and what was left out
 * @print: how
 * @fetch: where from
 * @selection: which rows
 * @path: of a file to read; NULL for none
 * @keys: what to group by
 * @grouped: whether to
 * @all: noise, and what is no packet, too
 * @explain: with meanings
 * @help: with causes and what to check, in JSON
 * @details: what else, enum detail_wants
 * @limit: most rows; 0 for all
 * @has_limit: whether the user said so
 * @watch: seconds between pictures; 0 for one only
 * @count: number of pictures; 0 for no end
 * @seconds: between the last two pictures
 * @rest_rows: rows that the kernel was not asked to send
 * @rest: their packets
 * @rest_noise: those of them that are normal
 * @unread_fraglist: hits of a class whose rows were not asked for
 * @unread_local: likewise
 * @noise: what was left out: normal drops
 * @noise_rows: in so many rows
 * @fraglist: what was left out: hits of this class
 * @local: likewise
 */
struct show {
	struct print print;
	struct fetch fetch;
	struct selection selection;
	const char *path;
	unsigned int keys;
	bool grouped;
	bool all;
	bool explain;
	bool help;
	unsigned int details;
	size_t limit;
	bool has_limit;
	unsigned int watch;
	uint64_t count;
	double seconds;
	uint64_t rest_rows;
	uint64_t rest;
	uint64_t rest_noise;
	uint64_t unread_fraglist;
	uint64_t unread_local;
	uint64_t noise;
	uint64_t noise_rows;
	uint64_t fraglist;
	uint64_t local;
};

/* Reads all rows that were asked for. */
void view_read(struct show *show, struct row_list *rows);
/* Prints them, but for what is left out, and says what was. */
void view_print(struct show *show, struct row_list *rows);
/* Says how many drops a flow filter may have missed. */
void view_say_evicted(struct show *show);
/* Reads and prints once. */
void view_once(struct show *show);

/* Reads and prints again and again. */
void watch_run(struct show *show);

#endif /* _DROPSTAT_SHOW_H */
