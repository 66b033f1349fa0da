// SPDX-License-Identifier: GPL-2.0
/*
 * Looking up entries of explain.txt by the names that rows and users use, suggestions
 * for an unknown name, and which drops count as noise. Uses the tools' explain.c and
 * explain-data.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/explain.h"
#include "lib/util.h"

#define MOST 8

static void reason_by_any_case(void **state)
{
	const struct explain *entry = explain_reason("NO_SOCKET");

	(void)state;
	assert_non_null(entry);
	assert_string_equal(entry->name, "NO_SOCKET");
	assert_false(entry->is_location);
	assert_ptr_equal(explain_reason("no_socket"), entry);
	assert_ptr_equal(explain_reason("SKB_DROP_REASON_NO_SOCKET"), entry);
	assert_ptr_equal(explain_reason("skb_drop_reason_No_Socket"), entry);
}

static void reason_of_subsystem(void **state)
{
	const struct explain *entry;

	(void)state;
	entry = explain_reason("openvswitch/ovs_drop_meter");
	assert_non_null(entry);
	assert_string_equal(entry->name, "openvswitch/OVS_DROP_METER");
	assert_non_null(explain_reason("qdisc/OVERLIMIT"));
	assert_null(explain_reason("OVERLIMIT"));
}

static void no_such_reason(void **state)
{
	static const char * const names[] = {
		"", "NO_SOCKE", "NO_SOCKETS", "SKB_DROP_REASON_", "icmp_rcv",
		"*", "UNKNOWN(0x1)", "NO_SOCKET+0x1",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_null(explain_reason(names[i]));
}

static void location_without_suffixes(void **state)
{
	static const char * const names[] = {
		"ip_rcv_finish_core+0x1a5",
		"ip_rcv_finish_core.constprop.0+0x1a5",
		"ip_rcv_finish_core.isra.0",
		"ip_rcv_finish_core.part.1+0x0",
		"ip_rcv_finish_core.cold+0x3[ipv4]",
		"ip_rcv_finish_core+0x3 [ipv4]",
		"IP_RCV_FINISH_CORE",
	};
	const struct explain *entry = explain_location("ip_rcv_finish_core");
	size_t i;

	(void)state;
	assert_non_null(entry);
	assert_true(entry->is_location);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_ptr_equal(explain_location(names[i]), entry);
}

static void no_such_location(void **state)
{
	(void)state;
	assert_null(explain_location("ip_rcv_finish"));
	assert_null(explain_location("NO_SOCKET"));
	assert_null(explain_location(""));
	assert_null(explain_location("-"));
	assert_null(explain_location("+0x1"));
}

static const char *drop_name(const char *reason, const char *location)
{
	const struct explain *entry = explain_drop(reason, location);

	return entry ? entry->name : "none";
}

/* The location is explained only if the reason is unknown or not specific. */
static void drop(void **state)
{
	(void)state;
	assert_string_equal(drop_name("NO_SOCKET", "icmp_rcv+0x1"),
			    "NO_SOCKET");
	assert_string_equal(drop_name("NOT_SPECIFIED", "icmp_rcv+0x1"),
			    "icmp_rcv");
	assert_string_equal(drop_name("SKB_DROP_REASON_NOT_SPECIFIED",
				      "ip_rcv_finish_core.constprop.0+0x1"),
			    "ip_rcv_finish_core");
	assert_string_equal(drop_name("QUEUE_PURGE", "inet_sock_destruct+0x1"),
			    "inet_sock_destruct");
	assert_string_equal(drop_name("NOT_SPECIFIED", "no_such+0x1"),
			    "NOT_SPECIFIED");
	assert_string_equal(drop_name("UNKNOWN(0x9)", "icmp_rcv"), "icmp_rcv");
	assert_string_equal(drop_name("UNKNOWN(0x9)", "no_such"), "none");
	assert_string_equal(drop_name("*", "*"), "none");
}

/* The first suggestion for a name, or "none" */
static const char *first(const char *name)
{
	const char *nearest[MOST] = { NULL };

	return explain_nearest(name, nearest, MOST) ? nearest[0] : "none";
}

static void nearest_name(void **state)
{
	(void)state;
	assert_string_equal(first("NO_SOKET"), "NO_SOCKET");
	assert_string_equal(first("SKB_DROP_REASON_NO_SOKET"), "NO_SOCKET");
	assert_string_equal(first("nosocket"), "NO_SOCKET");
	assert_string_equal(first("TCP_CKSUM"), "TCP_CSUM");
	assert_string_equal(first("RPFILTER"), "IP_RPFILTER");
	assert_string_equal(first("RCVBUFF"), "SOCKET_RCVBUFF");
	assert_string_equal(first("NETFILTER_DROPPED"), "NETFILTER_DROP");
	assert_string_equal(first("OVERLIMIT"), "qdisc/OVERLIMIT");
	assert_string_equal(first("OVS_DROP_METERS"),
			    "openvswitch/OVS_DROP_METER");
	assert_string_equal(first("icmp_recv"), "icmp_rcv");
	assert_string_equal(first("tcp_v4_rvc"), "tcp_v4_rcv");
}

