// SPDX-License-Identifier: GPL-2.0
/* dropstat explain: what reasons and locations mean. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/explain_entry.h"
#include "cli/explain_flow.h"
#include "print/paragraph.h"
#include "print/print.h"
#include "print/say.h"
#include "cli/select.h"

/* A line is no longer, however wide the terminal is. */
#define DESCRIBE_WIDTH	78

static const struct option_text describe_options[] = {
	{ 'N', "netns", "NETNS",
	  "the flow in one network namespace, see dropstat(8)" },
	OPTION_JSON,
	OPTION_HELP,
	{}
};

static const struct explain *describe_of(const void *row)
{
	return row;
}

static const char *describe_kind(const struct explain *entry)
{
	return entry->is_location ? "location" : "reason";
}

/* Who only frees for others is not who dropped. */
static bool describe_is_helper(const struct explain *entry)
{
	return entry->is_location && explain_is_helper(entry->name);
}

static void describe_get_name(const void *row, struct value *value)
{
	*value = value_text(describe_of(row)->name);
}

static void describe_get_kind(const void *row, struct value *value)
{
	*value = value_text(describe_kind(row));
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

static void describe_json(const struct explain *entry)
{
	const struct print print = { .json = true };
	const struct field fields[] = {
		{ "name", NULL, value_text(entry->name) },
		{ "kind", NULL, value_text(describe_kind(entry)) },
		{ "since", NULL, value_text(entry->since) },
		{ "until", NULL, value_text(entry->until) },
		{ "brief", NULL, value_text(entry->brief) },
		{ "text", NULL, value_text(entry->text) },
		{ "causes", NULL, value_lines(entry->causes) },
		{ "check", NULL, value_lines(entry->check) },
		{ "fix", NULL, value_lines(entry->fix) },
		{ "noise", NULL, value_text(entry->noise) },
		{ "helper", NULL, value_flag(describe_is_helper(entry)) },
	};

	print_record(&print, fields, ARRAY_SIZE(fields));
}

static void describe_paragraph(const char *text, size_t size, int indent)
{
	paragraph_print(text, size, indent, DESCRIBE_WIDTH);
}

/* Commands are not folded, so that they can be copied. */
static void describe_lines(const char *title, const char *lines, bool fold)
{
	size_t length;

	if (!lines || !*lines)
		return;
	printf("\n%s:\n", title);
	for (; *lines; lines += length + (lines[length] == '\n')) {
		length = strcspn(lines, "\n");
		printf("  %s", fold ? "- " : "");
		if (fold)
			describe_paragraph(lines, length, 4);
		else
			printf("%.*s\n", (int)length, lines);
	}
}

static void describe_entry(const struct explain *entry)
{
	printf("%s: %s\n", entry->name, entry->brief);
	printf("(a %s, ", describe_kind(entry));
	if (entry->until)
		printf("Linux %s to %s)", entry->since, entry->until);
	else
		printf("since Linux %s)", entry->since);
	fputs("\n\n", stdout);
	describe_paragraph(entry->text, strlen(entry->text), 0);
	if (describe_is_helper(entry))
		puts("\nIt only frees for others; 'dropstat --stack' says for whom.");
	describe_lines("Usual causes", entry->causes, true);
	describe_lines("To check", entry->check, false);
	describe_lines("Fix", entry->fix, false);
	if (entry->noise) {
		printf("\nUsually harmless:\n  ");
		describe_paragraph(entry->noise, strlen(entry->noise), 2);
	}
}

void describe_help(const struct explain *entry)
{
	printf("%s: ", entry->name);
	describe_paragraph(entry->brief, strlen(entry->brief), 4);
	describe_lines("Usual causes", entry->causes, true);
	describe_lines("To check", entry->check, false);
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

/* All names are looked for before the first is printed. */
static void describe_names(char **names, int nr, bool json)
{
	int i;

	for (i = 0; i < nr; i++)
		describe_find(names[i]);
	for (i = 0; i < nr; i++) {
		if (i && !json)
			puts("");
		if (json)
			describe_json(describe_find(names[i]));
		else
			describe_entry(describe_find(names[i]));
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
		say_and_exit(SAY_USAGE, "--netns is for a flow");
	else if (optind < argc)
		describe_names(argv + optind, argc - optind, json);
	else
		describe_list(json);
}

const struct command command_explain = {
	.name = "explain",
	.args = "[-j] [REASON | LOCATION]... | [-j] [-N NETNS] FLOW",
	.brief = "Explain drop reasons, locations and flows; list them.",
	.options = describe_options,
	.run = describe_run,
};
