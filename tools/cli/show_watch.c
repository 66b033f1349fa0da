// SPDX-License-Identifier: GPL-2.0
/* dropstat show --watch: drops per second between two snapshots. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "print/say.h"
#include "cli/show.h"
#include "cli/stop.h"

static void watch_only_growing(struct row_list *rows)
{
	size_t from, to = 0;

	for (from = 0; from < rows->nr; from++)
		if (rows->rows[from].rate > 0)
			rows->rows[to++] = rows->rows[from];
	rows->nr = to;
}

static double watch_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void watch_wait(double until)
{
	struct timespec end = {
		.tv_sec = until,
		.tv_nsec = (until - (time_t)until) * 1e9,
	};

	while (!stop_wanted() &&
	       clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) ==
	       EINTR)
		;
}

static void watch_print_interval(const struct show *show)
{
	char clock[16];
	time_t now = time(NULL);

	if (show->print.json)
		return;
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	printf("\n%s, the last %.1f s\n", clock,
	       show->seconds);
}

static void watch_report(struct show *show, struct row_list *before,
			 double *taken)
{
	struct row_list now, rows;
	double time = watch_now();

	view_read(show, &now);
	show->seconds = time - *taken;
	row_rates(&now, before, show->seconds);
	row_free(before);
	*before = now;
	rows = (struct row_list){
		.rows = malloc((now.nr ?: 1) * sizeof(*now.rows)),
		.nr = now.nr,
	};
	if (!rows.rows)
		say_and_exit(SAY_ERROR, "out of memory");
	memcpy(rows.rows, now.rows, now.nr * sizeof(*now.rows));
	watch_only_growing(&rows);
	watch_print_interval(show);
	view_print(show, &rows);
	row_free(&rows);
	*taken = time;
}

void watch_run(struct show *show)
{
	struct row_list before;
	uint64_t reports = 0;
	double taken;

	stop_on_signals();
	taken = watch_now();
	view_read(show, &before);
	for (;;) {
		watch_wait(taken + show->watch);
		if (stop_wanted())
			break;
		watch_report(show, &before, &taken);
		say_flush();
		if (show->count && ++reports == show->count)
			break;
	}
	row_free(&before);
}
