// SPDX-License-Identifier: GPL-2.0
/*
 * The detail page of dropstat-top: what it shows about a flow in addition to the
 * explanation of the reason. Names of namespaces and cgroups are stubs.
 */
#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cgroup.h"
#include "lib/netns.h"
#include "top/text.h"

#define CGROUP	77

const char *netns_name(uint32_t inum)
{
	return inum ? "web" : "init";
}

const char *cgroup_path(uint64_t id)
{
	return id == CGROUP ? "/lxc.payload.web/app" : NULL;
}

static struct model model;

static struct drop *add(struct drop_list *list, const char *location)
{
	struct drop *drop = drop_list_add(list);

	assert_non_null(drop);
	drop->cookie = 7;
	drop->netns = 7;
	drop->ifindex = 3;
	drop->iface = drop_intern("eth0");
	drop->reason = drop_intern("QDISC_DROP");
	drop->location = drop_intern(location);
	drop->packets = 5;
	return drop;
}

static struct tuple tuple(uint16_t sport, uint16_t dport)
{
	struct tuple tuple = {
		.family = AF_INET,
		.l4proto = IPPROTO_UDP,
		.has_ports = true,
		.sport = sport,
		.dport = dport,
	};

	inet_pton(AF_INET, "192.0.2.1", &tuple.saddr);
	inet_pton(AF_INET, "192.0.2.2", &tuple.daddr);
	return tuple;
}

static void add_flow(struct drop_list *list, const char *location)
{
	struct drop *drop = add(list, location);
	struct tuple own = tuple(4000, 53);

	drop->family = own.family;
	drop->l4proto = own.l4proto;
	drop->saddr = own.saddr;
	drop->daddr = own.daddr;
	drop->has_ports = true;
	drop->sport = own.sport;
	drop->dport = own.dport;
	drop->direction = DROPSTAT_DIRECTION_TX;
	drop->cgroup = CGROUP;
	drop->has_uid = true;
	drop->uid = 4242424;
	drop->task = "named";
	drop->conntrack = (struct conntrack){
		.present = true,
		.status = IPS_CONFIRMED,
		.orig = own,
		.reply = tuple(53, 4000),
	};
}

/* Show a picture with one site and one flow, and open the flow's detail page. */
static void show(const char *location)
{
	struct picture *picture = calloc(1, sizeof(*picture));

	assert_non_null(picture);
	picture->when = 1000;
	add(&picture->site_rows, location);
	add_flow(&picture->flow_rows, location);
	assert_true(picture_build(picture));
	model_init(&model, GROUP_REASON, MODEL_RATE);
	assert_true(model_update(&model, picture));
	assert_true(model_enter(&model, false));
	assert_true(model_enter(&model, false));
	assert_true(model_enter(&model, false));
	assert_true(model_in_text(&model));
}

static void set_stack(const char *stack)
{
	struct drop_list sites = {};

	add(&sites, "__dev_queue_xmit+0xcfb")->stack = drop_intern(stack);
	picture_stacks(model.picture, &sites);
	drop_list_free(&sites);
}

static bool shows(const char *line, size_t width)
{
	struct text text;
	bool found = false;
	size_t i;

	text_make(&text, &model, width);
	for (i = 0; i < text.nr; i++) {
		assert_in_range(strlen(text.lines[i]), 0, width);
		found |= !strcmp(text.lines[i], line);
	}
	text_free(&text);
	return found;
}

static const char owner_line[] =
	"owner: cgroup /lxc.payload.web/app, container lxc:web, uid 4242424, task named (in whose";
static const char conntrack_line[] =
	"conntrack: NEW, UNREPLIED, orig UDP 192.0.2.1:4000 -> 192.0.2.2:53, reply UDP";

static int end(void **state)
{
	(void)state;
	model_free(&model);
	return 0;
}

static void flow(void **state)
{
	(void)state;
	show("udp_rcv+0x1");
	assert_true(shows("direction: tx, outgoing", 100));
	assert_true(shows(owner_line, 90));
	assert_true(shows("       context it was dropped)", 90));
	assert_true(shows(conntrack_line, 88));
	assert_false(shows("Call path, innermost first", 100));
}

/* A task cannot add a line to the page, or move the cursor. */
static void hostile_task(void **state)
{
	(void)state;
	show("udp_rcv+0x1");
	model.picture->flow_rows.drops[0].task = "a\nowner:\033fake";
	assert_true(shows("       a\\x0aowner:\\x1bfake (in whose context it was dropped)",
			  78));
}

static void stack(void **state)
{
	(void)state;
	show("__dev_queue_xmit+0xcfb");
	set_stack("__dev_queue_xmit+0xcfb\nip_finish_output2+0x1\nip_output+0x2");
	assert_true(shows("dropped by: ip_finish_output2", 80));
	assert_true(shows("Call path, innermost first", 80));
	assert_true(shows("  __dev_queue_xmit+0xcfb", 80));
	assert_true(shows("  ip_output+0x2", 80));
}

/* The page does not show another site's call path. */
static void stack_of_another(void **state)
{
	(void)state;
	show("udp_rcv+0x1");
	set_stack("__dev_queue_xmit+0xcfb\nip_finish_output2+0x1");
	assert_false(shows("dropped by: ip_finish_output2", 80));
	assert_false(shows("Call path, innermost first", 80));
}

/* The detail page of a group has no details of a single flow. */
static void group(void **state)
{
	(void)state;
	show("__dev_queue_xmit+0xcfb");
	set_stack("__dev_queue_xmit+0xcfb\nip_finish_output2+0x1");
	while (model_back(&model))
		;
	assert_true(model_enter(&model, true));
	assert_false(shows("direction: tx, outgoing", 80));
	assert_false(shows("Call path, innermost first", 80));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(flow, end),
		cmocka_unit_test_teardown(hostile_task, end),
		cmocka_unit_test_teardown(stack, end),
		cmocka_unit_test_teardown(stack_of_another, end),
		cmocka_unit_test_teardown(group, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
