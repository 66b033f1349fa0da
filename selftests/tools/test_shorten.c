// SPDX-License-Identifier: GPL-2.0
/* Shortening of cells that are too wide for their column (tools/print/shorten.c) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/util.h"
#include "print/shorten.h"

/**
 * struct cell - a cell, and its expected form when shortened
 * @text: the cell
 * @width: width of its column
 * @ends: whether both ends of the text matter
 * @wanted: the expected text
 */
struct cell {
	const char *text;
	size_t width;
	bool ends;
	const char *wanted;
};

static const struct cell cells[] = {
	{ "NO_SOCKET", 9, false, "NO_SOCKET" },
	{ "NO_SOCKET", 8, false, "NO_SOCK~" },
	{ "NO_SOCKET", 1, false, "~" },
	/* SHORTEN_MORE is kept if there is room for it. */
	{ "NETFILTER_DROP, ...", 14, false, "NETFILTE~, ..." },
	{ "NETFILTER_DROP, ...", 7, false, "N~, ..." },
	{ "NETFILTER_DROP, ...", 6, false, "NETFI~" },
	/* The end of an address that is kept includes the port if there is room for it. */
	{ "192.168.100.200:40000", 17, true, "192.168.~00:40000" },
	{ "192.168.100.200:40000", 10, true, "192~:40000" },
	{ "192.168.100.200:40000", 7, true, "192.16~" },
	{ "[2001:db8::1:2:3]:443", 12, true, "[2001~3]:443" },
	{ "[2001:db8::1:2:3]:443", 8, true, "[2~]:443" },
	{ "2001:db8:1:2:3:4:5:6", 11, true, "2001:~4:5:6" },
};

static void shortens(void **state)
{
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cells); i++) {
		snprintf(text, sizeof(text), "%s", cells[i].text);
		shorten(text, cells[i].width, cells[i].ends);
		if (strcmp(text, cells[i].wanted))
			fail_msg("%s, width %zu: %s", cells[i].text, cells[i].width,
				 text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shortens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