static void nearest_is_bounded(void **state)
{
	const char *nearest[MOST] = { NULL };
	char longest[4097];
	size_t nr, i;

	(void)state;
	nr = explain_nearest("TCP_RESTE", nearest, 3);
	assert_in_range(nr, 1, 3);
	assert_string_equal(nearest[0], "TCP_RESET");
	for (i = 1; i < nr; i++)
		assert_string_not_equal(nearest[i], nearest[i - 1]);
	assert_null(nearest[3]);
	assert_int_equal(explain_nearest("NO_SOKET", nearest, 0), 0);
	memset(longest, 'A', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(explain_nearest(longest, nearest, MOST), 0);
	longest[64] = '\0';
	assert_int_equal(explain_nearest(longest, nearest, MOST), 0);
}

static void nearest_of_nothing(void **state)
{
	(void)state;
	assert_string_equal(first(""), "none");
	assert_string_equal(first("A"), "none");
	assert_string_equal(first("SKB_DROP_REASON_"), "none");
	assert_string_equal(first("xyzzy"), "none");
	assert_string_equal(first("%s%s%n"), "none");
}

/**
 * struct pair - the reason and location of a row, and whether it is noise
 * @reason: drop reason
 * @location: location
 * @is_noise: whether the row is noise
 */
struct pair {
	const char *reason;
	const char *location;
	bool is_noise;
};

/* Noise, and similar drops that somebody may be looking for */
static const struct pair pairs[] = {
	{ "NO_SOCKET", "icmp_rcv+0x1b4", true },
	{ "NO_SOCKET", "icmpv6_rcv.constprop.0+0x1b4", true },
	{ "NO_SOCKET", "ping_rcv+0x8e", true },
	{ "NO_SOCKET", "udp_rcv+0x235", false },
	{ "NO_SOCKET", "__udp4_lib_rcv+0x235", false },
	{ "NO_SOCKET", "tcp_v4_rcv+0x235", false },
	{ "ICMP_CSUM", "icmp_rcv+0x1b4", false },
	{ "NOT_SPECIFIED", "icmpv6_rcv+0x1b4", false },
	{ "NOT_SPECIFIED", "ip6_mc_input+0x104", true },
	{ "IP_INADDRERRORS", "ip6_mc_input+0x104", false },
	{ "NOT_SPECIFIED", "ip6_protocol_deliver_rcu+0x104", false },
	{ "OTHERHOST", "ip_rcv_core+0x22b", true },
	{ "SKB_DROP_REASON_OTHERHOST", "ip6_rcv_core.isra.0+0x1", true },
	{ "OTHERHOST", "br_handle_frame+0x1", false },
	{ "IP_CSUM", "ip_rcv_core+0x22b", false },
	{ "NOT_SPECIFIED", "ip_rcv_core+0x22b", false },
	{ "NOT_SPECIFIED", "udp_destruct_common+0xbd", true },
	{ "UDP_CSUM", "udp_destruct_common+0xbd", false },
	{ "NOT_SPECIFIED", "udp_recvmsg+0xbd", false },
	{ "QUEUE_PURGE", "inet_sock_destruct+0xbd", true },
	{ "QUEUE_PURGE", "neigh_invalidate+0xbd", false },
	{ "QUEUE_PURGE", "skb_queue_purge_reason+0xbd", false },
	{ "SOCKET_CLOSE", "unix_release_sock+0x2e1", true },
	{ "NOT_SPECIFIED", "unix_release_sock+0x2e1", true },
	{ "SOCKET_CLOSE", "mptcp_close+0x1", false },
	{ "NOT_SPECIFIED", "ip_rcv_finish_core.constprop.0+0x1", false },
	{ "NOT_SPECIFIED", "tcp_v4_rcv+0x1", false },
	{ "NOT_SPECIFIED", "icmp_rcv_more+0x1", false },
	{ "*", "*", false },
	{ "", "", false },
};

static void noise(void **state)
{
	const char *why;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		why = explain_noise(pairs[i].reason, pairs[i].location);
		if (!!why != pairs[i].is_noise)
			fail_msg("%s at %s", pairs[i].reason,
				 pairs[i].location);
		if (why)
			assert_null(strchr(why, '\n'));
	}
}

/* The explanations must help with the four real cases of case-lib.sh. */
static void real_cases(void **state)
{
	(void)state;
	assert_non_null(strstr(explain_reason("NO_SOCKET")->causes, "proxy"));
	assert_non_null(strstr(explain_reason("NO_SOCKET")->check,
			       "conntrack"));
	assert_non_null(strstr(explain_reason("IP_CSUM")->causes, "tun"));
	assert_non_null(strstr(explain_location("ip_rcv_finish_core")->brief,
			       "martian source"));
	assert_non_null(strstr(explain_reason("TCP_CSUM")->causes,
			       "XDP redirect"));
	assert_non_null(strstr(explain_reason("TCP_CSUM")->check,
			       "ethtool -k"));
	assert_non_null(strstr(explain_reason("UDP_CSUM")->fix,
			       "ethtool -K"));
}

static void entries_are_whole(void **state)
{
	const struct explain *entry;
	size_t i;

	(void)state;
	assert_in_range(explain_nr, 300, 2000);
	for (i = 0; i < explain_nr; i++) {
		entry = &explain_entries[i];
		assert_non_null(entry->name);
		assert_non_null(entry->since);
		assert_non_null(entry->brief);
		assert_non_null(entry->text);
		assert_non_null(entry->causes);
		assert_non_null(entry->check);
		assert_null(strpbrk(entry->brief, "\n"));
		assert_null(strpbrk(entry->text, "\n"));
		assert_ptr_equal(entry->is_location ?
				 explain_location(entry->name) :
				 explain_reason(entry->name), entry);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reason_by_any_case),
		cmocka_unit_test(reason_of_subsystem),
		cmocka_unit_test(no_such_reason),
		cmocka_unit_test(location_without_suffixes),
		cmocka_unit_test(no_such_location),
		cmocka_unit_test(drop),
		cmocka_unit_test(nearest_name),
		cmocka_unit_test(nearest_is_bounded),
		cmocka_unit_test(nearest_of_nothing),
		cmocka_unit_test(noise),
		cmocka_unit_test(real_cases),
		cmocka_unit_test(entries_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
