// SPDX-License-Identifier: GPL-2.0
/*
 * Allocate and use memory, and hold it for a while.
 *
 * usage: hog MB SECONDS
 */
#include <err.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/mman.h>

#define MB	1048576

int main(int argc, char **argv)
{
	if (argc != 3)
		errx(2, "usage: hog MB SECONDS");
	if (mmap(NULL, atol(argv[1]) * MB, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) == MAP_FAILED)
		err(1, "%s MB", argv[1]);
	sleep(atoi(argv[2]));
	return 0;
}
