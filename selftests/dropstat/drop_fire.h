/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the test modules: create a packet, and fire the tracepoint for it. */
#ifndef _DROP_FIRE_H
#define _DROP_FIRE_H

#include <linux/ip.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/net_namespace.h>
#include <trace/events/skb.h>

/* A drop reason that is not used for anything else in these tests */
#define DROP_REASON	SKB_DROP_REASON_XFRM_POLICY

#define DROP_FIRE_ARGS							\
	struct sk_buff *skb, void *location,				\
	enum skb_drop_reason reason, struct sock *sk

typedef void (*drop_fire_t)(struct sk_buff *skb, void *location,
			    enum skb_drop_reason reason);
typedef void (*drop_fire_sk_t)(DROP_FIRE_ARGS);
typedef void (*drop_fire_const_sk_t)(struct sk_buff *skb, void *location,
				     enum skb_drop_reason reason,
				     const struct sock *sk);

static inline void drop_fire(drop_fire_t fire, DROP_FIRE_ARGS)
{
	fire(skb, location, reason);
}

static inline void drop_fire_sk(drop_fire_sk_t fire, DROP_FIRE_ARGS)
{
	fire(skb, location, reason, sk);
}

static inline void drop_fire_const_sk(drop_fire_const_sk_t fire, DROP_FIRE_ARGS)
{
	fire(skb, location, reason, sk);
}

/* Call a probe with the arguments that this kernel's tracepoint passes. */
#define DROP_FIRE							\
	_Generic(&trace_kfree_skb,					\
		 drop_fire_t : drop_fire,				\
		 drop_fire_sk_t : drop_fire_sk,				\
		 drop_fire_const_sk_t : drop_fire_const_sk)

static inline struct sk_buff *drop_new(gfp_t gfp)
{
	const int len = sizeof(struct iphdr) + sizeof(struct udphdr);
	struct sk_buff *skb = alloc_skb(len, gfp);
	struct udphdr *udp;
	struct iphdr *ip;

	if (!skb)
		return NULL;
	skb_reset_network_header(skb);
	ip = skb_put_zero(skb, sizeof(*ip));
	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	ip->protocol = IPPROTO_UDP;
	ip->tot_len = htons(len);
	ip->daddr = htonl(INADDR_LOOPBACK);
	skb_set_transport_header(skb, skb->len);
	udp = skb_put_zero(skb, sizeof(*udp));
	udp->dest = htons(9);
	udp->len = htons(sizeof(*udp));
	skb->protocol = htons(ETH_P_IP);
	skb->dev = init_net.loopback_dev;
	return skb;
}

#endif /* _DROP_FIRE_H */
