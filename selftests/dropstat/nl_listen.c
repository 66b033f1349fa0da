// SPDX-License-Identifier: GPL-2.0
/*
 * Join the multicast groups of the family dropstat in every possible way. Until killed,
 * print a line for each announcement: the way, the netns (followed by "/rate" if a rate
 * is announced), and the location. The ways are:
 *
 *	events, all-events	the group alone
 *	events+, all-events+	the group in every netns that has an ID here
 *	inherited, early	see below
 *
 * Also print ways that are refused, with the error, and "listening" when ready. Anything
 * that looks like a kernel address is also printed.
 *
 * usage: nl_listen [-e] [-f FD] [-j FD] NAME=INODE/COOKIE/ADDRESS...
 *	-e	join all possible groups before the family exists ("early")
 *	-f FD	use this inherited socket, which has already joined
 *	-j FD	join with this inherited socket
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/dropstat.h>

#include "leak.h"
#include "nl.h"
#include "place.h"

#define WAYS_MAX	4
#define GROUPS_MAX	256

static const char *way_names[WAYS_MAX];
static struct pollfd ways[WAYS_MAX];
static int nr_ways;

static int set_option(int fd, int option, uint32_t value)
{
	return setsockopt(fd, SOL_NETLINK, option, &value, sizeof(value)) ?
	       errno : 0;
}

/* Bind the socket: without a port ID, it would not receive announcements. */
static int open_socket(void)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);

	if (fd < 0 || bind(fd, (const void *)&any, sizeof(any)))
		err(1, "socket");
	return fd;
}

static void add_way(const char *name, int fd, int error)
{
	if (error)
		printf("%s %s\n", name, strerrorname_np(error));
	way_names[nr_ways] = name;
	ways[nr_ways].fd = fd;
	ways[nr_ways++].events = POLLIN;
}

static struct nl_family find_family(void)
{
	static char buf[65536];
	struct nlmsghdr *nlh = nl_request_family(buf, 1);
	struct nl_family family;
	int fd = open_socket();

	if (send(fd, nlh, nlh->nlmsg_len, 0) < 0 ||
	    recv(fd, buf, sizeof(buf), 0) < 0)
		err(1, "netlink");
	close(fd);
	if (!nl_family(&family, (void *)buf))
		errx(1, "netlink family dropstat not found");
	return family;
}

static void join(const char *name, uint32_t group, bool all_nsid)
{
	int fd = open_socket(), error = 0;

	if (all_nsid)
		error = set_option(fd, NETLINK_LISTEN_ALL_NSID, 1);
	if (!error)
		error = set_option(fd, NETLINK_ADD_MEMBERSHIP, group);
	add_way(name, fd, error);
}

static void join_all(void)
{
	struct nl_family family = find_family();

	join("events", family.events, false);
	join("events+", family.events, true);
	join("all-events", family.all_events, false);
	join("all-events+", family.all_events, true);
}

static void join_inherited(int fd)
{
	struct nl_family family = find_family();

	add_way("inherited", fd,
		set_option(fd, NETLINK_ADD_MEMBERSHIP, family.events) ?:
		set_option(fd, NETLINK_ADD_MEMBERSHIP, family.all_events));
}

/* Anybody may join groups that do not belong to a family yet. */
static void join_early(void)
{
	int fd = open_socket();
	uint32_t group;

	for (group = 1; group < GROUPS_MAX; group++)
		set_option(fd, NETLINK_ADD_MEMBERSHIP, group);
	add_way("early", fd, 0);
}

static const char *event_location(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == DROPSTAT_A_LOCATION)
			return mnl_attr_get_str(attr);
	return "-";
}

static void hear_event(const char *way, struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	int place = place_of(nlh);
	uint64_t leak;

	printf("%s %s%s %s\n", way,
	       place < nr_places ? places[place].name : "?",
	       genl->cmd == DROPSTAT_CMD_RATE_NTF ? "/rate" : "",
	       event_location(nlh));
	place_blank(nlh);
	leak = leak_find(nlh, nlh->nlmsg_len);
	if (leak)
		printf("%s LEAK %#" PRIx64 "\n", way, leak);
}

static bool is_event(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	return nlh->nlmsg_type > GENL_ID_CTRL &&
	       (genl->cmd == DROPSTAT_CMD_SITE_NTF ||
		genl->cmd == DROPSTAT_CMD_RATE_NTF);
}

static void hear(const char *way, int fd)
{
	static char buf[65536];
	int len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
	struct nlmsghdr *nlh = (void *)buf;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
		if (is_event(nlh))
			hear_event(way, nlh);
}

int main(int argc, char **argv)
{
	int option, i;

	setlinebuf(stdout);
	while ((option = getopt(argc, argv, "ef:j:")) != -1) {
		if (option == 'e')
			join_early();
		else if (option == 'f')
			add_way("inherited", atoi(optarg), 0);
		else if (option == 'j')
			join_inherited(atoi(optarg));
		else
			errx(2, "bad arguments: see nl_listen.c");
	}
	places_parse(argv + optind);
	if (!nr_ways)
		join_all();
	puts("listening");
	while (poll(ways, nr_ways, -1) > 0)
		for (i = 0; i < nr_ways; i++)
			if (ways[i].revents)
				hear(way_names[i], ways[i].fd);
	err(1, "poll");
}
