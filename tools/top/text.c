// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "top/cell.h"
#include "lib/conntrack.h"
#include "answer/explain.h"
#include "lib/escape.h"
#include "lib/owner.h"
#include "answer/stack.h"
#include "top/text.h"

/* Longer lines are hard to read. */
#define TEXT_WIDEST	100

static void text_add(struct text *text, const char *line, size_t len)
{
	char **lines = reallocarray(text->lines, text->nr + 1, sizeof(*lines));

	if (!lines)
		return;
	text->lines = lines;
	lines[text->nr] = strndup(line, len);
	if (!lines[text->nr])
		return;
	text->nr++;
}

/* How much of @from fits in @width, up to a space if there is one */
static size_t text_break(const char *from, size_t len, size_t width)
{
	size_t at;

	if (len <= width)
		return len;
	for (at = width; at && from[at] != ' '; at--)
		;
	return at ? at : width;
}

/*
 * Adds a line, wrapped to the width. The first part starts with @mark; the other
 * parts are indented by its length.
 */
static void text_wrap(struct text *text, const char *mark, const char *from,
		      size_t len)
{
	int indent = strlen(mark);
	char line[TEXT_WIDEST + 1];
	size_t part;

	do {
		part = text_break(from, len, text->width - indent);
		snprintf(line, sizeof(line), "%-*s%.*s", indent, mark,
			 (int)part, from);
		text_add(text, line, strlen(line));
		while (part < len && from[part] == ' ')
			part++;
		from += part;
		len -= part;
		mark = "";
	} while (len);
}

static void text_lines(struct text *text, const char *mark, const char *from)
{
	size_t len;

	for (; *from; from += len + (from[len] == '\n')) {
		len = strcspn(from, "\n");
		text_wrap(text, mark, from, len);
	}
}

/* A name may contain a newline, so it is escaped before the lines are split. */
static void text_name(struct text *text, const char *mark, const char *name)
{
	char *line = escape_copy(escape_terminal, name);

	if (line)
		text_wrap(text, mark, line, strlen(line));
	free(line);
}

static void text_title(struct text *text, const char *title)
{
	text_add(text, "", 0);
	text_add(text, title, strlen(title));
}

static void text_section(struct text *text, const char *title,
			 const char *mark, const char *from)
{
	if (!from || !*from)
		return;
	text_title(text, title);
	text_lines(text, mark, from);
}

/* Adds commands. A line that starts with "# " is a step without a command. */
static void text_commands(struct text *text, const char *title,
			  const char *from)
{
	size_t len, skip;

	if (!from || !*from)
		return;
	text_title(text, title);
	for (; *from; from += len + (from[len] == '\n')) {
		len = strcspn(from, "\n");
		skip = strncmp(from, "# ", 2) ? 0 : 2;
		text_wrap(text, skip ? "  - " : "  $ ", from + skip,
			  len - skip);
	}
}

static void text_row(struct text *text, const struct model *model)
{
	const struct entry *entry = model_chosen(model);
	char line[3 * CELL_TEXT], age[CELL_TEXT], rate[CELL_TEXT];

	if (!entry) {
		text_lines(text, "", "This row is no longer in the table.");
		return;
	}
	cell_rate(picture_rate(model->picture, entry->delta), rate);
	cell_age(entry->last, age);
	snprintf(line, sizeof(line), "%" PRIu64 " drops, %s/s, last %s ago",
		 entry->packets, rate, age);
	text_lines(text, "", line);
	if (!entry->error)
		return;
	snprintf(line, sizeof(line),
		 "It may have had up to %" PRIu64 " more drops before it got a row.",
		 entry->error);
	text_lines(text, "", line);
}

/* Adds details of a flow's first packet, which a group does not have. */
static void text_flow(struct text *text, const struct drop *drop)
{
	const char *direction = owner_direction(drop);
	char *owner = owner_text(drop);
	char view[CONNTRACK_TEXT];

	if (direction)
		text_wrap(text, "direction: ", direction, strlen(direction));
	if (owner)
		text_name(text, "owner: ", owner);
	free(owner);
	if (!drop->conntrack.present)
		return;
	conntrack_text(&drop->conntrack, view);
	text_wrap(text, "conntrack: ", view, strlen(view));
}

static void text_dropper(struct text *text, const char *stack)
{
	const char *dropper = stack_dropper(stack);

	if (dropper)
		text_name(text, "dropped by: ", dropper);
}

/* Adds details of a site or a flow. Returns the call path, if there is one. */
static const char *text_details(struct text *text, const struct model *model)
{
	enum group_by by = model->levels[model->depth - 1].by;
	const struct entry *entry = model_chosen(model);
	const char *stack;

	if (!entry || (by != GROUP_SITE && by != GROUP_FLOW))
		return NULL;
	if (by == GROUP_FLOW && !entry->key.any)
		text_flow(text, entry->drop);
	stack = picture_stack(model->picture, entry->drop);
	text_dropper(text, stack);
	return stack;
}

static void text_stack(struct text *text, const char *stack)
{
	char frame[CELL_TEXT];
	size_t length;

	if (!stack)
		return;
	text_title(text, "Call path, innermost first");
	for (; *stack; stack += length + (stack[length] == '\n')) {
		length = strcspn(stack, "\n");
		snprintf(frame, sizeof(frame), "%.*s", (int)length, stack);
		text_name(text, "  ", frame);
	}
}

static void text_explain(struct text *text, const struct explain *explain)
{
	if (!explain) {
		text_add(text, "", 0);
		text_lines(text, "", "Nothing is known about this reason.");
		return;
	}
	text_section(text, explain->name, "  ", explain->brief);
	text_section(text, "What it means", "  ", explain->text);
	text_section(text, "Usual causes", "  - ", explain->causes);
	text_commands(text, "Check", explain->check);
	text_commands(text, "Fix", explain->fix);
	text_section(text, "Usually harmless", "  ", explain->noise);
}

void text_make(struct text *text, const struct model *model, size_t width)
{
	const struct level *above = &model->levels[model->depth - 1];
	const struct explain *reason, *location;
	const char *stack;
	char name[CELL_TEXT];
	unsigned int i;

	memset(text, 0, sizeof(*text));
	text->width = width < TEXT_WIDEST ? width : TEXT_WIDEST;
	for (i = 0; i < model->depth; i++)
		if (model_step(model, i, name))
			text_lines(text, "", name);
	text_row(text, model);
	stack = text_details(text, model);
	reason = explain_drop(above->entered.reason, above->entered.location);
	location = explain_location(above->entered.location);
	text_explain(text, reason);
	if (location && location != reason)
		text_explain(text, location);
	text_stack(text, stack);
}

void text_free(struct text *text)
{
	while (text->nr)
		free(text->lines[--text->nr]);
	free(text->lines);
	memset(text, 0, sizeof(*text));
}
