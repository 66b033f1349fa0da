// SPDX-License-Identifier: GPL-2.0
/*
 * The model of dropstat-top: rates, groups, order, filter, drill-down. Explanations
 * and names of namespaces are stubs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/explain.h"
#include "lib/netns.h"
#include "top/layout.h"
#include "top/status.h"
#include "lib/util.h"

#define COOKIE		7
#define OTHER_COOKIE	8
#define IFINDEX		3

const char *explain_noise(const char *reason, const char *location)
{
	(void)location;
	return strcmp(reason, "NOISE") ? NULL : "noise";
}

const struct explain *explain_drop(const char *reason, const char *location)
{
	(void)reason;
	(void)location;
	return NULL;
}

const char *netns_name(uint32_t inum)
{
	return inum == COOKIE ? "seven" : "other";
}

static struct model model;

static int start(void **state)
{
	(void)state;
	model_init(&model, GROUP_REASON, MODEL_RATE);
	return 0;
}

static int end(void **state)
{
	(void)state;
	model_free(&model);
	return 0;
}

static struct picture *at(uint64_t ms)
{
	struct picture *picture = calloc(1, sizeof(*picture));

	assert_non_null(picture);
	picture->when = ms;
	return picture;
}

static void fill(struct drop *drop, const char *reason, const char *iface,
		 uint64_t packets)
{
	drop->cookie = COOKIE;
	drop->netns = COOKIE;
	drop->ifindex = IFINDEX;
	drop->iface = drop_intern(iface);
	drop->reason = drop_intern(reason);
	drop->location = drop_intern("there+0x1");
	drop->packets = packets;
	drop->last = 1000;
}

static struct drop *site(struct picture *picture, const char *reason,
			 uint64_t packets)
{
	struct drop *drop = drop_list_add(&picture->site_rows);

	assert_non_null(drop);
	fill(drop, reason, "eth0", packets);
	drop->site = true;
	return drop;
}

static struct drop *flow(struct picture *picture, const char *reason,
			 uint16_t port, uint64_t packets)
{
	struct drop *drop = drop_list_add(&picture->flow_rows);

	assert_non_null(drop);
	fill(drop, reason, "eth0", packets);
	drop->family = AF_INET;
	drop->ethertype = 0x0800;
	drop->l4proto = IPPROTO_UDP;
	drop->saddr.s6_addr[0] = 192;
	drop->saddr.s6_addr[3] = 1;
	drop->daddr.s6_addr[0] = 198;
	drop->has_ports = true;
	drop->sport = port;
	drop->dport = 53;
	return drop;
}

static struct drop *rest(struct picture *picture, const char *reason,
			 uint64_t packets)
{
	struct drop *drop = drop_list_add(&picture->flow_rows);

	assert_non_null(drop);
	fill(drop, reason, "eth0", packets);
	drop->evicted = true;
	return drop;
}

static void show(struct picture *picture)
{
	assert_true(picture_build(picture));
	assert_true(model_update(&model, picture));
}

static const struct entry *row(size_t number)
{
	assert_in_range(number, 0, model.rows.nr - 1);
	return &model.rows.entries[number];
}

/* Drops per second of a row; -1 if unknown */
static double rate(size_t number)
{
	return picture_rate(model.picture, row(number)->delta);
}

static void assert_rate(double is, double wanted)
{
	if (is < wanted - 0.001 || is > wanted + 0.001)
		fail_msg("the rate is %f, expected %f", is, wanted);
}

static const char *path(void)
{
	static char text[512];

	model_path(&model, text, sizeof(text));
	return text;
}

static void show_site(uint64_t ms, uint64_t packets)
{
	struct picture *picture = at(ms);

	site(picture, "NO_SOCKET", packets);
	show(picture);
}

static void first_picture_has_no_rate(void **state)
{
	char text[CELL_TEXT];

	(void)state;
	show_site(1000, 10);
	assert_int_equal(model.rows.nr, 1);
	assert_rate(rate(0), -1);
	cell_text(CELL_RATE, row(0), model.picture, text);
	assert_string_equal(text, "-");
}

static void rate_uses_measured_time(void **state)
{
	(void)state;
	show_site(1000, 10);
	show_site(3500, 35);
	assert_rate(rate(0), 10);
	assert_rate(picture_rate(model.picture, model.picture->delta), 10);
	show_site(4000, 35);
	assert_rate(rate(0), 0);
}

