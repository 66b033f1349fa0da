// SPDX-License-Identifier: GPL-2.0
/* Rows from netlink, /proc/net/dropstat or a file. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "answer/explain.h"
#include "cli/fetch.h"
#include "lib/netns.h"
#include "lib/procfile.h"
#include "print/say.h"

/* Attempts to read rows without a concurrent flush */
#define FETCH_TRIES	3

#define FETCH_NO_STACKS \
	"call paths (--stack) need CAP_NET_ADMIN in the initial user namespace"

typedef enum client_status (*fetch_dump)(struct client *client,
					 const struct query *query,
					 struct drop_list *list);

static void fetch_fall_back(struct fetch *fetch, const char *why)
{
	const struct query *query = &fetch->selection.query;

	if (query->has_netns && query->netns != netns_own() &&
	    query->netns)
		say_and_exit(SAY_DENIED,
			     "cannot read another network namespace: %s",
			     why);
	say("reading %s, which covers this network namespace only: %s",
	    PROCFILE_PATH, why);
	fetch->path = PROCFILE_PATH;
	fetch->netns = netns_own();
}

/* Checks whether the requested namespaces may be read. Sites are cheapest. */
static enum client_status fetch_probe(struct fetch *fetch)
{
	const struct query query = {
		.all = fetch->selection.query.all,
		.has_netns = fetch->selection.query.has_netns,
		.netns = fetch->selection.query.netns,
		.limit = 1,
	};
	struct drop_list list = {};
	enum client_status status;

	status = client_sites(fetch->client, &query, &list);
	drop_list_free(&list);
	return status;
}

/* Finds the widest scope that is allowed. */
static enum client_status fetch_try(struct fetch *fetch)
{
	struct query *query = &fetch->selection.query;
	bool all = !query->has_netns;
	enum client_status status;

	query->all = all;
	status = fetch_probe(fetch);
	if (status != CLIENT_DENIED)
		return status;
	if (!all && query->netns != netns_own())
		say_client(status, fetch->client);
	query->all = false;
	query->has_netns = false;
	status = fetch_probe(fetch);
	if (!status && all)
		say("%s", SAY_OWN_ONLY);
	return status;
}

void fetch_open(struct fetch *fetch, const struct selection *selection,
		const char *path)
{
	enum client_status status;

	*fetch = (struct fetch){ .selection = *selection, .path = path };
	if (path && selection->query.has_netns && selection->query.netns)
		say_and_exit(SAY_USAGE,
			     "a file does not name the network namespace of its rows");
	if (path)
		return;
	status = client_open(&fetch->client);
	if (!status)
		status = fetch_try(fetch);
	if (!status)
		return;
	/* If the module refuses, so does its file. */
	if (fetch->client || access(PROCFILE_PATH, R_OK))
		say_client(status, fetch->client);
	fetch_fall_back(fetch, client_error(fetch->client));
}

void fetch_close(struct fetch *fetch)
{
	client_close(fetch->client);
}

static void fetch_select(struct fetch *fetch, struct drop_list *list)
{
	size_t from, to = 0;

	for (from = 0; from < list->nr; from++)
		if (select_match(&fetch->selection, &list->drops[from]))
			list->drops[to++] = list->drops[from];
	list->nr = to;
}

static void fetch_file(struct fetch *fetch, struct drop_list *list)
{
	int err = procfile_read(fetch->path, fetch->netns, list);

	if (err == -EPROTO)
		say_and_exit(SAY_ERROR, "%s does not look like %s",
			     fetch->path, PROCFILE_PATH);
	if (err)
		say_and_exit(err == -EACCES ? SAY_DENIED : SAY_ERROR,
			     "cannot read %s: %s", fetch->path,
			     procfile_error(fetch->path, err));
	fetch_select(fetch, list);
}

static void fetch_refused(struct fetch *fetch, enum client_status status)
{
	const char *reason = fetch->selection.query.reason;

	if (status == CLIENT_REFUSED && reason && !explain_reason(reason))
		select_unknown_reason(reason);
	if (status == CLIENT_DENIED && fetch->selection.query.stacks)
		say_and_exit(SAY_DENIED, FETCH_NO_STACKS);
	say_client(status, fetch->client);
}

/* When a file is read, the kernel does not report an unknown reason. */
static void fetch_check_reason(const struct fetch *fetch,
			       const struct drop_list *list)
{
	const char *reason = fetch->selection.query.reason;

	if (!list->nr && reason && !explain_reason(reason))
		select_unknown_reason(reason);
}

static void fetch_rows(struct fetch *fetch, struct drop_list *list,
		       fetch_dump dump)
{
	enum client_status status;
	int try;

	if (!fetch->client) {
		fetch_file(fetch, list);
		fetch_check_reason(fetch, list);
		return;
	}
	for (try = 0; try < FETCH_TRIES; try++) {
		drop_list_free(list);
		status = dump(fetch->client, &fetch->selection.query, list);
		if (status)
			fetch_refused(fetch, status);
		if (!list->changed)
			break;
	}
	if (list->changed)
		say("the rows are inconsistent: a flush happened while they were read");
}

void fetch_sites(struct fetch *fetch, struct drop_list *list)
{
	fetch_rows(fetch, list, client_sites);
}

void fetch_flows(struct fetch *fetch, struct drop_list *list)
{
	fetch_rows(fetch, list, client_flows);
}

void fetch_stacks(struct fetch *fetch, struct drop_list *list)
{
	struct selection selection = fetch->selection;

	if (!fetch->client)
		say_and_exit(SAY_DENIED, FETCH_NO_STACKS);
	fetch->selection.query.limit = 0;
	fetch->selection.query.stacks = true;
	fetch_sites(fetch, list);
	fetch->selection = selection;
}

static void fetch_add(struct totals *totals, const struct drop *drop)
{
	switch (drop->class) {
	case DROPSTAT_CLASS_PACKET:
		totals->packets += drop->packets;
		totals->bytes += drop->bytes;
		totals->flows += !drop->evicted;
		if (drop->evicted)
			totals->evicted_packets += drop->packets;
		break;
	case DROPSTAT_CLASS_FRAGLIST:
		totals->fraglist += drop->packets;
		break;
	default:
		totals->local += drop->packets;
	}
}

bool fetch_totals(struct fetch *fetch, struct totals *totals)
{
	struct drop_list list = {};
	enum client_status status;
	size_t i;

	if (fetch->client) {
		status = client_totals(fetch->client, &fetch->selection.query,
				       totals);
		if (status)
			say_client(status, fetch->client);
		return true;
	}
	memset(totals, 0, sizeof(*totals));
	fetch_file(fetch, &list);
	for (i = 0; i < list.nr; i++)
		fetch_add(totals, &list.drops[i]);
	drop_list_free(&list);
	return false;
}
