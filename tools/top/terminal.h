/* SPDX-License-Identifier: GPL-2.0 */
/* Sets up the terminal, and restores it however the program ends. */
#ifndef _DROPSTAT_TOP_TERMINAL_H
#define _DROPSTAT_TOP_TERMINAL_H

#include <stdbool.h>

/* The look of a line */
enum terminal_look {
	TERMINAL_TROUBLE,
	TERMINAL_TITLES,
};

/* Sets up the terminal. If this fails, prints the reason and returns false. */
bool terminal_open(void);
void terminal_close(void);
/* The curses attributes of a look, in colour if the terminal supports it */
unsigned int terminal_look(enum terminal_look look);

#endif /* _DROPSTAT_TOP_TERMINAL_H */
