/* SPDX-License-Identifier: GPL-2.0 */
/* Which rows the user wants. */
#ifndef _DROPSTAT_SELECT_H
#define _DROPSTAT_SELECT_H

#include "lib/client.h"
#include "cli/command.h"
#include "lib/util.h"

/**
 * struct selection - which rows
 * @query: what the kernel chooses by
 * @all_classes: those that are no packets, too
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
 * Takes one of OPTION_NETNS and its like, or what show has of flows; false if it
 * is none of them. Complains and exits.
 */
bool select_option(struct selection *selection, int key, const char *arg);

/* Whether it chooses by what only flows have */
bool select_has_flow(const struct selection *selection);
/* Whether a row is wanted, where the kernel chose nothing */
bool select_match(const struct selection *selection, const struct drop *drop);

/* Complains about a reason that there is none of, and exits. */
void select_unknown_reason(const char *reason) __noreturn;

/* Exits if the kernel would not take a name that long; @what it is the name of. */
void select_check_length(const char *what, const char *name);

#endif /* _DROPSTAT_SELECT_H */
