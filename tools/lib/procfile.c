// SPDX-License-Identifier: GPL-2.0
/* The rows of /proc/net/dropstat. */
#include <errno.h>
#include <inttypes.h>
#include <net/ethernet.h>
#include <stdlib.h>
#include <string.h>

#include "lib/procfile.h"
#include "lib/tuple.h"

/* The columns, in order */
enum {
	PROCFILE_CLASS,
	PROCFILE_REASON,
	PROCFILE_IFACE,
	PROCFILE_LOCATION,
	PROCFILE_PROTO,
	PROCFILE_SOURCE,
	PROCFILE_DESTINATION,
	PROCFILE_PACKETS,
	PROCFILE_ERROR,
	PROCFILE_BYTES,
	PROCFILE_FIRST,
	PROCFILE_LAST,
	PROCFILE_WORDS,
};

static bool procfile_split(char *line, char *words[PROCFILE_WORDS])
{
	char *rest;
	int i;

	for (i = 0; i < PROCFILE_WORDS; i++) {
		words[i] = strtok_r(i ? NULL : line, " \t\n", &rest);
		if (!words[i])
			return false;
	}
	return true;
}

static bool procfile_class(const char *text, struct drop *drop)
{
	const char *slash = strchr(text, '/');
	int i;

	if (!strncmp(text, "unknown/", 8))
		drop->scope = DROPSTAT_SCOPE_UNKNOWN;
	else if (!strncmp(text, "gone/", 5))
		drop->scope = DROPSTAT_SCOPE_GONE;
	else if (slash)
		return false;
	for (i = 0; i <= DROPSTAT_CLASS_MAX; i++) {
		if (!strcmp(slash ? slash + 1 : text, drop_classes[i])) {
			drop->class = i;
			return true;
		}
	}
	return false;
}

static bool procfile_ends(char *words[PROCFILE_WORDS], struct drop *drop)
{
	struct tuple tuple = {};

	if (!tuple_parse_end(words[PROCFILE_SOURCE], true, &tuple) ||
	    !tuple_parse_end(words[PROCFILE_DESTINATION], false, &tuple))
		return false;
	drop->family = tuple.family;
	drop->saddr = tuple.saddr;
	drop->daddr = tuple.daddr;
	drop->has_ports = tuple.has_ports;
	drop->sport = tuple.sport;
	drop->dport = tuple.dport;
	return true;
}

static bool procfile_tuple(char *words[PROCFILE_WORDS], struct drop *drop)
{
	if (!strcmp(words[PROCFILE_PROTO], "*"))
		drop->evicted = true;
	if (!strcmp(words[PROCFILE_PROTO], "*") ||
	    !strcmp(words[PROCFILE_PROTO], "-"))
		return true;
	if (!strcmp(words[PROCFILE_SOURCE], "-"))
		return tuple_parse_l3(words[PROCFILE_PROTO], &drop->ethertype);
	if (!procfile_ends(words, drop))
		return false;
	drop->ethertype = drop->family == AF_INET ? ETHERTYPE_IP :
						    ETHERTYPE_IPV6;
	return tuple_parse_l4(words[PROCFILE_PROTO], &drop->l4proto);
}

static bool procfile_number(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno;
}

static bool procfile_age(const char *text, uint64_t *age)
{
	uint64_t seconds;
	unsigned int ms;
	char end;

	*age = UINT64_MAX;
	if (!strcmp(text, "-"))
		return true;
	if (sscanf(text, "%" SCNu64 ".%3u%c", &seconds, &ms, &end) != 2)
		return false;
	*age = seconds * 1000 + ms;
	return true;
}

static bool procfile_row(char *words[PROCFILE_WORDS], uint32_t netns,
			 struct drop *drop)
{
	if (!procfile_class(words[PROCFILE_CLASS], drop))
		return false;
	drop->netns = drop->scope == DROPSTAT_SCOPE_LIVE ? netns : 0;
	drop->reason = drop_intern(words[PROCFILE_REASON]);
	drop->iface = drop_intern(words[PROCFILE_IFACE]);
	drop->location = drop_intern(words[PROCFILE_LOCATION]);
	return procfile_tuple(words, drop) &&
	       procfile_number(words[PROCFILE_PACKETS], &drop->packets) &&
	       procfile_number(words[PROCFILE_ERROR], &drop->error) &&
	       procfile_number(words[PROCFILE_BYTES], &drop->bytes) &&
	       procfile_age(words[PROCFILE_FIRST], &drop->first) &&
	       procfile_age(words[PROCFILE_LAST], &drop->last);
}

static int procfile_line(char *line, bool header, uint32_t netns,
			 struct drop_list *list)
{
	char *words[PROCFILE_WORDS];
	struct drop *drop;

	if (!procfile_split(line, words))
		return -EPROTO;
	if (header)
		return strcmp(words[0], "CLASS") ? -EPROTO : 0;
	drop = drop_list_add(list);
	if (!drop)
		return -ENOMEM;
	return procfile_row(words, netns, drop) ? 0 : -EPROTO;
}

int procfile_parse(FILE *file, uint32_t netns, struct drop_list *list)
{
	bool header = true;
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	while (!err && getline(&line, &size, file) >= 0) {
		err = procfile_line(line, header, netns, list);
		header = false;
	}
	free(line);
	if (ferror(file))
		return -EIO;
	return !err && header ? -EPROTO : err;
}

int procfile_read(const char *path, uint32_t netns, struct drop_list *list)
{
	FILE *file = fopen(path, "re");
	int err;

	if (!file)
		return -errno;
	err = procfile_parse(file, netns, list);
	fclose(file);
	return err;
}

const char *procfile_error(const char *path, int err)
{
	if (err == -EACCES && !strcmp(path, PROCFILE_PATH))
		return "needs CAP_NET_ADMIN in this network namespace";
	return strerror(-err);
}
