// SPDX-License-Identifier: GPL-2.0
/*
 * The columns of rows. In text, an address and its port share a column. In
 * JSON, each has its own key, and a missing value is null.
 */
#include <string.h>
#include <strings.h>

#include "cli/columns.h"
#include "cli/column.h"
#include "cli/column_detail.h"
#include "lib/util.h"

static const struct column column_reason_alone = {
	NULL, "REASON", COLUMN_ALONE, 12, get_reason_or_location
};

static const struct column column_netns = {
	"netns", "NETNS", COLUMN_NAME, 7, get_netns
};

static const struct column column_iface = {
	NULL, "IFACE", COLUMN_NAME, 5, get_iface
};

static const struct column column_iface_json = {
	"iface", NULL, 0, 0, get_iface_json
};

static const struct column column_reason_spare = {
	"reason", "REASON", COLUMN_SPARE, 12, get_reason
};

static const struct column column_reason = {
	"reason", "REASON", 0, 12, get_reason
};

static const struct column column_location = {
	"location", "LOCATION", COLUMN_SPARE, 12, get_location
};

static const struct column column_place = {
	"location", "LOCATION", 0, 14, get_location
};

static const struct column column_proto = {
	NULL, "PROTO", 0, 0, get_proto
};

static const struct column column_proto_json = {
	"proto", NULL, 0, 0, get_proto_json
};

static const struct column column_source = {
	NULL, "SOURCE", COLUMN_ENDS, 12, get_source
};

static const struct column column_destination = {
	NULL, "DESTINATION", COLUMN_ENDS, 12, get_destination
};

static const struct column column_saddr_json = {
	"saddr", NULL, 0, 0, get_saddr
};

static const struct column column_daddr_json = {
	"daddr", NULL, 0, 0, get_daddr
};

static const struct column column_sport_json = {
	"sport", NULL, 0, 0, get_sport
};

static const struct column column_dport_json = {
	"dport", NULL, 0, 0, get_dport
};

static const struct column column_saddr = {
	NULL, "SADDR", COLUMN_ENDS, 15, get_saddr_text
};

static const struct column column_daddr = {
	NULL, "DADDR", COLUMN_ENDS, 15, get_daddr_text
};

static const struct column column_sport = {
	NULL, "SPORT", COLUMN_RIGHT, 0, get_sport_text
};

static const struct column column_dport = {
	NULL, "DPORT", COLUMN_RIGHT, 0, get_dport_text
};

static const struct column column_packets = {
	"packets", "PACKETS", COLUMN_RIGHT, 0, get_packets
};

static const struct column column_error = {
	"error", "ERROR", COLUMN_RIGHT | COLUMN_NONZERO | COLUMN_SPARE, 0, get_error
};

static const struct column column_bytes_json = {
	"bytes", NULL, 0, 0, get_bytes
};

static const struct column column_bytes = {
	"bytes", "BYTES", COLUMN_RIGHT, 0, get_bytes
};

static const struct column column_rate = {
	NULL, "DROPS/S", COLUMN_RIGHT, 0, get_rate
};

static const struct column column_rate_json = {
	"rate", NULL, 0, 0, get_rate
};

static const struct column column_first_json = {
	"first", NULL, 0, 0, get_first_json
};

static const struct column column_last_json = {
	"last", NULL, 0, 0, get_last_json
};

static const struct column column_last = {
	NULL, "LAST", COLUMN_RIGHT, 0, get_last
};

static const struct column column_inode_json = {
	"netns_inode", NULL, 0, 0, get_netns_inode
};

static const struct column column_class = {
	NULL, "CLASS", 0, 0, get_class
};

static const struct column column_class_json = {
	"class", NULL, 0, 0, get_class
};

static const struct column column_evicted_json = {
	"evicted", NULL, 0, 0, get_evicted
};

static const struct column column_noise_json = {
	"noise", NULL, 0, 0, get_noise
};

static const struct column column_brief = {
	"brief", "MEANING", COLUMN_NOTE, 0, get_brief
};

/* JSON only: text has lines below the row instead. */
static const struct column columns_detail[] = {
	{ "direction", NULL, 0, 0, get_direction },
	{ "conntrack", NULL, 0, 0, get_conntrack },
	{ "cgroup", NULL, 0, 0, get_cgroup },
	{ "cgroup_path", NULL, 0, 0, get_cgroup_path },
	{ "container", NULL, 0, 0, get_container },
	{ "uid", NULL, 0, 0, get_uid },
	{ "task", NULL, 0, 0, get_task },
};

static const struct column columns_conntrack[] = {
	{ "conntrack_own", NULL, 0, 0, get_conntrack_own },
	{ "conntrack_expected", NULL, 0, 0, get_conntrack_expected },
};

static const struct column columns_stack[] = {
	{ "dropper", NULL, 0, 0, get_dropper },
	{ "stack", NULL, 0, 0, get_stack },
};

static const struct column columns_help[] = {
	{ "causes", NULL, 0, 0, get_causes },
	{ "check", NULL, 0, 0, get_check },
};

