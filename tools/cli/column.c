// SPDX-License-Identifier: GPL-2.0
/* The values in the columns of a row. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "answer/explain.h"
#include "cli/column.h"
#include "lib/netns.h"

#define GET_NOT_SPECIFIED	"NOT_SPECIFIED"

static const struct drop *get_drop(const void *row)
{
	return &((const struct row *)row)->drop;
}

static void get_text(struct value *value, const char *text)
{
	value->kind = VALUE_TEXT;
	value->text = text;
}

static void get_number(struct value *value, uint64_t number)
{
	value->kind = VALUE_NUMBER;
	value->number = number;
}

static void get_flag(struct value *value, bool flag)
{
	value->kind = VALUE_FLAG;
	value->number = flag;
}

const char *get_netns_name(const struct drop *drop)
{
	char text[TUPLE_TEXT];

	if (drop->scope == DROPSTAT_SCOPE_UNKNOWN)
		return "unknown";
	/* A copy of /proc/net/dropstat does not name its namespace. */
	if (drop->scope == DROPSTAT_SCOPE_LIVE)
		return drop->netns ? netns_name(drop->netns) : "-";
	if (!drop->netns)
		return "gone";
	/* The inode number may have been reused, so it is not resolved. */
	snprintf(text, sizeof(text), "gone:[%u]", drop->netns);
	return drop_intern(text);
}

void get_netns(const void *row, struct value *value)
{
	const struct drop *drop = get_drop(row);

	if (drop->netns || drop->scope != DROPSTAT_SCOPE_LIVE)
		get_text(value, get_netns_name(drop));
}

void get_netns_inode(const void *row, struct value *value)
{
	if (get_drop(row)->netns)
		get_number(value, get_drop(row)->netns);
}

void get_class(const void *row, struct value *value)
{
	if (get_drop(row)->class <= DROPSTAT_CLASS_MAX)
		get_text(value, drop_classes[get_drop(row)->class]);
}

void get_iface(const void *row, struct value *value)
{
	get_text(value, get_drop(row)->iface);
}

void get_iface_json(const void *row, struct value *value)
{
	if (strcmp(get_drop(row)->iface, "-") &&
	    strcmp(get_drop(row)->iface, "*"))
		get_iface(row, value);
}

void get_reason(const void *row, struct value *value)
{
	get_text(value, get_drop(row)->reason);
}

void get_location(const void *row, struct value *value)
{
	get_text(value, get_drop(row)->location);
}

/* Shows the more informative of the two if there is no room for both. */
void get_reason_or_location(const void *row, struct value *value)
{
	const struct drop *drop = get_drop(row);

	if (strcmp(drop->reason, GET_NOT_SPECIFIED))
		get_reason(row, value);
	else
		get_location(row, value);
}

void get_proto(const void *row, struct value *value)
{
	tuple_proto(get_drop(row), value->buf);
	get_text(value, value->buf);
}

void get_proto_json(const void *row, struct value *value)
{
	get_proto(row, value);
	if (!strcmp(value->text, "*") || !strcmp(value->text, "-"))
		value->kind = VALUE_NONE;
}

void get_source(const void *row, struct value *value)
{
	tuple_source(get_drop(row), value->buf);
	get_text(value, value->buf);
}

void get_destination(const void *row, struct value *value)
{
	tuple_destination(get_drop(row), value->buf);
	get_text(value, value->buf);
}

void get_saddr(const void *row, struct value *value)
{
	if (!get_drop(row)->family)
		return;
	tuple_addr(get_drop(row), &get_drop(row)->saddr, value->buf);
	get_text(value, value->buf);
}

void get_daddr(const void *row, struct value *value)
{
	if (!get_drop(row)->family)
		return;
	tuple_addr(get_drop(row), &get_drop(row)->daddr, value->buf);
	get_text(value, value->buf);
}

void get_sport(const void *row, struct value *value)
{
	if (get_drop(row)->has_ports)
		get_number(value, get_drop(row)->sport);
}

void get_dport(const void *row, struct value *value)
{
	if (get_drop(row)->has_ports)
		get_number(value, get_drop(row)->dport);
}

/* In text, "*" distinguishes a row of many flows from a row without addresses. */
static void get_or_any(const void *row, struct value *value,
		       void (*get)(const void *row, struct value *value))
{
	if (get_drop(row)->evicted || get_drop(row)->site)
		get_text(value, "*");
	else
		get(row, value);
}

void get_saddr_text(const void *row, struct value *value)
{
	get_or_any(row, value, get_saddr);
}

void get_daddr_text(const void *row, struct value *value)
{
	get_or_any(row, value, get_daddr);
}

void get_sport_text(const void *row, struct value *value)
{
	get_or_any(row, value, get_sport);
}

void get_dport_text(const void *row, struct value *value)
{
	get_or_any(row, value, get_dport);
}

void get_packets(const void *row, struct value *value)
{
	get_number(value, get_drop(row)->packets);
}

void get_error(const void *row, struct value *value)
{
	get_number(value, get_drop(row)->error);
}

void get_bytes(const void *row, struct value *value)
{
	get_number(value, get_drop(row)->bytes);
}

void get_rate(const void *row, struct value *value)
{
	if (!((const struct row *)row)->has_rate)
		return;
	value->kind = VALUE_REAL;
	value->real = ((const struct row *)row)->rate;
}

static void get_seconds(struct value *value, uint64_t ms)
{
	if (ms == UINT64_MAX)
		return;
	value->kind = VALUE_REAL;
	value->real = ms / 1000.0;
}

void get_first_json(const void *row, struct value *value)
{
	get_seconds(value, get_drop(row)->first);
}

void get_last_json(const void *row, struct value *value)
{
	get_seconds(value, get_drop(row)->last);
}

/* Shows only the largest unit; JSON has the exact value. */
void get_last(const void *row, struct value *value)
{
	uint64_t sec = get_drop(row)->last / 1000;
	char *buf = value->buf;

	if (get_drop(row)->last == UINT64_MAX)
		return;
	if (sec < 60)
		snprintf(buf, TUPLE_TEXT, "%" PRIu64 "s ago", sec);
	else if (sec < 3600)
		snprintf(buf, TUPLE_TEXT, "%" PRIu64 "m ago", sec / 60);
	else if (sec < 86400)
		snprintf(buf, TUPLE_TEXT, "%" PRIu64 "h ago", sec / 3600);
	else
		snprintf(buf, TUPLE_TEXT, "%" PRIu64 "d ago", sec / 86400);
	get_text(value, buf);
}

void get_evicted(const void *row, struct value *value)
{
	get_flag(value, get_drop(row)->evicted);
}

void get_noise(const void *row, struct value *value)
{
	get_flag(value, ((const struct row *)row)->noise);
}

void get_brief(const void *row, struct value *value)
{
	const struct drop *drop = get_drop(row);
	const struct explain *entry;

	entry = explain_drop(drop->reason, drop->location);
	if (entry)
		get_text(value, entry->brief);
}
