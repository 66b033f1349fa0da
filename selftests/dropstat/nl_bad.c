// SPDX-License-Identifier: GPL-2.0
/*
 * Send bad requests to the family dropstat. Each must be refused with the correct error
 * and, if the table requires it, with an error text.
 *
 * usage: nl_bad table REASON...	send the requests in the table below; needs
 *					the names of 65 reasons
 *	nl_bad random N SEED	send N requests that contain random bytes
 *	nl_bad abandon N	start N dumps of flows, and abandon them
 *	nl_bad hold SECONDS	start a dump, print "begun", and hold it for this time
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/dropstat.h>

#include "nl.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define BUFFER		65536
#define MOST		(DROPSTAT_MOST_REASONS + 1)

static struct mnl_socket *socket_;
static unsigned int portid, seq;
static uint16_t family;
static char **reasons;
static char answer_text[256];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void open_socket(void)
{
	int one = 1;

	socket_ = mnl_socket_open(NETLINK_GENERIC);
	if (!socket_ || mnl_socket_bind(socket_, 0, MNL_SOCKET_AUTOPID))
		die("socket");
	mnl_socket_setsockopt(socket_, NETLINK_EXT_ACK, &one, sizeof(one));
	portid = mnl_socket_get_portid(socket_);
}

static struct nlmsghdr *request(char *buf, uint16_t flags, uint8_t cmd)
{
	return nl_request(buf, family, flags, ++seq, cmd);
}

static void send_request(const struct nlmsghdr *nlh)
{
	if (mnl_socket_sendto(socket_, nlh, nlh->nlmsg_len) < 0)
		die("send");
}

static int attr_text(const struct nlattr *attr, void *data)
{
	(void)data;
	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
		snprintf(answer_text, sizeof(answer_text), "%s",
			 mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

/* The refused request precedes the text, except in the message that ends a dump. */
static void read_text(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t quoted = sizeof(*err);

	answer_text[0] = '\0';
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (nlh->nlmsg_type == NLMSG_DONE)
		quoted = sizeof(int);
	else if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		quoted += mnl_nlmsg_get_payload_len(&err->msg);
	mnl_attr_parse(nlh, quoted, attr_text, NULL);
}

/* Returns whether a datagram ends the answer; if it does, sets the answer's error. */
static bool answered(const struct nlmsghdr *nlh, ssize_t left, int *error)
{
	int len = left;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != seq)
			continue;
		if (nlh->nlmsg_type == NLMSG_ERROR ||
		    nlh->nlmsg_type == NLMSG_DONE) {
			*error = -*(int *)mnl_nlmsg_get_payload(nlh);
			read_text(nlh);
			return true;
		}
	}
	return false;
}

/* Wait for the answer; returns its error, or 0. */
static int wait_answer(void)
{
	static char buf[BUFFER];
	ssize_t len;
	int error;

	do {
		len = mnl_socket_recvfrom(socket_, buf, sizeof(buf));
		if (len < 0)
			die("receive");
	} while (!answered((void *)buf, len, &error));
	return error;
}

static void resolve(void)
{
	static char buf[BUFFER];
	struct nl_family answer;

	send_request(nl_request_family(buf, ++seq));
	if (mnl_socket_recvfrom(socket_, buf, sizeof(buf)) < 0 ||
	    !nl_family(&answer, (void *)buf))
		die("netlink family dropstat not found");
	family = answer.id;
}

/* Adds an error to a request. */
typedef void (*wrong_t)(struct nlmsghdr *nlh);

static void raw(struct nlmsghdr *nlh, uint16_t type, size_t len,
		const void *data)
{
	mnl_attr_put(nlh, type, len, data);
}

static const uint8_t zeroes[512];

static void netns_short(struct nlmsghdr *nlh)
{
	raw(nlh, DROPSTAT_A_NETNS, 2, zeroes);
}

