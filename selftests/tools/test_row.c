// SPDX-License-Identifier: GPL-2.0
/*
 * The rows that dropstat shows: groups and their sums, sorting, and the rates between
 * two reads
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/row.h"
#include "lib/tally.h"

#define SITE	(ROW_NETNS | ROW_IFACE | ROW_REASON | ROW_LOCATION)

static struct drop_list drops;

static struct drop *add(const char *reason, uint16_t sport, uint64_t packets)
{
	struct drop *drop = drop_list_add(&drops);

	drop->netns = 7;
	drop->iface = drop_intern("eth0");
	drop->reason = drop_intern(reason);
	drop->location = drop_intern("f+0x1");
	drop->family = AF_INET;
	drop->l4proto = IPPROTO_UDP;
	drop->has_ports = true;
	drop->sport = sport;
	drop->packets = packets;
	drop->bytes = 10 * packets;
	drop->first = 5000;
	drop->last = sport;
	return drop;
}

static struct drop *add_evicted(const char *reason, uint64_t packets)
{
	struct drop *drop = add(reason, 0, packets);

	drop->family = AF_UNSPEC;
	drop->has_ports = false;
	drop->evicted = true;
	return drop;
}

static struct row_list take(void)
{
	struct row_list rows;

	assert_true(row_take(&rows, &drops));
	return rows;
}

static const struct row *find(const struct row_list *rows, const char *reason,
			      uint16_t sport)
{
	size_t i;

	for (i = 0; i < rows->nr; i++)
		if (!strcmp(rows->rows[i].drop.reason, reason) &&
		    rows->rows[i].drop.sport == sport)
			return &rows->rows[i];
	fail_msg("no row for %s, port %u", reason, sport);
	return NULL;
}

static void group_sums(void **state)
{
	struct row_list rows;

	(void)state;
	add("A", 1, 10)->first = 9000;
	add("B", 1, 7);
	add("A", 2, 5);
	rows = take();
	assert_true(row_group(&rows, ROW_REASON));
	row_sort(&rows);
	assert_int_equal(rows.nr, 2);
	assert_string_equal(rows.rows[0].drop.reason, "A");
	assert_int_equal(rows.rows[0].drop.packets, 15);
	assert_int_equal(rows.rows[0].drop.bytes, 150);
	assert_int_equal(rows.rows[0].drop.first, 9000);
	assert_int_equal(rows.rows[0].drop.last, 1);
	assert_string_equal(rows.rows[0].drop.location, "*");
	assert_int_equal(rows.rows[1].drop.packets, 7);
	row_free(&rows);
}

/* Without a key, all rows form one group. */
static void group_all(void **state)
{
	struct row_list rows;

	(void)state;
	add("A", 1, 10);
	add("B", 2, 7)->netns = 8;
	rows = take();
	assert_true(row_group(&rows, 0));
	assert_int_equal(rows.nr, 1);
	assert_int_equal(rows.rows[0].drop.packets, 17);
	row_free(&rows);
}

/* A group is represented by the reason with the most packets, not its largest row. */
static void group_leads(void **state)
{
	struct tally parts = {}, groups = {};
	uint16_t port;

	(void)state;
	for (port = 1; port <= 20; port++)
		add("MANY", port, 1);
	add("ONE", 99, 5);
	assert_true(tally_list(&parts, &drops, ROW_ALL));
	assert_true(tally_group(&groups, &parts, ROW_DADDR));
	assert_int_equal(groups.nr, 1);
	assert_string_equal(groups.entries[0].drop->reason, "MANY");
	assert_true(groups.entries[0].mixed);
	assert_int_equal(groups.entries[0].packets, 25);
	assert_int_equal(groups.entries[0].heaviest, 20);
	tally_free(&parts);
	tally_free(&groups);
	drop_list_free(&drops);
}

/* A group with a single reason is not marked as mixed. */
static void group_of_one_reason(void **state)
{
	struct tally groups = {};

	(void)state;
	add("A", 1, 1);
	add("A", 2, 5);
	assert_true(tally_list(&groups, &drops, ROW_DADDR));
	assert_int_equal(groups.nr, 1);
	assert_false(groups.entries[0].mixed);
	tally_free(&groups);
	drop_list_free(&drops);
}

/* Rows whose times were not kept do not affect the times of the group. */
static void group_without_time(void **state)
{
	struct row_list rows;
	struct drop *drop;

	(void)state;
	drop = add("A", 1, 1);
	drop->first = UINT64_MAX;
	drop->last = UINT64_MAX;
	add("A", 2, 1);
	rows = take();
	assert_true(row_group(&rows, ROW_REASON));
	assert_int_equal(rows.rows[0].drop.first, 5000);
	assert_int_equal(rows.rows[0].drop.last, 2);
	row_free(&rows);
}

/* Two network namespaces that had the same inode number, one after the other */
static void reused_netns_number(void **state)
{
	struct row_list rows;

	(void)state;
	add("A", 1, 1)->cookie = 1;
	add("A", 1, 2)->cookie = 2;
	rows = take();
	assert_true(row_group(&rows, ROW_ALL));
	assert_int_equal(rows.nr, 2);
	assert_true(row_group(&rows, SITE));
	assert_int_equal(rows.nr, 1);
	row_free(&rows);
}

