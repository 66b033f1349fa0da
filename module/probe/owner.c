// SPDX-License-Identifier: GPL-2.0
/*
 * Records the owner of a packet: the cgroup and user of its socket and, if the
 * current task probably sent the packet, that task.
 */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <net/sock.h>

#include "probe/probe.h"
#include "probe/sock.h"

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Returns the user space socket that sent the packet or would have received it, or
 * NULL. A socket in another netns, such as the socket of a tun device that was moved,
 * is skipped because readers in the packet's netns must not learn about it.
 */
static const struct sock *owner_sock(const struct dropstat_packet *packet)
{
	const struct sock *sk = dropstat_sock_of(packet);
	const struct net *net = sk ? dropstat_sock_net(sk) : NULL;

	return net && net->net_cookie == packet->cookie ? sk : NULL;
}

#ifdef CONFIG_SOCK_CGROUP_DATA
/*
 * Must be called in the probe, an RCU read-side critical section.
 * If the socket's last reference was released after the socket was found, its
 * cgroup may also have been released. The cgroup stays readable until the section
 * ends.
 */
static const struct cgroup *owner_cgroup(const struct sock *sk)
{
	return READ_ONCE(sk->sk_cgrp_data.cgroup);
}

static u64 owner_cgroup_id(const struct sock *sk)
{
	const struct cgroup *cgroup = owner_cgroup(sk);

	return cgroup ? cgroup_id(cgroup) : 0;
}

static bool owner_shares_cgroup(const struct sock *sk)
{
	return task_dfl_cgroup(current) == owner_cgroup(sk);
}
#else
static u64 owner_cgroup_id(const struct sock *sk)
{
	return 0;
}

static bool owner_shares_cgroup(const struct sock *sk)
{
	return true;
}
#endif

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Returns whether the current task probably sent the packet. A task that processes
 * a queue may drop another task's packet. So the task must at least have the same
 * user and cgroup as the socket, and must not be a kernel thread, which may be
 * polling a device.
 */
static bool owner_is_current(const struct dropstat_packet *packet,
			     const struct sock *sk)
{
	return in_task() && !(current->flags & PF_KTHREAD) &&
	       sk == packet->skb->sk &&
	       !dropstat_sock_receives(packet->skb, packet->rx_sk) &&
	       uid_eq(current_fsuid(), sk->sk_uid) && owner_shares_cgroup(sk);
}

/**
 * dropstat_owner - fill in the owner of a packet
 * @detail: details whose owner fields are filled in
 * @packet: the packet
 *
 * Context: in the probe, an RCU read-side critical section.
 */
void dropstat_owner(struct dropstat_detail *detail,
		    const struct dropstat_packet *packet)
{
	const struct sock *sk = owner_sock(packet);

	if (!sk)
		return;
	detail->uid = __kuid_val(sk->sk_uid);
	detail->cgroup = owner_cgroup_id(sk);
	detail->flags |= DROPSTAT_DETAIL_OWNER;
	if (!owner_is_current(packet, sk))
		return;
	detail->flags |= DROPSTAT_DETAIL_TASK;
	memcpy(detail->task, current->comm, sizeof(detail->task));
}
