// SPDX-License-Identifier: GPL-2.0
/*
 * Queue messages in an AF_UNIX socket and close it.
 *
 * usage: unix_close [-r] COUNT
 *	-r	read them first
 */
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	bool receive = argc > 1 && argv[1][0] == '-' && argv[1][1] == 'r';
	int i, count, fds[2];
	char c = 'x';

	if (argc != 2 + receive)
		errx(2, "usage: unix_close [-r] COUNT");
	count = atoi(argv[1 + receive]);
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds))
		err(1, "socketpair");
	for (i = 0; i < count; i++)
		if (send(fds[0], &c, 1, 0) != 1)
			err(1, "send");
	for (i = 0; receive && i < count; i++)
		if (recv(fds[1], &c, 1, 0) != 1)
			err(1, "recv");
	return 0;
}
