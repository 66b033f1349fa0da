// SPDX-License-Identifier: GPL-2.0
/* Read, draw, wait for a key. */
#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "top/keys.h"
#include "top/screen.h"
#include "top/terminal.h"

/* The clock and the age of stale data change even between updates. */
#define LOOP_DRAW_MS	1000

/**
 * struct loop - state of the loop
 * @next: when the next update is due, in milliseconds
 * @done: number of updates so far
 */
struct loop {
	uint64_t next;
	unsigned long done;
};

static int loop_timeout(const struct top *top, const struct loop *loop)
{
	uint64_t now = source_now();

	if (top->paused || loop->next > now + LOOP_DRAW_MS)
		return LOOP_DRAW_MS;
	return loop->next > now ? loop->next - now : 0;
}

/* False if the terminal is gone. */
static bool loop_wait(int timeout)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };

	if (poll(&fd, 1, timeout) < 0)
		return errno == EINTR;
	return !(fd.revents & (POLLERR | POLLHUP | POLLNVAL));
}

/* Handles all pending keys, up to a key that quits. */
static enum keys_result loop_keys(struct top *top)
{
	enum keys_result most = KEYS_NONE, result;
	int key;

	while (most != KEYS_QUIT && (key = getch()) != ERR) {
		result = keys_press(top, key);
		if (result > most)
			most = result;
		if (result == KEYS_READ)
			clearok(curscr, TRUE);
	}
	return most;
}

/* The interval starts after the read, so that a late update causes no burst. */
static bool loop_read(struct top *top, struct loop *loop)
{
	if (top->iterations && ++loop->done >= top->iterations)
		return false;
	top_read(top);
	loop->next = source_now() + top->delay;
	return true;
}

static enum top_exit loop_show(struct top *top)
{
	struct loop loop = { .next = source_now() + top->delay };
	enum keys_result result;
	uint64_t delay;

	for (;;) {
		screen_draw(top);
		if (!loop_wait(loop_timeout(top, &loop)))
			return TOP_FAILED;
		delay = top->delay;
		result = loop_keys(top);
		loop.next += top->delay - delay;
		if (result == KEYS_QUIT)
			return TOP_OK;
		if (result != KEYS_READ &&
		    (top->paused || source_now() < loop.next))
			continue;
		if (!loop_read(top, &loop))
			return TOP_OK;
	}
}

enum top_exit loop_run(struct top *top)
{
	enum top_exit result;

	if (!terminal_open())
		return TOP_USAGE;
	result = loop_show(top);
	terminal_close();
	return result;
}
