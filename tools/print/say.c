// SPDX-License-Identifier: GPL-2.0
/* Messages to the user, and the exit statuses that dropstat(8) documents. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/escape.h"
#include "print/say.h"

static void say_args(const char *format, va_list args)
{
	char *text = NULL, *line = NULL;

	fflush(stdout);
	if (vasprintf(&text, format, args) >= 0)
		line = escape_copy(escape_terminal, text);
	fprintf(stderr, "%s: %s\n", program_invocation_short_name,
		line ?: "out of memory");
	free(line);
	free(text);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_args(format, args);
	va_end(args);
}

void say_and_exit(enum say_status status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_args(format, args);
	va_end(args);
	exit(status);
}

void say_client(enum client_status status, const struct client *client)
{
	static const enum say_status statuses[] = {
		[CLIENT_NO_MODULE]	= SAY_NO_MODULE,
		[CLIENT_DENIED]		= SAY_DENIED,
		[CLIENT_REFUSED]	= SAY_ERROR,
		[CLIENT_TIMEOUT]	= SAY_ERROR,
		[CLIENT_ERROR]		= SAY_ERROR,
		[CLIENT_LOST]		= SAY_ERROR,
	};

	say_and_exit(statuses[status], "%s", client_error(client));
}

/* Detects a closed pipe even if stdio has lost the error. */
static bool say_reader_is_gone(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && out.revents & POLLERR;
}

void say_flush(void)
{
	int err;

	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return;
	err = errno ?: EIO;
	/* The reader has closed the pipe: exit without a message. */
	if (err == EPIPE || say_reader_is_gone())
		exit(SAY_ERROR);
	say_and_exit(SAY_ERROR, "cannot write: %s", strerror(err));
}

void say_done(void)
{
	say_flush();
	exit(SAY_OK);
}