static void netns_long(struct nlmsghdr *nlh)
{
	raw(nlh, DROPSTAT_A_NETNS, 8, zeroes);
}

static void netns_none(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS, 1);
}

static void netns_twice(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS, 0);
	mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS, 0);
}

static void netns_and_all(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS, 0);
	mnl_attr_put(nlh, DROPSTAT_A_ALL_NETNS, 0, NULL);
}

static void netns_and_cookie(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS, 0);
	mnl_attr_put_u64(nlh, DROPSTAT_A_NETNS_COOKIE, 0);
}

static void cookie_short(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS_COOKIE, 1);
}

static void flag_with_value(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_ALL_NETNS, 1);
}

static void reason_unterminated(struct nlmsghdr *nlh)
{
	mnl_attr_put_str(nlh, DROPSTAT_A_REASON, "NO_SOCKET");
}

static void reason_unknown(struct nlmsghdr *nlh)
{
	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON, "NO_SOKET");
}

static void reason_empty(struct nlmsghdr *nlh)
{
	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON, "");
}

static void reason_long(struct nlmsghdr *nlh)
{
	char name[300];

	memset(name, 'A', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON, name);
}

static void class_high(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_CLASS, DROPSTAT_CLASS_MAX + 1);
}

static void limit_zero(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_LIMIT, 0);
}

static void prefix_alone(struct nlmsghdr *nlh)
{
	mnl_attr_put_u8(nlh, DROPSTAT_A_SADDR_PREFIX, 8);
}

static void prefix_v4_long(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_DADDR_V4, 0);
	mnl_attr_put_u8(nlh, DROPSTAT_A_DADDR_PREFIX, 33);
}

static void prefix_v6_long(struct nlmsghdr *nlh)
{
	raw(nlh, DROPSTAT_A_DADDR_V6, 16, zeroes);
	mnl_attr_put_u8(nlh, DROPSTAT_A_DADDR_PREFIX, 129);
}

static void v6_short(struct nlmsghdr *nlh)
{
	raw(nlh, DROPSTAT_A_SADDR_V6, 15, zeroes);
}

static void v6_long(struct nlmsghdr *nlh)
{
	raw(nlh, DROPSTAT_A_SADDR_V6, 17, zeroes);
}

static void v4_and_v6(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_SADDR_V4, 0);
	raw(nlh, DROPSTAT_A_SADDR_V6, 16, zeroes);
}

static void v4_to_v6(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_SADDR_V4, 0);
	raw(nlh, DROPSTAT_A_DADDR_V6, 16, zeroes);
}

static void port(struct nlmsghdr *nlh)
{
	mnl_attr_put_u16(nlh, DROPSTAT_A_SPORT, 0);
}

static void port_short(struct nlmsghdr *nlh)
{
	mnl_attr_put_u8(nlh, DROPSTAT_A_SPORT, 0);
}

static void only_in_replies(struct nlmsghdr *nlh)
{
	mnl_attr_put_u64(nlh, DROPSTAT_A_PACKETS, 1);
}

static void unknown_attr(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_MAX + 1, 1);
}

static void attr_zero(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, 0, 1);
}

static void trailing_bytes(struct nlmsghdr *nlh)
{
	nlh->nlmsg_len += 3;
}

static void attr_beyond_end(struct nlmsghdr *nlh)
{
	struct nlattr *attr = mnl_nlmsg_get_payload_tail(nlh);

	mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS, 0);
	attr->nla_len = 64;
}

static void attr_too_short(struct nlmsghdr *nlh)
{
	struct nlattr *attr = mnl_nlmsg_get_payload_tail(nlh);

	mnl_attr_put_u32(nlh, DROPSTAT_A_NETNS, 0);
	attr->nla_len = 3;
}

static void no_genl_header(struct nlmsghdr *nlh)
{
	nlh->nlmsg_len = NLMSG_HDRLEN;
}

static void genl_reserved(struct nlmsghdr *nlh)
{
	struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	genl->reserved = 1;
}

