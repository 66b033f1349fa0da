// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "leak.h"

/* The lowest kernel address with five-level page tables; with four, it is higher. */
#define LEAK_FIRST	0xff11000000000000
#define LEAK_HEX	16
#define LEAK_DECIMAL	20

/* Check every offset, regardless of the layout of the message. */
static uint64_t leak_in_bytes(const char *data, size_t size)
{
	uint64_t value;
	size_t i;

	for (i = 0; i + sizeof(value) <= size; i++) {
		memcpy(&value, data + i, sizeof(value));
		if (value >= LEAK_FIRST)
			return value;
	}
	return 0;
}

/* UINT64_MAX means "none", and is not an address. */
static uint64_t leak_in_word(const char *word, size_t size)
{
	char copy[LEAK_DECIMAL + 1] = "", *end;
	uint64_t value;

	if (size > 2 && word[0] == '0' && tolower(word[1]) == 'x') {
		word += 2;
		size -= 2;
	}
	if (size != LEAK_HEX && size != LEAK_DECIMAL)
		return 0;
	memcpy(copy, word, size);
	value = strtoull(copy, &end, size == LEAK_HEX ? 16 : 10);
	return *end || value == UINT64_MAX || value < LEAK_FIRST ? 0 : value;
}

static uint64_t leak_in_text(const char *data, size_t size)
{
	size_t i, start = 0;
	uint64_t found = 0;

	for (i = 0; i <= size && !found; i++) {
		if (i < size && isalnum((unsigned char)data[i]))
			continue;
		found = leak_in_word(data + start, i - start);
		start = i + 1;
	}
	return found;
}

/* Returns a kernel address in the data, in binary or as text; 0 if there is none. */
uint64_t leak_find(const void *data, size_t size)
{
	return leak_in_bytes(data, size) ?: leak_in_text(data, size);
}
