// SPDX-License-Identifier: GPL-2.0
/* Rows, and the strings in them. */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "lib/drop.h"

const char * const drop_classes[DROPSTAT_CLASS_MAX + 1] = {
	[DROPSTAT_CLASS_PACKET]		= "packet",
	[DROPSTAT_CLASS_FRAGLIST]	= "fraglist",
	[DROPSTAT_CLASS_LOCAL]		= "local",
};

const char * const drop_directions[DROPSTAT_DIRECTION_MAX + 1] = {
	[DROPSTAT_DIRECTION_RX]		= "rx",
	[DROPSTAT_DIRECTION_TX]		= "tx",
	[DROPSTAT_DIRECTION_FORWARD]	= "forward",
	[DROPSTAT_DIRECTION_LOCAL]	= "local",
};

struct drop *drop_list_add(struct drop_list *list)
{
	size_t max = list->max ? 2 * list->max : 64;
	struct drop *drops = list->drops;

	if (list->nr == list->max) {
		drops = reallocarray(drops, max, sizeof(*drops));
		if (!drops)
			return NULL;
		list->drops = drops;
		list->max = max;
	}
	return memset(&drops[list->nr++], 0, sizeof(*drops));
}

void drop_list_free(struct drop_list *list)
{
	free(list->drops);
	memset(list, 0, sizeof(*list));
}

static int drop_compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/*
 * If out of memory, returns "?": an incomplete row is better than none, and
 * drop_list_add() reports the error.
 */
const char *drop_intern(const char *text)
{
	static void *texts;
	char **found, *copy;

	found = tfind(text, &texts, drop_compare);
	if (found)
		return *found;
	copy = strdup(text);
	if (copy && tsearch(copy, &texts, drop_compare))
		return copy;
	free(copy);
	return "?";
}
