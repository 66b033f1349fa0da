// SPDX-License-Identifier: GPL-2.0
/* dropstat monitor: the kernel's announcements, as they arrive. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "cli/columns.h"
#include "answer/explain.h"
#include "lib/netns.h"
#include "print/say.h"
#include "cli/select.h"
#include "cli/stop.h"

/* Limits the delay if a signal arrives just before a wait */
#define MONITOR_WAIT_MS		1000

static const struct option_text monitor_options[] = {
	OPTION_NETNS,
	OPTION_IFACE,
	OPTION_REASON,
	OPTION_LOCATION,
	{ 'n', "limit", "N", "end after N announcements" },
	OPTION_JSON,
	OPTION_HELP,
	{}
};

/**
 * struct monitor_row - an announcement
 * @row: the site; must be first, so that the columns of rows work
 * @event: the announcement
 * @clock: when it arrived
 */
struct monitor_row {
	struct row row;
	struct event event;
	char clock[16];
};

static void monitor_get_time(const void *row, struct value *value)
{
	value->kind = VALUE_TEXT;
	value->text = ((const struct monitor_row *)row)->clock;
}

static void monitor_get_event(const void *row, struct value *value)
{
	value->kind = VALUE_TEXT;
	value->text = ((const struct monitor_row *)row)->event.is_rate ?
		      "rate" : "site";
}

static void monitor_get_rate(const void *row, struct value *value)
{
	if (!((const struct monitor_row *)row)->event.is_rate)
		return;
	value->kind = VALUE_NUMBER;
	value->number = ((const struct monitor_row *)row)->event.rate;
}

static void monitor_get_suppressed(const void *row, struct value *value)
{
	value->kind = VALUE_NUMBER;
	value->number = ((const struct monitor_row *)row)->event.suppressed;
}

static const struct column monitor_time = {
	"time", "TIME", 0, 8, monitor_get_time
};

static const struct column monitor_event = {
	"event", "EVENT", 0, 4, monitor_get_event
};

static const struct column monitor_rate = {
	"rate", "DROPS/S", COLUMN_RIGHT, 7, monitor_get_rate
};

static const struct column monitor_suppressed = {
	"suppressed", NULL, 0, 0, monitor_get_suppressed
};

static void monitor_print(const struct print *print, const struct event *event)
{
	struct monitor_row row = { .event = *event, .row.drop = event->drop };
	time_t now = time(NULL);
	struct table table = { .rows = &row };

	strftime(row.clock, sizeof(row.clock), "%H:%M:%S", localtime(&now));
	columns_add(&table, &monitor_time);
	columns_add(&table, &monitor_event);
	columns_site(&table);
	columns_add(&table, &monitor_rate);
	columns_add(&table, &monitor_suppressed);
	print_line(print, &table);
	if (event->suppressed && !print->json)
		say("%" PRIu64 " earlier announcements were not sent",
		    event->suppressed);
}

static void monitor_loop(struct client *client, const struct print *print,
			 const struct selection *selection, uint64_t limit)
{
	enum client_status status;
	struct event event;
	uint64_t nr = 0;

	while (!stop_wanted()) {
		status = client_event(client, &event, MONITOR_WAIT_MS);
		if (status == CLIENT_TIMEOUT)
			continue;
		if (status == CLIENT_LOST) {
			say("%s", client_error(client));
			continue;
		}
		if (status)
			say_client(status, client);
		netns_refresh();
		if (!select_match(selection, &event.drop))
			continue;
		monitor_print(print, &event);
		say_flush();
		if (limit && ++nr == limit)
			return;
	}
}

/* Rejects an unknown reason, because its events would never arrive. */
static void monitor_check_reason(struct client *client, const char *reason)
{
	const struct query query = { .reason = reason, .limit = 1 };
	struct drop_list list = {};
	enum client_status status;

	if (!reason || explain_reason(reason))
		return;
	status = client_sites(client, &query, &list);
	drop_list_free(&list);
	if (status == CLIENT_REFUSED)
		select_unknown_reason(reason);
	if (status)
		say_client(status, client);
}

static void monitor_open(struct client **client, const struct query *query)
{
	enum client_status status;

	status = client_open(client);
	if (status)
		say_client(status, *client);
	monitor_check_reason(*client, query->reason);
	/* Events of all namespaces are sent only to the initial netns. */
	if (netns_is_initial()) {
		status = client_subscribe(*client, true);
		if (!status)
			return;
		if (status != CLIENT_DENIED)
			say_client(status, *client);
	}
	status = client_subscribe(*client, false);
	if (status)
		say_client(status, *client);
	if (query->has_netns && query->netns != netns_own())
		say_and_exit(SAY_DENIED,
			     "cannot monitor another network namespace: its events are sent only there and to the initial one");
	say("%s", SAY_OWN_ONLY);
}

static void monitor_run(const struct command *command, int argc, char **argv)
{
	struct selection selection = {};
	struct print print = {};
	struct client *client;
	uint64_t limit = 0;
	int key;

	while ((key = option_next(command, argc, argv)) != -1) {
		if (key == 'n')
			limit = option_number("--limit", optarg, 0,
					      UINT32_MAX);
		else if (key == 'j')
			print.json = true;
		else
			select_option(&selection, key, optarg);
	}
	option_no_more(command, argc, argv);
	print_init(&print, print.json, NULL);
	monitor_open(&client, &selection.query);
	stop_on_signals();
	monitor_loop(client, &print, &selection, limit);
	client_close(client);
}

const struct command command_monitor = {
	.name = "monitor",
	.args = "[OPTIONS]",
	.brief = "Print new sites and high rates as the kernel announces them.",
	.options = monitor_options,
	.run = monitor_run,
};
