// SPDX-License-Identifier: GPL-2.0
/*
 * Take a file descriptor from another process, and run a command with it.
 *
 * usage: fd_take PID FD COMMAND...
 *	FD	the descriptor's number, in both processes
 */
#include <err.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/syscall.h>

int main(int argc, char **argv)
{
	int process, fd, want;

	if (argc < 4)
		errx(2, "usage: fd_take PID FD COMMAND...");
	want = atoi(argv[2]);
	process = syscall(SYS_pidfd_open, atoi(argv[1]), 0);
	fd = syscall(SYS_pidfd_getfd, process, want, 0);
	if (fd < 0 || dup2(fd, want) < 0)
		err(1, "process %s", argv[1]);
	execvp(argv[3], argv + 3);
	err(1, "%s", argv[3]);
}
