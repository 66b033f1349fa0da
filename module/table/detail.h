/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of the first packet of a flow's row, besides its tuple. */
#ifndef _DROPSTAT_DETAIL_H
#define _DROPSTAT_DETAIL_H

#include <linux/sched.h>

#include "hit.h"

/* Which parts of a detail are filled */
#define DROPSTAT_DETAIL_CONNTRACK	BIT(0)	/* state */
#define DROPSTAT_DETAIL_TUPLES		BIT(1)	/* and the connection */
#define DROPSTAT_DETAIL_OWNER		BIT(2)	/* cgroup and uid */
#define DROPSTAT_DETAIL_TASK		BIT(3)
/* Or that it waits for the row's second hit */
#define DROPSTAT_DETAIL_LATER		BIT(7)

/*
 * Where rows are taken from flows of this weight and more, drops of ever new flows
 * come by the dozen each second. What is known of these costs more than counting
 * them, so only those that come again are looked at.
 */
#define DROPSTAT_DETAIL_WEIGHT		4

/**
 * struct dropstat_detail - what is known of the first packet of a flow's row
 *	besides its tuple; or of its second, see DROPSTAT_DETAIL_WEIGHT
 * @flags: which of the fields below, but @direction, are filled
 * @direction: enum dropstat_direction
 * @state: enum dropstat_conntrack_state
 * @zone: of the connection
 * @status: of the connection, IPS_*
 * @mark: of the connection
 * @uid: of the socket, in the initial user namespace
 * @cgroup: identifier of the socket's cgroup
 * @orig: of the connection, as its first packet came
 * @reply: of the connection, as answers are waited for
 * @task: name of the task in whose context the packet was dropped
 *
 * Two cache lines, which only one hit of a row writes, under the seq of the row's
 * set.
 */
struct dropstat_detail {
	u8 flags;
	u8 direction;
	u8 state;
	u16 zone;
	u32 status;
	u32 mark;
	u32 uid;
	u64 cgroup;
	struct dropstat_tuple orig;
	struct dropstat_tuple reply;
	char task[TASK_COMM_LEN];
} __aligned(64);

static_assert(sizeof(struct dropstat_detail) == 128);

#endif /* _DROPSTAT_DETAIL_H */