static void new_row_counts_from_zero(void **state)
{
	struct picture *picture;

	(void)state;
	show_site(1000, 10);
	picture = at(2000);
	site(picture, "NO_SOCKET", 10);
	site(picture, "TCP_CSUM", 5);
	show(picture);
	assert_string_equal(row(0)->drop->reason, "TCP_CSUM");
	assert_rate(rate(0), 5);
	assert_rate(rate(1), 0);
}

static void lower_count_starts_over(void **state)
{
	(void)state;
	show_site(1000, 1000000);
	show_site(2000, 3);
	assert_rate(rate(0), 3);
}

static void reload_has_no_rate(void **state)
{
	struct picture *picture = at(10000);

	(void)state;
	picture->has_totals = true;
	picture->totals.uptime = 5000;
	site(picture, "NO_SOCKET", 10);
	show(picture);
	picture = at(20000);
	picture->has_totals = true;
	picture->totals.uptime = 6000;
	site(picture, "NO_SOCKET", 500);
	show(picture);
	assert_rate(rate(0), -1);
	picture = at(21000);
	picture->has_totals = true;
	picture->totals.uptime = 7000;
	site(picture, "NO_SOCKET", 501);
	show(picture);
	assert_rate(rate(0), 1);
}

static void changed_scope_has_no_rate(void **state)
{
	struct picture *picture;

	(void)state;
	show_site(1000, 10);
	picture = at(2000);
	picture->scope = PICTURE_OWN;
	site(picture, "NO_SOCKET", 5);
	show(picture);
	assert_rate(rate(0), -1);
}

/* The netns cookie decides, not the inode number or whether the netns is gone. */
static void row_is_identified_by_cookie(void **state)
{
	struct picture *picture;
	struct drop *drop;

	(void)state;
	show_site(1000, 10);
	picture = at(2000);
	drop = site(picture, "NO_SOCKET", 11);
	drop->scope = DROPSTAT_SCOPE_GONE;
	drop->netns = 0;
	drop = site(picture, "NO_SOCKET", 4);
	drop->cookie = OTHER_COOKIE;
	show(picture);
	assert_int_equal(model.rows.nr, 1);
	assert_rate(rate(0), 5);
	assert_true(model_group(&model, GROUP_NETNS));
	assert_int_equal(model.rows.nr, 2);
	assert_rate(rate(0), 4);
	assert_rate(rate(1), 1);
}

/* Two flows and an evicted row. The flow with port 2 loses its row to one with port 3. */
static void show_eviction(void)
{
	struct picture *picture = at(1000);

	site(picture, "NO_SOCKET", 160);
	flow(picture, "NO_SOCKET", 1, 100);
	flow(picture, "NO_SOCKET", 2, 50);
	rest(picture, "NO_SOCKET", 10);
	show(picture);
	picture = at(2000);
	site(picture, "NO_SOCKET", 180);
	flow(picture, "NO_SOCKET", 1, 107);
	flow(picture, "NO_SOCKET", 3, 9)->error = 50;
	rest(picture, "NO_SOCKET", 64);
	show(picture);
}

static void evicted_flow_is_no_drop(void **state)
{
	size_t i;

	(void)state;
	model_group(&model, GROUP_FLOW);
	show_eviction();
	assert_int_equal(model.rows.nr, 3);
	for (i = 0; i < 3; i++) {
		if (row(i)->drop->evicted)
			assert_rate(rate(i), 4);
		else
			assert_rate(rate(i), row(i)->drop->sport == 1 ? 7 : 9);
	}
}

static void evicted_flow_comes_back(void **state)
{
	struct picture *picture;

	(void)state;
	model_group(&model, GROUP_SPORT);
	show_eviction();
	picture = at(3000);
	site(picture, "NO_SOCKET", 182);
	flow(picture, "NO_SOCKET", 1, 107);
	flow(picture, "NO_SOCKET", 2, 2)->error = 59;
	rest(picture, "NO_SOCKET", 73);
	show(picture);
	assert_int_equal(row(0)->drop->sport, 2);
	assert_rate(rate(0), 2);
	assert_rate(rate(1), 0);
	assert_rate(rate(2), 0);
}

