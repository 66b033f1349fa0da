/* SPDX-License-Identifier: GPL-2.0 */
/* What each key does. */
#ifndef _DROPSTAT_TOP_KEYS_H
#define _DROPSTAT_TOP_KEYS_H

#include "top/top.h"

/* What a key asks of the loop. */
enum keys_result {
	KEYS_NONE,
	KEYS_DRAW,		/* there is something else to see */
	KEYS_READ,		/* a new picture is wanted now */
	KEYS_QUIT,
};

enum keys_result keys_press(struct top *top, int key);
/* Line number @number of the help; NULL behind the last. */
const char *keys_help(unsigned int number);

#endif /* _DROPSTAT_TOP_KEYS_H */
