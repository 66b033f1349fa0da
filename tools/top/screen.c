// SPDX-License-Identifier: GPL-2.0
#include <curses.h>
#include <stdio.h>
#include <string.h>

#include "lib/escape.h"
#include "top/keys.h"
#include "top/layout.h"
#include "top/screen.h"
#include "top/status.h"
#include "top/terminal.h"
#include "top/text.h"

/* The smallest usable terminal */
#define SCREEN_LINES_MIN	8
#define SCREEN_COLUMNS_MIN	40

/* The first line of the rows, and the number of lines around them */
#define SCREEN_ROWS		(STATUS_LINES + 1)
#define SCREEN_AROUND		(SCREEN_ROWS + 1)

static void screen_line(int y, chtype look, const char *line)
{
	attrset(look);
	mvhline(y, 0, ' ' | look, COLS);
	mvaddnstr(y, 0, line, COLS);
	attrset(A_NORMAL);
}

static void screen_status(const struct top *top)
{
	struct status status = {
		.trouble = top->trouble,
		.now = source_now(),
		.delay = top->delay,
		.paused = top->paused,
	};
	char line[STATUS_WIDTH];
	int i;

	for (i = 0; i < STATUS_LINES; i++) {
		status_line(&top->model, &status, i, COLS, line);
		screen_line(i, i == STATUS_TROUBLE && top->trouble[0] ?
			       terminal_look(TERMINAL_TROUBLE) : A_NORMAL,
			    line);
	}
}

static void screen_rows(struct top *top)
{
	struct level *level = model_level(&top->model);
	const struct tally *rows = &top->model.rows;
	char line[LAYOUT_WIDTH + 1];
	struct layout layout;
	size_t i;

	model_page(&top->model, rows->nr, top->height);
	layout_plan(&layout, &top->model, level->top, top->height, COLS);
	layout_titles(&layout, line);
	screen_line(STATUS_LINES, terminal_look(TERMINAL_TITLES), line);
	for (i = 0; i < top->height && level->top + i < rows->nr; i++) {
		layout_row(&layout, &top->model, &rows->entries[level->top + i],
			   line);
		screen_line(SCREEN_ROWS + i, level->top + i == level->at ?
			    A_REVERSE : A_NORMAL, line);
	}
	if (!rows->nr)
		screen_line(SCREEN_ROWS, A_NORMAL, top->model.filter[0] ?
			    "Nothing matches the filter." :
			    "Nothing was dropped.");
}

static void screen_text(struct top *top)
{
	size_t first, i;
	struct text text;
	char title[64];

	text_make(&text, &top->model, COLS);
	model_page(&top->model, text.nr, top->height);
	first = model_level(&top->model)->top;
	snprintf(title, sizeof(title), "EXPLAIN, lines %zu to %zu of %zu",
		 first + 1, first + top->height < text.nr ?
		 first + top->height : text.nr, text.nr);
	screen_line(STATUS_LINES, terminal_look(TERMINAL_TITLES), title);
	for (i = 0; i < top->height && first + i < text.nr; i++)
		screen_line(SCREEN_ROWS + i, A_NORMAL, text.lines[first + i]);
	text_free(&text);
}

static void screen_help(void)
{
	int i;

	screen_line(0, terminal_look(TERMINAL_TITLES),
		    "dropstat-top: any key closes this help");
	for (i = 0; keys_help(i); i++)
		screen_line(i + 2, A_NORMAL, keys_help(i));
}

static void screen_bottom(const struct top *top)
{
	char filter[4 * MODEL_FILTER_MAX], line[4 * MODEL_FILTER_MAX + 16];

	if (!top->typing) {
		screen_line(LINES - 1, terminal_look(TERMINAL_TITLES),
			    "h help  q quit  Enter open  Esc back  g group  s sort  / filter  p pause  a all");
		return;
	}
	escape_terminal(filter, sizeof(filter), top->model.filter);
	snprintf(line, sizeof(line), "Filter: %s_", filter);
	screen_line(LINES - 1, A_BOLD, line);
}

void screen_draw(struct top *top)
{
	int height, width;

	erase();
	getmaxyx(stdscr, height, width);
	top->height = height > SCREEN_AROUND ? height - SCREEN_AROUND : 0;
	if (height < SCREEN_LINES_MIN || width < SCREEN_COLUMNS_MIN) {
		screen_line(0, A_NORMAL, "terminal too small");
	} else if (top->help) {
		screen_help();
	} else {
		screen_status(top);
		if (model_level(&top->model)->by == GROUP_NR)
			screen_text(top);
		else
			screen_rows(top);
		screen_bottom(top);
	}
	refresh();
}
