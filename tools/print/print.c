// SPDX-License-Identifier: GPL-2.0
/* Prints aligned text. JSON is printed by json.c. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/escape.h"
#include "print/paragraph.h"
#include "print/print.h"
#include "print/say.h"
#include "print/shorten.h"

/* Buffer size of a cell: a location has up to 255 characters. */
#define PRINT_CELL	320
/* Length of the longest IPv4 address and port; IPv4 addresses are cut last. */
#define PRINT_IPV4	21

static unsigned int print_terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (columns && atoi(columns) > 0)
		return atoi(columns);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return 80;
	return size.ws_col;
}

static bool print_wants_color(const char *when)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (when && !strcmp(when, "always"))
		return true;
	if (when && !strcmp(when, "never"))
		return false;
	if (when && strcmp(when, "auto"))
		say_and_exit(SAY_USAGE,
			     "--color must be always, auto or never, not '%s'",
			     when);
	return isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
	       term && strcmp(term, "dumb");
}

void print_init(struct print *print, bool json, const char *color)
{
	print->json = json;
	print->color = print_wants_color(color) && !json;
	print->width = json ? 0 : print_terminal_width();
}

static void print_value(const struct value *value, escape_fn *escape,
			char cell[PRINT_CELL])
{
	switch (value->kind) {
	case VALUE_NONE:
	case VALUE_TABLE:
	case VALUE_OBJECT:
		snprintf(cell, PRINT_CELL, "-");
		break;
	case VALUE_TEXT:
	case VALUE_LINES:
		escape(cell, PRINT_CELL, value->text);
		break;
	case VALUE_NUMBER:
		snprintf(cell, PRINT_CELL, "%" PRIu64, value->number);
		break;
	case VALUE_REAL:
		snprintf(cell, PRINT_CELL, "%.1f", value->real);
		break;
	case VALUE_FLAG:
		snprintf(cell, PRINT_CELL, "%s", value->number ? "yes" : "no");
		break;
	}
}

static void print_cell(const struct column *column, const void *row,
		       char cell[PRINT_CELL])
{
	struct value value = {};

	column->get(row, &value);
	print_value(&value, column->flags & COLUMN_NAME ? escape_word :
							  escape_terminal,
		    cell);
}

static void print_begin_style(const struct print *print, enum print_style style)
{
	static const char * const sequences[] = {
		[PRINT_PLAIN]	= "",
		[PRINT_BOLD]	= "\033[1m",
		[PRINT_DIM]	= "\033[2m",
	};

	if (print->color)
		fputs(sequences[style], stdout);
}

static void print_end_style(const struct print *print, enum print_style style)
{
	if (print->color && style != PRINT_PLAIN)
		fputs("\033[0m", stdout);
}

/**
 * struct layout - the visible columns of a table
 * @columns: the columns
 * @widths: width of each column
 * @nr: number of columns
 * @gap: number of spaces between two columns
 * @note: the column that is printed below each row; NULL for none
 */
struct layout {
	const struct column *columns[PRINT_COLUMNS];
	size_t widths[PRINT_COLUMNS];
	size_t nr;
	size_t gap;
	const struct column *note;
};

static const void *print_row(const struct table *table, size_t i)
{
	return (const char *)table->rows + i * table->size;
}

static void layout_add(struct layout *layout, const struct table *table,
		       const struct column *column)
{
	bool needed = !(column->flags & COLUMN_NONZERO);
	size_t width = strlen(column->header), i;
	char cell[PRINT_CELL];

	for (i = 0; i < table->nr_rows; i++) {
		print_cell(column, print_row(table, i), cell);
		if (strlen(cell) > width)
			width = strlen(cell);
		needed |= strcmp(cell, "0") && strcmp(cell, "-");
	}
	if (!needed)
		return;
	layout->columns[layout->nr] = column;
	layout->widths[layout->nr++] = width;
}

static size_t layout_width(const struct layout *layout)
{
	size_t width = 0, i;

	for (i = 0; i < layout->nr; i++)
		width += layout->widths[i] + (i ? layout->gap : 0);
	return width;
}

/* How much a column can be narrowed; with @all, even IPv4 addresses are cut. */
static size_t layout_spare(const struct layout *layout, size_t i, bool all)
{
	const struct column *column = layout->columns[i];
	size_t least = column->min;

	if (column->flags & COLUMN_ENDS && !all)
		least = PRINT_IPV4;
	return least && layout->widths[i] > least ? layout->widths[i] - least :
						    0;
}

/* Narrows the column with the most to spare; false if no column can be narrowed. */
static bool layout_narrow(struct layout *layout, bool all)
{
	size_t most = 0, found = 0, spare, i;

	for (i = 0; i < layout->nr; i++) {
		spare = layout_spare(layout, i, all);
		if (spare > most) {
			most = spare;
			found = i;
		}
	}
	if (most)
		layout->widths[found]--;
	return most;
}

static void layout_build(struct layout *layout, const struct table *table,
			 bool spare)
{
	unsigned int not = spare ? COLUMN_ALONE : COLUMN_SPARE;
	const struct column *column;
	size_t i;

	memset(layout, 0, sizeof(*layout));
	layout->gap = 2;
	for (i = 0; i < table->nr_columns; i++) {
		column = table->columns[i];
		if (column->header && !(column->flags & not))
			layout_add(layout, table, column);
	}
}

