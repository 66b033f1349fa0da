/* SPDX-License-Identifier: GPL-2.0 */
/* The lines above the rows: totals, and what is being shown. */
#ifndef _DROPSTAT_TOP_STATUS_H
#define _DROPSTAT_TOP_STATUS_H

#include "top/model.h"

#define STATUS_LINES	4
/* The line that says so, if there is trouble */
#define STATUS_TROUBLE	2
#define STATUS_WIDTH	512

/**
 * struct status - what the lines say beside the model's
 * @trouble: why there is no newer picture; "" if all is well
 * @now: milliseconds
 * @delay: milliseconds between two pictures
 * @paused: whether nothing is read
 */
struct status {
	const char *trouble;
	uint64_t now;
	uint64_t delay;
	bool paused;
};

/* Line number @number, made of as many parts as go into @width characters. */
void status_line(const struct model *model, const struct status *status,
		 int number, size_t width, char line[STATUS_WIDTH]);

#endif /* _DROPSTAT_TOP_STATUS_H */
