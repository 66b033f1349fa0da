/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal: taken, and given back however the program ends. */
#ifndef _DROPSTAT_TOP_TERMINAL_H
#define _DROPSTAT_TOP_TERMINAL_H

#include <stdbool.h>

/* How a line looks. */
enum terminal_look {
	TERMINAL_TROUBLE,
	TERMINAL_TITLES,
};

/* False if it cannot be used; says why on stderr. */
bool terminal_open(void);
void terminal_close(void);
/* As curses' attributes, with colour if there is any */
unsigned int terminal_look(enum terminal_look look);

#endif /* _DROPSTAT_TOP_TERMINAL_H */