/* Only the last column can be a note. */
static bool layout_fit(struct layout *layout, size_t width)
{
	if (layout_width(layout) <= width)
		return true;
	if (layout->columns[layout->nr - 1]->flags & COLUMN_NOTE)
		layout->note = layout->columns[--layout->nr];
	if (layout_width(layout) > width)
		layout->gap = 1;
	while (layout_width(layout) > width)
		if (!layout_narrow(layout, false) &&
		    !layout_narrow(layout, true))
			return false;
	return true;
}

static void layout_make(struct layout *layout, const struct print *print,
			const struct table *table)
{
	layout_build(layout, table, true);
	if (!print->width || layout_fit(layout, print->width))
		return;
	layout_build(layout, table, false);
	layout_fit(layout, print->width);
}

static void print_cells(const struct layout *layout, const void *row)
{
	char cell[PRINT_CELL];
	int width;
	size_t i;

	for (i = 0; i < layout->nr; i++) {
		if (row)
			print_cell(layout->columns[i], row, cell);
		else
			snprintf(cell, PRINT_CELL, "%s",
				 layout->columns[i]->header);
		width = layout->widths[i];
		shorten(cell, width, layout->columns[i]->flags & COLUMN_ENDS);
		if (i)
			printf("%*s", (int)layout->gap, "");
		if (layout->columns[i]->flags & COLUMN_RIGHT)
			printf("%*s", width, cell);
		else if (i + 1 < layout->nr)
			printf("%-*s", width, cell);
		else
			fputs(cell, stdout);
	}
}

static void print_styled(const struct print *print, enum print_style style,
			 const struct layout *layout, const void *row)
{
	print_begin_style(print, style);
	print_cells(layout, row);
	print_end_style(print, style);
	putchar('\n');
}

static void print_note(const struct column *note, const void *row)
{
	char cell[PRINT_CELL];

	print_cell(note, row, cell);
	if (strcmp(cell, "-"))
		printf("    %s\n", cell);
}

/* Keeps leading spaces, and wraps the rest of a line to fit the terminal. */
static void print_below(const struct print *print, const struct table *table,
			const void *row)
{
	char *lines = table->below(row), *line = lines;
	size_t length, blanks;

	for (; line && *line; line += length + (line[length] == '\n')) {
		length = strcspn(line, "\n");
		blanks = strspn(line, " ");
		printf("    %*s", (int)blanks, "");
		paragraph_print(line + blanks, length - blanks, blanks + 8,
				print->width);
	}
	free(lines);
}

static void print_text(const struct print *print, const struct table *table)
{
	struct layout layout;
	const void *row;
	size_t i;

	layout_make(&layout, print, table);
	print_styled(print, PRINT_BOLD, &layout, NULL);
	for (i = 0; i < table->nr_rows; i++) {
		row = print_row(table, i);
		print_styled(print, table->style ? table->style(row) :
						   PRINT_PLAIN, &layout, row);
		if (layout.note)
			print_note(layout.note, row);
		if (table->below)
			print_below(print, table, row);
	}
}

void print_table(const struct print *print, const struct table *table)
{
	size_t i;

	if (!print->json) {
		print_text(print, table);
		return;
	}
	putchar('[');
	for (i = 0; i < table->nr_rows; i++) {
		fputs(i ? ",\n" : "\n", stdout);
		print_json(table, print_row(table, i));
	}
	puts(table->nr_rows ? "\n]" : "]");
}

static void print_fields(const struct field *fields, size_t nr)
{
	char cell[PRINT_CELL];
	size_t width = 0, i;

	for (i = 0; i < nr; i++)
		if (fields[i].label && strlen(fields[i].label) > width)
			width = strlen(fields[i].label);
	for (i = 0; i < nr; i++) {
		if (!fields[i].label || fields[i].value.kind == VALUE_NONE)
			continue;
		print_value(&fields[i].value, escape_terminal, cell);
		printf("%-*s  %s\n", (int)width, fields[i].label, cell);
	}
}

void print_record(const struct print *print, const struct field *fields,
		  size_t nr)
{
	if (!print->json) {
		print_fields(fields, nr);
		return;
	}
	print_json_record(fields, nr);
	putchar('\n');
}

void print_line(const struct print *print, const struct table *table)
{
	struct layout layout = { .gap = 2 };
	char cell[PRINT_CELL];
	size_t i;

	if (print->json) {
		print_json(table, table->rows);
		putchar('\n');
		return;
	}
	for (i = 0; i < table->nr_columns; i++) {
		if (!table->columns[i]->header)
			continue;
		print_cell(table->columns[i], table->rows, cell);
		layout.columns[layout.nr] = table->columns[i];
		layout.widths[layout.nr] = strlen(cell);
		if (table->columns[i]->min > strlen(cell))
			layout.widths[layout.nr] = table->columns[i]->min;
		layout.nr++;
	}
	print_styled(print, PRINT_PLAIN, &layout, table->rows);
}
