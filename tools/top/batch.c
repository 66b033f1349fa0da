// SPDX-License-Identifier: GPL-2.0
/* Batch mode: prints each update as text, one after another. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "print/say.h"
#include "top/layout.h"
#include "top/status.h"
#include "top/top.h"

static size_t batch_width(void)
{
	const char *columns = getenv("COLUMNS");
	int width = columns ? atoi(columns) : 0;

	return width > 0 ? width : LAYOUT_WIDTH;
}

static void batch_status(const struct top *top, size_t width)
{
	struct status status = {
		.trouble = top->trouble,
		.now = source_now(),
		.delay = top->delay,
	};
	char line[STATUS_WIDTH];
	int i;

	for (i = 0; i < STATUS_LINES; i++) {
		status_line(&top->model, &status, i, width, line);
		puts(line);
	}
}

static void batch_rows(struct top *top, size_t width)
{
	const struct tally *rows = &top->model.rows;
	char line[LAYOUT_WIDTH + 1];
	struct layout layout;
	size_t i;

	layout_plan(&layout, &top->model, 0, rows->nr, width);
	layout_titles(&layout, line);
	puts(line);
	for (i = 0; i < rows->nr; i++) {
		layout_row(&layout, &top->model, &rows->entries[i], line);
		puts(line);
	}
}

/* A pipe without a reader is not an error. */
static bool batch_flush(void)
{
	if (!fflush(stdout) && !ferror(stdout))
		return true;
	if (errno != EPIPE)
		say("cannot write: %s", strerror(errno));
	return false;
}

static void batch_wait(uint64_t until)
{
	uint64_t now = source_now();
	struct timespec rest;

	if (now >= until)
		return;
	rest.tv_sec = (until - now) / 1000;
	rest.tv_nsec = (until - now) % 1000 * 1000000;
	while (nanosleep(&rest, &rest) && errno == EINTR)
		;
}

enum top_exit batch_run(struct top *top)
{
	size_t width = batch_width();
	uint64_t next = source_now();
	unsigned long done = 0;

	for (;;) {
		batch_status(top, width);
		batch_rows(top, width);
		if (!batch_flush())
			return errno == EPIPE ? TOP_OK : TOP_FAILED;
		if (++done == top->iterations)
			return TOP_OK;
		next += top->delay;
		batch_wait(next);
		top_read(top);
		puts("");
	}
}
