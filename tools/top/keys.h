/* SPDX-License-Identifier: GPL-2.0 */
/* What each key does. */
#ifndef _DROPSTAT_TOP_KEYS_H
#define _DROPSTAT_TOP_KEYS_H

#include "top/top.h"

/* What the loop must do after a key. */
enum keys_result {
	KEYS_NONE,
	KEYS_DRAW,		/* redraw the screen */
	KEYS_READ,		/* update now */
	KEYS_QUIT,
};

enum keys_result keys_press(struct top *top, int key);
/* Line @number of the help; NULL after the last one */
const char *keys_help(unsigned int number);

#endif /* _DROPSTAT_TOP_KEYS_H */
