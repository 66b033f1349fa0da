// SPDX-License-Identifier: GPL-2.0
/* dropstat show: one report, and a summary of what it leaves out. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "lib/cgroup.h"
#include "cli/columns.h"
#include "cli/hint.h"
#include "lib/netns.h"
#include "print/say.h"
#include "cli/show.h"

/* The factor by which the limit grows if noise takes up too many rows */
#define VIEW_MORE	8

/* Sites are exact and few, so flows are read only if they are needed. */
static bool view_needs_flows(const struct show *show)
{
	return !show->grouped || show->keys & ROW_FLOW ||
	       select_has_flow(&show->selection);
}

static void view_read_stacks(struct show *show, struct row_list *rows)
{
	struct drop_list drops = {};
	struct row_list sites;

	fetch_stacks(&show->fetch, &drops);
	if (!row_take(&sites, &drops))
		say_and_exit(SAY_ERROR, "out of memory");
	row_join_stacks(rows, &sites);
	row_free(&sites);
}

static void view_mark_noise(struct row_list *rows)
{
	struct drop *drop;
	size_t i;

	for (i = 0; i < rows->nr; i++) {
		drop = &rows->rows[i].drop;
		rows->rows[i].noise = explain_noise(drop->reason,
						    drop->location);
	}
}

/* Noise is included if a reason, a location or the sum is requested. */
static bool view_folds_noise(const struct show *show)
{
	bool sum = show->grouped && !show->keys;

	return !show->all && !show->print.json && !sum &&
	       !show->selection.query.reason &&
	       !show->selection.query.location;
}

static void view_fetch(struct show *show, struct row_list *rows)
{
	struct drop_list drops = {};

	if (view_needs_flows(show))
		fetch_flows(&show->fetch, &drops);
	else
		fetch_sites(&show->fetch, &drops);
	show->rest_rows = drops.nr ? drops.drops[drops.nr - 1].rest_rows : 0;
	show->rest = drops.nr ? drops.drops[drops.nr - 1].rest_packets : 0;
	if (!row_take(rows, &drops))
		say_and_exit(SAY_ERROR, "out of memory");
	view_mark_noise(rows);
}

static bool view_has_class(const struct show *show, const struct drop *drop)
{
	return (show->selection.all_classes && !show->grouped) ||
	       show->selection.query.has_class ||
	       drop->class == DROPSTAT_CLASS_PACKET;
}

static size_t view_not_noise(const struct row_list *rows)
{
	size_t i, nr = 0;

	for (i = 0; i < rows->nr; i++)
		nr += !rows->rows[i].noise;
	return nr;
}

/* Group sums, rates and files need all rows. */
static bool view_can_limit(const struct show *show)
{
	return show->limit && !show->grouped && !show->watch &&
	       !show->print.json && show->fetch.client;
}

/*
 * Requests only as many rows as are shown. The kernel does not recognize noise, so
 * if too many rows are noise, more rows are requested.
 */
static void view_fetch_first(struct show *show, struct row_list *rows)
{
	struct query *query = &show->fetch.selection.query;
	uint64_t limit = show->limit;

	if (!show->selection.all_classes && !query->has_class) {
		query->has_class = true;
		query->class = DROPSTAT_CLASS_PACKET;
	}
	for (;; limit *= VIEW_MORE) {
		query->limit = limit < UINT32_MAX ? limit : 0;
		view_fetch(show, rows);
		if (!show->rest_rows || !view_folds_noise(show) ||
		    view_not_noise(rows) >= show->limit)
			return;
		row_free(rows);
	}
}

static void view_count_site(struct show *show, const struct drop *drop)
{
	if (drop->class == DROPSTAT_CLASS_PACKET) {
		if (explain_noise(drop->reason, drop->location))
			show->rest_noise += drop->packets;
	} else if (!view_has_class(show, drop)) {
		if (drop->class == DROPSTAT_CLASS_FRAGLIST)
			show->unread_fraglist += drop->packets;
		else
			show->unread_local += drop->packets;
	}
}

/*
 * Counts the noise and the other classes in the rows that were not read. The counts
 * come from the sites, which are few and exact.
 */
static void view_count_unread(struct show *show, const struct row_list *rows)
{
	struct selection selection = show->fetch.selection;
	struct drop_list sites = {};
	uint64_t read = 0;
	size_t i;

	if (select_has_flow(&show->selection))
		return;
	show->fetch.selection.query.limit = 0;
	show->fetch.selection.query.has_class =
		show->selection.query.has_class;
	fetch_sites(&show->fetch, &sites);
	show->fetch.selection = selection;
	for (i = 0; i < sites.nr; i++)
		view_count_site(show, &sites.drops[i]);
	drop_list_free(&sites);
	for (i = 0; i < rows->nr; i++)
		if (rows->rows[i].noise)
			read += rows->rows[i].drop.packets;
	show->rest_noise -= read < show->rest_noise ? read : show->rest_noise;
	if (!show->rest_rows || !view_folds_noise(show))
		show->rest_noise = 0;
	if (show->rest_noise > show->rest)
		show->rest_noise = show->rest;
}

void view_read(struct show *show, struct row_list *rows)
{
	if (view_can_limit(show)) {
		view_fetch_first(show, rows);
		view_count_unread(show, rows);
	} else {
		view_fetch(show, rows);
	}
	if (show->details & DETAIL_STACK)
		view_read_stacks(show, rows);
	netns_refresh();
	cgroup_refresh();
}

/* Packets of a row; while watching, only those since the previous snapshot */
static uint64_t view_packets(const struct show *show, const struct row *row)
{
	return show->watch ? row->rate * show->seconds + 0.5 :
			     row->drop.packets;
}

