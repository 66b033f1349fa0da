// SPDX-License-Identifier: GPL-2.0
/* Which rows a query matches */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "view/query.h"

#define OWN	7
#define OTHER	8

/* In shim.c, all namespaces are alive except the gone one and the unknown one. */
static u32 scope(const struct dropstat_query *query, u64 cookie)
{
	const struct dropstat_site_key key = {
		.cookie = cookie,
		.ifindex = 3,
		.reason = 4,
		.class = DROPSTAT_CLASS_PACKET,
	};

	return dropstat_query_scope(query, &key);
}

static void own(void **state)
{
	const struct dropstat_query query = { .whose.cookie = OWN };

	(void)state;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_LIVE);
	assert_int_equal(scope(&query, OTHER), DROPSTAT_SCOPE_NONE);
	assert_int_equal(scope(&query, DROPSTAT_COOKIE_UNKNOWN),
			 DROPSTAT_SCOPE_NONE);
}

/* A reader in the initial netns also sees gone namespaces, but no other live ones. */
static void own_and_more(void **state)
{
	const struct dropstat_query query = {
		.whose.cookie = OWN,
		.whose.unknown = true,
		.gone = true,
	};

	(void)state;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_LIVE);
	assert_int_equal(scope(&query, OTHER), DROPSTAT_SCOPE_NONE);
	assert_int_equal(scope(&query, SHIM_COOKIE_GONE), DROPSTAT_SCOPE_GONE);
	assert_int_equal(scope(&query, DROPSTAT_COOKIE_UNKNOWN),
			 DROPSTAT_SCOPE_UNKNOWN);
}

static void all(void **state)
{
	const struct dropstat_query query = { .whose.all = true };

	(void)state;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_LIVE);
	assert_int_equal(scope(&query, OTHER), DROPSTAT_SCOPE_LIVE);
	assert_int_equal(scope(&query, SHIM_COOKIE_GONE), DROPSTAT_SCOPE_GONE);
	assert_int_equal(scope(&query, DROPSTAT_COOKIE_UNKNOWN),
			 DROPSTAT_SCOPE_UNKNOWN);
}

/* A gone netns can be queried by its cookie. */
static void gone(void **state)
{
	const struct dropstat_query query = { .whose.cookie = SHIM_COOKIE_GONE };

	(void)state;
	assert_int_equal(scope(&query, SHIM_COOKIE_GONE), DROPSTAT_SCOPE_GONE);
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_NONE);
}

static void site(void **state)
{
	struct dropstat_query query = { .whose.all = true, .has_ifindex = true };

	(void)state;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_NONE);
	query.ifindex = 3;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_LIVE);
	query.has_reason = true;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_NONE);
	query.reason = 4;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_LIVE);
	query.has_class = true;
	query.class = DROPSTAT_CLASS_LOCAL;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_NONE);
	query.class = DROPSTAT_CLASS_PACKET;
	assert_int_equal(scope(&query, OWN), DROPSTAT_SCOPE_LIVE);
}

/* Match an interface by name: in another netns, its index may have another name. */
static void interface(void **state)
{
	const struct dropstat_query eth3 = { .whose.all = true, .ifname = "eth3" };
	const struct dropstat_query eth4 = { .whose.all = true, .ifname = "eth4" };
	const struct dropstat_query if3 = { .whose.all = true, .ifname = "if3" };

	(void)state;
	assert_int_equal(scope(&eth3, OWN), DROPSTAT_SCOPE_LIVE);
	assert_int_equal(scope(&eth4, OWN), DROPSTAT_SCOPE_NONE);
	assert_int_equal(scope(&if3, OWN), DROPSTAT_SCOPE_NONE);
}

static bool location(const char *wanted, const char *name)
{
	struct dropstat_query query = {};

	snprintf(query.location, sizeof(query.location), "%s", wanted);
	return dropstat_query_location(&query, name);
}

static void locations(void **state)
{
	(void)state;
	assert_true(location("", "ip_rcv+0x12"));
	assert_true(location("ip_rcv", "ip_rcv+0x12"));
	assert_true(location("ip_rcv", "ip_rcv.cold+0x12"));
	assert_true(location("ip_rcv+0x12", "ip_rcv+0x12"));
	assert_true(location("nft_do_chain", "nft_do_chain+0x1[nf_tables]"));
	assert_true(location("other", "other"));
	assert_false(location("ip_rcv", "ip_rcv_core+0x12"));
	assert_false(location("ip_rcv_core", "ip_rcv+0x12"));
	assert_false(location("ip_rcv+0x1", "ip_rcv+0x12"));
}

static void flows(void **state)
{
	struct dropstat_tuple tuple = {
		.saddr = { htonl(0xc0000201) },
		.ethertype = ETH_P_IP,
		.l4proto = 17,
		.dport = htons(53),
		.flags = DROPSTAT_TUPLE_ADDRS | DROPSTAT_TUPLE_PORTS,
	};
	struct dropstat_query query = {};

	(void)state;
	assert_true(dropstat_query_any_flow(&query));
	assert_true(dropstat_query_flow(&query, &tuple));
	query.mask.dport = 0xffff;
	query.tuple.dport = htons(53);
	assert_false(dropstat_query_any_flow(&query));
	assert_true(dropstat_query_flow(&query, &tuple));
	query.tuple.dport = htons(54);
	assert_false(dropstat_query_flow(&query, &tuple));
	query.mask.dport = 0;
	query.mask.saddr[0] = htonl(0xffffff00);
	query.tuple.saddr[0] = htonl(0xc0000277);
	assert_true(dropstat_query_flow(&query, &tuple));
	query.tuple.saddr[0] = htonl(0xc0000377);
	assert_false(dropstat_query_flow(&query, &tuple));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own),
		cmocka_unit_test(own_and_more),
		cmocka_unit_test(all),
		cmocka_unit_test(gone),
		cmocka_unit_test(site),
		cmocka_unit_test(interface),
		cmocka_unit_test(locations),
		cmocka_unit_test(flows),
	};

	return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
