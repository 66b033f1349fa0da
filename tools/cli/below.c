// SPDX-License-Identifier: GPL-2.0
/* The lines below a row, and the lookups for them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/ctnetlink.h"
#include "cli/below.h"
#include "lib/escape.h"
#include "lib/owner.h"
#include "print/say.h"
#include "answer/stack.h"

/* Buffer size of a frame: its symbol and its module have up to 255 characters. */
#define BELOW_FRAME	320

/* Only flows with ports in a live netns can be looked up. */
static void detail_search(struct detail *detail, const struct drop *drop)
{
	struct tuple packet = tuple_of(drop);
	const struct ctlist *list;
	char why[CTNETLINK_WHY];

	if (drop->scope != DROPSTAT_SCOPE_LIVE || !drop->netns ||
	    !ctmatch_can(&packet))
		return;
	list = ctnetlink_get(drop->netns, drop->family, why);
	if (why[0])
		say("%s", why);
	if (!list)
		return;
	detail->searched = true;
	ctmatch_find(&detail->match, &packet, list->entries, list->nr);
}

struct detail *detail_make(struct row_list *rows, size_t nr, unsigned int wants)
{
	struct detail *details;
	const char *above = NULL;
	size_t i;

	if (!wants)
		return NULL;
	details = calloc(nr ?: 1, sizeof(*details));
	if (!details)
		say_and_exit(SAY_ERROR, "out of memory");
	for (i = 0; i < nr; i++) {
		details[i].wants = wants;
		if (wants & DETAIL_CONNTRACK)
			detail_search(&details[i], &rows->rows[i].drop);
		details[i].repeats = rows->rows[i].drop.stack == above;
		above = rows->rows[i].drop.stack;
		rows->rows[i].detail = &details[i];
	}
	return details;
}

void detail_free(struct detail *details)
{
	free(details);
	ctnetlink_forget();
}

/* A name may contain a newline, so it is escaped before the lines are split. */
static void detail_put_name(FILE *file, const char *label, const char *name)
{
	char *line = escape_copy(escape_terminal, name);

	fprintf(file, "%s%s\n", label, line ?: "?");
	free(line);
}

static void detail_put_owner(FILE *file, const struct drop *drop)
{
	const char *direction = owner_direction(drop);
	char *owner = owner_text(drop);

	if (direction)
		fprintf(file, "direction: %s\n", direction);
	if (owner)
		detail_put_name(file, "owner: ", owner);
	free(owner);
}

static void detail_put_match(FILE *file, const struct drop *drop,
			     const struct ctmatch *match)
{
	struct tuple packet = tuple_of(drop);
	char words[CONNTRACK_WORDS], text[CTMATCH_TEXT];

	if (match->own) {
		conntrack_words(match->own, words);
		fprintf(file, "conntrack tracks it as a separate flow: %s\n",
			words);
	}
	if (match->expected) {
		ctmatch_text(match, &packet, text);
		fprintf(file, "%s\n", text);
	}
	if (!match->own && !match->expected)
		fputs("conntrack has no entry for it now, and no similar one\n",
		      file);
}

static void detail_put_conntrack(FILE *file, const struct row *row)
{
	char text[CONNTRACK_TEXT];

	if (row->drop.conntrack.present) {
		conntrack_text(&row->drop.conntrack, text);
		fprintf(file, "conntrack: %s\n", text);
	}
	if (row->detail->searched)
		detail_put_match(file, &row->drop, &row->detail->match);
}

static void detail_put_stack(FILE *file, const struct row *row)
{
	const char *frame = row->drop.stack;
	const char *dropper = stack_dropper(frame);
	char name[BELOW_FRAME];
	size_t length;

	if (!frame)
		return;
	if (row->detail->repeats) {
		fputs("stack: same as in the row above\n", file);
		return;
	}
	if (dropper)
		detail_put_name(file, "stack: dropped by ", dropper);
	else
		fputs("stack:\n", file);
	for (; *frame; frame += length + (frame[length] == '\n')) {
		length = strcspn(frame, "\n");
		snprintf(name, sizeof(name), "%.*s", (int)length, frame);
		detail_put_name(file, "  ", name);
	}
}

char *detail_lines(const void *row)
{
	const struct row *shown = row;
	char *lines = NULL;
	size_t size;
	FILE *file;

	file = open_memstream(&lines, &size);
	if (!file)
		return NULL;
	if (shown->detail->wants & DETAIL_OWNER)
		detail_put_owner(file, &shown->drop);
	if (shown->detail->wants & DETAIL_CONNTRACK)
		detail_put_conntrack(file, shown);
	if (shown->detail->wants & DETAIL_STACK)
		detail_put_stack(file, shown);
	return fclose(file) ? NULL : lines;
}
