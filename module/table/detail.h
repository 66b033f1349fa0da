/* SPDX-License-Identifier: GPL-2.0 */
/* Details of the first packet of a flow's row, in addition to its tuple. */
#ifndef _DROPSTAT_DETAIL_H
#define _DROPSTAT_DETAIL_H

#include <linux/sched.h>

#include "hit.h"

/* Which parts of the details are filled in */
#define DROPSTAT_DETAIL_CONNTRACK	BIT(0)	/* state */
#define DROPSTAT_DETAIL_TUPLES		BIT(1)	/* the connection */
#define DROPSTAT_DETAIL_OWNER		BIT(2)	/* cgroup and uid */
#define DROPSTAT_DETAIL_TASK		BIT(3)
/* None yet: the details wait for the row's second hit */
#define DROPSTAT_DETAIL_LATER		BIT(7)

/*
 * If flows of this weight or more lose their rows, dozens of new flows have drops
 * every second. Recording details of these drops costs more than counting them, so
 * details are recorded only for flows that are hit again.
 */
#define DROPSTAT_DETAIL_WEIGHT		4

/**
 * struct dropstat_detail - details of the first packet of a flow's row
 * @flags: which of the fields below, apart from @direction, are filled in
 * @direction: enum dropstat_direction
 * @state: enum dropstat_conntrack_state
 * @zone: zone of the connection
 * @status: status of the connection, IPS_*
 * @mark: mark of the connection
 * @uid: owner of the socket, in the initial user namespace
 * @cgroup: identifier of the socket's cgroup
 * @orig: tuple of the connection's first packet
 * @reply: tuple expected in replies
 * @task: name of the task in whose context the packet was dropped
 *
 * If the row was taken from a flow of weight DROPSTAT_DETAIL_WEIGHT or more, these
 * are the details of the second packet instead. They fill two cache lines and are
 * written by only one hit of a row, under the seq of the row's set.
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
