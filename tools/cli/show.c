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
	  "sums by one or more, with commas between, of: " SHOW_KEYS },
	OPTION_NETNS,
	OPTION_IFACE,
	OPTION_REASON,
	OPTION_LOCATION,
	{ 'p', "proto", "PROTO", "of one protocol: a name or a number" },
	{ 's', "saddr", "NET", "of one source: an address or ADDRESS/BITS" },
	{ 'd', "daddr", "NET", "of one destination, likewise" },
	{ SELECT_SPORT, "sport", "PORT", "of one source port, or ICMP type" },
	{ SELECT_DPORT, "dport", "PORT",
	  "of one destination port, or ICMP code" },
	{ 'c', "class", "CLASS", "packet (default), fraglist, local or all" },
	{ 'a', "all", NULL, "noise and what is no packet, too" },
	{ 'n', "limit", "N", "only the first N rows, 0 for all; 30 in text, all in JSON" },
	{ 't', "totals", NULL, "the sum of all rows" },
	{ 'w', "watch", "SEC", "drops per second, again and again" },
	{ SHOW_COUNT, "count", "N", "with --watch, only N times" },
	{ SHOW_EXPLAIN, "explain", NULL, "what each reason means" },
	{ SHOW_CONNTRACK, "conntrack", NULL,
	  "what conntrack has of each flow, and what it waits for" },
	{ SHOW_OWNER, "owner", NULL,
	  "which way each flow went, and whose it is: cgroup, user, task" },
	{ SHOW_STACK, "stack", NULL, "the call path to each site's drops" },
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
				     "no key '%s'; there are: " SHOW_KEYS, name);
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

/* JSON does not say what was left out, so the kernel may leave it out. */
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
		say_and_exit(SAY_USAGE, "a --file does not change: no --watch");
	if (show->details && show->path)
		say_and_exit(SAY_USAGE,
			     "a --file has no more than its rows: no --conntrack, --owner or --stack");
	if (show->grouped && show->details & ~DETAIL_STACK)
		say_and_exit(SAY_USAGE,
			     "--conntrack and --owner are about flows: not with --by or --totals");
	if (show->grouped && show->details && !(show->keys & ROW_LOCATION))
		say_and_exit(SAY_USAGE,
			     "--stack is about places: with --by it needs the key location");
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