static void odd_flags(struct nlmsghdr *nlh)
{
	nlh->nlmsg_flags |= 0x80;
}

static void nothing(struct nlmsghdr *nlh)
{
	(void)nlh;
}

static void halflife_long(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_CONFIG_HALFLIFE,
			 DROPSTAT_LONGEST_HALFLIFE + 1);
}

static void flows_two(struct nlmsghdr *nlh)
{
	mnl_attr_put_u8(nlh, DROPSTAT_A_CONFIG_FLOWS, 2);
}

static void config_twice(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, DROPSTAT_A_CONFIG_EVENT_LIMIT, 1);
	mnl_attr_put_u32(nlh, DROPSTAT_A_CONFIG_EVENT_LIMIT, 2);
}

static void nest_empty(struct nlmsghdr *nlh)
{
	mnl_attr_nest_end(nlh, mnl_attr_nest_start(nlh,
						   DROPSTAT_A_CONFIG_REASON));
}

static void nest_no_name(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh,
						  DROPSTAT_A_CONFIG_REASON);

	mnl_attr_put_u32(nlh, DROPSTAT_A_REASON_RATE_THRESHOLD, 1);
	mnl_attr_nest_end(nlh, nest);
}

static void nest_name_twice(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh,
						  DROPSTAT_A_CONFIG_REASON);

	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON_NAME, "NO_SOCKET");
	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON_NAME, "NO_SOCKET");
	mnl_attr_nest_end(nlh, nest);
}

static void nest_unknown_reason(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh,
						  DROPSTAT_A_CONFIG_REASON);

	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON_NAME, "NO_SOKET");
	mnl_attr_nest_end(nlh, nest);
}

static void nest_unknown_attr(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh,
						  DROPSTAT_A_CONFIG_REASON);

	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON_NAME, "NO_SOCKET");
	mnl_attr_put_u32(nlh, DROPSTAT_A_REASON_MAX + 1, 1);
	mnl_attr_nest_end(nlh, nest);
}

static void nest_garbage(struct nlmsghdr *nlh)
{
	uint8_t garbage[33];

	memset(garbage, 0xa5, sizeof(garbage));
	raw(nlh, DROPSTAT_A_CONFIG_REASON | NLA_F_NESTED, sizeof(garbage),
	    garbage);
}

static void nest_without_flag(struct nlmsghdr *nlh)
{
	char name[] = "\x0e\0\x01\0NO_SOCKET";

	raw(nlh, DROPSTAT_A_CONFIG_REASON, 16, name);
}

static void nest_too_many(struct nlmsghdr *nlh)
{
	struct nlattr *nest;
	int i;

	for (i = 0; i < MOST; i++) {
		nest = mnl_attr_nest_start(nlh, DROPSTAT_A_CONFIG_REASON);
		mnl_attr_put_strz(nlh, DROPSTAT_A_REASON_NAME, reasons[i]);
		mnl_attr_put(nlh, DROPSTAT_A_REASON_NO_FLOWS, 0, NULL);
		mnl_attr_nest_end(nlh, nest);
	}
}

#define DO	NLM_F_ACK
#define DUMP	(NLM_F_ACK | NLM_F_DUMP)

