/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Decides which of a packet's sockets the probe may use.
 *
 * skb->sk is only used if the skb has a destructor. The destructor will use the
 * socket after the probe, so the socket is alive. rule.c lists the destructors that
 * are exceptions.
 *
 * rx_sk may have been put before the drop. Most sockets are freed after an RCU grace
 * period, so they remain valid until the probe ends. But TCP sockets are
 * SLAB_TYPESAFE_BY_RCU: after the last put, the memory may immediately be reused for a
 * socket in another network namespace. Such a socket is only used if the function that
 * drops the packet holds a reference.
 */
#ifndef _DROPSTAT_SOCK_H
#define _DROPSTAT_SOCK_H

#include <linux/err.h>
#include <linux/limits.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "hit.h"
#include "registry/registry.h"

/*
 * Kernels before 6.9 may store the offset of an IP fragment in place of skb->sk.
 * UDP may pass an error pointer as rx_sk. This check excludes both. A valid pointer
 * points to at least a struct sock_common.
 */
static inline bool dropstat_sock_is_valid(const struct sock *sk)
{
	return (unsigned long)sk > U16_MAX && !IS_ERR(sk);
}

/*
 * Must be called in the probe.
 * Request and timewait sockets are reused like TCP sockets. A socket that is being set
 * up has no family or type yet.
 */
static inline bool dropstat_sock_is_reused(const struct sock *sk)
{
	switch (READ_ONCE(sk->sk_family)) {
	case AF_INET:
	case AF_INET6:
		return !sk_fullsock(sk) || (sk->sk_type != SOCK_DGRAM &&
					    sk->sk_type != SOCK_RAW);
	case AF_UNSPEC:
	case AF_SMC:
	case AF_LLC:
		return true;
	default:
		return false;
	}
}

/* Must be called in the probe. The packet's socket; NULL if it may not be used. */
static inline const struct sock *
dropstat_sock_of(const struct dropstat_packet *packet)
{
	const struct sk_buff *skb = packet->skb;
	const struct sock *sk = packet->rx_sk;

	if (dropstat_sock_is_valid(sk) &&
	    (!dropstat_sock_is_reused(sk) ||
	     dropstat_rule(packet->location) == DROPSTAT_RULE_HOLDS))
		return sk;
	if (!skb->destructor || !dropstat_sock_is_valid(skb->sk) ||
	    dropstat_rule_destructor((unsigned long)skb->destructor) ==
	    DROPSTAT_RULE_NO_SOCK)
		return NULL;
	return skb->sk;
}

/* Must be called in the probe. Whether the packet is in a queue of its socket. */
static inline bool dropstat_sock_queues(const struct sk_buff *skb)
{
	return skb->destructor &&
	       dropstat_rule_destructor((unsigned long)skb->destructor) ==
	       DROPSTAT_RULE_QUEUED;
}

/*
 * Must be called in the probe, with a socket from dropstat_sock_of().
 * Only a full socket of user space holds a reference to its netns. Some kernel
 * sockets, such as the ICMP sockets, are used for several namespaces.
 */
static inline const struct net *dropstat_sock_net(const struct sock *sk)
{
	if (!sk_fullsock(sk) || !sk->sk_net_refcnt)
		return NULL;
	/* sk_alloc() sets sk_net_refcnt before the netns. */
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
