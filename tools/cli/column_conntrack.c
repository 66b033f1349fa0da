// SPDX-License-Identifier: GPL-2.0
/* The conntrack entries of a row, as JSON objects. */
#include "cli/below.h"
#include "cli/column_detail.h"
#include "lib/util.h"

static void get_tuple_proto(const void *row, struct value *value)
{
	tuple_protocol(((const struct tuple *)row)->l4proto, value->buf);
	value->kind = VALUE_TEXT;
	value->text = value->buf;
}

static void get_tuple_addr(const void *row, bool source, struct value *value)
{
	struct tuple alone = *(const struct tuple *)row;

	if (!alone.family)
		return;
	alone.has_ports = false;
	tuple_end(&alone, source, value->buf);
	value->kind = VALUE_TEXT;
	value->text = value->buf;
}

static void get_tuple_saddr(const void *row, struct value *value)
{
	get_tuple_addr(row, true, value);
}

static void get_tuple_daddr(const void *row, struct value *value)
{
	get_tuple_addr(row, false, value);
}

static void get_tuple_sport(const void *row, struct value *value)
{
	const struct tuple *tuple = row;

	if (tuple->has_ports)
		*value = value_number(tuple->sport);
}

static void get_tuple_dport(const void *row, struct value *value)
{
	const struct tuple *tuple = row;

	if (tuple->has_ports)
		*value = value_number(tuple->dport);
}

static void get_tuple(const struct tuple *tuple, struct value *value)
{
	static const struct column columns[] = {
		{ "proto", NULL, 0, 0, get_tuple_proto },
		{ "saddr", NULL, 0, 0, get_tuple_saddr },
		{ "daddr", NULL, 0, 0, get_tuple_daddr },
		{ "sport", NULL, 0, 0, get_tuple_sport },
		{ "dport", NULL, 0, 0, get_tuple_dport },
	};
	static const struct table table = {
		.columns = { &columns[0], &columns[1], &columns[2],
			     &columns[3], &columns[4] },
		.nr_columns = ARRAY_SIZE(columns),
	};

	*value = value_object(&table, tuple);
}

static void get_ct_state(const void *row, struct value *value)
{
	*value = value_text(conntrack_state(row));
}

static void get_ct_replied(const void *row, struct value *value)
{
	if (conntrack_tracked(row))
		*value = value_flag(conntrack_replied(row));
}

static void get_ct_assured(const void *row, struct value *value)
{
	if (conntrack_tracked(row))
		*value = value_flag(conntrack_assured(row));
}

static void get_ct_confirmed(const void *row, struct value *value)
{
	if (conntrack_tracked(row))
		*value = value_flag(conntrack_confirmed(row));
}

static void get_ct_zone(const void *row, struct value *value)
{
	if (conntrack_tracked(row))
		*value = value_number(((const struct conntrack *)row)->zone);
}

static void get_ct_mark(const void *row, struct value *value)
{
	if (conntrack_tracked(row))
		*value = value_number(((const struct conntrack *)row)->mark);
}

static void get_ct_orig(const void *row, struct value *value)
{
	if (conntrack_tracked(row))
		get_tuple(&((const struct conntrack *)row)->orig, value);
}

static void get_ct_reply(const void *row, struct value *value)
{
	if (conntrack_tracked(row))
		get_tuple(&((const struct conntrack *)row)->reply, value);
}

static const struct column get_ct_columns[] = {
	{ "state", NULL, 0, 0, get_ct_state },
	{ "replied", NULL, 0, 0, get_ct_replied },
	{ "assured", NULL, 0, 0, get_ct_assured },
	{ "confirmed", NULL, 0, 0, get_ct_confirmed },
	{ "zone", NULL, 0, 0, get_ct_zone },
	{ "mark", NULL, 0, 0, get_ct_mark },
	{ "orig", NULL, 0, 0, get_ct_orig },
	{ "reply", NULL, 0, 0, get_ct_reply },
};

static void get_ct_begin(struct table *table)
{
	size_t i;

	*table = (struct table){ .nr_columns = ARRAY_SIZE(get_ct_columns) };
	for (i = 0; i < table->nr_columns; i++)
		table->columns[i] = &get_ct_columns[i];
}

/* The JSON object is built before the next call, so the table can be static. */
static void get_ct(const struct conntrack *ct, struct value *value)
{
	static struct table table;

	get_ct_begin(&table);
	*value = value_object(&table, ct);
}

void get_conntrack(const void *row, struct value *value)
{
	const struct drop *drop = &((const struct row *)row)->drop;

	if (drop->conntrack.present)
		get_ct(&drop->conntrack, value);
}

void get_conntrack_own(const void *row, struct value *value)
{
	const struct detail *detail = ((const struct row *)row)->detail;

	if (detail && detail->match.own)
		get_ct(detail->match.own, value);
}

/**
 * struct get_expected - an entry that a packet nearly matched
 * @entry: the entry; must be first, so that the columns of an entry work
 * @row: the packet's row
 */
struct get_expected {
	struct conntrack entry;
	const struct row *row;
};

static const struct ctmatch *get_expected_match(const void *row)
{
	return &((const struct get_expected *)row)->row->detail->match;
}

static void get_expected_direction(const void *row, struct value *value)
{
	const struct ctmatch *match = get_expected_match(row);

	*value = value_text(match->waited == &match->expected->reply ?
			    "reply" : "orig");
}

static void get_expected_differs(const void *row, struct value *value)
{
	unsigned int differs = get_expected_match(row)->differs;

	/* ctmatch_rank() accepts no other pair. */
	if (differs == (CTMATCH_SADDR | CTMATCH_SPORT))
		*value = value_lines("saddr\nsport");
	else if (differs == CTMATCH_SPORT)
		*value = value_lines("sport");
	else
		*value = value_lines(differs == CTMATCH_SADDR ? "saddr" :
								"daddr");
}

static void get_expected_text(const void *row, struct value *value)
{
	const struct get_expected *expected = row;
	struct tuple packet = tuple_of(&expected->row->drop);
	char text[CTMATCH_TEXT];

	ctmatch_text(get_expected_match(row), &packet, text);
	*value = value_text(drop_intern(text));
}

void get_conntrack_expected(const void *row, struct value *value)
{
	static const struct column columns[] = {
		{ "direction", NULL, 0, 0, get_expected_direction },
		{ "differs", NULL, 0, 0, get_expected_differs },
		{ "text", NULL, 0, 0, get_expected_text },
	};
	static struct get_expected expected;
	static struct table table;
	size_t i;

	expected.row = row;
	if (!expected.row->detail || !expected.row->detail->match.expected)
		return;
	expected.entry = *expected.row->detail->match.expected;
	get_ct_begin(&table);
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		table.columns[table.nr_columns++] = &columns[i];
	*value = value_object(&table, &expected);
}
