/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that run until they are interrupted, which is a good end. */
#ifndef _DROPSTAT_STOP_H
#define _DROPSTAT_STOP_H

#include <stdbool.h>

/* From now on SIGINT and SIGTERM only interrupt, and are remembered. */
void stop_on_signals(void);
bool stop_wanted(void);

#endif /* _DROPSTAT_STOP_H */
