// SPDX-License-Identifier: GPL-2.0
/*
 * How conntrack's view of a packet is described, and how the packet's conntrack entry
 * and the entry that it should have matched are found
 */
#include <linux/netfilter/nf_conntrack_common.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/ctmatch.h"

static struct tuple flow(uint8_t l4proto, const char *source,
			 const char *destination)
{
	struct tuple tuple = { .l4proto = l4proto };

	assert_true(tuple_parse_end(source, true, &tuple));
	assert_true(tuple_parse_end(destination, false, &tuple));
	return tuple;
}

static struct tuple udp(const char *source, const char *destination)
{
	return flow(IPPROTO_UDP, source, destination);
}

static struct conntrack entry(struct tuple orig, struct tuple reply,
			      uint32_t status)
{
	return (struct conntrack){
		.present = true,
		.state = status & IPS_SEEN_REPLY ?
			DROPSTAT_CONNTRACK_STATE_ESTABLISHED :
			DROPSTAT_CONNTRACK_STATE_NEW,
		.status = status | IPS_CONFIRMED,
		.orig = orig,
		.reply = reply,
	};
}

static struct tuple reversed(const struct tuple *tuple)
{
	struct tuple reply = *tuple;

	reply.saddr = tuple->daddr;
	reply.sport = tuple->dport;
	reply.daddr = tuple->saddr;
	reply.dport = tuple->sport;
	return reply;
}

static struct conntrack plain(struct tuple orig, uint32_t status)
{
	return entry(orig, reversed(&orig), status);
}

static void expect_text(const struct ctmatch *match, const struct tuple *packet,
			const char *want)
{
	char text[CTMATCH_TEXT];

	assert_non_null(match->expected);
	ctmatch_text(match, packet, text);
	assert_string_equal(text, want);
}

/* The proxy answers from its listening socket. */
static void case_1(void **state)
{
	struct tuple packet = udp("[::1]:7893", "[::1]:8888");
	const struct conntrack entries[] = {
		plain(packet, 0),
		plain(udp("[::1]:8888", "[2606:4700:4700::1111]:53"), 0),
		plain(udp("[::1]:5353", "[2606:4700:4700::1111]:53"), 0),
	};
	struct ctmatch match;

	(void)state;
	ctmatch_find(&match, &packet, entries, 3);
	assert_ptr_equal(match.own, &entries[0]);
	assert_ptr_equal(match.expected, &entries[1]);
	assert_int_equal(match.differs, CTMATCH_SADDR | CTMATCH_SPORT);
	expect_text(&match, &packet,
		    "conntrack waits for UDP [2606:4700:4700::1111]:53 -> [::1]:8888 (UNREPLIED, from [::1]:8888 to [2606:4700:4700::1111]:53): the source address and port differ, [::1]:7893 instead of [2606:4700:4700::1111]:53; the destination is the same");
}

/* docker-proxy answers from the address of the outgoing interface. */
static void case_2(void **state)
{
	struct tuple packet = udp("172.18.0.1:4000", "172.18.0.3:34320");
	const struct conntrack entries[] = {
		entry(udp("172.17.0.2:34320", "192.168.0.239:4000"),
		      udp("192.168.0.239:4000", "172.18.0.3:34320"), 0),
		plain(packet, 0),
	};
	struct ctmatch match;

	(void)state;
	ctmatch_find(&match, &packet, entries, 2);
	assert_ptr_equal(match.own, &entries[1]);
	assert_ptr_equal(match.expected, &entries[0]);
	assert_ptr_equal(match.waited, &entries[0].reply);
	assert_int_equal(match.differs, CTMATCH_SADDR);
	expect_text(&match, &packet,
		    "conntrack waits for UDP 192.168.0.239:4000 -> 172.18.0.3:34320 (UNREPLIED, from 172.17.0.2:34320 to 192.168.0.239:4000): the source address differs, 172.18.0.1 instead of 192.168.0.239; the ports are the same");
}

static void expect_none(const struct tuple *packet, struct conntrack entry)
{
	struct ctmatch match;

	ctmatch_find(&match, packet, &entry, 1);
	assert_null(match.own);
	assert_null(match.expected);
}

static void no_match(void **state)
{
	struct tuple packet = udp("192.0.2.1:4000", "192.0.2.2:53");
	struct tuple tcp = flow(IPPROTO_TCP, "192.0.2.9:4000", "192.0.2.2:53");
	struct ctmatch match;

	(void)state;
	ctmatch_find(&match, &packet, NULL, 0);
	assert_null(match.own);
	assert_null(match.expected);
	/* The protocol, the family, or too many of the addresses and ports differ. */
	expect_none(&packet, plain(reversed(&tcp), 0));
	expect_none(&packet, plain(udp("[::2]:53", "[::1]:4000"), 0));
	expect_none(&packet,
		    plain(udp("192.0.2.8:53", "192.0.2.9:4000"), 0));
	expect_none(&packet, plain(udp("192.0.2.2:54", "192.0.2.1:4001"), 0));
	/* Another client of the same server, and another query by the same client */
	expect_none(&packet,
		    plain(udp("192.0.2.7:999", "192.0.2.2:53"), IPS_SEEN_REPLY));
	expect_none(&packet, plain(udp("192.0.2.1:4001", "192.0.2.2:53"),
				   IPS_SEEN_REPLY));
	expect_none(&packet, plain(udp("192.0.2.7:4000", "192.0.2.2:53"), 0));
}

