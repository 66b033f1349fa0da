// SPDX-License-Identifier: GPL-2.0
/* Parsing of network headers into 5-tuples */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "probe/parse.h"

/* The header ends at the end of its memory, so that ASan catches reads beyond it. */
static bool parse(struct dropstat_tuple *tuple, const u8 *bytes,
		  unsigned int len, u16 ethertype)
{
	u8 *copy = malloc(len ?: 1);
	bool known;

	memcpy(copy, bytes, len);
	memset(tuple, 0, sizeof(*tuple));
	known = dropstat_parse(tuple, copy + (len ? 0 : 1), len, ethertype);
	free(copy);
	return known;
}

static const u8 ipv4_udp[] = {
	0x45, 0, 0, 28, 0, 0, 0x40, 0, 64, 17, 0, 0,
	192, 0, 2, 1, 198, 51, 100, 2,
	0xc3, 0x50, 0, 53, 0, 8, 0, 0,
};

static void assert_udp(const struct dropstat_tuple *tuple)
{
	assert_int_equal(tuple->ethertype, ETH_P_IP);
	assert_int_equal(tuple->l4proto, IPPROTO_UDP);
	assert_int_equal(ntohl(tuple->saddr[0]), 0xc0000201);
	assert_int_equal(ntohl(tuple->daddr[0]), 0xc6336402);
	assert_int_equal(ntohs(tuple->sport), 50000);
	assert_int_equal(ntohs(tuple->dport), 53);
	assert_int_equal(tuple->flags,
			 DROPSTAT_TUPLE_ADDRS | DROPSTAT_TUPLE_PORTS);
}

static void plain(void **state)
{
	struct dropstat_tuple tuple;

	(void)state;
	assert_true(parse(&tuple, ipv4_udp, sizeof(ipv4_udp), ETH_P_IP));
	assert_udp(&tuple);
	memset(&tuple, 0xff, sizeof(tuple));
	assert_true(dropstat_parse_plain(&tuple, ipv4_udp));
	assert_udp(&tuple);
}

/* However short the header is, only bytes that are there are read and reported. */
static void truncated(void **state)
{
	struct dropstat_tuple tuple;
	unsigned int len;
	bool known;

	(void)state;
	for (len = 0; len < sizeof(ipv4_udp); len++) {
		known = parse(&tuple, ipv4_udp, len, ETH_P_IP);
		assert_int_equal(known, len >= 20);
		assert_int_equal(!!(tuple.flags & DROPSTAT_TUPLE_ADDRS),
				 len >= 20);
		assert_int_equal(!!(tuple.flags & DROPSTAT_TUPLE_PORTS),
				 len >= 24);
	}
}

static void ipv4_options(void **state)
{
	u8 bytes[32] = { 0x46 };
	struct dropstat_tuple tuple;

	(void)state;
	memcpy(bytes + 1, ipv4_udp + 1, 19);
	memcpy(bytes + 24, ipv4_udp + 20, 8);
	assert_true(parse(&tuple, bytes, sizeof(bytes), ETH_P_IP));
	assert_udp(&tuple);
	assert_false(dropstat_parse_plain(&tuple, bytes));
	/* A header length below the minimum, and a version other than 4 */
	bytes[0] = 0x44;
	assert_false(parse(&tuple, bytes, sizeof(bytes), ETH_P_IP));
	bytes[0] = 0x65;
	assert_false(parse(&tuple, bytes, sizeof(bytes), ETH_P_IP));
}

/* Only the first fragment has ports. */
static void ipv4_fragment(void **state)
{
	struct dropstat_tuple tuple;
	u8 bytes[sizeof(ipv4_udp)];

	(void)state;
	memcpy(bytes, ipv4_udp, sizeof(bytes));
	bytes[6] = 0x20;
	assert_true(parse(&tuple, bytes, sizeof(bytes), ETH_P_IP));
	assert_true(tuple.flags & DROPSTAT_TUPLE_PORTS);
	bytes[7] = 1;
	assert_true(parse(&tuple, bytes, sizeof(bytes), ETH_P_IP));
	assert_int_equal(tuple.flags, DROPSTAT_TUPLE_ADDRS);
	assert_false(dropstat_parse_plain(&tuple, bytes));
}

static void icmp(void **state)
{
	struct dropstat_tuple tuple;
	u8 bytes[sizeof(ipv4_udp)];

	(void)state;
	memcpy(bytes, ipv4_udp, sizeof(bytes));
	bytes[9] = IPPROTO_ICMP;
	bytes[20] = 3;
	bytes[21] = 13;
	assert_true(parse(&tuple, bytes, sizeof(bytes), ETH_P_IP));
	assert_int_equal(ntohs(tuple.sport), 3);
	assert_int_equal(ntohs(tuple.dport), 13);
	/* A protocol without ports */
	bytes[9] = 47;
	assert_true(parse(&tuple, bytes, sizeof(bytes), ETH_P_IP));
	assert_int_equal(tuple.flags, DROPSTAT_TUPLE_ADDRS);
}

