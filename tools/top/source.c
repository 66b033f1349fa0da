// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/netns.h"
#include "lib/procfile.h"
#include "top/source.h"

/* How long namespace names are cached: looking them up reads all of /proc. */
#define SOURCE_NAMES_MS	10000

uint64_t source_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

static void source_reset(struct source *source)
{
	client_close(source->client);
	source->client = NULL;
	source->scope = source->wanted;
	source->no_stacks = false;
}

void source_init(struct source *source, bool named, uint32_t netns)
{
	memset(source, 0, sizeof(*source));
	source->wanted = named ? PICTURE_NAMED : PICTURE_ALL;
	source->netns = netns;
	source_reset(source);
}

void source_close(struct source *source)
{
	source_reset(source);
}

static struct query source_query(const struct source *source)
{
	return (struct query){
		.all = source->scope == PICTURE_ALL,
		.has_netns = source->scope == PICTURE_NAMED,
		.netns = source->netns,
	};
}

static enum client_status source_ask(struct source *source,
				     struct picture *picture)
{
	struct query query = source_query(source);
	enum client_status status;

	picture->scope = source->scope;
	picture->netns = source->netns;
	status = client_totals(source->client, &query, &picture->totals);
	picture->when = source_now();
	if (!status)
		status = client_sites(source->client, &query,
				      &picture->site_rows);
	if (!status)
		status = client_flows(source->client, &query,
				      &picture->flow_rows);
	picture->has_totals = !status;
	return status;
}

/* A user who may not read all namespaces may still read their own. */
static enum client_status source_netlink(struct source *source,
					 struct picture *picture)
{
	enum client_status status = CLIENT_OK;

	if (!source->client)
		status = client_open(&source->client);
	if (!status)
		status = source_ask(source, picture);
	if (status == CLIENT_DENIED && source->scope == PICTURE_ALL) {
		source->scope = PICTURE_OWN;
		status = source_ask(source, picture);
	}
	if (status)
		snprintf(source->error, sizeof(source->error), "%s",
			 client_error(source->client));
	return status;
}

static bool source_file(struct source *source, struct picture *picture)
{
	int err;

	picture->proc = true;
	picture->scope = PICTURE_OWN;
	picture->when = source_now();
	err = procfile_read(PROCFILE_PATH, netns_own(), &picture->flow_rows);
	if (err && !source->missing)
		snprintf(source->error, sizeof(source->error), "%s: %s",
			 PROCFILE_PATH, procfile_error(PROCFILE_PATH, err));
	return !err;
}

static void source_forget(struct picture *picture)
{
	drop_list_free(&picture->site_rows);
	drop_list_free(&picture->flow_rows);
}

/*
 * If the module was reloaded between two updates, its family has a new ID, so a
 * failed request is repeated with a new client.
 */
static bool source_fill(struct source *source, struct picture *picture)
{
	bool fresh = !source->client;
	enum client_status status;

	status = source_netlink(source, picture);
	if (status && status != CLIENT_DENIED && !fresh) {
		source_reset(source);
		source_forget(picture);
		status = source_netlink(source, picture);
	}
	if (!status)
		return true;
	source->missing = status == CLIENT_NO_MODULE;
	source->denied = status == CLIENT_DENIED;
	source_forget(picture);
	/* If the module refuses, so does its file. */
	if (!source->client && source->wanted != PICTURE_NAMED &&
	    source_file(source, picture))
		return true;
	source_reset(source);
	return false;
}

static void source_names(struct source *source)
{
	uint64_t now = source_now();

	if (now - source->refreshed < SOURCE_NAMES_MS)
		return;
	netns_refresh();
	source->refreshed = now;
}

/* Call paths are optional: without them, the text is just shorter. */
void source_stacks(struct source *source, struct picture *picture)
{
	struct query query = source_query(source);
	struct drop_list sites = {};

	if (!source->client || source->no_stacks)
		return;
	query.stacks = true;
	if (client_sites(source->client, &query, &sites))
		source->no_stacks = true;
	else
		picture_stacks(picture, &sites);
	drop_list_free(&sites);
}

struct picture *source_read(struct source *source)
{
	struct picture *picture = calloc(1, sizeof(*picture));
	bool filled;

	source->missing = false;
	source->denied = false;
	source_names(source);
	filled = picture && source_fill(source, picture);
	if (filled && picture_build(picture)) {
		source->error[0] = '\0';
		return picture;
	}
	if (!picture || filled)
		snprintf(source->error, sizeof(source->error), "out of memory");
	picture_free(picture);
	return NULL;
}
