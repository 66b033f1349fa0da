// SPDX-License-Identifier: GPL-2.0
/*
 * Use memory, hold it for a moment, and be the first to be killed when there is none
 * left. SECONDS is what all of it may take.
 *
 * usage: hog MB SECONDS
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/mman.h>

#define MB	1048576
#define HELD_SECONDS	2

static void volunteer(void)
{
	FILE *score = fopen("/proc/self/oom_score_adj", "w");

	if (!score || fputs("1000", score) < 0 || fclose(score))
		err(1, "oom_score_adj");
}

int main(int argc, char **argv)
{
	if (argc != 3)
		errx(2, "usage: hog MB SECONDS");
	volunteer();
	alarm(atoi(argv[2]));
	if (mmap(NULL, atol(argv[1]) * MB, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) == MAP_FAILED)
		err(1, "%s MB", argv[1]);
	sleep(HELD_SECONDS);
	return 0;
}
