// SPDX-License-Identifier: GPL-2.0
/* Load the module while memory allocations fail. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "fail_nth.h"

#define MODULE		"dropstat"
#define CLOSED_PORT	9
#define TRIES		1000
#define TRY_US		10000

static int file = -1;

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

static void lose(void)
{
	const struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(CLOSED_PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || sendto(fd, "", 1, 0, (const void *)&to, sizeof(to)) != 1)
		err(1, "send");
	close(fd);
}

/* The number of packets dropped for NO_SOCKET in class @want */
static unsigned long lost(const char *path, const char *want)
{
	unsigned long packets, sum = 0;
	FILE *rows = fopen(path, "re");
	char line[512], class[32];

	if (!rows)
		err(1, "%s", path);
	while (fgets(line, sizeof(line), rows))
		if (sscanf(line, "%31s NO_SOCKET %*s %*s %*s %*s %*s %lu",
			   class, &packets) == 2 && !strcmp(class, want))
			sum += packets;
	fclose(rows);
	return sum;
}

/*
 * If there was no memory to register the interface, the netns of the packet is unknown,
 * and the initial netns shows it.
 */
static enum outcome counts(void)
{
	unsigned long known, unknown;
	int tries = 0;

	lose();
	do {
		known = lost("/proc/thread-self/net/" MODULE, "packet");
		unknown = lost("/proc/1/net/" MODULE, "unknown/packet");
	} while (!known && !unknown && tries++ < TRIES && !usleep(TRY_US));
	if (known + unknown == 1)
		return DONE;
	warnx("one packet was lost, %lu counted, %lu counted as unknown",
	      known, unknown);
	return WRONG;
}

/* The file must exist only while the module is loaded. Then, packets must be counted. */
static enum outcome load_end(enum outcome outcome)
{
	int there = !access("/proc/net/" MODULE, F_OK);
	int listed = !access("/sys/module/" MODULE, F_OK);
	bool done = outcome == DONE;

	if (there != done || listed != there) {
		warnx("file in /proc: %d, module in /sys: %d", there, listed);
		return WRONG;
	}
	if (there) {
		outcome = counts();
		unload();
	}
	return outcome;
}

const struct action fail_module[] = {
	{ "load", load_begin, load_run, load_end },
	{ NULL }
};
