/* SPDX-License-Identifier: GPL-2.0 */
/* Which rows to show. */
#ifndef _DROPSTAT_SELECT_H
#define _DROPSTAT_SELECT_H

#include "lib/client.h"
#include "cli/command.h"
#include "lib/util.h"

/**
 * struct selection - which rows
 * @query: the conditions that the kernel checks
 * @all_classes: whether to include the classes fraglist and local
 */
struct selection {
	struct query query;
	bool all_classes;
};

enum {
	SELECT_SPORT = OPTION_LONG + 100,
	SELECT_DPORT,
};

/*
 * Handles OPTION_NETNS and the other options that select rows; false if @key is
 * not one of them. Exits with an error if @arg is invalid.
 */
bool select_option(struct selection *selection, int key, const char *arg);

/* Whether any condition uses a field that only flows have */
bool select_has_flow(const struct selection *selection);
/* Whether a row that the kernel has not filtered matches all conditions */
bool select_match(const struct selection *selection, const struct drop *drop);

/* Reports an unknown reason, and exits. */
void select_unknown_reason(const char *reason) __noreturn;

/* Exits with an error about @what if @name is too long for the kernel. */
void select_check_length(const char *what, const char *name);

#endif /* _DROPSTAT_SELECT_H */
