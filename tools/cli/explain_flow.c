// SPDX-License-Identifier: GPL-2.0
/* dropstat explain FLOW: everything that is known about one flow. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain_entry.h"
#include "cli/explain_flow.h"
#include "print/say.h"
#include "cli/show.h"

/* Buffer size for the words of a flow, even an invalid one */
#define FLOW_TEXT	256

/**
 * struct flow_words - a flow, as given on the command line
 * @text: storage for the words
 * @words: protocol, source and destination
 * @nr: number of words, including those that do not fit
 */
struct flow_words {
	char text[FLOW_TEXT];
	char *words[3];
	int nr;
};

static void flow_split(struct flow_words *flow, char **words, int nr)
{
	char *word, *rest = NULL;
	size_t length = 0;
	int i;

	for (i = 0; i < nr && length < FLOW_TEXT; i++)
		length += snprintf(flow->text + length, FLOW_TEXT - length,
				   "%s ", words[i]);
	flow->nr = 0;
	for (word = strtok_r(flow->text, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest)) {
		if (!strcmp(word, "->"))
			continue;
		if (flow->nr < (int)ARRAY_SIZE(flow->words))
			flow->words[flow->nr] = word;
		flow->nr++;
	}
}

/* Selects a protocol such as ARP, whose rows have no addresses. */
static bool flow_select_l3(struct selection *selection,
			   const struct flow_words *flow)
{
	if (strcmp(flow->words[1], "-") || strcmp(flow->words[2], "-"))
		return false;
	struct query *query = &selection->query;

	query->has_ethertype = tuple_parse_l3(flow->words[0],
					      &query->ethertype);
	return query->has_ethertype;
}

static bool flow_select_l4(struct query *query, const struct flow_words *flow)
{
	struct tuple from = {}, to = {};
	uint8_t bits;

	if (!tuple_parse_l4(flow->words[0], &query->l4proto) ||
	    !tuple_parse_end(flow->words[1], true, &from) ||
	    !tuple_parse_end(flow->words[2], false, &to) ||
	    from.family != to.family || from.has_ports != to.has_ports)
		return false;
	bits = from.family == AF_INET6 ? 128 : 32;
	query->has_l4proto = true;
	query->saddr_family = from.family;
	query->saddr = from.saddr;
	query->saddr_prefix = bits;
	query->daddr_family = to.family;
	query->daddr = to.daddr;
	query->daddr_prefix = bits;
	query->has_sport = from.has_ports;
	query->sport = from.sport;
	query->has_dport = to.has_ports;
	query->dport = to.dport;
	return true;
}

/* Reasons and locations are single words, and none is also a protocol name. */
static bool flow_is_meant(const struct flow_words *flow, int nr)
{
	uint16_t ethertype;
	uint8_t l4proto;

	if (nr == 1)
		return flow->nr > 1;
	return flow->nr == 3 && (tuple_parse_l4(flow->words[0], &l4proto) ||
				 tuple_parse_l3(flow->words[0], &ethertype));
}

bool flow_select(struct selection *selection, char **words, int nr)
{
	struct flow_words flow;

	flow_split(&flow, words, nr);
	if (!flow_is_meant(&flow, nr))
		return false;
	if (flow.nr != 3 ||
	    (!flow_select_l3(selection, &flow) &&
	     !flow_select_l4(&selection->query, &flow)))
		say_and_exit(SAY_USAGE,
			     "a flow is 'PROTO SOURCE -> DESTINATION', as shown in a row, such as 'UDP 192.0.2.1:53 -> 192.0.2.2:4000'");
	return true;
}

/* A flow without ports does not match one with ports. */
static bool flow_has(const struct selection *selection, const struct drop *drop)
{
	return drop->class == DROPSTAT_CLASS_PACKET &&
	       drop->has_ports == selection->query.has_sport;
}

static void flow_narrow(const struct selection *selection,
			struct row_list *rows)
{
	size_t from, to = 0;

	for (from = 0; from < rows->nr; from++)
		if (flow_has(selection, &rows->rows[from].drop))
			rows->rows[to++] = rows->rows[from];
	rows->nr = to;
}

static const struct explain *flow_entry(const struct row *row)
{
	return explain_drop(row->drop.reason, row->drop.location);
}

/* Prints each entry once, even if several rows share it. */
static void flow_print_help(const struct row_list *rows)
{
	const struct explain *entry;
	size_t i, j;

	for (i = 0; i < rows->nr; i++) {
		entry = flow_entry(&rows->rows[i]);
		for (j = 0; j < i; j++)
			if (flow_entry(&rows->rows[j]) == entry)
				entry = NULL;
		if (!entry)
			continue;
		putchar('\n');
		entry_print_help(entry);
	}
}

void flow_explain(const struct selection *selection, bool json)
{
	struct show show = {
		.selection = *selection,
		.all = true,
		.explain = json,
		.help = json,
		.details = DETAIL_CONNTRACK | DETAIL_OWNER,
	};
	struct row_list rows;

	print_init(&show.print, json, NULL);
	fetch_open(&show.fetch, selection, NULL);
	view_read(&show, &rows);
	flow_narrow(selection, &rows);
	if (!rows.nr) {
		view_say_evicted(&show);
		say_and_exit(SAY_ERROR,
			     "no drops of this flow are known; 'dropstat' lists the flows with drops");
	}
	view_print(&show, &rows);
	if (!json)
		flow_print_help(&rows);
	row_free(&rows);
	fetch_close(&show.fetch);
}
