// SPDX-License-Identifier: GPL-2.0
/* dropstat export: OpenMetrics text, for Prometheus. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/fetch.h"
#include "cli/column.h"
#include "lib/escape.h"
#include "print/say.h"

static const struct option_text export_options[] = {
	OPTION_NETNS,
	OPTION_FILE,
	OPTION_HELP,
	{}
};

/* No two samples of a metric may have the same labels. */
#define EXPORT_KEYS	(ROW_NETNS | ROW_IFACE | ROW_REASON | ROW_LOCATION)

/* Names that differ may be equal as labels. */
static const char *export_name(const char *name)
{
	char *label = escape_copy(escape_metric, name);
	const char *kept = label ? drop_intern(label) : "?";

	free(label);
	return kept;
}

static void export_metric(const char *name, const char *type, const char *help)
{
	printf("# TYPE dropstat_%s %s\n# HELP dropstat_%s %s\n", name, type,
	       name, help);
}

/* The names of a row are labels since export_read(). */
static void export_labels(const struct drop *drop)
{
	printf("{netns=\"%s\",netns_inode=\"%u\",",
	       export_name(get_netns_name(drop)), drop->netns);
	printf("iface=\"%s\",reason=\"%s\",location=\"%s\"}", drop->iface,
	       drop->reason, drop->location);
}

static void export_sites(const struct row_list *rows)
{
	const struct drop *drop;
	size_t i;

	export_metric("drops", "counter", "Packets that the kernel dropped.");
	for (i = 0; i < rows->nr; i++) {
		drop = &rows->rows[i].drop;
		printf("dropstat_drops_total");
		export_labels(drop);
		printf(" %" PRIu64 "\n", drop->packets);
	}
	export_metric("dropped_bytes", "counter",
		      "Bytes in dropped packets, by their length when dropped.");
	puts("# UNIT dropstat_dropped_bytes bytes");
	for (i = 0; i < rows->nr; i++) {
		drop = &rows->rows[i].drop;
		printf("dropstat_dropped_bytes_total");
		export_labels(drop);
		printf(" %" PRIu64 "\n", drop->bytes);
	}
}

static void export_counter(const char *name, const char *help, uint64_t value)
{
	export_metric(name, "counter", help);
	printf("dropstat_%s_total %" PRIu64 "\n", name, value);
}

static void export_gauge(const char *name, const char *help, uint64_t value)
{
	export_metric(name, "gauge", help);
	printf("dropstat_%s %" PRIu64 "\n", name, value);
}

static void export_machine(const struct totals *totals)
{
	export_gauge("sites_rows", "Rows in each CPU's table of sites.",
		     totals->sites_max);
	export_gauge("sites_rows_used",
		     "Rows in use in the fullest table of sites.",
		     totals->sites_used);
	export_gauge("flows_rows", "Rows in each CPU's table of flows.",
		     totals->flows_max);
	export_gauge("flows_rows_used",
		     "Rows in use in the fullest table of flows.",
		     totals->flows_used);
	export_gauge("memory_bytes", "Memory used by all tables.",
		     totals->memory);
	export_counter("other_hits",
		       "Hits whose site did not fit in the table.",
		       totals->other);
	export_counter("nmi_hits", "Hits in NMI context, which have no site.",
		       totals->nmi);
	export_counter("flushed_hits", "Hits that were flushed.",
		       totals->flushed);
	export_counter("events", "Announcements sent.", totals->events);
	export_counter("suppressed_events",
		       "Announcements not sent because of the limit.",
		       totals->suppressed);
}

static void export_totals(struct fetch *fetch)
{
	struct totals totals;

	fetch_totals(fetch, &totals);
	export_counter("evicted_drops", "Drops without a flow row.",
		       totals.evicted_packets);
	export_counter("fraglist_hits",
		       "Fragments freed with their packet, possibly after delivery.",
		       totals.fraglist);
	export_counter("local_hits",
		       "Freed buffers that were never packets.", totals.local);
	if (totals.has_machine)
		export_machine(&totals);
}

static void export_read(struct fetch *fetch, struct row_list *rows)
{
	struct drop_list drops = {};
	size_t from, to = 0;
	struct drop *drop;

	fetch_sites(fetch, &drops);
	for (from = 0; from < drops.nr; from++) {
		drop = &drops.drops[from];
		if (drop->class != DROPSTAT_CLASS_PACKET)
			continue;
		drop->iface = export_name(drop->iface);
		drop->reason = export_name(drop->reason);
		drop->location = export_name(drop->location);
		drops.drops[to++] = *drop;
	}
	drops.nr = to;
	if (!row_take(rows, &drops))
		say_and_exit(SAY_ERROR, "out of memory");
	if (!row_group(rows, EXPORT_KEYS))
		say_and_exit(SAY_ERROR, "out of memory");
	row_sort(rows);
}

static void export_run(const struct command *command, int argc, char **argv)
{
	struct selection selection = {};
	const char *path = NULL;
	struct row_list rows;
	struct fetch fetch;
	int key;

	while ((key = option_next(command, argc, argv)) != -1) {
		if (key == 'f')
			path = optarg;
		else
			select_option(&selection, key, optarg);
	}
	option_no_more(command, argc, argv);
	fetch_open(&fetch, &selection, path);
	export_read(&fetch, &rows);
	export_sites(&rows);
	export_totals(&fetch);
	puts("# EOF");
	row_free(&rows);
	fetch_close(&fetch);
}

const struct command command_export = {
	.name = "export",
	.args = "[OPTIONS]",
	.brief = "Print OpenMetrics text, for Prometheus.",
	.options = export_options,
	.run = export_run,
};
