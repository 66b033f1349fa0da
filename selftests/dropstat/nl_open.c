// SPDX-License-Identifier: GPL-2.0
/*
 * Open a generic netlink socket, and run a command that inherits it. The command may
 * run as another user and in another netns.
 *
 * usage: nl_open [-j] FD COMMAND...
 *	FD	the file descriptor of the socket
 *	-j	first join the groups "events" and "all-events"
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <linux/netlink.h>

#include "nl.h"

static void join(int fd, uint32_t group)
{
	if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)))
		err(1, "group %u", group);
}

static void join_all(int fd)
{
	static char buf[65536];
	struct nlmsghdr *nlh = nl_request_family(buf, 1);
	struct nl_family family;

	if (send(fd, nlh, nlh->nlmsg_len, 0) < 0 ||
	    recv(fd, buf, sizeof(buf), 0) < 0)
		err(1, "netlink");
	if (!nl_family(&family, (void *)buf))
		errx(1, "netlink family dropstat not found");
	join(fd, family.events);
	join(fd, family.all_events);
}

int main(int argc, char **argv)
{
	int joined = argc > 1 && !strcmp(argv[1], "-j");
	int fd, want;

	argv += 1 + joined;
	if (argc < 3 + joined)
		errx(2, "usage: nl_open [-j] FD COMMAND...");
	want = atoi(*argv++);
	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	if (fd < 0 || (fd != want && dup2(fd, want) < 0))
		err(1, "socket");
	if (fd != want)
		close(fd);
	if (joined)
		join_all(want);
	execvp(argv[0], argv);
	err(1, "%s", argv[0]);
}
