/* SPDX-License-Identifier: GPL-2.0 */
/* Send many UDP datagrams with one system call. */
#ifndef _DROPSTAT_BATCH_H
#define _DROPSTAT_BATCH_H

#include <netinet/in.h>

#define BATCH	64

/* Run only on this CPU; exits on failure. */
void batch_run_on(int cpu);

/*
 * Send @count datagrams, at most BATCH, through @fd; @aim sets the destination of
 * each. Returns the result of sendmmsg().
 */
int batch_send(int fd, int count, void (*aim)(struct sockaddr_in *to));

#endif /* _DROPSTAT_BATCH_H */