static void show_many(uint64_t ms, uint64_t factor)
{
	static const char * const reasons[] = { "A", "B", "C" };
	struct picture *picture = at(ms);
	uint64_t packets;
	unsigned int i, port;

	for (i = 0; i < 3; i++) {
		packets = 0;
		for (port = 1; port < 5; port++) {
			flow(picture, reasons[i], port, factor * (i + port));
			packets += factor * (i + port);
		}
		rest(picture, reasons[i], factor);
		site(picture, reasons[i], packets + factor);
	}
	show(picture);
}

static void groups_add_up(void **state)
{
	uint64_t packets, delta;
	enum group_by by;
	size_t i;

	(void)state;
	show_many(1000, 10);
	show_many(2000, 25);
	for (by = 0; by < GROUP_GROUPS; by++) {
		model_group(&model, by);
		packets = 0;
		delta = 0;
		for (i = 0; i < model.rows.nr; i++) {
			packets += row(i)->packets;
			delta += row(i)->delta;
		}
		assert_int_equal(packets,
				 model.picture->packets[DROPSTAT_CLASS_PACKET]);
		assert_int_equal(delta, model.picture->delta);
	}
}

static void number_of_groups(void **state)
{
	static const size_t wanted[GROUP_GROUPS] = {
		[GROUP_REASON]	= 3,
		[GROUP_NETNS]	= 1,
		[GROUP_IFACE]	= 1,
		[GROUP_LOCATION]	= 1,
		[GROUP_PROTO]	= 2,	/* UDP and any */
		[GROUP_SADDR]	= 2,
		[GROUP_DADDR]	= 2,
		[GROUP_SPORT]	= 5,
		[GROUP_DPORT]	= 2,
		[GROUP_FLOW]	= 15,
	};
	enum group_by by;

	(void)state;
	show_many(1000, 10);
	for (by = 0; by < GROUP_GROUPS; by++) {
		model_group(&model, by);
		if (model.rows.nr != wanted[by])
			fail_msg("%zu groups by %s, expected %zu", model.rows.nr,
				 group_word(by), wanted[by]);
	}
}

/* /proc has no separate rows for sites. */
static void proc_adds_up(void **state)
{
	struct picture *picture = at(1000);

	(void)state;
	picture->proc = true;
	flow(picture, "NO_SOCKET", 1, 100);
	flow(picture, "NO_SOCKET", 2, 50);
	rest(picture, "NO_SOCKET", 10);
	show(picture);
	assert_int_equal(model.rows.nr, 1);
	assert_int_equal(row(0)->packets, 160);
	assert_int_equal(model.picture->evicted, 10);
}

static void order_follows_the_key(void **state)
{
	struct picture *picture = at(1000);

	(void)state;
	site(picture, "OLD", 100)->last = 9000;
	site(picture, "NEW", 10)->last = 10;
	show(picture);
	picture = at(2000);
	site(picture, "OLD", 101)->last = 900;
	site(picture, "NEW", 20)->last = 10;
	site(picture, "NEVER", 5)->last = UINT64_MAX;
	show(picture);
	assert_string_equal(row(0)->drop->reason, "NEW");
	model_order(&model, MODEL_PACKETS);
	assert_string_equal(row(0)->drop->reason, "OLD");
	model_order(&model, MODEL_LAST);
	assert_string_equal(row(0)->drop->reason, "NEW");
	assert_string_equal(row(2)->drop->reason, "NEVER");
}

static void same_counts_keep_their_order(void **state)
{
	static const char * const reasons[] = { "D", "B", "A", "C", "E" };
	struct picture *picture;
	unsigned int turn, i;

	(void)state;
	for (turn = 0; turn < 5; turn++) {
		picture = at(1000 + turn);
		for (i = 0; i < 5; i++)
			site(picture, reasons[(i + turn) % 5], 10);
		show(picture);
		for (i = 0; i < 5; i++)
			assert_int_equal(row(i)->drop->reason[0], 'A' + i);
	}
}

static void show_two(uint64_t ms, uint64_t a, uint64_t b)
{
	struct picture *picture = at(ms);

	site(picture, "A", a);
	site(picture, "B", b);
	show(picture);
}

static void cursor_stays_on_its_row(void **state)
{
	(void)state;
	show_two(1000, 20, 10);
	assert_true(model_move(&model, 1));
	assert_string_equal(model_chosen(&model)->drop->reason, "B");
	show_two(2000, 21, 100);
	assert_string_equal(row(0)->drop->reason, "B");
	assert_string_equal(model_chosen(&model)->drop->reason, "B");
	assert_int_equal(model_level(&model)->at, 0);
}

