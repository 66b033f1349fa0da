/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that run until interrupted, and then exit successfully. */
#ifndef _DROPSTAT_STOP_H
#define _DROPSTAT_STOP_H

#include <stdbool.h>

/* After this, the first SIGINT or SIGTERM only makes stop_wanted() return true. */
void stop_on_signals(void);
bool stop_wanted(void);

#endif /* _DROPSTAT_STOP_H */
