// SPDX-License-Identifier: GPL-2.0
/* dropstat flush: clear the counts. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "print/say.h"
#include "cli/select.h"

static const struct option_text flush_options[] = {
	OPTION_NETNS,
	{ 'a', "all", NULL, "flush all network namespaces" },
	OPTION_HELP,
	{}
};

static void flush_do(const struct query *query)
{
	enum client_status status;
	struct client *client;
	uint64_t packets;

	status = client_open(&client);
	if (!status)
		status = client_flush(client, query, &packets);
	if (status)
		say_client(status, client);
	client_close(client);
	printf("%" PRIu64 " hits flushed\n", packets);
}

static void flush_run(const struct command *command, int argc, char **argv)
{
	struct selection selection = {};
	struct query *query = &selection.query;
	int key;

	while ((key = option_next(command, argc, argv)) != -1) {
		if (key == 'a')
			query->all = true;
		else
			select_option(&selection, key, optarg);
	}
	option_no_more(command, argc, argv);
	if (query->all == query->has_netns)
		say_and_exit(SAY_USAGE,
			     "specify what to flush: either --netns NETNS or --all");
	flush_do(query);
}

const struct command command_flush = {
	.name = "flush",
	.args = "--netns NETNS | --all",
	.brief = "Clear the counts of one or all network namespaces.",
	.options = flush_options,
	.run = flush_run,
};