/**
 * struct columns_key - a key to group rows by
 * @name: its name on the command line
 * @key: the key
 * @columns: its columns; the second one may be NULL
 */
struct columns_key {
	const char *name;
	enum row_key key;
	const struct column *columns[2];
};

static const struct columns_key columns_keys[] = {
	{ "netns", ROW_NETNS, { &column_netns, &column_inode_json } },
	{ "iface", ROW_IFACE, { &column_iface, &column_iface_json } },
	{ "reason", ROW_REASON, { &column_reason } },
	{ "location", ROW_LOCATION, { &column_place } },
	{ "proto", ROW_PROTO, { &column_proto, &column_proto_json } },
	{ "saddr", ROW_SADDR, { &column_saddr, &column_saddr_json } },
	{ "daddr", ROW_DADDR, { &column_daddr, &column_daddr_json } },
	{ "sport", ROW_SPORT, { &column_sport, &column_sport_json } },
	{ "dport", ROW_DPORT, { &column_dport, &column_dport_json } },
};

#define COLUMNS_KEYS	ARRAY_SIZE(columns_keys)

unsigned int columns_key(const char *name)
{
	unsigned int found = 0;
	size_t i;

	for (i = 0; i < COLUMNS_KEYS; i++)
		if (!strncasecmp(columns_keys[i].name, name, strlen(name)))
			found |= columns_keys[i].key;
	/* A name that matches more than one key is ambiguous. */
	return found & (found - 1) ? 0 : found;
}

void columns_begin(struct table *table, const struct row_list *rows)
{
	*table = (struct table){
		.rows = rows->rows,
		.nr_rows = rows->nr,
		.size = sizeof(*rows->rows),
	};
}

void columns_add(struct table *table, const struct column *column)
{
	table->columns[table->nr_columns++] = column;
}

static void columns_add_all(struct table *table,
			    const struct column * const *columns)
{
	while (*columns)
		columns_add(table, *columns++);
}

static void columns_add_some(struct table *table, const struct column *columns,
			     size_t nr)
{
	while (nr--)
		columns_add(table, columns++);
}

static void columns_add_more(struct table *table, unsigned int more)
{
	if (more & COLUMNS_CONNTRACK)
		columns_add_some(table, columns_conntrack,
				 ARRAY_SIZE(columns_conntrack));
	if (more & COLUMNS_STACK)
		columns_add_some(table, columns_stack,
				 ARRAY_SIZE(columns_stack));
	if (more & COLUMNS_HELP)
		columns_add_some(table, columns_help, ARRAY_SIZE(columns_help));
}

void columns_all(struct table *table, unsigned int more)
{
	static const struct column * const what[] = {
		&column_netns, &column_iface, &column_iface_json,
		&column_reason_spare, &column_reason_alone, &column_location,
		&column_proto,
		&column_proto_json, &column_source, &column_destination,
		&column_saddr_json, &column_daddr_json, &column_sport_json,
		&column_dport_json, &column_packets, &column_error,
		&column_bytes_json, NULL
	};
	static const struct column * const rest[] = {
		&column_first_json, &column_last_json, &column_last,
		&column_inode_json, &column_class_json, &column_evicted_json,
		&column_noise_json, NULL
	};

	if (more & COLUMNS_CLASS)
		columns_add(table, &column_class);
	columns_add_all(table, what);
	if (more & COLUMNS_RATE)
		columns_add(table, &column_rate);
	columns_add_all(table, rest);
	if (more & COLUMNS_RATE)
		columns_add(table, &column_rate_json);
	if (more & COLUMNS_BRIEF)
		columns_add(table, &column_brief);
	columns_add_some(table, columns_detail, ARRAY_SIZE(columns_detail));
	columns_add_more(table, more);
}

void columns_group(struct table *table, unsigned int keys, unsigned int more)
{
	static const struct column * const sums[] = {
		&column_first_json, &column_last_json, &column_last, NULL
	};
	size_t i;

	for (i = 0; i < COLUMNS_KEYS; i++) {
		if (!(keys & columns_keys[i].key))
			continue;
		columns_add(table, columns_keys[i].columns[0]);
		if (columns_keys[i].columns[1])
			columns_add(table, columns_keys[i].columns[1]);
	}
	columns_add(table, &column_packets);
	columns_add(table, &column_bytes);
	if (more & COLUMNS_RATE)
		columns_add(table, &column_rate);
	columns_add_all(table, sums);
	if (more & COLUMNS_RATE)
		columns_add(table, &column_rate_json);
	if (more & COLUMNS_BRIEF && keys & ROW_REASON)
		columns_add(table, &column_brief);
	columns_add_more(table, more & COLUMNS_STACK);
}

void columns_site(struct table *table)
{
	static const struct column * const site[] = {
		&column_netns, &column_iface, &column_iface_json,
		&column_reason, &column_place, &column_packets,
		&column_bytes_json, &column_inode_json, &column_class_json,
		NULL
	};

	columns_add_all(table, site);
}
