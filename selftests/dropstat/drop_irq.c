// SPDX-License-Identifier: GPL-2.0
/*
 * Drops where interrupts are off, which no stock driver makes on purpose: in
 * the task that asks for them, and on every other CPU in an interrupt, whatever
 * that has interrupted. Each is a UDP packet with another source.
 *
 *	echo ROUNDS > /sys/module/drop_irq/parameters/drop
 *
 * Where nothing can be allocated or freed with interrupts off (PREEMPT_RT), the
 * tracepoint fires for a packet that stays.
 */
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/smp.h>
#include <linux/udp.h>
#include <net/net_namespace.h>
#include <trace/events/skb.h>

/* Packets of each CPU in a round. */
#define DROP_BURST	16
#define DROP_ROUNDS	10000

static DEFINE_PER_CPU(struct sk_buff *, drop_kept);
static DEFINE_PER_CPU(u32, drop_nr);

#define DROP_FIRE_ARGS							\
	struct sk_buff *skb, void *location, enum skb_drop_reason reason

typedef void (*drop_fire_t)(DROP_FIRE_ARGS);
typedef void (*drop_fire_sk_t)(DROP_FIRE_ARGS, struct sock *sk);
typedef void (*drop_fire_const_sk_t)(DROP_FIRE_ARGS, const struct sock *sk);

static void drop_fire(drop_fire_t fire, DROP_FIRE_ARGS)
{
	fire(skb, location, reason);
}

static void drop_fire_sk(drop_fire_sk_t fire, DROP_FIRE_ARGS)
{
	fire(skb, location, reason, NULL);
}

static void drop_fire_const_sk(drop_fire_const_sk_t fire, DROP_FIRE_ARGS)
{
	fire(skb, location, reason, NULL);
}

/* What the tracepoint of this kernel is given. */
#define DROP_FIRE							\
	_Generic(&trace_kfree_skb,					\
		 drop_fire_t : drop_fire,				\
		 drop_fire_sk_t : drop_fire_sk,				\
		 drop_fire_const_sk_t : drop_fire_const_sk)

static struct sk_buff *drop_new(gfp_t gfp)
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

/* Every CPU has sources of its own. */
static void drop_spoof(struct sk_buff *skb)
{
	u32 nr = this_cpu_inc_return(drop_nr);

	ip_hdr(skb)->saddr = htonl(0x0a000000 | smp_processor_id() << 20 |
				   (nr & 0xfffff));
	udp_hdr(skb)->source = htons(nr);
}

static void drop_one(void)
{
	const enum skb_drop_reason reason = SKB_DROP_REASON_NO_SOCKET;
	struct sk_buff *skb = this_cpu_read(drop_kept);

	if (IS_ENABLED(CONFIG_PREEMPT_RT)) {
		drop_spoof(skb);
		DROP_FIRE(&trace_kfree_skb, skb, drop_one, reason);
		return;
	}
	skb = drop_new(GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		return;
	drop_spoof(skb);
	kfree_skb_reason(skb, reason);
}

static void drop_burst(void *unused)
{
	int i;

	for (i = 0; i < DROP_BURST; i++)
		drop_one();
}

static int drop_set(const char *val, const struct kernel_param *kp)
{
	unsigned int rounds;
	int err = kstrtouint(val, 0, &rounds);

	if (err)
		return err;
	if (rounds > DROP_ROUNDS)
		return -ERANGE;
	while (rounds--) {
		on_each_cpu(drop_burst, NULL, 1);
		cond_resched();
	}
	return 0;
}

static const struct kernel_param_ops drop_ops = {
	.set = drop_set,
};

module_param_cb(drop, &drop_ops, NULL, 0200);
MODULE_PARM_DESC(drop, "Drop in so many rounds, on every CPU");

static void drop_free(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		consume_skb(per_cpu(drop_kept, cpu));
}

static int __init drop_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(drop_kept, cpu) = drop_new(GFP_KERNEL);
		if (!per_cpu(drop_kept, cpu)) {
			drop_free();
			return -ENOMEM;
		}
	}
	return 0;
}

static void __exit drop_exit(void)
{
	drop_free();
}

module_init(drop_init);
module_exit(drop_exit);

MODULE_DESCRIPTION("Drops with interrupts off, for dropstat's tests");
MODULE_LICENSE("GPL");
