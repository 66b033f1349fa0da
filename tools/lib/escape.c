// SPDX-License-Identifier: GPL-2.0
/* Names from outside, made safe for a terminal and for a shell. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/escape.h"
#include "lib/escape_to.h"

/* An escaped text is at most this many times as long, plus quotes. */
#define ESCAPE_FACTOR	6
#define ESCAPE_QUOTES	4

/* Characters that have no meaning for a shell */
#define ESCAPE_PLAIN	"abcdefghijklmnopqrstuvwxyz" \
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+,-./:@_"

static void escape_printable(char *to, size_t size, const char *text,
			     char least)
{
	struct escape_to out = escape_to(to, size);

	for (; *text; text++) {
		if (*text < least || *text > '~')
			escape_put(&out, "\\x%02x", (unsigned char)*text);
		else
			escape_add(&out, text, 1);
	}
}

void escape_terminal(char *to, size_t size, const char *text)
{
	escape_printable(to, size, text, ' ');
}

void escape_word(char *to, size_t size, const char *text)
{
	escape_printable(to, size, text, '!');
}

static bool escape_is_printable(const char *text)
{
	while (*text >= ' ' && *text <= '~')
		text++;
	return !*text;
}

/* Only $'...' can express control characters. It takes at most three octal digits. */
void escape_shell(char *to, size_t size, const char *text)
{
	struct escape_to out = escape_to(to, size);
	bool plain = *text && !text[strspn(text, ESCAPE_PLAIN)];
	bool odd = !escape_is_printable(text);

	escape_put(&out, "%s", odd ? "$'" : plain ? "" : "'");
	for (; *text; text++) {
		if (*text == '\'')
			escape_put(&out, odd ? "\\'" : "'\\''");
		else if (*text == '\\' && odd)
			escape_put(&out, "\\\\");
		else if (*text < ' ' || *text > '~')
			escape_put(&out, "\\%03o", (unsigned char)*text);
		else
			escape_add(&out, text, 1);
	}
	escape_put(&out, "%s", plain ? "" : "'");
}

char *escape_copy(escape_fn *escape, const char *text)
{
	size_t size = ESCAPE_FACTOR * strlen(text) + ESCAPE_QUOTES;
	char *copy = malloc(size);

	if (copy)
		escape(copy, size, text);
	return copy;
}
