// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <err.h>
#include <sched.h>
#include <sys/socket.h>

#include "batch.h"

void batch_run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "CPU %d", cpu);
}

int batch_send(int fd, int count, void (*aim)(struct sockaddr_in *to))
{
	static struct iovec iov = { .iov_base = "drop me", .iov_len = 7 };
	static struct sockaddr_in to[BATCH];
	static struct mmsghdr msgs[BATCH];
	int i;

	for (i = 0; i < count; i++) {
		to[i].sin_family = AF_INET;
		aim(&to[i]);
		msgs[i].msg_hdr.msg_name = &to[i];
		msgs[i].msg_hdr.msg_namelen = sizeof(to[i]);
		msgs[i].msg_hdr.msg_iov = &iov;
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	return sendmmsg(fd, msgs, count, 0);
}
