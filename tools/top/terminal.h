/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal: set up, and restored however the program ends. */
#ifndef _DROPSTAT_TOP_TERMINAL_H
#define _DROPSTAT_TOP_TERMINAL_H

#include <stdbool.h>

/* The look of a line */
enum terminal_look {
	TERMINAL_TROUBLE,
	TERMINAL_TITLES,
};

/* Sets up the terminal. If it cannot be used, prints why and returns false. */
bool terminal_open(void);
void terminal_close(void);
/* The curses attributes of a look, with colour if the terminal has any */
unsigned int terminal_look(enum terminal_look look);

#endif /* _DROPSTAT_TOP_TERMINAL_H */
