// SPDX-License-Identifier: GPL-2.0
#include <curses.h>
#include <stdio.h>

#include "top/keys.h"
#include "lib/util.h"

#define KEYS_ESCAPE	27
#define KEYS_DELETE	127
#define KEYS_CONTROL(letter)	((letter) & 31)

/**
 * struct keys_binding - a key and its action
 * @key: the key
 * @press: its action
 * @value: argument of the action
 */
struct keys_binding {
	int key;
	enum keys_result (*press)(struct top *top, int value);
	int value;
};

static enum keys_result keys_quit(struct top *top, int value)
{
	(void)top;
	(void)value;
	return KEYS_QUIT;
}

static enum keys_result keys_read(struct top *top, int value)
{
	(void)top;
	(void)value;
	return KEYS_READ;
}

static enum keys_result keys_move(struct top *top, int value)
{
	model_move(&top->model, value);
	return KEYS_DRAW;
}

static enum keys_result keys_page(struct top *top, int value)
{
	model_move(&top->model, value * (long)(top->height ? top->height : 1));
	return KEYS_DRAW;
}

static enum keys_result keys_home(struct top *top, int value)
{
	(void)value;
	model_home(&top->model);
	return KEYS_DRAW;
}

static enum keys_result keys_end(struct top *top, int value)
{
	(void)value;
	model_end(&top->model);
	return KEYS_DRAW;
}

static enum keys_result keys_enter(struct top *top, int value)
{
	if (model_enter(&top->model, value))
		top_read_more(top);
	return KEYS_DRAW;
}

/* At the first level, Esc removes the filter instead. */
static enum keys_result keys_back(struct top *top, int value)
{
	if (!model_back(&top->model) && value == KEYS_ESCAPE)
		model_filter(&top->model, "");
	return KEYS_DRAW;
}

static enum keys_result keys_group(struct top *top, int value)
{
	model_group(&top->model, value);
	return KEYS_DRAW;
}

static enum keys_result keys_next_group(struct top *top, int value)
{
	return keys_group(top, (top->model.by + GROUP_GROUPS + value) %
			       GROUP_GROUPS);
}

static enum keys_result keys_sort(struct top *top, int value)
{
	model_order(&top->model, (top->model.sort + MODEL_SORTS + value) %
				 MODEL_SORTS);
	return KEYS_DRAW;
}

static enum keys_result keys_all(struct top *top, int value)
{
	(void)value;
	model_show_all(&top->model, !top->model.all);
	return KEYS_DRAW;
}

static enum keys_result keys_filter(struct top *top, int value)
{
	(void)value;
	top->typing = true;
	return KEYS_DRAW;
}

static enum keys_result keys_pause(struct top *top, int value)
{
	(void)value;
	top->paused = !top->paused;
	return top->paused ? KEYS_DRAW : KEYS_READ;
}

static enum keys_result keys_show_help(struct top *top, int value)
{
	(void)value;
	top->help = true;
	return KEYS_DRAW;
}

/* 0.1, 0.2, 0.5, 1, 2, 5, ... seconds */
static enum keys_result keys_delay(struct top *top, int value)
{
	static const uint64_t steps[] = {
		TOP_DELAY_MIN, 200, 500, 1000, 2000, 5000, 10000, 20000, 60000,
		300000, TOP_DELAY_MAX,
	};
	const int nr = ARRAY_SIZE(steps);
	int i = value > 0 ? 0 : nr - 1;

	while (value > 0 && i < nr - 1 && steps[i] <= top->delay)
		i++;
	while (value < 0 && i > 0 && steps[i] >= top->delay)
		i--;
	top->delay = steps[i];
	return KEYS_DRAW;
}

