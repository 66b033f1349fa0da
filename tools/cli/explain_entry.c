// SPDX-License-Identifier: GPL-2.0
/* Prints entries of explain.txt. */
#include <stdio.h>
#include <string.h>

#include "cli/explain_entry.h"
#include "lib/util.h"
#include "print/paragraph.h"
#include "print/print.h"

/* Text is wrapped to this width, even on a wider terminal. */
#define ENTRY_WIDTH	78

const char *entry_kind(const struct explain *entry)
{
	return entry->is_location ? "location" : "reason";
}

/* A helper only frees packets that its caller dropped. */
static bool entry_is_helper(const struct explain *entry)
{
	return entry->is_location && explain_is_helper(entry->name);
}

void entry_print_json(const struct explain *entry)
{
	const struct print print = { .json = true };
	const struct field fields[] = {
		{ "name", NULL, value_text(entry->name) },
		{ "kind", NULL, value_text(entry_kind(entry)) },
		{ "since", NULL, value_text(entry->since) },
		{ "until", NULL, value_text(entry->until) },
		{ "brief", NULL, value_text(entry->brief) },
		{ "text", NULL, value_text(entry->text) },
		{ "causes", NULL, value_lines(entry->causes) },
		{ "check", NULL, value_lines(entry->check) },
		{ "fix", NULL, value_lines(entry->fix) },
		{ "noise", NULL, value_text(entry->noise) },
		{ "helper", NULL, value_flag(entry_is_helper(entry)) },
	};

	print_record(&print, fields, ARRAY_SIZE(fields));
}

static void entry_paragraph(const char *text, size_t size, int indent)
{
	paragraph_print(text, size, indent, ENTRY_WIDTH);
}

/* Commands are not wrapped, so that they can be copied. */
static void entry_lines(const char *title, const char *lines, bool fold)
{
	size_t length;

	if (!lines || !*lines)
		return;
	printf("\n%s:\n", title);
	for (; *lines; lines += length + (lines[length] == '\n')) {
		length = strcspn(lines, "\n");
		printf("  %s", fold ? "- " : "");
		if (fold)
			entry_paragraph(lines, length, 4);
		else
			printf("%.*s\n", (int)length, lines);
	}
}

void entry_print(const struct explain *entry)
{
	printf("%s: %s\n", entry->name, entry->brief);
	printf("(a %s, ", entry_kind(entry));
	if (entry->until)
		printf("Linux %s to %s)", entry->since, entry->until);
	else
		printf("since Linux %s)", entry->since);
	fputs("\n\n", stdout);
	entry_paragraph(entry->text, strlen(entry->text), 0);
	if (entry_is_helper(entry))
		puts("\nThis function only frees packets for its caller: see 'dropstat --stack'.");
	entry_lines("Usual causes", entry->causes, true);
	entry_lines("To check", entry->check, false);
	entry_lines("Fix", entry->fix, false);
	if (entry->noise) {
		printf("\nUsually harmless:\n  ");
		entry_paragraph(entry->noise, strlen(entry->noise), 2);
	}
}

void entry_print_help(const struct explain *entry)
{
	printf("%s: ", entry->name);
	entry_paragraph(entry->brief, strlen(entry->brief), 4);
	entry_lines("Usual causes", entry->causes, true);
	entry_lines("To check", entry->check, false);
}
