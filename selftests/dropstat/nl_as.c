// SPDX-License-Identifier: GPL-2.0
/*
 * Send every kind of request to the family dropstat, for every netns in a list, and print
 * a line for each answer: packets by netns, and all namespaces whose address appears
 * anywhere in the messages. Anything that looks like a kernel address is also printed.
 *
 * usage: nl_as [-f FD] [-a] [-F] [-o NAME] [-l ADDR] RCV
 *		NAME=INODE/COOKIE/ADDRESS...
 *	-f FD	use this inherited socket
 *	-a	send requests with an explicit destination address: the kernel then
 *		checks only the sender's rights; otherwise, it also checks those of
 *		the socket's opener
 *	-F	also flush
 *	-o NAME	do not flush this netns
 *	-l ADDR	plant this address in every message
 *	RCV	the function that dropped all packets
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/dropstat.h>

#include "answer.h"
#include "nl.h"
#include "place.h"

#define SPORT		4000

static int fd = -1;
static bool with_address, flushes;
static const char *own = "";
static const char *location;
static uint32_t seq;
static uint16_t family_id;

static void send_request(const struct nlmsghdr *nlh)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t sent;

	if (with_address)
		sent = sendto(fd, nlh, nlh->nlmsg_len, 0,
			      (const void *)&kernel, sizeof(kernel));
	else
		sent = send(fd, nlh, nlh->nlmsg_len, 0);
	if (sent < 0)
		err(1, "send");
}

static void receive(struct answer *answer)
{
	static char buf[65536];
	struct nlmsghdr *nlh;
	bool ended = false;
	int len;

	while (!ended) {
		len = recv(fd, buf, sizeof(buf), 0);
		if (len < 0)
			err(1, "receive");
		for (nlh = (void *)buf; !ended && mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len))
			if (nlh->nlmsg_seq == seq)
				ended = answer_add(answer, nlh);
	}
}

/**
 * struct question - a kind of request
 * @name: name to print
 * @cmd: netlink command
 * @flags: netlink header flags
 */
struct question {
	const char *name;
	uint8_t cmd;
	uint16_t flags;
};

#define DO	NLM_F_ACK
#define DUMP	(NLM_F_ACK | NLM_F_DUMP)

#define QUESTION(object, command, how)				\
	static const struct question object = {			\
		.name = #object,					\
		.cmd = DROPSTAT_CMD_##command,				\
		.flags = how,						\
	}

QUESTION(sites, SITE_GET, DUMP);
QUESTION(stacks, SITE_GET, DUMP);
QUESTION(flows, FLOW_GET, DUMP);
QUESTION(totals, TOTALS_GET, DO);
QUESTION(config_get, CONFIG_GET, DO);
QUESTION(config_set, CONFIG_SET, DO);
QUESTION(flush, FLUSH, DO);

static struct nlmsghdr *begin(const struct question *question)
{
	static char buf[1024];
	struct nlmsghdr *nlh;

	memset(buf, 0, sizeof(buf));
	nlh = nl_request(buf, family_id, question->flags, ++seq, question->cmd);
	if (question == &stacks)
		mnl_attr_put(nlh, DROPSTAT_A_STACKS, 0, NULL);
	return nlh;
}

static void ask(const struct question *question, const char *what,
		const char *whose, const struct nlmsghdr *nlh)
{
	struct answer answer = {};

	printf("%s %s%s:", question->name, what, whose);
	send_request(nlh);
	receive(&answer);
	answer_print(&answer);
}

/* Query our own netns, all namespaces, and each place by inode number and by cookie. */
static void ask_of_each(const struct question *question)
{
	const struct place *place;
	struct nlmsghdr *nlh;

	if (question != &flush || !*own)
		ask(question, "own", "", begin(question));
	nlh = begin(question);
	mnl_attr_put(nlh, DROPSTAT_A_ALL_NETNS, 0, NULL);
	ask(question, "all", "", nlh);
	for (place = places; place < places + nr_places; place++) {
		if (question == &flush && !strcmp(place->name, own))
			continue;
		nlh = begin(question);
		mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS, place->inum);
		ask(question, "inode=", place->name, nlh);
		nlh = begin(question);
		mnl_attr_put_u64(nlh, DROPSTAT_A_NETNS_COOKIE, place->cookie);
		ask(question, "cookie=", place->name, nlh);
	}
}

