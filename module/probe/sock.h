/* SPDX-License-Identifier: GPL-2.0 */
/* What the probe may make of an skb's sockets. */
#ifndef _DROPSTAT_SOCK_H
#define _DROPSTAT_SOCK_H

#include <linux/limits.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/sock.h>

/*
 * Kernels before 6.9 may keep an IP fragment's offset where skb->sk is. What
 * passes is NULL-checked, and a struct sock_common at the least.
 */
static inline bool dropstat_sock_is_valid(const struct sock *sk)
{
	return (unsigned long)sk > U16_MAX;
}

/*
 * Must be called in the probe.
 * A TCP socket may be reused while the probe reads it, and has no netns before
 * sock_net_set(). So this is read once, and may be NULL.
 */
static inline const struct net *dropstat_sock_net(const struct sock *sk)
{
	return (__force const struct net *)READ_ONCE(sk->sk_net.net);
}

/*
 * Must be called in the probe.
 * Whether an skb had come in: a receive queue's destructor says so, or a socket that
 * was to receive it. From 7.x on some that send name their own socket there.
 */
static inline bool dropstat_sock_receives(const struct sk_buff *skb,
					  const struct sock *rx_sk)
{
	return skb->destructor == sock_rfree || (rx_sk && rx_sk != skb->sk);
}

#endif /* _DROPSTAT_SOCK_H */