/* Write an IPv6 header without extension headers; returns its length. */
static unsigned int ipv6(u8 *bytes, u8 nexthdr)
{
	memset(bytes, 0, 40);
	bytes[0] = 0x60;
	bytes[6] = nexthdr;
	bytes[8] = 0x20;
	bytes[23] = 1;
	bytes[24] = 0x20;
	bytes[39] = 2;
	return 40;
}

static void ipv6_exthdrs(void **state)
{
	static const u8 exthdrs[] = {
		NEXTHDR_DEST, 0, 0, 0, 0, 0, 0, 0,		/* hop by hop */
		NEXTHDR_FRAGMENT, 1, 0, 0, 0, 0, 0, 0,		/* destination */
		0, 0, 0, 0, 0, 0, 0, 0,
		NEXTHDR_AUTH, 0, 0, 1, 0, 0, 0, 9,		/* first fragment */
		IPPROTO_TCP, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,	/* AH */
		0x1f, 0x90, 0x01, 0xbb,				/* ports */
	};
	struct dropstat_tuple tuple;
	unsigned int len, cut;
	u8 bytes[100];

	(void)state;
	len = ipv6(bytes, NEXTHDR_HOP);
	memcpy(bytes + len, exthdrs, sizeof(exthdrs));
	assert_true(parse(&tuple, bytes, len + sizeof(exthdrs), ETH_P_IPV6));
	assert_int_equal(tuple.l4proto, IPPROTO_TCP);
	assert_int_equal(ntohs(tuple.sport), 8080);
	assert_int_equal(ntohs(tuple.dport), 443);
	for (cut = 1; cut <= sizeof(exthdrs); cut++) {
		assert_true(parse(&tuple, bytes, len + sizeof(exthdrs) - cut,
				  ETH_P_IPV6));
		assert_int_equal(tuple.flags, DROPSTAT_TUPLE_ADDRS);
	}
	/* A later fragment */
	bytes[len + 26] = 1;
	assert_true(parse(&tuple, bytes, len + sizeof(exthdrs), ETH_P_IPV6));
	assert_int_equal(tuple.flags, DROPSTAT_TUPLE_ADDRS);
}

/* The parser gives up on an endless chain of extension headers. */
static void ipv6_endless(void **state)
{
	struct dropstat_tuple tuple;
	u8 bytes[1000] = { 0 };
	unsigned int len;

	(void)state;
	len = ipv6(bytes, NEXTHDR_DEST);
	memset(bytes + len, 0, sizeof(bytes) - len);
	for (; len + 8 <= sizeof(bytes); len += 8)
		bytes[len] = NEXTHDR_DEST;
	assert_true(parse(&tuple, bytes, sizeof(bytes), ETH_P_IPV6));
	assert_int_equal(tuple.flags, DROPSTAT_TUPLE_ADDRS);
	assert_int_equal(tuple.l4proto, NEXTHDR_DEST);
}

static void vlan(void **state)
{
	u8 bytes[8 + sizeof(ipv4_udp)] = { 0, 7, 0x81, 0, 0, 8, 0x08, 0 };
	struct dropstat_tuple tuple;

	(void)state;
	memcpy(bytes + 8, ipv4_udp, sizeof(ipv4_udp));
	assert_true(parse(&tuple, bytes, sizeof(bytes), ETH_P_8021AD));
	assert_udp(&tuple);
	/* Three VLAN tags are one too many. */
	bytes[6] = 0x81;
	assert_true(parse(&tuple, bytes, sizeof(bytes), ETH_P_8021Q));
	assert_int_equal(tuple.ethertype, ETH_P_8021Q);
	assert_int_equal(tuple.flags, 0);
}

static void other(void **state)
{
	struct dropstat_tuple tuple;

	(void)state;
	assert_true(parse(&tuple, ipv4_udp, sizeof(ipv4_udp), ETH_P_ARP));
	assert_int_equal(tuple.ethertype, ETH_P_ARP);
	assert_int_equal(tuple.flags, 0);
	assert_false(parse(&tuple, ipv4_udp, sizeof(ipv4_udp), 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain),
		cmocka_unit_test(truncated),
		cmocka_unit_test(ipv4_options),
		cmocka_unit_test(ipv4_fragment),
		cmocka_unit_test(icmp),
		cmocka_unit_test(ipv6_exthdrs),
		cmocka_unit_test(ipv6_endless),
		cmocka_unit_test(vlan),
		cmocka_unit_test(other),
	};

	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
