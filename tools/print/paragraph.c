// SPDX-License-Identifier: GPL-2.0
/* Wraps long text. */
#include <stdio.h>
#include <string.h>

#include "print/paragraph.h"

void paragraph_print(const char *text, size_t size, size_t indent,
		     size_t width)
{
	const char *end = text + size;
	size_t column = indent, length;

	while (text < end) {
		length = strcspn(text, "\n ");
		if (length > (size_t)(end - text))
			length = end - text;
		if (width && column > indent && column + 1 + length > width) {
			printf("\n%*s", (int)indent, "");
			column = indent;
		}
		column += printf("%s%.*s", column > indent ? " " : "",
				 (int)length, text);
		text += length;
		text += strspn(text, "\n ");
	}
	putchar('\n');
}
