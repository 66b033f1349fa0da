// SPDX-License-Identifier: GPL-2.0
/*
 * Drop packets with a socket or a route that cannot be trusted.
 *
 *	echo HITS > /sys/module/drop_bad/parameters/no_netns
 *	echo DEVICE > /sys/module/drop_bad/parameters/blackhole
 *
 * A TCP socket is SLAB_TYPESAFE_BY_RCU: after its last put, another CPU may reuse it
 * before the tracepoint fires. sk_alloc() sets sk_net_refcnt before it calls
 * sock_net_set(), so the netns of a reused socket is briefly NULL.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tcp.h>
#include <net/dst.h>

#include "drop_fire.h"

#define DROP_HITS	10000

static struct sk_buff *drop_skb;
static struct sock *drop_sk;

/* Pass the socket first as the receiving socket, then as the packet's own socket. */
static void drop_fire_both(struct net_device *dev)
{
	drop_skb->dev = dev;
	DROP_FIRE(&trace_kfree_skb, drop_skb, drop_fire_both, DROP_REASON,
		  drop_sk);
	drop_skb->sk = drop_sk;
	DROP_FIRE(&trace_kfree_skb, drop_skb, drop_fire_both, DROP_REASON, NULL);
	drop_skb->sk = NULL;
}

/* Use a new flow for every round, so that its details are filled in. */
static int drop_no_netns_set(const char *val, const struct kernel_param *kp)
{
	unsigned int hits;
	int err = kstrtouint(val, 0, &hits);

	if (err || hits > DROP_HITS)
		return err ?: -ERANGE;
	while (hits--) {
		ip_hdr(drop_skb)->saddr = htonl(0x0a000000 + hits);
		drop_fire_both(init_net.loopback_dev);
		drop_fire_both(NULL);
	}
	return 0;
}

static const struct kernel_param_ops drop_no_netns_ops = {
	.set = drop_no_netns_set,
};

module_param_cb(no_netns, &drop_no_netns_ops, NULL, 0200);
MODULE_PARM_DESC(no_netns, "Number of drops for each way of passing a socket without a netns");

/*
 * Drop a packet of a device in the writer's netns. The device of its route has been
 * removed, so that dst_dev_put() has put blackhole_netdev in its place.
 */
static int drop_blackhole_set(const char *val, const struct kernel_param *kp)
{
	struct dst_entry *dst = kzalloc(sizeof(*dst), GFP_KERNEL);
	char name[IFNAMSIZ];
	int err = -ENODEV;

	if (!dst)
		return -ENOMEM;
	strscpy(name, val, sizeof(name));
	dst->dev = blackhole_netdev;
	drop_skb->dev = dev_get_by_name(current->nsproxy->net_ns, strim(name));
	if (drop_skb->dev) {
		drop_skb->_skb_refdst = (unsigned long)dst | SKB_DST_NOREF;
		DROP_FIRE(&trace_kfree_skb, drop_skb, drop_blackhole_set,
			  DROP_REASON, NULL);
		drop_skb->_skb_refdst = 0;
		dev_put(drop_skb->dev);
		err = 0;
	}
	kfree(dst);
	return err;
}

static const struct kernel_param_ops drop_blackhole_ops = {
	.set = drop_blackhole_set,
};

module_param_cb(blackhole, &drop_blackhole_ops, NULL, 0200);
MODULE_PARM_DESC(blackhole, "Drop a packet of this device whose route has lost its device");

static int __init drop_init(void)
{
	struct tcp_sock *tp = kzalloc(sizeof(*tp), GFP_KERNEL);

	drop_skb = drop_new(GFP_KERNEL);
	drop_sk = (struct sock *)tp;
	if (!drop_skb || !drop_sk) {
		kfree(drop_sk);
		kfree_skb(drop_skb);
		return -ENOMEM;
	}
	drop_sk->sk_family = AF_INET;
	drop_sk->sk_state = TCP_CLOSE;
	drop_sk->sk_net_refcnt = 1;
	return 0;
}

static void __exit drop_exit(void)
{
	consume_skb(drop_skb);
	kfree(drop_sk);
}

module_init(drop_init);
module_exit(drop_exit);

MODULE_DESCRIPTION("Drops with a socket or a route that cannot be trusted, for dropstat's tests");
MODULE_LICENSE("GPL");
