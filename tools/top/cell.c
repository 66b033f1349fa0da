// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "print/shorten.h"
#include "top/cell.h"
#include "answer/explain.h"
#include "lib/escape.h"
#include "lib/netns.h"
#include "lib/tuple.h"
#include "lib/util.h"

static const char * const cell_titles[CELL_NR] = {
	[CELL_RATE]		= "DROPS/S",
	[CELL_PACKETS]		= "DROPS",
	[CELL_ERROR]		= "ERROR",
	[CELL_LAST]		= "LAST",
	[CELL_CLASS]		= "CLASS",
	[CELL_NETNS]		= "NETNS",
	[CELL_IFACE]		= "IFACE",
	[CELL_REASON]		= "REASON",
	[CELL_LOCATION]		= "LOCATION",
	[CELL_PROTO]		= "PROTO",
	[CELL_SADDR]		= "SADDR",
	[CELL_DADDR]		= "DADDR",
	[CELL_SPORT]		= "SPORT",
	[CELL_DPORT]		= "DPORT",
	[CELL_SOURCE]		= "SOURCE",
	[CELL_DESTINATION]	= "DESTINATION",
	[CELL_BRIEF]		= "MEANING",
};

const char *cell_title(enum cell cell)
{
	return cell_titles[cell];
}

enum cell cell_of(enum group_by by)
{
	static const enum cell cells[] = {
		[GROUP_REASON]	= CELL_REASON,
		[GROUP_NETNS]	= CELL_NETNS,
		[GROUP_IFACE]	= CELL_IFACE,
		[GROUP_LOCATION]	= CELL_LOCATION,
		[GROUP_PROTO]	= CELL_PROTO,
		[GROUP_SADDR]	= CELL_SADDR,
		[GROUP_DADDR]	= CELL_DADDR,
		[GROUP_SPORT]	= CELL_SPORT,
		[GROUP_DPORT]	= CELL_DPORT,
	};

	return cells[by];
}

void cell_rate(double rate, char text[CELL_TEXT])
{
	if (rate < 0)
		snprintf(text, CELL_TEXT, "-");
	else
		snprintf(text, CELL_TEXT, "%.*f", rate < 1000, rate);
}

void cell_age(uint64_t ms, char text[CELL_TEXT])
{
	uint64_t s = ms / 1000;

	if (ms == UINT64_MAX)
		snprintf(text, CELL_TEXT, "-");
	else if (s < 10)
		snprintf(text, CELL_TEXT, "%.1fs", ms / 100 / 10.0);
	else if (s < 100)
		snprintf(text, CELL_TEXT, "%" PRIu64 "s", s);
	else if (s < 100 * 60)
		snprintf(text, CELL_TEXT, "%" PRIu64 "m", s / 60);
	else if (s < 100 * 3600)
		snprintf(text, CELL_TEXT, "%" PRIu64 "h", s / 3600);
	else
		snprintf(text, CELL_TEXT, "%" PRIu64 "d", s / 86400);
}

void cell_netns(const struct drop *drop, char text[CELL_TEXT])
{
	if (drop->scope == DROPSTAT_SCOPE_UNKNOWN)
		snprintf(text, CELL_TEXT, "unknown");
	else if (drop->scope == DROPSTAT_SCOPE_GONE && drop->netns)
		snprintf(text, CELL_TEXT, "gone:%u", drop->netns);
	else if (drop->scope == DROPSTAT_SCOPE_GONE)
		snprintf(text, CELL_TEXT, "gone");
	else
		escape_word(text, CELL_TEXT, netns_name(drop->netns));
}

static void cell_reason(const struct entry *entry, char text[CELL_TEXT])
{
	size_t most = CELL_TEXT - strlen(SHORTEN_MORE);

	escape_word(text, most, entry->drop->reason);
	if (entry->mixed)
		strcat(text, SHORTEN_MORE);
}

static void cell_brief(const struct entry *entry, char text[CELL_TEXT])
{
	const struct drop *drop = entry->drop;
	const struct explain *explain;

	explain = explain_drop(drop->reason, drop->location);
	snprintf(text, CELL_TEXT, "%s%s", entry->mixed_meaning ? "mostly: " : "",
		 explain ? explain->brief : "");
}

static void cell_addr(const struct drop *drop, const struct in6_addr *addr,
		      char text[CELL_TEXT])
{
	char word[TUPLE_TEXT];

	tuple_addr(drop, addr, word);
	snprintf(text, CELL_TEXT, "%s", word);
}

/* A port means little without its protocol. ICMP has no ports. */
static void cell_port(const struct drop *drop, uint16_t port,
		      char text[CELL_TEXT])
{
	char proto[TUPLE_TEXT];

	tuple_proto(drop, proto);
	if (drop->has_ports)
		snprintf(text, CELL_TEXT, "%u/%s", port, proto);
	else
		snprintf(text, CELL_TEXT, "%s", *proto == '*' ? "*" : "-");
}

static void cell_tuple(enum cell cell, const struct drop *drop,
		       char text[CELL_TEXT])
{
	char word[TUPLE_TEXT];

	if (cell == CELL_PROTO)
		tuple_proto(drop, word);
	else if (cell == CELL_SOURCE)
		tuple_source(drop, word);
	else
		tuple_destination(drop, word);
	snprintf(text, CELL_TEXT, "%s", word);
}

static void cell_count(uint64_t count, char text[CELL_TEXT])
{
	snprintf(text, CELL_TEXT, "%" PRIu64, count);
}

static void cell_word(const char *word, char text[CELL_TEXT])
{
	escape_word(text, CELL_TEXT, word);
}

void cell_text(enum cell cell, const struct entry *entry,
	       const struct picture *picture, char text[CELL_TEXT])
{
	const struct drop *drop = entry->drop;

	switch (cell) {
	case CELL_RATE:
		cell_rate(picture_rate(picture, entry->delta), text);
		break;
	case CELL_PACKETS:
		cell_count(entry->packets, text);
		break;
	case CELL_ERROR:
		cell_count(entry->error, text);
		break;
	case CELL_LAST:
		cell_age(entry->last, text);
		break;
	case CELL_CLASS:
		cell_word(drop->class <= DROPSTAT_CLASS_MAX ?
			  drop_classes[drop->class] : "?", text);
		break;
	case CELL_NETNS:
		cell_netns(drop, text);
		break;
	case CELL_IFACE:
		cell_word(drop->iface, text);
		break;
	case CELL_REASON:
		cell_reason(entry, text);
		break;
	case CELL_LOCATION:
		cell_word(drop->location, text);
		break;
	case CELL_SADDR:
		cell_addr(drop, &drop->saddr, text);
		break;
	case CELL_DADDR:
		cell_addr(drop, &drop->daddr, text);
		break;
	case CELL_SPORT:
		cell_port(drop, drop->sport, text);
		break;
	case CELL_DPORT:
		cell_port(drop, drop->dport, text);
		break;
	case CELL_BRIEF:
		cell_brief(entry, text);
		break;
	default:
		cell_tuple(cell, drop, text);
	}
}

bool cell_find(const struct entry *entry, const char *find)
{
	static const enum cell cells[] = {
		CELL_CLASS, CELL_NETNS, CELL_IFACE, CELL_REASON, CELL_LOCATION,
		CELL_PROTO, CELL_SOURCE, CELL_DESTINATION,
	};
	char text[CELL_TEXT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cells); i++) {
		cell_text(cells[i], entry, NULL, text);
		if (strcasestr(text, find))
			return true;
	}
	return false;
}
