// SPDX-License-Identifier: GPL-2.0
/* Where the functions of escape.h write. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/escape_to.h"

struct escape_to escape_to(char *to, size_t size)
{
	*to = '\0';
	return (struct escape_to){ .at = to, .size = size };
}

void escape_add(struct escape_to *to, const char *piece, size_t length)
{
	if (length >= to->size) {
		to->size = 0;
		return;
	}
	memcpy(to->at, piece, length);
	to->at += length;
	*to->at = '\0';
	to->size -= length;
}

void escape_put(struct escape_to *to, const char *format, ...)
{
	char piece[16];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	escape_add(to, piece, length);
}
