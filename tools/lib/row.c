// SPDX-License-Identifier: GPL-2.0
/* Rows to show: single rows from the kernel, or groups of them. */
#include <stdlib.h>
#include <string.h>

#include "lib/row.h"
#include "lib/tally.h"

static int row_order(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

bool row_take(struct row_list *rows, struct drop_list *drops)
{
	size_t i;

	rows->nr = drops->nr;
	rows->rows = calloc(drops->nr ?: 1, sizeof(*rows->rows));
	if (!rows->rows)
		return false;
	for (i = 0; i < drops->nr; i++)
		rows->rows[i].drop = drops->drops[i];
	drop_list_free(drops);
	return true;
}

void row_free(struct row_list *rows)
{
	free(rows->rows);
	*rows = (struct row_list){};
}

static int row_compare_site(const struct drop *a, const struct drop *b,
			    unsigned int keys)
{
	int order = 0;

	/* Unlike names, the cookie and the index of a site never change. */
	if (keys & ROW_CLASS)
		return row_order(a->class, b->class) ?:
		       row_order(a->cookie, b->cookie) ?:
		       (a->cookie ? 0 : row_order(a->scope, b->scope) ?:
					row_order(a->netns, b->netns)) ?:
		       row_order(a->ifindex, b->ifindex) ?:
		       (a->ifindex ? 0 : strcmp(a->iface, b->iface)) ?:
		       strcmp(a->reason, b->reason) ?:
		       strcmp(a->location, b->location);
	if (keys & ROW_NETNS)
		order = row_order(a->scope, b->scope) ?:
			row_order(a->netns, b->netns);
	if (keys & ROW_IFACE)
		order = order ?: strcmp(a->iface, b->iface);
	if (keys & ROW_REASON)
		order = order ?: strcmp(a->reason, b->reason);
	if (keys & ROW_LOCATION)
		order = order ?: strcmp(a->location, b->location);
	return order;
}

static int row_compare_flow(const struct drop *a, const struct drop *b,
			    unsigned int keys)
{
	int order = 0;

	if (keys & (ROW_SADDR | ROW_DADDR))
		order = row_order(a->family, b->family);
	if (keys & ROW_PROTO)
		order = order ?: row_order(!a->family, !b->family) ?:
			row_order(a->l4proto, b->l4proto) ?:
			(a->family ? 0 :
				     row_order(a->ethertype, b->ethertype));
	if (keys & ROW_SADDR)
		order = order ?: memcmp(&a->saddr, &b->saddr, sizeof(a->saddr));
	if (keys & ROW_DADDR)
		order = order ?: memcmp(&a->daddr, &b->daddr, sizeof(a->daddr));
	if (keys & (ROW_SPORT | ROW_DPORT))
		order = order ?: row_order(a->has_ports, b->has_ports);
	if (keys & ROW_SPORT)
		order = order ?: row_order(a->sport, b->sport);
	if (keys & ROW_DPORT)
		order = order ?: row_order(a->dport, b->dport);
	return order;
}

int row_compare(const struct row *a, const struct row *b, unsigned int keys)
{
	int order;

	order = row_compare_site(&a->drop, &b->drop, keys) ?:
		row_compare_flow(&a->drop, &b->drop, keys);
	if (keys & ROW_EVICTED)
		order = order ?: row_order(a->drop.evicted, b->drop.evicted);
	return order;
}

static int row_by_site(const void *a, const void *b)
{
	return row_compare(a, b, ROW_SITE);
}

void row_join_stacks(struct row_list *rows, struct row_list *sites)
{
	const struct row *site;
	size_t i;

	if (sites->nr)
		qsort(sites->rows, sites->nr, sizeof(*sites->rows),
		      row_by_site);
	for (i = 0; i < rows->nr; i++) {
		site = bsearch(&rows->rows[i], sites->rows, sites->nr,
			       sizeof(*sites->rows), row_by_site);
		if (site)
			rows->rows[i].drop.stack = site->drop.stack;
	}
}

static bool row_tally(struct tally *parts, const struct row_list *rows)
{
	const struct row *row;
	struct entry part;
	struct key key;
	size_t i;

	for (i = 0; i < rows->nr; i++) {
		row = &rows->rows[i];
		part = tally_part(&row->drop);
		part.rate = row->rate;
		part.has_rate = row->has_rate;
		part.noise = row->noise;
		key_set(&key, &row->drop, ROW_ALL);
		if (!tally_add(parts, &key, &part))
			return false;
	}
	return true;
}

/* The reason and the location are "*" unless rows are grouped by them. */
static struct row row_of(const struct entry *entry, unsigned int keys)
{
	struct row row = {
		.drop = *entry->drop,
		.noise = entry->noise,
		.has_rate = entry->has_rate,
		.rate = entry->rate,
	};

	row.drop.packets = entry->packets;
	row.drop.error = entry->error;
	row.drop.bytes = entry->bytes;
	row.drop.segments = entry->segments;
	row.drop.evicted_packets = entry->evicted_packets;
	row.drop.evicted_bytes = entry->evicted_bytes;
	row.drop.first = entry->first;
	row.drop.last = entry->last;
	row.drop.stack = entry->stack;
	if (!(keys & ROW_REASON))
		row.drop.reason = "*";
	if (!(keys & ROW_LOCATION))
		row.drop.location = "*";
	return row;
}

bool row_group(struct row_list *rows, unsigned int keys)
{
	struct tally parts = {}, groups = {};
	struct row *grouped = NULL;
	size_t i;

	if (row_tally(&parts, rows) && tally_group(&groups, &parts, keys))
		grouped = malloc((groups.nr ?: 1) * sizeof(*grouped));
	for (i = 0; grouped && i < groups.nr; i++)
		grouped[i] = row_of(&groups.entries[i], keys);
	if (grouped) {
		free(rows->rows);
		rows->rows = grouped;
		rows->nr = groups.nr;
	}
	tally_free(&parts);
	tally_free(&groups);
	return grouped;
}

static int row_by_size(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	if (left->rate != right->rate)
		return left->rate > right->rate ? -1 : 1;
	return row_order(right->drop.packets, left->drop.packets) ?:
	       row_compare(left, right, ROW_ALL);
}

void row_sort(struct row_list *rows)
{
	qsort(rows->rows, rows->nr, sizeof(*rows->rows), row_by_size);
}
