// SPDX-License-Identifier: GPL-2.0
/*
 * Queue messages in an AF_UNIX socket and close it.
 *
 * usage: unix_close [-r] [-n TIMES] COUNT
 *	-r	read the messages first
 *	-n	repeat this many times (1)
 */
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/socket.h>

static void queue_and_close(int count, bool receive)
{
	int i, fds[2];
	char c = 'x';

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds))
		err(1, "socketpair");
	for (i = 0; i < count; i++)
		if (send(fds[0], &c, 1, 0) != 1)
			err(1, "send");
	for (i = 0; receive && i < count; i++)
		if (recv(fds[1], &c, 1, 0) != 1)
			err(1, "recv");
	close(fds[0]);
	close(fds[1]);
}

int main(int argc, char **argv)
{
	bool receive = false;
	int option, times = 1;

	while ((option = getopt(argc, argv, "rn:")) != -1) {
		if (option == 'r')
			receive = true;
		else if (option == 'n')
			times = atoi(optarg);
		else
			return 2;
	}
	if (argc - optind != 1)
		errx(2, "usage: unix_close [-r] [-n TIMES] COUNT");
	while (times--)
		queue_and_close(atoi(argv[optind]), receive);
	return 0;
}