static void noise_of_group(void **state)
{
	struct row_list rows;

	(void)state;
	add("A", 1, 1);
	add("A", 2, 1);
	rows = take();
	rows.rows[0].noise = "harmless";
	assert_true(row_group(&rows, ROW_REASON));
	assert_null(rows.rows[0].noise);
	row_free(&rows);
}

static void order(void **state)
{
	struct row_list rows;

	(void)state;
	add("A", 1, 1);
	add("B", 1, 3);
	add("C", 1, 2);
	rows = take();
	rows.rows[0].rate = 0.5;
	row_sort(&rows);
	assert_string_equal(rows.rows[0].drop.reason, "A");
	assert_string_equal(rows.rows[1].drop.reason, "B");
	assert_string_equal(rows.rows[2].drop.reason, "C");
	row_free(&rows);
}

static void rates(void **state)
{
	struct row_list before, now;

	(void)state;
	add("A", 1, 10);
	add("B", 1, 10);
	before = take();
	add("A", 1, 14);
	add("A", 2, 6);
	add("B", 1, 10);
	now = take();
	row_rates(&now, &before, 2.0);
	assert_true(find(&now, "A", 1)->rate == 2.0);
	assert_true(find(&now, "A", 2)->rate == 3.0);
	assert_true(find(&now, "B", 1)->rate == 0.0);
	assert_true(find(&now, "B", 1)->has_rate);
	row_free(&before);
	row_free(&now);
}

/* Counts restart from zero when the module is reloaded or flushed. */
static void rate_after_reset(void **state)
{
	struct row_list before, now;

	(void)state;
	add("A", 1, 1000);
	before = take();
	add("A", 1, 4);
	now = take();
	row_rates(&now, &before, 1.0);
	assert_true(find(&now, "A", 1)->rate == 4.0);
	row_free(&before);
	row_free(&now);
}

/*
 * A flow with 90 drops loses its row, and the drops move to the evicted row. They do not
 * count as new: the site has 10 new drops, and 4 of these belong to the other flow.
 */
static void rate_of_evicted(void **state)
{
	struct row_list before, now;

	(void)state;
	add("A", 1, 90);
	add("A", 2, 10);
	add_evicted("A", 5);
	before = take();
	add("A", 2, 14);
	add_evicted("A", 101);
	now = take();
	row_rates(&now, &before, 1.0);
	assert_true(find(&now, "A", 2)->rate == 4.0);
	assert_true(find(&now, "A", 0)->rate == 6.0);
	row_free(&before);
	row_free(&now);
}

static void rate_of_new_row(void **state)
{
	struct row_list before, now;

	(void)state;
	before = take();
	add_evicted("A", 8);
	now = take();
	row_rates(&now, &before, 4.0);
	assert_true(now.rows[0].rate == 2.0);
	row_free(&before);
	row_free(&now);
}

/* Flows get the call path of their site. A group gets the call path of one of its flows. */
static void stacks_of_sites(void **state)
{
	struct row_list rows, sites;

	(void)state;
	add("A", 0, 30)->stack = "f\ng";
	add("B", 0, 7)->stack = "f\nh";
	add("C", 0, 7);
	sites = take();
	add("A", 1, 10);
	add("A", 2, 20);
	add("B", 1, 7)->netns = 8;
	add("B", 2, 7);
	add("D", 1, 1);
	rows = take();
	row_join_stacks(&rows, &sites);
	row_free(&sites);
	assert_string_equal(find(&rows, "A", 1)->drop.stack, "f\ng");
	assert_string_equal(find(&rows, "A", 2)->drop.stack, "f\ng");
	assert_null(find(&rows, "B", 1)->drop.stack);
	assert_string_equal(find(&rows, "B", 2)->drop.stack, "f\nh");
	assert_null(find(&rows, "D", 1)->drop.stack);
	assert_true(row_group(&rows, ROW_REASON | ROW_LOCATION));
	row_sort(&rows);
	assert_int_equal(rows.nr, 3);
	assert_string_equal(rows.rows[1].drop.reason, "B");
	assert_string_equal(rows.rows[1].drop.stack, "f\nh");
	row_free(&rows);
	sites = take();
	row_join_stacks(&rows, &sites);
	row_free(&sites);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(group_sums),
		cmocka_unit_test(group_all),
		cmocka_unit_test(group_without_time),
		cmocka_unit_test(reused_netns_number),
		cmocka_unit_test(group_leads),
		cmocka_unit_test(group_of_one_reason),
		cmocka_unit_test(noise_of_group),
		cmocka_unit_test(order),
		cmocka_unit_test(rates),
		cmocka_unit_test(rate_after_reset),
		cmocka_unit_test(rate_of_evicted),
		cmocka_unit_test(rate_of_new_row),
		cmocka_unit_test(stacks_of_sites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
