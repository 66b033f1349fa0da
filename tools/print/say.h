/* SPDX-License-Identifier: GPL-2.0 */
/* Words to the user, and the status that dropstat(8) documents. */
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

/* Said where only one namespace may be seen */
#define SAY_OWN_ONLY \
	"this network namespace only; all need CAP_NET_ADMIN in the initial one"

/* Each is a line on standard error, after "dropstat: ". */
void say(const char *format, ...) __printf(1, 2);
void say_and_exit(enum say_status status, const char *format, ...)
	__printf(2, 3) __noreturn;

/* Why a request failed; @client is NULL if there is none. */
void say_client(enum client_status status, const struct client *client)
	__noreturn;

/* Exits if standard output has not taken everything so far. */
void say_flush(void);
/* Ends well, if standard output took everything. */
void say_done(void) __noreturn;

#endif /* _DROPSTAT_SAY_H */
