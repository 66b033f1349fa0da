/* SPDX-License-Identifier: GPL-2.0 */
/* The lines above the rows: totals, and what is being shown. */
#ifndef _DROPSTAT_TOP_STATUS_H
#define _DROPSTAT_TOP_STATUS_H

#include "top/model.h"

#define STATUS_LINES	4
/* The line that shows why the last update failed, if it did */
#define STATUS_TROUBLE	2
#define STATUS_WIDTH	512

/**
 * struct status - what the lines show in addition to the model
 * @trouble: why the last update failed; "" if it succeeded
 * @now: the current time, in milliseconds
 * @delay: milliseconds between updates
 * @paused: whether updates are paused
 */
struct status {
	const char *trouble;
	uint64_t now;
	uint64_t delay;
	bool paused;
};

/* Builds line @number from as many parts as fit in @width characters. */
void status_line(const struct model *model, const struct status *status,
		 int number, size_t width, char line[STATUS_WIDTH]);

#endif /* _DROPSTAT_TOP_STATUS_H */
