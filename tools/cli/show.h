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
 * @print: output format
 * @fetch: where rows come from
 * @selection: which rows to show
 * @path: the file to read; NULL for none
 * @keys: what to group by, enum row_key
 * @grouped: whether to group rows
 * @all: whether to include noise
 * @explain: whether to show the meaning of each reason
 * @help: whether to show causes and what to check, in JSON
 * @details: what else to show, enum detail_wants
 * @limit: maximum number of rows; 0 for all
 * @has_limit: whether the user set @limit
 * @watch: seconds between reports; 0 for a single report
 * @count: number of reports; 0 for no limit
 * @seconds: time between the last two snapshots
 * @rest_rows: rows beyond the limit, which the kernel did not send
 * @rest: packets of @rest_rows
 * @rest_noise: how many of @rest are noise
 * @unread_fraglist: hits of class fraglist whose rows were not requested
 * @unread_local: hits of class local whose rows were not requested
 * @noise: drops left out as noise
 * @noise_rows: number of rows left out as noise
 * @fraglist: hits of class fraglist that were left out
 * @local: hits of class local that were left out
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

/* Reads all selected rows. */
void view_read(struct show *show, struct row_list *rows);
/* Prints the rows, and a summary of the rows left out. */
void view_print(struct show *show, struct row_list *rows);
/* Reports how many drops a flow filter may have missed. */
void view_say_evicted(struct show *show);
/* Prints a single report. */
void view_once(struct show *show);

/* Prints a report every show->watch seconds. */
void watch_run(struct show *show);

#endif /* _DROPSTAT_SHOW_H */