static bool view_leaves_out(struct show *show, const struct row *row)
{
	const struct drop *drop = &row->drop;

	if (!view_has_class(show, drop)) {
		if (drop->class == DROPSTAT_CLASS_FRAGLIST)
			show->fraglist += view_packets(show, row);
		else
			show->local += view_packets(show, row);
		return true;
	}
	if (!row->noise || drop->class != DROPSTAT_CLASS_PACKET ||
	    !view_folds_noise(show))
		return false;
	show->noise += view_packets(show, row);
	show->noise_rows++;
	return true;
}

static void view_leave_out(struct show *show, struct row_list *rows)
{
	size_t from, to = 0;

	show->noise = 0;
	show->noise_rows = 0;
	show->fraglist = show->unread_fraglist;
	show->local = show->unread_local;
	for (from = 0; from < rows->nr; from++)
		if (!view_leaves_out(show, &rows->rows[from]))
			rows->rows[to++] = rows->rows[from];
	rows->nr = to;
}

static enum print_style view_style(const void *row)
{
	return ((const struct row *)row)->noise ? PRINT_DIM : PRINT_PLAIN;
}

static unsigned int view_columns(const struct show *show)
{
	unsigned int more = 0;

	if (show->selection.all_classes || show->selection.query.has_class)
		more |= COLUMNS_CLASS;
	if (show->watch)
		more |= COLUMNS_RATE;
	if (show->explain)
		more |= COLUMNS_BRIEF;
	if (show->details & DETAIL_CONNTRACK)
		more |= COLUMNS_CONNTRACK;
	if (show->details & DETAIL_STACK)
		more |= COLUMNS_STACK;
	if (show->help)
		more |= COLUMNS_HELP;
	return more;
}

static void view_print_rows(const struct show *show, struct row_list *rows,
			    size_t nr)
{
	struct detail *details = detail_make(rows, nr, show->details);
	struct table table;

	columns_begin(&table, rows);
	table.nr_rows = nr;
	table.style = view_style;
	if (details)
		table.below = detail_lines;
	if (show->grouped)
		columns_group(&table, show->keys, view_columns(show));
	else
		columns_all(&table, view_columns(show));
	print_table(&show->print, &table);
	detail_free(details);
}

static const char *view_plural(uint64_t number)
{
	return number == 1 ? "" : "s";
}

static void view_print_more(const struct show *show, uint64_t rows,
			    uint64_t packets)
{
	if (rows)
		printf("... %s%" PRIu64 " more row%s, %" PRIu64
		       " drop%s; -n 0 shows all\n",
		       show->rest_noise ? "up to " : "",
		       rows, view_plural(rows), packets, view_plural(packets));
}

static void view_print_rest(const struct show *show,
			    const struct row_list *rows, size_t shown)
{
	uint64_t packets = show->rest - show->rest_noise;
	uint64_t noise = show->noise + show->rest_noise;
	size_t i;

	for (i = shown; i < rows->nr; i++)
		packets += view_packets(show, &rows->rows[i]);
	view_print_more(show, rows->nr - shown + show->rest_rows, packets);
	if (show->rest_noise)
		printf("... noise, normal on a healthy machine: %" PRIu64
		       " drop%s; -a shows all\n", noise, view_plural(noise));
	else if (show->noise_rows)
		printf("... noise, normal on a healthy machine: %" PRIu64
		       " drop%s in %" PRIu64 " row%s; -a shows all\n",
		       noise, view_plural(noise),
		       show->noise_rows, view_plural(show->noise_rows));
	if (show->fraglist || show->local)
		printf("... not packets: fraglist %" PRIu64 ", local %" PRIu64
		       "; -a shows all\n", show->fraglist, show->local);
}

void view_print(struct show *show, struct row_list *rows)
{
	size_t nr;

	view_leave_out(show, rows);
	if (show->grouped && !row_group(rows, show->keys))
		say_and_exit(SAY_ERROR, "out of memory");
	row_sort(rows);
	nr = show->limit && show->limit < rows->nr ? show->limit : rows->nr;
	if (nr || show->print.json)
		view_print_rows(show, rows, nr);
	else
		puts("no drops");
	if (!show->print.json)
		view_print_rest(show, rows, nr);
}

/* A flow filter excludes the drops without a flow row. */
void view_say_evicted(struct show *show)
{
	struct query *query = &show->fetch.selection.query;
	struct drop_list sites = {};
	uint64_t evicted = 0;
	char *hint;
	size_t i;

	if (!select_has_flow(&show->selection))
		return;
	query->has_ethertype = false;
	query->has_l4proto = false;
	query->has_sport = false;
	query->has_dport = false;
	query->saddr_family = AF_UNSPEC;
	query->daddr_family = AF_UNSPEC;
	query->limit = 0;
	fetch_sites(&show->fetch, &sites);
	for (i = 0; i < sites.nr; i++) {
		if (sites.drops[i].class != DROPSTAT_CLASS_PACKET)
			continue;
		/* Netlink reports them in the site's row, a file in a separate row. */
		evicted += sites.drops[i].evicted_packets;
		if (sites.drops[i].evicted)
			evicted += sites.drops[i].packets;
	}
	drop_list_free(&sites);
	if (!evicted)
		return;
	hint = hint_by_location(&show->selection.query, show->path);
	say("%" PRIu64 " drops without a flow row may belong here; see: %s",
	    evicted, hint ?: "dropstat --by location");
	free(hint);
}

void view_once(struct show *show)
{
	struct row_list rows;

	view_read(show, &rows);
	view_print(show, &rows);
	row_free(&rows);
	view_say_evicted(show);
}
