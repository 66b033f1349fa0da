// SPDX-License-Identifier: GPL-2.0
/*
 * Repeat an action while fault injection fails its first, second, third, ... allocation,
 * or copy to or from user space, until none is left to fail. Each time, the action must
 * either be refused and leave nothing behind, or be done correctly. It must be refused at
 * least once.
 *
 * usage: fail_nth ACTION [ARGUMENT]
 *	load FILE	load this module, check that it counts a packet, and unload it
 *	create, rename, move
 *			create, rename or move an interface, and lose a packet on it
 *	proc, sites, flows, totals, config, config-set, flush, join
 *			use /proc or netlink; the numbers must be the same every
 *			time, so no packet may be dropped during the run
 * prints "ACTION: N allocations, R refused, D done anyway"
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail_nth.h"

/* No action makes more allocations than this. */
#define MOST	20000

const char *fail_argument = "";

static const struct action *find(const struct action *actions, const char *name)
{
	for (; actions->name; actions++)
		if (!strcmp(actions->name, name))
			return actions;
	return NULL;
}

/* Try twice, because copying the text from user space may fail. */
static void set_nth(int fd, int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", nth);

	if (pwrite(fd, text, len, 0) != len && pwrite(fd, text, len, 0) != len)
		err(1, "fail-nth");
}

/* Returns whether an allocation has failed; a failure of this read does not count. */
static bool has_failed(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);
}

/* Returns whether an allocation has failed. */
static bool once(const struct action *action, int fd, int nth, int *counts)
{
	enum outcome outcome;
	bool failed;

	if (action->begin)
		action->begin();
	set_nth(fd, nth);
	outcome = action->run();
	failed = has_failed(fd);
	set_nth(fd, 0);
	if (action->end)
		outcome = action->end(outcome);
	if (outcome == WRONG)
		errx(1, "%s: wrong result when allocation %d fails", action->name,
		     nth);
	if (!failed && outcome != DONE)
		errx(1, "%s: refused although no allocation failed", action->name);
	counts[outcome] += failed;
	return failed;
}

int main(int argc, char **argv)
{
	int counts[WRONG] = { 0 }, nth, fd;
	const struct action *action = NULL;

	if (argc == 2 || argc == 3)
		action = find(fail_module, argv[1]) ?: find(fail_iface, argv[1]) ?:
			 find(fail_read, argv[1]);
	if (!action)
		errx(2, "usage: fail_nth ACTION [ARGUMENT]");
	if (argc == 3)
		fail_argument = argv[2];
	fd = open("/proc/thread-self/fail-nth", O_RDWR);
	if (fd < 0)
		err(1, "fail-nth");
	/* The first run provides the numbers that all others must match. */
	if (action->begin)
		action->begin();
	if (action->run() != DONE || (action->end && action->end(DONE) != DONE))
		errx(1, "%s: fails even without injected faults", action->name);
	for (nth = 1; once(action, fd, nth, counts); nth++)
		if (nth == MOST)
			errx(1, "%s: more than %d allocations", action->name, MOST);
	printf("# %s: %d allocations, %d refused, %d done anyway\n",
	       action->name, nth - 1, counts[REFUSED], counts[DONE]);
	return !counts[REFUSED];
}
