// SPDX-License-Identifier: GPL-2.0
/*
 * Parsing of netlink messages: the details of a row, and conntrack's own messages.
 * Functions of other files are stubs.
 */
#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/ctnetlink.h"
#include "lib/netns.h"
#include "lib/parse.h"
#include "lib/tuple.h"

bool genl_attr_ok(const struct nlattr *attr, enum mnl_attr_data_type type)
{
	return mnl_attr_validate(attr, type) >= 0;
}

int netns_open(uint32_t inum)
{
	return -(int)inum;
}

uint32_t netns_own(void)
{
	return 0;
}

const char *netns_name(uint32_t inum)
{
	return inum ? "some" : "own";
}

static char buf[16384];

static struct nlmsghdr *begin(uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *header;

	header = mnl_nlmsg_put_extra_header(nlh, sizeof(*header));
	header->cmd = cmd;
	return nlh;
}

static void put_tuple(struct nlmsghdr *nlh, uint16_t type, const char *saddr,
		      uint16_t sport, const char *daddr, uint16_t dport)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);

	mnl_attr_put_u8(nlh, DROPSTAT_A_TUPLE_L4PROTO, IPPROTO_UDP);
	mnl_attr_put_u32(nlh, DROPSTAT_A_TUPLE_SADDR_V4, inet_addr(saddr));
	mnl_attr_put_u32(nlh, DROPSTAT_A_TUPLE_DADDR_V4, inet_addr(daddr));
	mnl_attr_put_u16(nlh, DROPSTAT_A_TUPLE_SPORT, htons(sport));
	mnl_attr_put_u16(nlh, DROPSTAT_A_TUPLE_DPORT, htons(dport));
	mnl_attr_nest_end(nlh, nest);
}

static void expect_flow(const struct tuple *tuple, const char *want)
{
	char text[TUPLE_FLOW];

	tuple_flow(tuple, text);
	assert_string_equal(text, want);
}

static void row_conntrack(void **state)
{
	struct nlmsghdr *nlh = begin(DROPSTAT_CMD_FLOW_GET);
	struct drop drop = {};
	struct nlattr *nest;

	(void)state;
	mnl_attr_put_u32(nlh, DROPSTAT_A_DIRECTION, DROPSTAT_DIRECTION_TX);
	nest = mnl_attr_nest_start(nlh, DROPSTAT_A_CONNTRACK);
	mnl_attr_put_u32(nlh, DROPSTAT_A_CONNTRACK_STATE,
			 DROPSTAT_CONNTRACK_STATE_REPLY);
	mnl_attr_put_u32(nlh, DROPSTAT_A_CONNTRACK_STATUS, IPS_SEEN_REPLY);
	mnl_attr_put_u16(nlh, DROPSTAT_A_CONNTRACK_ZONE, 9);
	mnl_attr_put_u32(nlh, DROPSTAT_A_CONNTRACK_MARK, 0x80000000);
	put_tuple(nlh, DROPSTAT_A_CONNTRACK_ORIG, "192.0.2.1", 4000,
		  "192.0.2.2", 53);
	put_tuple(nlh, DROPSTAT_A_CONNTRACK_REPLY, "192.0.2.3", 54,
		  "192.0.2.1", 4001);
	mnl_attr_nest_end(nlh, nest);
	parse_drop(nlh, &drop);
	assert_int_equal(drop.direction, DROPSTAT_DIRECTION_TX);
	assert_true(drop.conntrack.present);
	assert_int_equal(drop.conntrack.state, DROPSTAT_CONNTRACK_STATE_REPLY);
	assert_int_equal(drop.conntrack.status, IPS_SEEN_REPLY);
	assert_int_equal(drop.conntrack.zone, 9);
	assert_int_equal(drop.conntrack.mark, 0x80000000);
	expect_flow(&drop.conntrack.orig,
		    "UDP 192.0.2.1:4000 -> 192.0.2.2:53");
	expect_flow(&drop.conntrack.reply,
		    "UDP 192.0.2.3:54 -> 192.0.2.1:4001");
}

static void row_untracked(void **state)
{
	struct nlmsghdr *nlh = begin(DROPSTAT_CMD_FLOW_GET);
	struct drop drop = {};
	struct nlattr *nest;

	(void)state;
	nest = mnl_attr_nest_start(nlh, DROPSTAT_A_CONNTRACK);
	mnl_attr_put_u32(nlh, DROPSTAT_A_CONNTRACK_STATE,
			 DROPSTAT_CONNTRACK_STATE_UNTRACKED);
	mnl_attr_nest_end(nlh, nest);
	parse_drop(nlh, &drop);
	assert_true(drop.conntrack.present);
	assert_int_equal(drop.conntrack.state,
			 DROPSTAT_CONNTRACK_STATE_UNTRACKED);
	assert_int_equal(drop.conntrack.orig.family, AF_UNSPEC);
}

/* A task name may contain escape sequences that attack the terminal; see escape.h. */
static void row_owner(void **state)
{
	struct nlmsghdr *nlh = begin(DROPSTAT_CMD_FLOW_GET);
	struct drop drop = {};

	(void)state;
	mnl_attr_put_u64(nlh, DROPSTAT_A_CGROUP, 0x100000007);
	mnl_attr_put_u32(nlh, DROPSTAT_A_UID, 0);
	mnl_attr_put_strz(nlh, DROPSTAT_A_TASK, "a\033[1mb\n");
	parse_drop(nlh, &drop);
	assert_true(drop.cgroup == 0x100000007);
	assert_true(drop.has_uid);
	assert_int_equal(drop.uid, 0);
	assert_string_equal(drop.task, "a\033[1mb\n");
}

