/* SPDX-License-Identifier: GPL-2.0 */
/* The program: what all of its parts share, and who does what. */
#ifndef _DROPSTAT_TOP_H
#define _DROPSTAT_TOP_H

#include "top/model.h"
#include "top/source.h"

/* Exit codes; those of dropstat(8) mean the same. */
enum top_exit {
	TOP_OK = 0,
	TOP_FAILED = 1,
	TOP_USAGE = 2,
	TOP_NO_MODULE = 3,
	TOP_DENIED = 4,
};

/* Limits of the time between two pictures, in milliseconds */
#define TOP_DELAY_MIN	100
#define TOP_DELAY_MAX	3600000

/**
 * struct top - the program
 * @model: what there is to see
 * @source: where it comes from
 * @delay: milliseconds between two pictures
 * @iterations: pictures to show before it ends; 0 for no end
 * @trouble: why there is no newer picture; "" if all is well
 * @paused: whether nothing is read
 * @help: whether help is shown
 * @typing: whether a filter is being typed
 * @height: lines that there are for rows
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

/* top.c: takes a new picture, or says in @trouble why there is none. */
void top_read(struct top *top);

/* top.c: what a text wants to know besides, once it is seen. */
void top_read_more(struct top *top);

/* batch.c: prints pictures until there were enough. */
enum top_exit batch_run(struct top *top);

/* loop.c: shows them on the terminal until somebody quits. */
enum top_exit loop_run(struct top *top);

#endif /* _DROPSTAT_TOP_H */