static void unmoved_cursor_stays_at_the_top(void **state)
{
	(void)state;
	show_two(1000, 20, 10);
	show_two(2000, 21, 100);
	assert_int_equal(model_level(&model)->at, 0);
	assert_string_equal(model_chosen(&model)->drop->reason, "B");
	model_move(&model, 1);
	model_home(&model);
	show_two(3000, 500, 100);
	assert_string_equal(model_chosen(&model)->drop->reason, "A");
}

static void cursor_outlives_its_row(void **state)
{
	(void)state;
	show_two(1000, 20, 10);
	model_end(&model);
	show_site(2000, 5);
	assert_int_equal(model_level(&model)->at, 0);
	assert_string_equal(model_chosen(&model)->drop->reason, "NO_SOCKET");
	show(at(3000));
	assert_null(model_chosen(&model));
	assert_false(model_enter(&model, false));
	model_move(&model, 1);
	assert_null(model_chosen(&model));
}

static void cursor_stops_at_the_ends(void **state)
{
	(void)state;
	show_two(1000, 20, 10);
	assert_false(model_move(&model, -5));
	assert_int_equal(model_level(&model)->at, 0);
	assert_true(model_move(&model, 500));
	assert_int_equal(model_level(&model)->at, 1);
	assert_false(model_end(&model));
}

static void page_contains_the_cursor(void **state)
{
	struct picture *picture = at(1000);
	unsigned int i;
	char name[16];

	(void)state;
	for (i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "R%u", i);
		site(picture, name, 1000 - i);
	}
	show(picture);
	model_move(&model, 30);
	model_page(&model, 50, 10);
	assert_int_equal(model_level(&model)->top, 21);
	model_move(&model, -20);
	model_page(&model, 50, 10);
	assert_int_equal(model_level(&model)->top, 10);
	model_page(&model, 50, 100);
	assert_int_equal(model_level(&model)->top, 0);
}

static void drill_down_and_back(void **state)
{
	(void)state;
	show_many(1000, 10);
	assert_string_equal(path(), "");
	assert_string_equal(model_chosen(&model)->drop->reason, "C");
	assert_true(model_enter(&model, false));
	assert_int_equal(model_level(&model)->by, GROUP_SITE);
	assert_int_equal(model.rows.nr, 1);
	assert_int_equal(row(0)->packets, 190);
	assert_string_equal(path(), "C");
	assert_true(model_enter(&model, false));
	assert_int_equal(model_level(&model)->by, GROUP_FLOW);
	assert_int_equal(model.rows.nr, 5);
	assert_string_equal(path(), "seven eth0 C there+0x1");
	assert_true(model_enter(&model, false));
	assert_int_equal(model_level(&model)->by, GROUP_NR);
	assert_int_equal(model_chosen(&model)->packets, 60);
	assert_non_null(strstr(path(), "seven eth0 C there+0x1, "));
	assert_non_null(strstr(path(), ", UDP 192.0.0.1:4 -> 198.0.0.0:53"));
	assert_false(model_enter(&model, false));
	assert_true(model_back(&model));
	assert_true(model_back(&model));
	assert_true(model_back(&model));
	assert_false(model_back(&model));
	assert_int_equal(model.rows.nr, 3);
}

/* Drilling down from a port shows only the flows of that port. */
static void drill_down_keeps_selection(void **state)
{
	(void)state;
	model_group(&model, GROUP_SPORT);
	show_many(1000, 10);
	assert_int_equal(model_chosen(&model)->drop->sport, 4);
	model_enter(&model, false);
	assert_int_equal(model.rows.nr, 3);
	model_enter(&model, false);
	assert_int_equal(model.rows.nr, 1);
	assert_int_equal(row(0)->drop->sport, 4);
	assert_int_equal(row(0)->packets, 60);
}

static void page_outlives_its_row(void **state)
{
	(void)state;
	show_site(1000, 10);
	assert_true(model_enter(&model, true));
	assert_int_equal(model_chosen(&model)->packets, 10);
	show_site(2000, 12);
	assert_int_equal(model_chosen(&model)->packets, 12);
	show(at(3000));
	assert_null(model_chosen(&model));
	assert_string_equal(path(), "NO_SOCKET");
}

