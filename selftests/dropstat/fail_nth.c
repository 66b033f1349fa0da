// SPDX-License-Identifier: GPL-2.0
/*
 * Do something again and again, while first the first, then the second, ... of the
 * kernel's allocations for it fails, or copies to and from user space, until it needs
 * no more. Every time it has to be refused, with nothing left behind, or done as it
 * should be; and refused now and then.
 *
 * usage: fail_nth DEED [ARGUMENT]
 *	load FILE	load that module, which counts a packet then, and unload it
 *	create, rename, move
 *			of an interface, which loses a packet then
 *	proc, sites, flows, totals, config, config-set, flush, join
 *			by /proc and netlink; the numbers have to be those of
 *			before, and nothing may be dropped meanwhile
 * prints "DEED: N allocations, R refused, D done all the same"
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail_nth.h"

/* Nothing needs more: it does not end. */
#define MOST	20000

const char *fail_argument = "";

static const struct deed *find(const struct deed *deeds, const char *name)
{
	for (; deeds->name; deeds++)
		if (!strcmp(deeds->name, name))
			return deeds;
	return NULL;
}

/* To copy the text of it is what may fail instead. */
static void set_nth(int fd, int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", nth);

	if (pwrite(fd, text, len, 0) != len && pwrite(fd, text, len, 0) != len)
		err(1, "fail-nth");
}

/* Whether one has failed, and not only now */
static bool has_failed(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);
}

/* Returns whether an allocation has failed. */
static bool once(const struct deed *deed, int fd, int nth, int *counts)
{
	enum outcome outcome;
	bool failed;

	if (deed->begin)
		deed->begin();
	set_nth(fd, nth);
	outcome = deed->run();
	failed = has_failed(fd);
	set_nth(fd, 0);
	if (deed->end)
		outcome = deed->end(outcome);
	if (outcome == WRONG)
		errx(1, "%s: wrong when allocation %d fails", deed->name, nth);
	if (!failed && outcome != DONE)
		errx(1, "%s: refused, though nothing failed", deed->name);
	counts[outcome] += failed;
	return failed;
}

int main(int argc, char **argv)
{
	int counts[WRONG] = { 0 }, nth, fd;
	const struct deed *deed = NULL;

	if (argc == 2 || argc == 3)
		deed = find(fail_module, argv[1]) ?: find(fail_iface, argv[1]) ?:
		       find(fail_read, argv[1]);
	if (!deed)
		errx(2, "usage: fail_nth DEED [ARGUMENT]");
	if (argc == 3)
		fail_argument = argv[2];
	fd = open("/proc/thread-self/fail-nth", O_RDWR);
	if (fd < 0)
		err(1, "fail-nth");
	/* The first has the numbers that all others are compared with. */
	if (deed->begin)
		deed->begin();
	if (deed->run() != DONE || (deed->end && deed->end(DONE) != DONE))
		errx(1, "%s: not done, even with memory", deed->name);
	for (nth = 1; once(deed, fd, nth, counts); nth++)
		if (nth == MOST)
			errx(1, "%s: no end after %d", deed->name, MOST);
	printf("# %s: %d allocations, %d refused, %d done all the same\n",
	       deed->name, nth - 1, counts[REFUSED], counts[DONE]);
	return !counts[REFUSED];
}
