// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoint's one entry. It may come in process, softirq and hardirq
 * context, under any lock, with interrupts off or, from 7.x on, preemptible
 * and outside of any RCU section.
 */
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/tracepoint.h>
#include <trace/events/skb.h>

#include "dropstat.h"
#include "table.h"

static unsigned long probe_fraglist_location __ro_after_init;

/* Must be called under rcu_read_lock(), with interrupts off. */
static __always_inline void probe_count(const struct sk_buff *skb,
					void *location, u32 reason,
					const struct sock *rx_sk)
{
	struct dropstat_hit hit;

	hit.site.location = (unsigned long)location;
	hit.site.reason = reason;
	hit.segments = 1;
	if (skb->head && skb_shinfo(skb)->gso_segs)
		hit.segments = skb_shinfo(skb)->gso_segs;
	hit.bytes = skb->len;
	dropstat_origin(&hit, skb, rx_sk);
	if (hit.site.location == probe_fraglist_location)
		hit.site.class = DROPSTAT_CLASS_FRAGLIST;
	if (hit.site.class == DROPSTAT_CLASS_PACKET)
		dropstat_flowkey(&hit.tuple, skb, rx_sk);
	dropstat_table_count(&hit);
}

/*
 * Any context. Interrupts are off for the count, because an interrupt on this
 * CPU may drop a packet too, and writes the same tables.
 */
static __always_inline void probe_hit(void *data, const struct sk_buff *skb,
				      void *location, u32 reason,
				      const struct sock *rx_sk)
{
	unsigned long flags;

	if (unlikely(in_nmi())) {
		dropstat_table_count_nmi();
		return;
	}
	rcu_read_lock();
	local_irq_save(flags);
	probe_count(skb, location, reason, rx_sk);
	local_irq_restore(flags);
	rcu_read_unlock();
}

DROPSTAT_DEFINE_PROBE_REASON(probe_hit)
DROPSTAT_DEFINE_PROBE_SK(probe_hit)
DROPSTAT_DEFINE_PROBE_CONST_SK(probe_hit)

/**
 * dropstat_probe_init - start counting
 *
 * Context: process context, after everything that the probe uses.
 * Return: 0 or a negative errno.
 */
int __init dropstat_probe_init(void)
{
	int err;

	err = dropstat_calibrate(&probe_fraglist_location);
	if (err)
		return err;
	return register_trace_kfree_skb(DROPSTAT_PROBE(probe_hit), NULL);
}

/**
 * dropstat_probe_uninit - stop counting
 *
 * No probe runs when this returns: those that had entered the tracepoint are
 * waited for by tracepoint_synchronize_unregister(), and those in their own
 * RCU section, which that no longer covers on 7.x, by synchronize_rcu().
 *
 * Context: process context.
 */
void dropstat_probe_uninit(void)
{
	unregister_trace_kfree_skb(DROPSTAT_PROBE(probe_hit), NULL);
	tracepoint_synchronize_unregister();
	synchronize_rcu();
}
