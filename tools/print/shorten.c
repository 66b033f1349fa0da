// SPDX-License-Identifier: GPL-2.0
/* Shortens the cells of a table that is too wide for the terminal. */
#include <string.h>

#include "print/shorten.h"

/* The length of ":53" or "]:53" at the end of an address */
static size_t shorten_port(const char *cell)
{
	const char *port = strrchr(cell, ':');

	if (!port)
		return 0;
	if (port > cell && port[-1] == ']')
		port--;
	return strlen(port);
}

/* The number of characters to keep at the end */
static size_t shorten_tail(const char *cell, size_t width, bool ends)
{
	size_t length = strlen(cell), more = strlen(SHORTEN_MORE), port, half;

	if (length > more && !strcmp(cell + length - more, SHORTEN_MORE))
		return more;
	if (!ends)
		return 0;
	half = width / 2;
	port = shorten_port(cell);
	return port > half ? port : half;
}

void shorten(char *cell, size_t width, bool ends)
{
	size_t length = strlen(cell), tail;

	if (length <= width || !width)
		return;
	tail = shorten_tail(cell, width, ends);
	if (tail + 2 > width)
		tail = 0;
	cell[width - 1 - tail] = '~';
	memmove(cell + width - tail, cell + length - tail, tail + 1);
}
