// SPDX-License-Identifier: GPL-2.0
/*
 * Open a file up to N times, and read one byte each time, until this fails. Then run a
 * command while the files are still open.
 *
 * usage: hold_files N FILE COMMAND...
 * prints the number of files that could be read, and the error that stopped it
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>

int main(int argc, char **argv)
{
	int i, fd, status, many;
	char byte;

	if (argc < 4)
		errx(2, "usage: hold_files N FILE COMMAND...");
	many = atoi(argv[1]);
	errno = 0;
	for (i = 0; i < many; i++) {
		fd = open(argv[2], O_RDONLY | O_CLOEXEC);
		if (fd < 0 || read(fd, &byte, 1) != 1)
			break;
	}
	printf("%d %s\n", i, strerror(errno));
	fflush(stdout);
	if (!fork()) {
		execvp(argv[3], argv + 3);
		err(1, "%s", argv[3]);
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
