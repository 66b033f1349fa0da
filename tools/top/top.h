/* SPDX-License-Identifier: GPL-2.0 */
/* The state of the program, and the entry points of its parts. */
#ifndef _DROPSTAT_TOP_H
#define _DROPSTAT_TOP_H

#include "top/model.h"
#include "top/source.h"

/* Exit statuses, with the same meaning as in dropstat(8) */
enum top_exit {
	TOP_OK = 0,
	TOP_FAILED = 1,
	TOP_USAGE = 2,
	TOP_NO_MODULE = 3,
	TOP_DENIED = 4,
};

/* Limits of the time between updates, in milliseconds */
#define TOP_DELAY_MIN	100
#define TOP_DELAY_MAX	3600000

/**
 * struct top - the program
 * @model: what is shown
 * @source: where its data comes from
 * @delay: milliseconds between updates
 * @iterations: number of updates before the program ends; 0 for no limit
 * @trouble: why the last update failed; "" if it succeeded
 * @paused: whether updates are paused
 * @help: whether the help is shown
 * @typing: whether a filter is being typed
 * @height: number of lines for rows
 */
struct top {
	struct model model;
	struct source source;
	uint64_t delay;
	unsigned long iterations;
	char trouble[SOURCE_ERROR];
	bool paused;
	bool help;
	bool typing;
	size_t height;
};

/* top.c: reads a new picture; if that fails, top->trouble has the reason. */
void top_read(struct top *top);

/* top.c: if a text is open, reads the call paths, which only a text shows. */
void top_read_more(struct top *top);

/* batch.c: prints updates until top->iterations is reached. */
enum top_exit batch_run(struct top *top);

/* loop.c: shows updates on the terminal until the user quits. */
enum top_exit loop_run(struct top *top);

#endif /* _DROPSTAT_TOP_H */