static const struct keys_binding keys_bindings[] = {
	{ 'q',			keys_quit,		0 },
	{ 'h',			keys_show_help,		0 },
	{ '?',			keys_show_help,		0 },
	{ KEY_F(1),		keys_show_help,		0 },
	{ KEY_UP,		keys_move,		-1 },
	{ 'k',			keys_move,		-1 },
	{ KEY_DOWN,		keys_move,		1 },
	{ 'j',			keys_move,		1 },
	{ KEY_PPAGE,		keys_page,		-1 },
	{ KEY_NPAGE,		keys_page,		1 },
	{ KEY_HOME,		keys_home,		0 },
	{ KEY_END,		keys_end,		0 },
	{ KEY_ENTER,		keys_enter,		false },
	{ '\r',			keys_enter,		false },
	{ '\n',			keys_enter,		false },
	{ KEY_RIGHT,		keys_enter,		false },
	{ 'e',			keys_enter,		true },
	{ KEYS_ESCAPE,		keys_back,		KEYS_ESCAPE },
	{ KEY_BACKSPACE,	keys_back,		0 },
	{ KEYS_DELETE,		keys_back,		0 },
	{ '\b',			keys_back,		0 },
	{ KEY_LEFT,		keys_back,		0 },
	{ 'g',			keys_next_group,	1 },
	{ 'G',			keys_next_group,	-1 },
	{ '1',			keys_group,		GROUP_REASON },
	{ '2',			keys_group,		GROUP_NETNS },
	{ '3',			keys_group,		GROUP_IFACE },
	{ '4',			keys_group,		GROUP_LOCATION },
	{ '5',			keys_group,		GROUP_PROTO },
	{ '6',			keys_group,		GROUP_SADDR },
	{ '7',			keys_group,		GROUP_DADDR },
	{ '8',			keys_group,		GROUP_SPORT },
	{ '9',			keys_group,		GROUP_DPORT },
	{ '0',			keys_group,		GROUP_FLOW },
	{ 's',			keys_sort,		1 },
	{ 'S',			keys_sort,		-1 },
	{ 'a',			keys_all,		0 },
	{ '/',			keys_filter,		0 },
	{ 'p',			keys_pause,		0 },
	{ ' ',			keys_pause,		0 },
	{ '+',			keys_delay,		1 },
	{ '-',			keys_delay,		-1 },
	{ 'r',			keys_read,		0 },
	{ KEYS_CONTROL('L'),	keys_read,		0 },
};

static const char * const keys_lines[] = {
	"Up Down PgUp PgDn  move; also k and j",
	"Home End           go to the first row and stay there; go to the last row",
	"Enter Right        open a group, then a site, then a flow's text",
	"Esc Left Backspace go back",
	"e                  go directly to the explanation of the row's reason",
	"g G                group by the next, previous key",
	"1 2 3 4 5          group by reason, netns, iface, location, proto",
	"6 7 8 9 0          group by saddr, daddr, sport, dport; 0 for no groups",
	"s S                next, previous sort order: rate, packets, last",
	"/                  filter: type part of any column; Esc removes it",
	"a                  show or hide noise, fraglist and local",
	"p Space            pause, resume",
	"+ -                longer, shorter time between updates",
	"r Ctrl-L           update now, and redraw the screen",
	"q                  quit",
	NULL
};

const char *keys_help(unsigned int number)
{
	return keys_lines[number];
}

static enum keys_result keys_type_end(struct top *top, bool clear)
{
	top->typing = false;
	if (clear)
		model_filter(&top->model, "");
	return KEYS_DRAW;
}

/* The filter takes effect while it is typed. */
static enum keys_result keys_type(struct top *top, int key)
{
	char text[MODEL_FILTER_MAX];
	size_t len;

	len = snprintf(text, sizeof(text), "%s", top->model.filter);
	if (key == '\r' || key == '\n' || key == KEY_ENTER)
		return keys_type_end(top, false);
	if (key == KEYS_ESCAPE)
		return keys_type_end(top, true);
	if (key == KEYS_CONTROL('U'))
		len = 0;
	else if ((key == KEY_BACKSPACE || key == KEYS_DELETE || key == '\b') &&
		 len)
		len--;
	else if (key >= ' ' && key <= '~' && len < sizeof(text) - 1)
		text[len++] = key;
	text[len] = '\0';
	model_filter(&top->model, text);
	return KEYS_DRAW;
}

enum keys_result keys_press(struct top *top, int key)
{
	size_t i;

	if (key == KEY_RESIZE)
		return KEYS_DRAW;
	if (top->help) {
		top->help = false;
		return KEYS_DRAW;
	}
	if (top->typing)
		return keys_type(top, key);
	for (i = 0; i < ARRAY_SIZE(keys_bindings); i++)
		if (keys_bindings[i].key == key)
			return keys_bindings[i].press(top,
						      keys_bindings[i].value);
	return KEYS_NONE;
}
