// SPDX-License-Identifier: GPL-2.0
/* Names from outside, made safe for formats that are UTF-8, as RFC 3629 defines it. */
#include <stdbool.h>
#include <stdint.h>

#include "lib/escape.h"
#include "lib/escape_to.h"

/* What stands for a byte that is not part of valid UTF-8 */
#define ESCAPE_REPLACEMENT	0xfffd

/* The length that the first byte announces; 0 if no character begins with it */
static size_t escape_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Neither longer than necessary, nor half of a UTF-16 pair, nor beyond Unicode */
static bool escape_is_valid(uint32_t code, size_t length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return code >= least[length] && code <= 0x10ffff &&
	       (code < 0xd800 || code > 0xdfff);
}

/*
 * Sets @code to the first character of @text, and returns its length in bytes. Of
 * invalid UTF-8, one byte is taken as ESCAPE_REPLACEMENT. @text must not be empty; the
 * NUL at its end continues no character.
 */
static size_t escape_next(const char *text, uint32_t *code)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t length = escape_length(*bytes), i;
	uint32_t found = length > 1 ? *bytes & (0x7f >> length) : *bytes;

	for (i = 1; i < length && (bytes[i] & 0xc0) == 0x80; i++)
		found = found << 6 | (bytes[i] & 0x3f);
	if (!length || i < length || !escape_is_valid(found, length)) {
		*code = ESCAPE_REPLACEMENT;
		return 1;
	}
	*code = found;
	return length;
}

void escape_json(char *to, size_t size, const char *text)
{
	struct escape_to out = escape_to(to, size);
	uint32_t code;
	size_t length;

	for (; *text; text += length) {
		length = escape_next(text, &code);
		if (code < 0x7f)
			escape_add(&out, text, 1);
		else if (code < 0x10000)
			escape_put(&out, "\\u%04x", code);
		else
			escape_put(&out, "\\u%04x\\u%04x",
				   0xd800 + ((code - 0x10000) >> 10),
				   0xdc00 + ((code - 0x10000) & 0x3ff));
	}
}

void escape_metric(char *to, size_t size, const char *text)
{
	struct escape_to out = escape_to(to, size);
	uint32_t code;
	size_t length;

	for (; *text; text += length) {
		length = escape_next(text, &code);
		if (code == '\n')
			escape_put(&out, "\\n");
		else if (code == '\\' || code == '"')
			escape_put(&out, "\\%c", (char)code);
		else if (code < ' ' || (code >= 0x7f && code < 0xa0) ||
			 code == ESCAPE_REPLACEMENT)
			escape_put(&out, "\xef\xbf\xbd");
		else
			escape_add(&out, text, length);
	}
}
