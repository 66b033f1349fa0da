/* SPDX-License-Identifier: GPL-2.0 */
/* Many UDP datagrams with one call, for those who send a million. */
#ifndef _DROPSTAT_BATCH_H
#define _DROPSTAT_BATCH_H

#include <netinet/in.h>

#define BATCH	64

/* Send from this CPU only, or exit. */
void batch_run_on(int cpu);

/*
 * Send @count datagrams, at most BATCH, each to where @aim says, through @fd.
 * Returns what sendmmsg() does.
 */
int batch_send(int fd, int count, void (*aim)(struct sockaddr_in *to));

#endif /* _DROPSTAT_BATCH_H */
