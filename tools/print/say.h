/* SPDX-License-Identifier: GPL-2.0 */
/* Messages to the user, and the exit statuses that dropstat(8) documents. */
#ifndef _DROPSTAT_SAY_H
#define _DROPSTAT_SAY_H

#include "lib/client.h"
#include "lib/util.h"

/* EXIT STATUS of dropstat(8) */
enum say_status {
	SAY_OK,
	SAY_ERROR,
	SAY_USAGE,
	SAY_NO_MODULE,
	SAY_DENIED,
};

/* Printed if only one network namespace may be read */
#define SAY_OWN_ONLY \
	"this network namespace only; showing all needs CAP_NET_ADMIN in the initial one"

/*
 * Print one line to standard error, with the name of the program as a prefix. Names
 * among the arguments need not be escaped.
 */
void say(const char *format, ...) __printf(1, 2);
void say_and_exit(enum say_status status, const char *format, ...)
	__printf(2, 3) __noreturn;

/* Reports why a request failed, and exits; @client may be NULL. */
void say_client(enum client_status status, const struct client *client)
	__noreturn;

/* Flushes standard output; exits on a write error. */
void say_flush(void);
/* Flushes standard output and exits: successfully, or with a write error. */
void say_done(void) __noreturn;

#endif /* _DROPSTAT_SAY_H */
