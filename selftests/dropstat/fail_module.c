// SPDX-License-Identifier: GPL-2.0
/* The module's load, and its part in a netns' begin. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>
#include <sys/syscall.h>

#include "fail_nth.h"

#define MODULE "dropstat"

static int file = -1;
static int home = -1;

static void unload(void)
{
	if (syscall(SYS_delete_module, MODULE, O_NONBLOCK) && errno != ENOENT)
		err(1, "unload");
}

static void load_begin(void)
{
	if (file >= 0)
		return;
	file = open(fail_argument, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		err(1, "%s", fail_argument);
}

static enum outcome load_run(void)
{
	return fail_outcome(syscall(SYS_finit_module, file, "", 0));
}

/* The file that is there while it is loaded, and only then. */
static enum outcome load_end(enum outcome outcome)
{
	int there = !access("/proc/net/" MODULE, F_OK);
	int listed = !access("/sys/module/" MODULE, F_OK);
	bool done = outcome == DONE;

	if (there != done || listed != there) {
		warnx("file: %d, listed: %d", there, listed);
		return WRONG;
	}
	if (there)
		unload();
	return outcome;
}

static void netns_begin(void)
{
	if (home < 0)
		home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (home < 0)
		err(1, "netns");
}

static enum outcome netns_run(void)
{
	return fail_outcome(unshare(CLONE_NEWNET));
}

/* A netns without the file would be one whose drops nobody can read. */
static enum outcome netns_end(enum outcome outcome)
{
	if (outcome == DONE && access("/proc/thread-self/net/" MODULE, R_OK))
		outcome = WRONG;
	if (setns(home, CLONE_NEWNET))
		err(1, "netns");
	return outcome;
}

const struct deed fail_module[] = {
	{ "load", load_begin, load_run, load_end },
	{ "netns", netns_begin, netns_run, netns_end },
	{ NULL }
};