/* A row from an older module has no details. */
static void row_without_details(void **state)
{
	struct nlmsghdr *nlh = begin(DROPSTAT_CMD_FLOW_GET);
	struct drop drop = {};

	(void)state;
	parse_drop(nlh, &drop);
	assert_int_equal(drop.direction, DROPSTAT_DIRECTION_UNKNOWN);
	assert_false(drop.conntrack.present);
	assert_false(drop.has_uid);
	assert_true(drop.cgroup == 0);
	assert_null(drop.task);
	assert_null(drop.stack);
}

static void row_stack(void **state)
{
	struct nlmsghdr *nlh = begin(DROPSTAT_CMD_SITE_GET);
	struct drop drop = {};

	(void)state;
	mnl_attr_put_strz(nlh, DROPSTAT_A_FRAME, "f+0x1");
	mnl_attr_put_strz(nlh, DROPSTAT_A_FRAME, "g+0x2[tun]");
	mnl_attr_put_strz(nlh, DROPSTAT_A_FRAME, "h+0x3");
	parse_drop(nlh, &drop);
	assert_string_equal(drop.stack, "f+0x1\ng+0x2[tun]\nh+0x3");
}

/* A call path that is too long is truncated safely. */
static void row_stack_long(void **state)
{
	struct nlmsghdr *nlh = begin(DROPSTAT_CMD_SITE_GET);
	struct drop drop = {};
	char frame[256];
	int i;

	(void)state;
	memset(frame, 'x', sizeof(frame) - 1);
	frame[sizeof(frame) - 1] = '\0';
	for (i = 0; i < 60; i++)
		mnl_attr_put_strz(nlh, DROPSTAT_A_FRAME, frame);
	parse_drop(nlh, &drop);
	assert_in_range(strlen(drop.stack), 4096, 8191);
}

static void put_ct_tuple(struct nlmsghdr *nlh, uint16_t type, uint8_t last,
			 bool ports)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type), *part;
	struct in6_addr addr = IN6ADDR_LOOPBACK_INIT;

	part = mnl_attr_nest_start(nlh, CTA_TUPLE_IP);
	mnl_attr_put(nlh, CTA_IP_V6_SRC, sizeof(addr), &addr);
	addr.s6_addr[15] = last;
	mnl_attr_put(nlh, CTA_IP_V6_DST, sizeof(addr), &addr);
	mnl_attr_nest_end(nlh, part);
	part = mnl_attr_nest_start(nlh, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(nlh, CTA_PROTO_NUM, IPPROTO_UDP);
	if (ports) {
		mnl_attr_put_u16(nlh, CTA_PROTO_SRC_PORT, htons(8888));
		mnl_attr_put_u16(nlh, CTA_PROTO_DST_PORT, htons(53));
	}
	mnl_attr_nest_end(nlh, part);
	mnl_attr_nest_end(nlh, nest);
}

static struct nlmsghdr *begin_ct(void)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	return nlh;
}

static void entry(void **state)
{
	struct nlmsghdr *nlh = begin_ct();
	struct conntrack ct;

	(void)state;
	put_ct_tuple(nlh, CTA_TUPLE_ORIG, 2, true);
	put_ct_tuple(nlh, CTA_TUPLE_REPLY, 3, true);
	mnl_attr_put_u32(nlh, CTA_STATUS, htonl(IPS_CONFIRMED));
	mnl_attr_put_u32(nlh, CTA_MARK, htonl(5));
	mnl_attr_put_u16(nlh, CTA_ZONE, htons(6));
	assert_true(ctnetlink_parse(nlh, &ct));
	assert_int_equal(ct.state, DROPSTAT_CONNTRACK_STATE_NEW);
	assert_int_equal(ct.status, IPS_CONFIRMED);
	assert_int_equal(ct.mark, 5);
	assert_int_equal(ct.zone, 6);
	expect_flow(&ct.orig, "UDP [::1]:8888 -> [::2]:53");
	expect_flow(&ct.reply, "UDP [::1]:8888 -> [::3]:53");
	mnl_attr_put_u32(nlh, CTA_STATUS,
			 htonl(IPS_CONFIRMED | IPS_SEEN_REPLY));
	assert_true(ctnetlink_parse(nlh, &ct));
	assert_int_equal(ct.state, DROPSTAT_CONNTRACK_STATE_ESTABLISHED);
}

static void entry_malformed(void **state)
{
	struct nlmsghdr *nlh = begin_ct();
	struct conntrack ct;

	(void)state;
	assert_false(ctnetlink_parse(nlh, &ct));
	put_ct_tuple(nlh, CTA_TUPLE_ORIG, 2, false);
	assert_false(ctnetlink_parse(nlh, &ct));
	put_ct_tuple(nlh, CTA_TUPLE_REPLY, 2, false);
	assert_true(ctnetlink_parse(nlh, &ct));
	assert_false(ct.orig.has_ports);
	/* Attributes of the wrong length */
	mnl_attr_put_u8(nlh, CTA_MARK, 1);
	mnl_attr_put_u32(nlh, CTA_TUPLE_ORIG, 0);
	assert_false(ctnetlink_parse(nlh, &ct));
	assert_int_equal(ct.mark, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(row_conntrack),
		cmocka_unit_test(row_untracked),
		cmocka_unit_test(row_owner),
		cmocka_unit_test(row_without_details),
		cmocka_unit_test(row_stack),
		cmocka_unit_test(row_stack_long),
		cmocka_unit_test(entry),
		cmocka_unit_test(entry_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
