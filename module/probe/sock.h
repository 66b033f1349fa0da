/* SPDX-License-Identifier: GPL-2.0 */
/* Safe access to the sockets of an skb in the probe. */
#ifndef _DROPSTAT_SOCK_H
#define _DROPSTAT_SOCK_H

#include <linux/limits.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/sock.h>

/*
 * Kernels before 6.9 may store the offset of an IP fragment in place of skb->sk.
 * A valid pointer is not NULL and points to at least a struct sock_common.
 */
static inline bool dropstat_sock_is_valid(const struct sock *sk)
{
	return (unsigned long)sk > U16_MAX;
}

/*
 * Must be called in the probe.
 * A TCP socket may be reused while the probe reads it. It then has no netns until
 * sock_net_set() is called. So the pointer is read only once and may be NULL.
 */
static inline const struct net *dropstat_sock_net(const struct sock *sk)
{
	return (__force const struct net *)READ_ONCE(sk->sk_net.net);
}

/*
 * Must be called in the probe.
 * Returns whether an skb was received: it has the destructor of a receive queue, or
 * it has a receiving socket. Since 7.x, some senders pass their own socket as rx_sk.
 */
static inline bool dropstat_sock_receives(const struct sk_buff *skb,
					  const struct sock *rx_sk)
{
	return skb->destructor == sock_rfree || (rx_sk && rx_sk != skb->sk);
}

#endif /* _DROPSTAT_SOCK_H */