static void filter_matches_every_column(void **state)
{
	static const char * const found[] = {
		"packet", "seven", "ETH0", "b", "There", "udp", "192.0.0.1:3",
		"198.0.0.0:53", "",
	};
	size_t i;

	(void)state;
	model_group(&model, GROUP_FLOW);
	show_many(1000, 10);
	for (i = 0; i < ARRAY_SIZE(found); i++) {
		model_filter(&model, found[i]);
		if (!model.rows.nr)
			fail_msg("no row matches '%s'", found[i]);
	}
	model_filter(&model, "192.0.0.1:3");
	assert_int_equal(model.rows.nr, 3);
	model_filter(&model, "nowhere");
	assert_int_equal(model.rows.nr, 0);
}

/* A group counts only the flows that pass the filter. */
static void filter_applies_to_flows(void **state)
{
	(void)state;
	show_many(1000, 10);
	model_filter(&model, "192.0.0.1:3");
	assert_int_equal(model.rows.nr, 3);
	assert_string_equal(row(0)->drop->reason, "C");
	assert_int_equal(row(0)->packets, 50);
	model_filter(&model, "");
	assert_int_equal(row(0)->packets, 190);
}

static void noise_is_hidden_and_counted(void **state)
{
	struct picture *picture = at(1000);

	(void)state;
	site(picture, "NO_SOCKET", 10);
	site(picture, "NOISE", 7);
	site(picture, "A_PART", 5)->class = DROPSTAT_CLASS_FRAGLIST;
	show(picture);
	assert_int_equal(model.rows.nr, 1);
	assert_int_equal(model.noise.packets, 7);
	assert_int_equal(model.picture->packets[DROPSTAT_CLASS_PACKET], 17);
	assert_int_equal(model.picture->packets[DROPSTAT_CLASS_FRAGLIST], 5);
	model_show_all(&model, true);
	assert_int_equal(model.rows.nr, 3);
	assert_int_equal(model.noise.packets, 0);
}

/* Dropped packets and dropped parts of packets never share a row. */
static void classes_stay_separate(void **state)
{
	struct picture *picture = at(1000);
	enum group_by by;

	(void)state;
	site(picture, "A", 10);
	flow(picture, "A", 1, 10);
	site(picture, "A", 5)->class = DROPSTAT_CLASS_FRAGLIST;
	rest(picture, "A", 5)->class = DROPSTAT_CLASS_FRAGLIST;
	show(picture);
	model_show_all(&model, true);
	for (by = 0; by < GROUP_GROUPS; by++) {
		model_group(&model, by);
		assert_int_equal(model.rows.nr, 2);
	}
}

static void names_may_be_shortened(void **state)
{
	enum group_by by;

	(void)state;
	for (by = 0; by < GROUP_GROUPS; by++)
		assert_int_equal(group_parse(group_word(by)), by);
	assert_int_equal(group_parse("re"), GROUP_REASON);
	assert_int_equal(group_parse("site"), GROUP_NR);
	assert_int_equal(group_parse(""), GROUP_NR);
	assert_int_equal(model_sort_find("pack"), MODEL_PACKETS);
	assert_int_equal(model_sort_find("packetss"), MODEL_SORTS);
	assert_int_equal(model_sort_find(""), MODEL_SORTS);
}

static void lines_fit_in(int width)
{
	char line[LAYOUT_WIDTH + 1], text[STATUS_WIDTH];
	struct status status = { .trouble = "" };
	enum group_by by = model_level(&model)->by;
	struct layout layout;
	int i;

	layout_plan(&layout, &model, 0, 100, width);
	layout_titles(&layout, line);
	assert_in_range(strlen(line), 1, width);
	if (by < GROUP_FLOW)
		assert_non_null(strstr(line, cell_title(cell_of(by))));
	layout_row(&layout, &model, row(0), line);
	assert_in_range(strlen(line), 1, width);
	for (i = 0; i < STATUS_LINES; i++) {
		status_line(&model, &status, i, width, text);
		assert_in_range(strlen(text), 1, width);
	}
}

/* Lines fit in the width, and the column that rows are grouped by is always shown. */
static void lines_fit(void **state)
{
	enum group_by by;
	int width;

	(void)state;
	show_many(1000, 123456789);
	for (by = 0; by < GROUP_GROUPS; by++) {
		model_group(&model, by);
		for (width = 40; width < 300; width++)
			lines_fit_in(width);
	}
}

