// SPDX-License-Identifier: GPL-2.0
#include <curses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "print/say.h"
#include "top/terminal.h"
#include "lib/util.h"

/* How long the rest of an escape sequence may take, in milliseconds */
#define TERMINAL_ESCAPE_MS	50

/* Signals that may end the program at any time */
static const int terminal_signals[] = {
	SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGUSR1, SIGUSR2,
	SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL,
};

/* Prepared in advance: a signal handler must not call curses. */
static struct termios terminal_modes;
static char terminal_restore[256];
static size_t terminal_restore_len;

static bool terminal_has_colours;

static int terminal_keep(int c)
{
	if (terminal_restore_len < sizeof(terminal_restore))
		terminal_restore[terminal_restore_len++] = c;
	return c;
}

static void terminal_keep_string(const char *string)
{
	if (string)
		tputs(string, 1, terminal_keep);
}

/* Saves what endwin() would send: a signal handler must not call endwin(). */
static void terminal_prepare(void)
{
	terminal_restore_len = 0;
	terminal_keep_string(exit_attribute_mode);
	terminal_keep_string(orig_pair);
	terminal_keep_string(keypad_local);
	terminal_keep_string(cursor_normal);
	if (exit_ca_mode)
		terminal_keep_string(exit_ca_mode);
	else
		terminal_keep_string("\r\n");
}

/* Async-signal-safe. raise() then triggers the signal's default action. */
static void terminal_die(int signal)
{
	ssize_t ignored;

	ignored = write(STDOUT_FILENO, terminal_restore, terminal_restore_len);
	(void)ignored;
	tcsetattr(STDIN_FILENO, TCSANOW, &terminal_modes);
	raise(signal);
}

/* Called before initscr(), which does not replace existing handlers. */
static void terminal_guard(void)
{
	struct sigaction action = {
		.sa_handler = terminal_die,
		.sa_flags = SA_RESETHAND,
	};
	struct sigaction old;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(terminal_signals); i++) {
		sigaction(terminal_signals[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(terminal_signals[i], &action, NULL);
	}
}

static bool terminal_bad(const char *why)
{
	say("%s; -b needs no terminal", why);
	return false;
}

static bool terminal_usable(void)
{
	const char *term = getenv("TERM");
	char why[128];
	int err;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return terminal_bad("standard input and output are not a terminal");
	if (!term || !*term)
		return terminal_bad("TERM is not set");
	if (setupterm(NULL, STDOUT_FILENO, &err) == ERR && err != 1) {
		snprintf(why, sizeof(why), "unknown terminal '%.64s'", term);
		return terminal_bad(why);
	}
	if (!cursor_address || !clear_screen) {
		snprintf(why, sizeof(why),
			 "terminal '%.64s' cannot move its cursor", term);
		return terminal_bad(why);
	}
	return true;
}

static void terminal_colours(void)
{
	const char *none = getenv("NO_COLOR");

	if ((none && *none) || !has_colors())
		return;
	start_color();
	use_default_colors();
	init_pair(TERMINAL_TROUBLE + 1, COLOR_RED, -1);
	init_pair(TERMINAL_TITLES + 1, COLOR_CYAN, -1);
	terminal_has_colours = true;
}

unsigned int terminal_look(enum terminal_look look)
{
	return A_BOLD | (terminal_has_colours ? COLOR_PAIR(look + 1) : 0);
}

bool terminal_open(void)
{
	if (!terminal_usable())
		return false;
	tcgetattr(STDIN_FILENO, &terminal_modes);
	terminal_prepare();
	terminal_guard();
	initscr();
	set_escdelay(TERMINAL_ESCAPE_MS);
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	curs_set(0);
	terminal_colours();
	return true;
}

void terminal_close(void)
{
	endwin();
}
