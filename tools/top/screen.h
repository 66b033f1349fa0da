/* SPDX-License-Identifier: GPL-2.0 */
/* Draws the model on the terminal. */
#ifndef _DROPSTAT_TOP_SCREEN_H
#define _DROPSTAT_TOP_SCREEN_H

#include "top/top.h"

/* Redraws the whole screen at its current size. */
void screen_draw(struct top *top);

#endif /* _DROPSTAT_TOP_SCREEN_H */
