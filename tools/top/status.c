// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "top/cell.h"
#include "lib/escape.h"
#include "lib/netns.h"
#include "top/status.h"
#include "lib/util.h"

/**
 * struct status_parts - an unfinished line
 * @line: the line
 * @width: its maximum length
 */
struct status_parts {
	char *line;
	size_t width;
};

static void __printf(2, 3) status_part(struct status_parts *parts,
				       const char *format, ...)
{
	size_t len = strlen(parts->line), blanks = len ? 2 : 0;
	char raw[STATUS_WIDTH], part[STATUS_WIDTH];
	va_list args;

	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	escape_terminal(part, sizeof(part), raw);
	if (len + blanks + strlen(part) > parts->width && len)
		return;
	snprintf(parts->line + len, parts->width + 1 - len, "%s%s",
		 blanks ? "  " : "", part);
}

/* Appends the last part, truncated to the remaining width. Its names are escaped. */
static void status_rest(struct status_parts *parts, const char *path)
{
	size_t len = strlen(parts->line);
	int most;

	if (len + 8 > parts->width)
		return;
	most = parts->width - len - 5;
	snprintf(parts->line + len, parts->width + 1 - len, "%sin %.*s%s",
		 len ? "  " : "", most, path,
		 strlen(path) > (size_t)most ? "~" : "");
}

static void status_clock(char *text, size_t size)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(text, size, "%H:%M:%S", &tm);
}

static void status_scope(const struct model *model, struct status_parts *parts)
{
	const struct picture *picture = model->picture;
	char netns[CELL_TEXT];

	if (picture->scope == PICTURE_NAMED) {
		escape_word(netns, sizeof(netns), netns_name(picture->netns));
		status_part(parts, "netns %s", netns);
	} else {
		status_part(parts, "%s", picture->scope == PICTURE_ALL ?
			    "all namespaces" : "own namespace");
	}
	if (picture->proc)
		status_part(parts, "from /proc: no permission for netlink");
}

static void status_first(const struct model *model,
			 const struct status *status,
			 struct status_parts *parts)
{
	const struct picture *picture = model->picture;
	uint64_t up;
	char clock[16];

	status_clock(clock, sizeof(clock));
	status_part(parts, "dropstat-top %s", clock);
	status_part(parts, "every %g s", status->delay / 1000.0);
	if (!picture)
		return;
	status_scope(model, parts);
	if (!picture->has_totals)
		return;
	up = picture->totals.uptime / 1000;
	if (picture->totals.version)
		status_part(parts, "module %s", picture->totals.version);
	status_part(parts, "up %" PRIu64 ":%02d:%02d", up / 3600,
		    (int)(up / 60 % 60), (int)(up % 60));
}

/* Shows how much noise is hidden. */
static void status_noise(const struct model *model, struct status_parts *parts)
{
	const struct picture *picture = model->picture;
	char rate[CELL_TEXT];

	cell_rate(picture_rate(picture, model->noise.delta), rate);
	if (picture->interval)
		status_part(parts, "noise %" PRIu64 " (%s/s) hidden",
			    model->noise.packets, rate);
	else
		status_part(parts, "noise %" PRIu64 " hidden",
			    model->noise.packets);
}

static void status_drops(const struct model *model, struct status_parts *parts)
{
	const struct picture *picture = model->picture;
	const uint64_t *packets;
	char rate[CELL_TEXT];

	if (!picture) {
		status_part(parts, "no data yet");
		return;
	}
	packets = picture->packets;
	cell_rate(picture_rate(picture, picture->delta), rate);
	status_part(parts, "drops %" PRIu64, packets[DROPSTAT_CLASS_PACKET]);
	if (picture->interval)
		status_part(parts, "%s/s", rate);
	else
		status_part(parts, "rates: no data yet");
	if (model->noise.rows)
		status_noise(model, parts);
	status_part(parts, "fraglist %" PRIu64,
		    packets[DROPSTAT_CLASS_FRAGLIST]);
	status_part(parts, "local %" PRIu64, packets[DROPSTAT_CLASS_LOCAL]);
}

static void status_tables(const struct model *model,
			  struct status_parts *parts)
{
	const struct picture *picture = model->picture;
	const struct totals *totals;

	if (!picture)
		return;
	totals = &picture->totals;
	status_part(parts, "evicted %" PRIu64, picture->evicted);
	if (!picture->has_totals) {
		status_part(parts, "sites %zu", picture->sites.nr);
		status_part(parts, "flows %zu", picture->flows.nr);
		return;
	}
	if (!totals->has_machine) {
		status_part(parts, "sites %u", totals->sites);
		status_part(parts, "flows %u", totals->flows);
		return;
	}
	status_part(parts, "sites %u (table %u/%u)", totals->sites,
		    totals->sites_used, totals->sites_max);
	status_part(parts, "flows %u (table %u/%u)", totals->flows,
		    totals->flows_used, totals->flows_max);
	if (totals->other || totals->nmi)
		status_part(parts, "without a site %" PRIu64,
			    totals->other + totals->nmi);
	status_part(parts, "%" PRIu64 " KiB", totals->memory >> 10);
}

static void status_view(const struct model *model, const struct status *status,
			struct status_parts *parts)
{
	const struct level *level = &model->levels[model->depth];
	char path[STATUS_WIDTH / 2];

	if (status->paused)
		status_part(parts, "PAUSED");
	model_path(model, path, sizeof(path));
	if (level->by != GROUP_NR)
		status_part(parts, "by %s, %s first", group_word(level->by),
			    model_sort_name(model->sort));
	if (model->filter[0])
		status_part(parts, "filter \"%s\"", model->filter);
	if (model->all)
		status_part(parts, "all");
	if (level->by != GROUP_NR)
		status_part(parts, "%zu row%s", model->rows.nr,
			    model->rows.nr == 1 ? "" : "s");
	if (*path)
		status_rest(parts, path);
}

static void status_trouble(const struct model *model,
			   const struct status *status,
			   struct status_parts *parts)
{
	char age[CELL_TEXT];

	if (!model->picture) {
		status_part(parts, "%s", status->trouble);
		return;
	}
	cell_age(status->now - model->picture->when, age);
	status_part(parts, "STALE %s: %s", age, status->trouble);
}

void status_line(const struct model *model, const struct status *status,
		 int number, size_t width, char line[STATUS_WIDTH])
{
	struct status_parts parts = {
		.line = line,
		.width = width < STATUS_WIDTH ? width : STATUS_WIDTH - 1,
	};

	line[0] = '\0';
	if (number == 0)
		status_first(model, status, &parts);
	else if (number == 1)
		status_drops(model, &parts);
	else if (number == STATUS_TROUBLE && status->trouble[0])
		status_trouble(model, status, &parts);
	else if (number == 2)
		status_tables(model, &parts);
	else
		status_view(model, status, &parts);
}
