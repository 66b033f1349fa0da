/* SPDX-License-Identifier: GPL-2.0 */
/* Where the functions of escape.h write. */
#ifndef _DROPSTAT_ESCAPE_TO_H
#define _DROPSTAT_ESCAPE_TO_H

#include <stddef.h>

#include "lib/util.h"

/**
 * struct escape_to - where the escaped text goes
 * @at: where to append
 * @size: bytes that are left there; 0 after something did not fit
 */
struct escape_to {
	char *at;
	size_t size;
};

struct escape_to escape_to(char *to, size_t size);

/* Append the whole piece, or nothing from then on. */
void escape_add(struct escape_to *to, const char *piece, size_t length);
void escape_put(struct escape_to *to, const char *format, ...)
	__printf(2, 3);

#endif /* _DROPSTAT_ESCAPE_TO_H */
