// SPDX-License-Identifier: GPL-2.0
/* dropstat show: its options. */
#include <getopt.h>
#include <string.h>

#include "cli/columns.h"
#include "print/say.h"
#include "cli/show.h"

#define SHOW_LIMIT	30
#define SHOW_LONGEST	86400
#define SHOW_KEYS \
	"netns, iface, reason, location, proto, saddr, daddr, sport, dport"

enum {
	SHOW_BY = OPTION_LONG,
	SHOW_COUNT,
	SHOW_EXPLAIN,
	SHOW_CONNTRACK,
	SHOW_OWNER,
	SHOW_STACK,
};

static const struct option_text show_options[] = {
	{ SHOW_BY, "by", "KEYS",
	  "sum by one or more keys, separated by commas: " SHOW_KEYS },
	OPTION_NETNS,
	OPTION_IFACE,
	OPTION_REASON,
	OPTION_LOCATION,
	{ 'p', "proto", "PROTO", "only this protocol: a name or a number" },
	{ 's', "saddr", "NET", "only this source: an address or ADDRESS/BITS" },
	{ 'd', "daddr", "NET",
	  "only this destination: an address or ADDRESS/BITS" },
	{ SELECT_SPORT, "sport", "PORT", "only this source port, or ICMP type" },
	{ SELECT_DPORT, "dport", "PORT",
	  "only this destination port, or ICMP code" },
	{ 'c', "class", "CLASS",
	  "only this class: packet (default), fraglist, local or all" },
	{ 'a', "all", NULL, "include noise, and the classes fraglist and local" },
	{ 'n', "limit", "N",
	  "only the first N rows, 0 for all; default: 30, or all in JSON" },
	{ 't', "totals", NULL, "only the sum of all rows" },
	{ 'w', "watch", "SEC", "show drops per second, every SEC seconds" },
	{ SHOW_COUNT, "count", "N", "with --watch, end after N reports" },
	{ SHOW_EXPLAIN, "explain", NULL, "show what each reason means" },
	{ SHOW_CONNTRACK, "conntrack", NULL,
	  "show each flow's conntrack entry, and the one it nearly matched" },
	{ SHOW_OWNER, "owner", NULL,
	  "show each flow's direction, and its owner: cgroup, user, task" },
	{ SHOW_STACK, "stack", NULL, "show the call path to each site's drops" },
	OPTION_FILE,
	OPTION_JSON,
	OPTION_COLOR,
	OPTION_HELP,
	{}
};

static void show_parse_by(struct show *show, char *text)
{
	char *name, *rest;
	unsigned int key;

	show->grouped = true;
	for (name = strtok_r(text, ",", &rest); name;
	     name = strtok_r(NULL, ",", &rest)) {
		key = columns_key(name);
		if (!key)
			say_and_exit(SAY_USAGE,
				     "unknown key '%s'; the keys are: " SHOW_KEYS,
				     name);
		show->keys |= key;
	}
	if (!show->keys)
		say_and_exit(SAY_USAGE, "--by needs a key");
}

static void show_option(struct show *show, int key, const char **color)
{
	switch (key) {
	case SHOW_BY:
		show_parse_by(show, optarg);
		break;
	case 'a':
		show->all = true;
		show->selection.all_classes = true;
		break;
	case 'n':
		show->has_limit = true;
		show->limit = option_number("--limit", optarg, 0, UINT32_MAX);
		break;
	case 't':
		show->grouped = true;
		break;
	case 'w':
		show->watch = option_number("--watch", optarg, 1, SHOW_LONGEST);
		break;
	case SHOW_COUNT:
		show->count = option_number("--count", optarg, 1, UINT32_MAX);
		break;
	case SHOW_EXPLAIN:
		show->explain = true;
		break;
	case SHOW_CONNTRACK:
		show->details |= DETAIL_CONNTRACK;
		break;
	case SHOW_OWNER:
		show->details |= DETAIL_OWNER;
		break;
	case SHOW_STACK:
		show->details |= DETAIL_STACK;
		break;
	case 'f':
		show->path = optarg;
		break;
	case 'j':
		show->print.json = true;
		break;
	case 'C':
		*color = optarg;
		break;
	default:
		select_option(&show->selection, key, optarg);
	}
}

/* JSON does not report what was left out, so the kernel need not send it. */
static void show_narrow(struct show *show)
{
	struct selection *selection = &show->selection;
	struct query *query = &selection->query;

	if (!show->print.json || show->watch)
		return;
	if (!selection->all_classes && !query->has_class) {
		query->has_class = true;
		query->class = DROPSTAT_CLASS_PACKET;
	}
	if (!show->grouped)
		query->limit = show->limit;
}

static void show_check(const struct show *show)
{
	if (show->count && !show->watch)
		say_and_exit(SAY_USAGE, "--count needs --watch");
	if (show->watch && show->path)
		say_and_exit(SAY_USAGE, "--watch cannot be used with --file");
	if (show->details && show->path)
		say_and_exit(SAY_USAGE,
			     "--conntrack, --owner and --stack cannot be used with --file");
	if (show->grouped && show->details & ~DETAIL_STACK)
		say_and_exit(SAY_USAGE,
			     "--conntrack and --owner cannot be used with --by or --totals");
	if (show->grouped && show->details && !(show->keys & ROW_LOCATION))
		say_and_exit(SAY_USAGE,
			     "with --by or --totals, --stack needs the key location");
}

static void show_parse(struct show *show, const struct command *command,
		       int argc, char **argv)
{
	const char *color = NULL;
	int key;

	while ((key = option_next(command, argc, argv)) != -1)
		show_option(show, key, &color);
	option_no_more(command, argc, argv);
	show_check(show);
	print_init(&show->print, show->print.json, color);
	if (!show->has_limit && !show->print.json)
		show->limit = SHOW_LIMIT;
	show_narrow(show);
}

static void show_run(const struct command *command, int argc, char **argv)
{
	struct show show = {};

	show_parse(&show, command, argc, argv);
	fetch_open(&show.fetch, &show.selection, show.path);
	if (show.watch)
		watch_run(&show);
	else
		view_once(&show);
	fetch_close(&show.fetch);
}

const struct command command_show = {
	.name = "show",
	.args = "[OPTIONS]",
	.brief = "Show what was dropped, most packets first.",
	.options = show_options,
	.run = show_run,
};
