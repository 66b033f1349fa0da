// SPDX-License-Identifier: GPL-2.0
/*
 * Drop packets with interrupts off, which no existing driver does on demand. On the CPU
 * that writes the parameter, packets are dropped in the context of the task; on all other
 * CPUs, in an interrupt. Each packet is a UDP datagram from a different source, and is
 * dropped for a reason that is not used for anything else in these tests.
 *
 *	echo ROUNDS > /sys/module/drop_irq/parameters/drop
 *	echo HITS > /sys/module/drop_irq/parameters/nmi
 *
 * Writing to "nmi" fires the tracepoint with the NMI bit set in the preempt count.
 *
 * PREEMPT_RT cannot allocate or free memory with interrupts off. On PREEMPT_RT, the
 * tracepoint is called directly, for a packet that is reused.
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/random.h>
#include <linux/smp.h>

#include "drop_fire.h"

/* Packets per CPU in each round */
#define DROP_BURST	16
#define DROP_ROUNDS	10000

static DEFINE_PER_CPU(struct sk_buff *, drop_kept);
static DEFINE_PER_CPU(u32, drop_nr);

/* Each CPU uses its own range of source addresses. */
static void drop_spoof(struct sk_buff *skb)
{
	u32 nr = this_cpu_inc_return(drop_nr);

	ip_hdr(skb)->saddr = htonl(0x0a000000 | smp_processor_id() << 20 |
				   (nr & 0xfffff));
	udp_hdr(skb)->source = htons(nr);
}

static void drop_one(void)
{
	struct sk_buff *skb = this_cpu_read(drop_kept);

	if (IS_ENABLED(CONFIG_PREEMPT_RT)) {
		drop_spoof(skb);
		DROP_FIRE(&trace_kfree_skb, skb, drop_one, DROP_REASON, NULL);
		return;
	}
	skb = drop_new(GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		return;
	drop_spoof(skb);
	kfree_skb_reason(skb, DROP_REASON);
}

static void drop_burst(void *unused)
{
	int i;

	for (i = 0; i < DROP_BURST; i++)
		drop_one();
}

static int drop_rounds(const char *val, unsigned int *rounds)
{
	return kstrtouint(val, 0, rounds) ?:
	       (*rounds > DROP_ROUNDS ? -ERANGE : 0);
}

static int drop_set(const char *val, const struct kernel_param *kp)
{
	unsigned int rounds;
	int err = drop_rounds(val, &rounds);

	if (err)
		return err;
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
MODULE_PARM_DESC(drop, "Number of rounds of drops on every CPU");

/* As in a real NMI, do not allocate, free or wait for anything. */
static int drop_nmi_set(const char *val, const struct kernel_param *kp)
{
	unsigned int hits;
	unsigned long flags;
	int err = drop_rounds(val, &hits);

	if (err)
		return err;
	local_irq_save(flags);
	__preempt_count_add(NMI_OFFSET);
	while (hits--)
		DROP_FIRE(&trace_kfree_skb, this_cpu_read(drop_kept),
			  drop_nmi_set, DROP_REASON, NULL);
	__preempt_count_sub(NMI_OFFSET);
	local_irq_restore(flags);
	return 0;
}

static const struct kernel_param_ops drop_nmi_ops = {
	.set = drop_nmi_set,
};

module_param_cb(nmi, &drop_nmi_ops, NULL, 0200);
MODULE_PARM_DESC(nmi, "Number of hits in a simulated NMI");

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
		/* Start at a different source each time the module is loaded. */
		per_cpu(drop_nr, cpu) = get_random_u32();
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
