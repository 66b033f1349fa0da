// SPDX-License-Identifier: GPL-2.0
/* What drop reasons and locations mean: lookup of entries. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer/explain.h"

#define PREFIX "SKB_DROP_REASON_"

/* Length limits of a name for which similar names are searched */
#define NAME_LEAST 3
#define NAME_MOST 64

/* Length without compiler suffix, offset and module */
static size_t function_len(const char *location)
{
	return strcspn(location, "+.[\n ");
}

static const char *skip_prefix(const char *reason)
{
	size_t len = strlen(PREFIX);

	return strncasecmp(reason, PREFIX, len) ? reason : reason + len;
}

static bool is_name(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && !strncasecmp(name, text, len);
}

static const struct explain *find(const char *text, size_t len,
				  bool is_location)
{
	size_t i;

	for (i = 0; i < explain_nr; i++) {
		if (explain_entries[i].is_location == is_location &&
		    is_name(explain_entries[i].name, text, len))
			return &explain_entries[i];
	}
	return NULL;
}

const struct explain *explain_reason(const char *reason)
{
	reason = skip_prefix(reason);
	return find(reason, strlen(reason), false);
}

const struct explain *explain_location(const char *location)
{
	return find(location, function_len(location), true);
}

/* Many locations share these reasons, so the location is more informative. */
static bool is_vague(const char *reason)
{
	reason = skip_prefix(reason);
	return !strcasecmp(reason, "NOT_SPECIFIED") ||
	       !strcasecmp(reason, "QUEUE_PURGE");
}

const struct explain *explain_drop(const char *reason, const char *location)
{
	const struct explain *of_reason = explain_reason(reason);
	const struct explain *of_location;

	if (of_reason && !is_vague(reason))
		return of_reason;
	of_location = explain_location(location);
	return of_location ?: of_reason;
}

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

/* Levenshtein distance: letters to insert, remove or replace */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[NAME_MOST + 1], diagonal, above, i, j;
	unsigned int len = strlen(b);

	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (j = 0; j < len; j++) {
			above = row[j + 1];
			row[j + 1] = least(above + 1, row[j] + 1, diagonal +
					   !!strncasecmp(&a[i], &b[j], 1));
			diagonal = above;
		}
	}
	return row[len];
}

static unsigned int difference(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

/*
 * How much @entry differs from @name: lower is closer. If one contains the
 * other, the additional letters count little.
 */
static unsigned int rank(const char *entry, const char *name)
{
	unsigned int nearness = distance(name, entry);

	if (nearness > 2 && (strcasestr(entry, name) ||
			     strcasestr(name, entry)))
		nearness = 2;
	return nearness * NAME_MOST + difference(strlen(entry), strlen(name));
}

/* The name may have been given without its subsystem. */
static unsigned int entry_rank(const char *entry, const char *name)
{
	const char *slash = strchr(entry, '/');
	unsigned int all = rank(entry, name);

	return slash ? least(all, all, rank(slash + 1, name)) : all;
}

/**
 * struct candidate - a name that the user may have meant
 * @name: the name
 * @rank: lower is more likely
 */
struct candidate {
	const char *name;
	unsigned int rank;
};

static int compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->name, y->name);
}

size_t explain_nearest(const char *name, const char **nearest, size_t max)
{
	struct candidate *candidates;
	unsigned int most;
	size_t nr, i;

	name = skip_prefix(name);
	nr = strlen(name);
	if (nr < NAME_LEAST || nr > NAME_MOST)
		return 0;
	candidates = calloc(explain_nr, sizeof(*candidates));
	if (!candidates)
		return 0;
	most = (nr / 3 + 1) * NAME_MOST;
	for (i = 0; i < explain_nr; i++) {
		candidates[i].name = explain_entries[i].name;
		candidates[i].rank = entry_rank(explain_entries[i].name, name);
	}
	qsort(candidates, explain_nr, sizeof(*candidates), compare);
	for (i = 0; i < max && i < explain_nr; i++) {
		if (candidates[i].rank >= most)
			break;
		nearest[i] = candidates[i].name;
	}
	free(candidates);
	return i;
}

const char *explain_noise(const char *reason, const char *location)
{
	size_t len = function_len(location), i;

	reason = skip_prefix(reason);
	for (i = 0; i < explain_noises_nr; i++) {
		if (!strcasecmp(explain_noises[i].reason, reason) &&
		    is_name(explain_noises[i].function, location, len))
			return explain_noises[i].why;
	}
	return NULL;
}

static bool is_among(const char * const *names, const char *location)
{
	size_t len = function_len(location), name_len;

	for (; *names; names++) {
		name_len = strlen(*names);
		if ((*names)[name_len - 1] == '*') {
			if (!strncmp(*names, location, name_len - 1))
				return true;
		} else if (is_name(*names, location, len)) {
			return true;
		}
	}
	return false;
}

bool explain_is_helper(const char *location)
{
	return is_among(explain_helpers, location);
}

bool explain_is_root(const char *location)
{
	return is_among(explain_roots, location);
}
