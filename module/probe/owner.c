// SPDX-License-Identifier: GPL-2.0
/* Whose packet it was: the socket's cgroup and user, perhaps the task that sent. */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <net/sock.h>

#include "probe/probe.h"
#include "probe/sock.h"

/* Must be called in the probe, an RCU section. */
static bool owner_is_of_netns(const struct dropstat_packet *packet,
			      const struct sock *sk)
{
	const struct net *net = dropstat_sock_net(sk);

	return net && net->net_cookie == packet->cookie;
}

/*
 * Must be called in the probe, an RCU section.
 * The socket that sent the packet, or was to receive it, if it is somebody's.
 * Those of the kernel itself hold no reference to their netns, and one in
 * another netns, as of a tun device that was moved, is none of this one's
 * readers' business. Request and timewait sockets end where sock_common does.
 */
static const struct sock *owner_sock(const struct dropstat_packet *packet)
{
	const struct sock *sk = packet->rx_sk ?: packet->skb->sk;

	if (!dropstat_sock_is_valid(sk) || !sk_fullsock(sk) ||
	    !sk->sk_net_refcnt || !owner_is_of_netns(packet, sk))
		return NULL;
	return sk;
}

#ifdef CONFIG_SOCK_CGROUP_DATA
/*
 * Must be called in the probe, an RCU section.
 * A socket that has lost its last reference since it was found, which is in this
 * section, may have given its cgroup back; that stays readable until its end.
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
 * Must be called in the probe, an RCU section.
 * Whether it runs in the context of a task that may well have sent the packet. A task
 * may also find somebody else's in a queue that it serves, so it has to be of the
 * socket's user and cgroup at least, and no thread that polls a device.
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
 * dropstat_owner - fill whose packet it was
 * @detail: to be filled
 * @packet: the packet
 *
 * Context: in the probe, an RCU section.
 */
void dropstat_owner(struct dropstat_detail *detail,
		    const struct dropstat_packet *packet)
{
	const struct sock *sk = owner_sock(packet);

	if (!sk)
		return;
	detail->uid = __kuid_val(sk->sk_uid);
	detail->cgroup = owner_cgroup_id(sk);
	/* One that is nobody's any more may have become another's meanwhile. */
	if (!owner_is_of_netns(packet, sk))
		return;
	detail->flags |= DROPSTAT_DETAIL_OWNER;
	if (!owner_is_current(packet, sk))
		return;
	detail->flags |= DROPSTAT_DETAIL_TASK;
	memcpy(detail->task, current->comm, sizeof(detail->task));
}
