// SPDX-License-Identifier: GPL-2.0
/* dropstat explain: what reasons and locations mean. */
#include <getopt.h>
#include <stdio.h>

#include "cli/explain_entry.h"
#include "cli/explain_flow.h"
#include "print/print.h"
#include "print/say.h"
#include "cli/select.h"

static const struct option_text describe_options[] = {
	{ 'N', "netns", "NETNS",
	  "for a flow: only this network namespace; see dropstat(8)" },
	OPTION_JSON,
	OPTION_HELP,
	{}
};

static const struct explain *describe_of(const void *row)
{
	return row;
}

static void describe_get_name(const void *row, struct value *value)
{
	*value = value_text(describe_of(row)->name);
}

static void describe_get_kind(const void *row, struct value *value)
{
	*value = value_text(entry_kind(row));
}

static void describe_get_brief(const void *row, struct value *value)
{
	*value = value_text(describe_of(row)->brief);
}

static void describe_list(bool json)
{
	static const struct column name = {
		"name", "NAME", 0, 0, describe_get_name
	};
	static const struct column kind = {
		"kind", "KIND", 0, 0, describe_get_kind
	};
	static const struct column brief = {
		"brief", "MEANING", 0, 20, describe_get_brief
	};
	struct table table = {
		.columns = { &name, &kind, &brief },
		.nr_columns = 3,
		.rows = explain_entries,
		.nr_rows = explain_nr,
		.size = sizeof(explain_entries[0]),
	};
	struct print print;

	print_init(&print, json, NULL);
	print_table(&print, &table);
}

static const struct explain *describe_find(const char *name)
{
	const struct explain *entry = explain_reason(name);

	if (!entry)
		entry = explain_location(name);
	if (!entry)
		select_unknown_reason(name);
	return entry;
}

/* Looks up all names before the first one is printed. */
static void describe_names(char **names, int nr, bool json)
{
	int i;

	for (i = 0; i < nr; i++)
		describe_find(names[i]);
	for (i = 0; i < nr; i++) {
		if (i && !json)
			puts("");
		if (json)
			entry_print_json(describe_find(names[i]));
		else
			entry_print(describe_find(names[i]));
	}
}

static void describe_run(const struct command *command, int argc, char **argv)
{
	struct selection selection = {};
	bool json = false;
	int key;

	while ((key = option_next(command, argc, argv)) != -1) {
		if (key == 'j')
			json = true;
		else
			select_option(&selection, key, optarg);
	}
	if (flow_select(&selection, argv + optind, argc - optind))
		flow_explain(&selection, json);
	else if (selection.query.has_netns)
		say_and_exit(SAY_USAGE, "--netns applies only to a flow");
	else if (optind < argc)
		describe_names(argv + optind, argc - optind, json);
	else
		describe_list(json);
}

const struct command command_explain = {
	.name = "explain",
	.args = "[-j] [REASON | LOCATION]... | [-j] [-N NETNS] FLOW",
	.brief = "Explain or list drop reasons and locations, or explain a flow.",
	.options = describe_options,
	.run = describe_run,
};