/* Both ends of a shortened address are kept: the network and the port. */
static void address_is_cut_in_the_middle(void **state)
{
	char line[LAYOUT_WIDTH + 1];
	struct layout layout;
	struct picture *picture = at(1000);
	struct drop *drop = flow(picture, "A", 40000, 10);

	(void)state;
	drop->family = AF_INET6;
	drop->ethertype = 0x86dd;
	memset(&drop->saddr, 0x20, sizeof(drop->saddr));
	drop->daddr = drop->saddr;
	model_group(&model, GROUP_FLOW);
	show(picture);
	layout_plan(&layout, &model, 0, 1, 80);
	layout_row(&layout, &model, row(0), line);
	assert_non_null(strstr(line, " [2020:"));
	assert_non_null(strstr(line, ":40000 "));
	assert_non_null(strchr(line, '~'));
	layout_plan(&layout, &model, 0, 1, 300);
	layout_row(&layout, &model, row(0), line);
	assert_null(strchr(line, '~'));
}

static void names_do_not_move_the_cursor(void **state)
{
	struct picture *picture = at(1000);
	char text[CELL_TEXT];

	(void)state;
	fill(site(picture, "A", 1), "A", "e\033[2J\xc3\xa4", 1);
	show(picture);
	cell_text(CELL_IFACE, row(0), model.picture, text);
	assert_string_equal(text, "e\\x1b[2J\\xc3\\xa4");
}

static void ages_are_short(void **state)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} ages[] = {
		{ 0, "0.0s" }, { 9999, "9.9s" }, { 10000, "10s" },
		{ 99999, "99s" }, { 100000, "1m" }, { 5999999, "99m" },
		{ 6000000, "1h" }, { 360000000, "4d" }, { UINT64_MAX, "-" },
	};
	char text[CELL_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(ages); i++) {
		cell_age(ages[i].ms, text);
		assert_string_equal(text, ages[i].text);
	}
}

static void status_shows_the_state(void **state)
{
	struct status status = { .trouble = "", .now = 5000, .delay = 2000 };
	char line[STATUS_WIDTH];

	(void)state;
	status_line(&model, &status, 1, 80, line);
	assert_string_equal(line, "no data yet");
	show_site(1000, 10);
	status_line(&model, &status, 1, 80, line);
	assert_non_null(strstr(line, "rates: no data yet"));
	show_site(2000, 15);
	status_line(&model, &status, 1, 80, line);
	assert_non_null(strstr(line, "drops 15  5.0/s"));
	status.trouble = "it is gone";
	status_line(&model, &status, STATUS_TROUBLE, 80, line);
	assert_string_equal(line, "STALE 3.0s: it is gone");
	status.paused = true;
	status_line(&model, &status, 3, 80, line);
	assert_ptr_equal(strstr(line, "PAUSED"), line);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(first_picture_has_no_rate),
		TEST(rate_uses_measured_time),
		TEST(new_row_counts_from_zero),
		TEST(lower_count_starts_over),
		TEST(reload_has_no_rate),
		TEST(changed_scope_has_no_rate),
		TEST(row_is_identified_by_cookie),
		TEST(evicted_flow_is_no_drop),
		TEST(evicted_flow_comes_back),
		TEST(groups_add_up),
		TEST(number_of_groups),
		TEST(proc_adds_up),
		TEST(order_follows_the_key),
		TEST(same_counts_keep_their_order),
		TEST(cursor_stays_on_its_row),
		TEST(unmoved_cursor_stays_at_the_top),
		TEST(cursor_outlives_its_row),
		TEST(cursor_stops_at_the_ends),
		TEST(page_contains_the_cursor),
		TEST(drill_down_and_back),
		TEST(drill_down_keeps_selection),
		TEST(page_outlives_its_row),
		TEST(filter_matches_every_column),
		TEST(filter_applies_to_flows),
		TEST(noise_is_hidden_and_counted),
		TEST(classes_stay_separate),
		TEST(names_may_be_shortened),
		TEST(lines_fit),
		TEST(address_is_cut_in_the_middle),
		TEST(names_do_not_move_the_cursor),
		TEST(ages_are_short),
		TEST(status_shows_the_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
