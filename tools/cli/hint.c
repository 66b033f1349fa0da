// SPDX-License-Identifier: GPL-2.0
/* Commands that a message suggests. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/hint.h"
#include "lib/escape.h"

/* After "=", a name that begins with "-" is no option. */
static void hint_option(FILE *file, const char *option, const char *name)
{
	char *word = name ? escape_copy(escape_shell, name) : NULL;

	if (word)
		fprintf(file, " --%s=%s", option, word);
	free(word);
}

static void hint_netns(FILE *file, const struct query *query)
{
	if (query->has_netns && query->netns)
		fprintf(file, " --netns=%" PRIu32, query->netns);
	else if (query->has_netns)
		hint_option(file, "netns", "unknown");
}

char *hint_by_location(const struct query *query, const char *path)
{
	char *command = NULL;
	size_t size;
	FILE *file;

	file = open_memstream(&command, &size);
	if (!file)
		return NULL;
	fputs("dropstat", file);
	hint_option(file, "file", path);
	hint_netns(file, query);
	hint_option(file, "iface", query->iface);
	hint_option(file, "reason", query->reason);
	hint_option(file, "location", query->location);
	fputs(" --by location", file);
	return fclose(file) ? NULL : command;
}
