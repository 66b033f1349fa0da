/* SPDX-License-Identifier: GPL-2.0 */
/* Drawing: the model on the terminal. */
#ifndef _DROPSTAT_TOP_SCREEN_H
#define _DROPSTAT_TOP_SCREEN_H

#include "top/top.h"

/* Draws all of it, as large as the terminal is now. */
void screen_draw(struct top *top);

#endif /* _DROPSTAT_TOP_SCREEN_H */