static void ask_u8(const char *what, uint16_t type, uint8_t value)
{
	struct nlmsghdr *nlh = begin(&flows);

	mnl_attr_put_u8(nlh, type, value);
	ask(&flows, what, "", nlh);
}

static void ask_u16(const char *what, uint16_t type, uint16_t value)
{
	struct nlmsghdr *nlh = begin(&flows);

	mnl_attr_put_u16(nlh, type, htons(value));
	ask(&flows, what, "", nlh);
}

static void ask_u32(const char *what, uint16_t type, uint32_t value)
{
	struct nlmsghdr *nlh = begin(&flows);

	mnl_attr_put_u32(nlh, type, value);
	ask(&flows, what, "", nlh);
}

static void ask_text(const char *what, uint16_t type, const char *value)
{
	struct nlmsghdr *nlh = begin(&flows);

	mnl_attr_put_strz(nlh, type, value);
	ask(&flows, what, "", nlh);
}

static void ask_prefix(const char *what, uint16_t type, uint16_t bits)
{
	struct nlmsghdr *nlh = begin(&flows);

	mnl_attr_put_u32(nlh, type, htonl(INADDR_LOOPBACK));
	mnl_attr_put_u8(nlh, bits, 8);
	ask(&flows, what, "", nlh);
}

/* Each place has its own address. All planted packets match the other filters. */
static void ask_filtered(void)
{
	struct nlmsghdr *nlh;
	int i;

	for (i = 0; i < nr_places; i++) {
		nlh = begin(&flows);
		mnl_attr_put_u32(nlh, DROPSTAT_A_DADDR_V4,
				 places[i].addr.s_addr);
		ask(&flows, "daddr=", places[i].name, nlh);
	}
	ask_text("location", DROPSTAT_A_LOCATION, location);
	ask_text("reason", DROPSTAT_A_REASON, "NO_SOCKET");
	ask_u8("proto", DROPSTAT_A_L4PROTO, IPPROTO_UDP);
	ask_u16("sport", DROPSTAT_A_SPORT, SPORT);
	ask_u32("ifindex", DROPSTAT_A_IFINDEX, 1);
	ask_u32("class", DROPSTAT_A_CLASS, DROPSTAT_CLASS_PACKET);
	ask_prefix("saddr", DROPSTAT_A_SADDR_V4, DROPSTAT_A_SADDR_PREFIX);
	ask_prefix("daddr", DROPSTAT_A_DADDR_V4, DROPSTAT_A_DADDR_PREFIX);
}

/* Try to set a value to its default. */
static void ask_config(void)
{
	struct nlmsghdr *nlh;

	ask(&config_get, "", "", begin(&config_get));
	nlh = begin(&config_set);
	mnl_attr_put_u32(nlh, DROPSTAT_A_CONFIG_HALFLIFE, 300);
	ask(&config_set, "", "", nlh);
}

static void ask_all(void)
{
	ask_of_each(&sites);
	ask_of_each(&flows);
	ask_of_each(&stacks);
	ask_of_each(&totals);
	ask_filtered();
	ask_config();
	if (flushes)
		ask_of_each(&flush);
}

static void open_socket(void)
{
	const struct timeval limit = { .tv_sec = 10 };
	const int one = 1;
	struct sockaddr_nl self;
	socklen_t size = sizeof(self);
	struct nl_family family;
	static char buf[65536];

	if (fd < 0)
		fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit,
				 sizeof(limit)))
		err(1, "socket");
	/* Include error texts in the answers, but not the request itself. */
	if (setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one)))
		err(1, "socket");
	send_request(nl_request_family(buf, ++seq));
	if (recv(fd, buf, sizeof(buf), 0) < 0 ||
	    getsockname(fd, (void *)&self, &size))
		err(1, "socket");
	answer_portid = self.nl_pid;
	if (!nl_family(&family, (void *)buf))
		errx(1, "netlink family dropstat not found");
	family_id = family.id;
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "f:aFo:l:")) != -1) {
		switch (option) {
		case 'f':
			fd = atoi(optarg);
			break;
		case 'a':
			with_address = true;
			break;
		case 'F':
			flushes = true;
			break;
		case 'o':
			own = optarg;
			break;
		case 'l':
			answer_planted = strtoull(optarg, NULL, 16);
			break;
		default:
			errx(2, "bad arguments: see nl_as.c");
		}
	}
	location = argv[optind];
	if (!location)
		errx(2, "bad arguments: see nl_as.c");
	places_parse(argv + optind + 1);
	open_socket();
	ask_all();
	return 0;
}
