// SPDX-License-Identifier: GPL-2.0
/*
 * Drop packets with pointers that cannot be trusted.
 *
 *	echo DEVICE > /sys/module/drop_bad/parameters/device
 *	echo CASE > /sys/module/drop_bad/parameters/drop
 *
 * The device is looked up in the writer's netns, and the socket is in that netns. Each
 * case drops DROP_HITS packets of different flows, so that their details are recorded.
 */
#include <linux/bottom_half.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tcp.h>
#include <net/dst.h>

#include "drop_fire.h"

#define DROP_HITS	16
/* Not canonical on x86-64, and not mapped anywhere */
#define DROP_BAD	0x0101f48000000500UL

static struct sk_buff *drop_skb;
static struct sock *drop_sk;
static struct dst_entry *drop_dst;
/* Only compared by dropstat; kept after the device is removed. */
static struct net_device *drop_dev;

static void drop_packets(struct sock *rx_sk)
{
	int i;

	for (i = 0; i < DROP_HITS; i++) {
		ip_hdr(drop_skb)->saddr = htonl(0x0a000000 + i);
		DROP_FIRE(&trace_kfree_skb, drop_skb, drop_packets, DROP_REASON,
			  rx_sk);
	}
}

/*
 * A TCP socket is SLAB_TYPESAFE_BY_RCU: after its last put, another CPU may reuse it
 * before the tracepoint fires. sk_alloc() sets sk_net_refcnt before it calls
 * sock_net_set(), so the netns of a reused socket is NULL for a moment.
 */
static void drop_no_netns(void)
{
	sock_net_set(drop_sk, NULL);
	drop_packets(drop_sk);
	drop_skb->sk = drop_sk;
	drop_skb->destructor = sock_wfree;
	drop_packets(NULL);
}

/* By then, such a socket may belong to another netns. */
static void drop_reused(void)
{
	drop_packets(drop_sk);
}

/* The skb holds no reference to its socket. */
static void drop_unreferenced(void)
{
	drop_skb->sk = drop_sk;
	drop_packets(NULL);
}

static void drop_error_sk(void)
{
	drop_skb->protocol = 0;
	drop_packets(ERR_PTR(-ECONNREFUSED));
}

static void drop_bad_sk(void)
{
	drop_skb->sk = (struct sock *)DROP_BAD;
	drop_packets(NULL);
}

static void drop_bad_route(void)
{
	drop_skb->_skb_refdst = DROP_BAD & SKB_DST_PTRMASK;
	drop_packets(NULL);
	drop_skb->dev = drop_dev;
	drop_packets(NULL);
}

/* dst_dev_put() leaves a route in this state when its device is removed. */
static void drop_blackhole(void)
{
	drop_dst->dev = blackhole_netdev;
	drop_skb->_skb_refdst = (unsigned long)drop_dst | SKB_DST_NOREF;
	drop_skb->dev = drop_dev;
	drop_packets(NULL);
}

/* In receive queues, skb->dev of a packet may hold such values. */
static void drop_bad_dev(void)
{
	drop_skb->dev = (struct net_device *)DROP_BAD;
	drop_packets(NULL);
	drop_skb->dev = (struct net_device *)drop_skb;
	drop_packets(NULL);
}

static void drop_no_head(void)
{
	u16 header = drop_skb->network_header;
	unsigned char *head = drop_skb->head;

	drop_skb->head = NULL;
	drop_skb->network_header = 0;
	DROP_FIRE(&trace_kfree_skb, drop_skb, drop_packets, DROP_REASON, NULL);
	drop_skb->head = head;
	drop_skb->network_header = header;
}

static void drop_device(void)
{
	drop_skb->dev = drop_dev;
	drop_packets(NULL);
}

static void drop_device_softirq(void)
{
	local_bh_disable();
	drop_device();
	local_bh_enable();
}

/* A packet in a receive queue holds no reference to its device. */
static void drop_queued(void)
{
	drop_skb->sk = drop_sk;
	drop_skb->destructor = sock_rfree;
	drop_device();
}

static const struct {
	const char *name;
	void (*drop)(void);
} drop_cases[] = {
	{ "no_netns", drop_no_netns },
	{ "reused", drop_reused },
	{ "unreferenced", drop_unreferenced },
	{ "error_sk", drop_error_sk },
	{ "bad_sk", drop_bad_sk },
	{ "bad_route", drop_bad_route },
	{ "blackhole", drop_blackhole },
	{ "bad_dev", drop_bad_dev },
	{ "no_head", drop_no_head },
	{ "device", drop_device },
	{ "device_softirq", drop_device_softirq },
	{ "queued", drop_queued },
};

static void drop_reset(void)
{
	drop_skb->sk = NULL;
	drop_skb->destructor = NULL;
	drop_skb->_skb_refdst = 0;
	drop_skb->dev = NULL;
	drop_skb->protocol = htons(ETH_P_IP);
}

static int drop_set(const char *val, const struct kernel_param *kp)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(drop_cases); i++) {
		if (!sysfs_streq(val, drop_cases[i].name))
			continue;
		drop_reset();
		sock_net_set(drop_sk, current->nsproxy->net_ns);
		drop_cases[i].drop();
		drop_reset();
		return 0;
	}
	return -EINVAL;
}

static int drop_device_set(const char *val, const struct kernel_param *kp)
{
	char name[IFNAMSIZ];
	struct net_device *dev;

	strscpy(name, val, sizeof(name));
	dev = dev_get_by_name(current->nsproxy->net_ns, strim(name));
	if (!dev)
		return -ENODEV;
	drop_dev = dev;
	dev_put(dev);
	return 0;
}

static const struct kernel_param_ops drop_ops = {
	.set = drop_set,
};

static const struct kernel_param_ops drop_device_ops = {
	.set = drop_device_set,
};

module_param_cb(drop, &drop_ops, NULL, 0200);
MODULE_PARM_DESC(drop, "Case to drop packets for");
module_param_cb(device, &drop_device_ops, NULL, 0200);
MODULE_PARM_DESC(device, "Device of the packets, if the case uses one");

static int __init drop_init(void)
{
	struct tcp_sock *tp = kzalloc(sizeof(*tp), GFP_KERNEL);

	drop_skb = drop_new(GFP_KERNEL);
	drop_sk = (struct sock *)tp;
	drop_dst = kzalloc(sizeof(*drop_dst), GFP_KERNEL);
	if (!drop_skb || !drop_sk || !drop_dst) {
		kfree(drop_dst);
		kfree(drop_sk);
		kfree_skb(drop_skb);
		return -ENOMEM;
	}
	drop_sk->sk_family = AF_INET;
	drop_sk->sk_type = SOCK_STREAM;
	drop_sk->sk_protocol = IPPROTO_TCP;
	drop_sk->sk_state = TCP_CLOSE;
	drop_sk->sk_net_refcnt = 1;
	return 0;
}

static void __exit drop_exit(void)
{
	drop_reset();
	consume_skb(drop_skb);
	kfree(drop_sk);
	kfree(drop_dst);
}

module_init(drop_init);
module_exit(drop_exit);

MODULE_DESCRIPTION("Drops with pointers that cannot be trusted, for dropstat's tests");
MODULE_LICENSE("GPL");