static void source_port(void **state)
{
	struct tuple packet = udp("192.0.2.1:5353", "192.0.2.2:4000");
	struct conntrack asked =
		plain(udp("192.0.2.2:4000", "192.0.2.1:53"), 0);
	struct ctmatch match;

	(void)state;
	ctmatch_find(&match, &packet, &asked, 1);
	expect_text(&match, &packet,
		    "conntrack waits for UDP 192.0.2.1:53 -> 192.0.2.2:4000 (UNREPLIED, from 192.0.2.2:4000 to 192.0.2.1:53): the source port differs, 5353 instead of 53; the addresses are the same");
}

/* NAT on the path changed the destination. */
static void destination_address(void **state)
{
	struct tuple packet = flow(IPPROTO_TCP, "192.0.2.1:4000",
				   "198.51.100.2:443");
	struct conntrack known =
		plain(flow(IPPROTO_TCP, "192.0.2.1:4000", "198.51.100.1:443"),
		      IPS_SEEN_REPLY | IPS_ASSURED);
	struct ctmatch match;

	(void)state;
	ctmatch_find(&match, &packet, &known, 1);
	assert_ptr_equal(match.waited, &known.orig);
	expect_text(&match, &packet,
		    "conntrack has an entry for TCP 192.0.2.1:4000 -> 198.51.100.1:443 (ESTABLISHED, ASSURED, answered from 198.51.100.1:443 to 192.0.2.1:4000): the destination address differs, 198.51.100.2 instead of 198.51.100.1; the ports are the same");
}

/* Entries with the fewest differences are preferred, and among them unreplied ones. */
static void best_first(void **state)
{
	struct tuple packet = udp("192.0.2.1:4000", "192.0.2.2:53");
	const struct conntrack entries[] = {
		plain(udp("192.0.2.2:53", "192.0.2.8:999"), 0),
		plain(udp("192.0.2.2:53", "192.0.2.7:4000"), IPS_SEEN_REPLY),
		plain(udp("192.0.2.2:53", "192.0.2.6:4000"), 0),
		plain(udp("192.0.2.2:53", "192.0.2.5:4000"), 0),
	};
	struct ctmatch match;

	(void)state;
	ctmatch_find(&match, &packet, entries, 4);
	assert_ptr_equal(match.expected, &entries[2]);
	ctmatch_find(&match, &packet, entries, 2);
	assert_ptr_equal(match.expected, &entries[1]);
	ctmatch_find(&match, &packet, entries, 1);
	assert_ptr_equal(match.expected, &entries[0]);
	assert_null(match.own);
}

/* The packet's own entry is never reported as the expected one, in either direction. */
static void only_itself(void **state)
{
	struct tuple packet = udp("192.0.2.1:4000", "192.0.2.2:53");
	struct tuple answer = reversed(&packet);
	struct conntrack own = plain(packet, IPS_SEEN_REPLY);
	struct ctmatch match;

	(void)state;
	ctmatch_find(&match, &packet, &own, 1);
	assert_ptr_equal(match.own, &own);
	assert_null(match.expected);
	ctmatch_find(&match, &answer, &own, 1);
	assert_ptr_equal(match.own, &own);
	assert_null(match.expected);
}

static void no_ports(void **state)
{
	struct tuple icmp = flow(IPPROTO_ICMP, "192.0.2.1:0", "192.0.2.2:0");
	struct tuple fragment = udp("192.0.2.1", "192.0.2.2");
	struct conntrack entries[] = {
		plain(icmp, 0),
		plain(udp("192.0.2.2:0", "192.0.2.9:0"), 0),
	};
	struct ctmatch match;

	(void)state;
	assert_false(ctmatch_can(&icmp));
	assert_false(ctmatch_can(&fragment));
	ctmatch_find(&match, &icmp, entries, 2);
	assert_null(match.own);
	assert_null(match.expected);
	ctmatch_find(&match, &fragment, entries, 2);
	assert_null(match.own);
	assert_null(match.expected);
}

static void words(void **state)
{
	struct conntrack ct =
		plain(udp("192.0.2.1:4000", "192.0.2.2:53"), 0);
	char text[CONNTRACK_TEXT];

	(void)state;
	conntrack_text(&ct, text);
	assert_string_equal(text,
			    "NEW, UNREPLIED, orig UDP 192.0.2.1:4000 -> 192.0.2.2:53, reply UDP 192.0.2.2:53 -> 192.0.2.1:4000");
	ct.state = DROPSTAT_CONNTRACK_STATE_REPLY;
	ct.status = IPS_SEEN_REPLY | IPS_ASSURED;
	ct.zone = 7;
	ct.mark = 0xffffffff;
	ct.reply = udp("[2001:db8::1]:1", "[2001:db8::2]:2");
	conntrack_text(&ct, text);
	assert_string_equal(text,
			    "REPLY, ASSURED, orig UDP 192.0.2.1:4000 -> 192.0.2.2:53, reply UDP [2001:db8::1]:1 -> [2001:db8::2]:2, not in its table, zone 7, mark 0xffffffff");
	ct.state = DROPSTAT_CONNTRACK_STATE_UNTRACKED;
	conntrack_text(&ct, text);
	assert_string_equal(text, "UNTRACKED");
	ct.state = 99;
	assert_string_equal(conntrack_state(&ct), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_1),
		cmocka_unit_test(case_2),
		cmocka_unit_test(no_match),
		cmocka_unit_test(source_port),
		cmocka_unit_test(destination_address),
		cmocka_unit_test(best_first),
		cmocka_unit_test(only_itself),
		cmocka_unit_test(no_ports),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