#define ROW(name, cmd, flags, error, text) \
	{ #name, name, DROPSTAT_CMD_##cmd, flags, error, text }

/* Requests with error 0 are valid. They show that the test can tell the difference. */
static const struct row {
	const char *name;
	wrong_t wrong;
	uint8_t cmd;
	uint16_t flags;
	int error;
	bool text;
} table[] = {
	ROW(nothing, SITE_GET, DUMP, 0, false),
	ROW(nothing, FLOW_GET, DUMP, 0, false),
	ROW(nothing, TOTALS_GET, DO, 0, false),
	ROW(port, FLOW_GET, DUMP, 0, false),
	ROW(netns_short, SITE_GET, DUMP, EINVAL, true),
	ROW(netns_long, TOTALS_GET, DO, EINVAL, true),
	ROW(netns_none, FLOW_GET, DUMP, ENOENT, true),
	ROW(netns_twice, SITE_GET, DUMP, EINVAL, true),
	ROW(netns_twice, TOTALS_GET, DO, EINVAL, true),
	ROW(netns_and_all, SITE_GET, DUMP, EINVAL, true),
	ROW(netns_and_all, FLUSH, DO, EINVAL, true),
	ROW(netns_and_cookie, TOTALS_GET, DO, EINVAL, true),
	ROW(cookie_short, FLUSH, DO, EINVAL, true),
	ROW(flag_with_value, SITE_GET, DUMP, ERANGE, true),
	ROW(reason_unterminated, SITE_GET, DUMP, EINVAL, true),
	ROW(reason_unknown, FLOW_GET, DUMP, ENOENT, true),
	ROW(reason_empty, SITE_GET, DUMP, ENOENT, true),
	ROW(reason_long, FLOW_GET, DUMP, EINVAL, true),
	ROW(class_high, SITE_GET, DUMP, ERANGE, true),
	ROW(limit_zero, FLOW_GET, DUMP, ERANGE, true),
	ROW(prefix_alone, FLOW_GET, DUMP, EINVAL, true),
	ROW(prefix_v4_long, FLOW_GET, DUMP, ERANGE, true),
	ROW(prefix_v6_long, FLOW_GET, DUMP, ERANGE, true),
	ROW(v6_short, FLOW_GET, DUMP, ERANGE, true),
	ROW(v6_long, FLOW_GET, DUMP, ERANGE, true),
	ROW(v4_and_v6, FLOW_GET, DUMP, EINVAL, true),
	ROW(v4_to_v6, FLOW_GET, DUMP, EINVAL, true),
	ROW(port, SITE_GET, DUMP, EINVAL, true),
	ROW(port_short, FLOW_GET, DUMP, EINVAL, true),
	ROW(only_in_replies, FLOW_GET, DUMP, EINVAL, true),
	ROW(unknown_attr, SITE_GET, DUMP, EINVAL, true),
	ROW(attr_zero, SITE_GET, DUMP, EINVAL, true),
	ROW(trailing_bytes, FLOW_GET, DUMP, EINVAL, true),
	ROW(attr_beyond_end, SITE_GET, DUMP, EINVAL, true),
	ROW(attr_too_short, FLUSH, DO, EINVAL, true),
	ROW(no_genl_header, SITE_GET, DUMP, EINVAL, false),
	ROW(genl_reserved, SITE_GET, DUMP, EINVAL, false),
	ROW(odd_flags, TOTALS_GET, DO, EINVAL, true),
	{ "nothing", nothing, 99, DO, EOPNOTSUPP, false },
	{ "nothing", nothing, 0, DO, EOPNOTSUPP, false },
	ROW(nothing, SITE_GET, DO, EOPNOTSUPP, false),
	ROW(nothing, TOTALS_GET, DUMP, EOPNOTSUPP, false),
	ROW(nothing, SITE_NTF, DO, EOPNOTSUPP, false),
	ROW(netns_none, CONFIG_GET, DO, EINVAL, true),
	ROW(nothing, CONFIG_SET, DO, EINVAL, true),
	ROW(halflife_long, CONFIG_SET, DO, ERANGE, true),
	ROW(flows_two, CONFIG_SET, DO, ERANGE, true),
	ROW(config_twice, CONFIG_SET, DO, EINVAL, true),
	ROW(nest_empty, CONFIG_SET, DO, EINVAL, true),
	ROW(nest_no_name, CONFIG_SET, DO, EINVAL, true),
	ROW(nest_name_twice, CONFIG_SET, DO, EINVAL, true),
	ROW(nest_unknown_reason, CONFIG_SET, DO, ENOENT, true),
	ROW(nest_unknown_attr, CONFIG_SET, DO, EINVAL, true),
	ROW(nest_garbage, CONFIG_SET, DO, EINVAL, true),
	ROW(nest_without_flag, CONFIG_SET, DO, EINVAL, true),
	ROW(nest_too_many, CONFIG_SET, DO, ENOSPC, true),
};

static bool row_is_right(const struct row *row)
{
	static char buf[BUFFER];
	struct nlmsghdr *nlh;
	int error;

	memset(buf, 0, sizeof(buf));
	nlh = request(buf, row->flags, row->cmd);
	row->wrong(nlh);
	send_request(nlh);
	error = wait_answer();
	printf("# %s of command %u: %s; %s\n", row->name, row->cmd,
	       strerror(error), answer_text);
	if (error == row->error && (!row->text || answer_text[0]))
		return true;
	printf("# wrong: expected %s%s\n", strerror(row->error),
	       row->text ? " and a text" : "");
	return false;
}

static int run_table(void)
{
	int wrong = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		wrong += !row_is_right(&table[i]);
	printf("# %zu requests, %d wrong answers\n", i, wrong);
	return wrong;
}

/* Add attributes of random types, lengths and contents. Any answer will do. */
static void put_random(struct nlmsghdr *nlh)
{
	uint8_t data[40];
	int n, i;

	for (n = rand() % 6; n; n--) {
		for (i = 0; i < (int)sizeof(data); i++)
			data[i] = rand() % 4 ? 0 : rand();
		raw(nlh, rand() % (DROPSTAT_A_MAX + 3) |
		    (rand() % 8 ? 0 : NLA_F_NESTED), rand() % sizeof(data),
		    data);
	}
	if (!(rand() % 16))
		nlh->nlmsg_len += rand() % 16;
}

/* Never send a flush, which would clear the counts of other tests. */
static int run_random(int n, int seed)
{
	static char buf[BUFFER];
	struct nlmsghdr *nlh;
	int i, right = 0;
	uint8_t cmd;

	srand(seed);
	for (i = 0; i < n; i++) {
		memset(buf, 0, sizeof(buf));
		cmd = rand() % (DROPSTAT_CMD_MAX + 2);
		nlh = request(buf, rand() % 2 ? DO : DUMP,
			      cmd == DROPSTAT_CMD_FLUSH ? 0 : cmd);
		put_random(nlh);
		send_request(nlh);
		right += !wait_answer();
	}
	printf("# %d random requests, %d of them accepted\n", n, right);
	return 0;
}

static int run_abandon(int n)
{
	static char buf[BUFFER];
	int i;

	for (i = 0; i < n; i++) {
		open_socket();
		send_request(request(buf, DUMP, DROPSTAT_CMD_FLOW_GET));
		if (i % 2 && mnl_socket_recvfrom(socket_, buf,
						 sizeof(buf)) < 0)
			die("receive");
		mnl_socket_close(socket_);
	}
	printf("# %d dumps abandoned\n", n);
	return 0;
}

static int run_hold(int seconds)
{
	static char buf[BUFFER];

	send_request(request(buf, DUMP, DROPSTAT_CMD_FLOW_GET));
	if (mnl_socket_recvfrom(socket_, buf, sizeof(buf)) < 0)
		die("receive");
	puts("begun");
	fflush(stdout);
	sleep(seconds);
	return 0;
}

int main(int argc, char **argv)
{
	open_socket();
	resolve();
	reasons = argv + 2;
	if (argc == 2 + MOST && !strcmp(argv[1], "table"))
		return !!run_table();
	if (argc == 4 && !strcmp(argv[1], "random"))
		return run_random(atoi(argv[2]), atoi(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "abandon"))
		return run_abandon(atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "hold"))
		return run_hold(atoi(argv[2]));
	fprintf(stderr, "usage: nl_bad table REASON...|random N SEED|abandon N|hold SECONDS\n");
	return 2;
}
