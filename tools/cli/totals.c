// SPDX-License-Identifier: GPL-2.0
/* dropstat totals: sums, and how full the tables are. */
#include <getopt.h>

#include "cli/fetch.h"
#include "print/print.h"
#include "print/say.h"

static const struct option_text totals_options[] = {
	OPTION_NETNS,
	OPTION_FILE,
	OPTION_JSON,
	OPTION_HELP,
	{}
};

#define TOTALS_FIELDS	24

/**
 * struct totals_record - the record to print
 * @fields: its fields
 * @nr: number of fields
 */
struct totals_record {
	struct field fields[TOTALS_FIELDS];
	size_t nr;
};

/* If the number is not known, the field has no value. */
static void totals_add(struct totals_record *record, bool known,
		       const char *key, const char *label, uint64_t number)
{
	record->fields[record->nr++] = (struct field){
		.key = key,
		.label = label,
		.value = known ? value_number(number) : value_text(NULL),
	};
}

static void totals_add_machine(struct totals_record *record,
			       const struct totals *totals)
{
	bool known = totals->has_machine;

	record->fields[record->nr++] = (struct field){
		.key = "version",
		.label = "module version",
		.value = value_text(totals->version),
	};
	totals_add(record, known, "cpus", "tables (CPUs)", totals->cpus);
	totals_add(record, known, "sites_max", "site rows per table",
		   totals->sites_max);
	totals_add(record, known, "sites_used", "  used in fullest table",
		   totals->sites_used);
	totals_add(record, known, "flows_max", "flow rows per table",
		   totals->flows_max);
	totals_add(record, known, "flows_used", "  used in fullest table",
		   totals->flows_used);
	totals_add(record, known, "memory", "memory in bytes", totals->memory);
	totals_add(record, known, "other", "hits without a site",
		   totals->other);
	totals_add(record, known, "nmi", "hits in NMI context", totals->nmi);
	totals_add(record, known, "flushed", "hits flushed", totals->flushed);
	totals_add(record, known, "events", "announcements sent",
		   totals->events);
	totals_add(record, known, "suppressed", "announcements not sent",
		   totals->suppressed);
}

/* A file has flows, but neither sites nor segments. */
static void totals_print(bool json, const struct totals *totals, bool whole)
{
	struct totals_record record = {};
	struct print print;

	totals_add(&record, true, "packets", "drops", totals->packets);
	totals_add(&record, true, "bytes", "bytes", totals->bytes);
	totals_add(&record, whole, "segments", "packets on the wire",
		   totals->segments);
	totals_add(&record, true, "evicted_packets", "drops without a flow row",
		   totals->evicted_packets);
	totals_add(&record, true, "fraglist", "hits of class fraglist",
		   totals->fraglist);
	totals_add(&record, true, "local", "hits of class local",
		   totals->local);
	totals_add(&record, whole, "sites", "sites", totals->sites);
	totals_add(&record, true, "flows", "flows", totals->flows);
	record.fields[record.nr++] = (struct field){
		.key = "uptime",
		.label = "seconds since load",
		.value = whole ? value_real(totals->uptime / 1000.0) :
				 value_text(NULL),
	};
	totals_add_machine(&record, totals);
	print_init(&print, json, NULL);
	print_record(&print, record.fields, record.nr);
}

static void totals_run(const struct command *command, int argc, char **argv)
{
	struct selection selection = {};
	const char *path = NULL;
	struct totals totals;
	struct fetch fetch;
	bool json = false, whole;
	int key;

	while ((key = option_next(command, argc, argv)) != -1) {
		if (key == 'j')
			json = true;
		else if (key == 'f')
			path = optarg;
		else
			select_option(&selection, key, optarg);
	}
	option_no_more(command, argc, argv);
	fetch_open(&fetch, &selection, path);
	whole = fetch_totals(&fetch, &totals);
	totals_print(json, &totals, whole);
	fetch_close(&fetch);
}

const struct command command_totals = {
	.name = "totals",
	.args = "[OPTIONS]",
	.brief = "Show sums, and how full the tables are.",
	.options = totals_options,
	.run = totals_run,
};
