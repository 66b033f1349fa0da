// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoint handler. It may be called in process, softirq, hardirq and NMI
 * context, under any lock and with interrupts off. Since 7.x it may also be called
 * with preemption enabled and outside any RCU read-side critical section.
 */
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/tracepoint.h>
#include <trace/events/skb.h>

#include "table/count.h"
#include "registry/iface.h"
#include "probe/parse.h"
#include "probe/probe.h"

static unsigned long probe_fraglist_location __ro_after_init;

/*
 * Must be called in the probe.
 * Parses the network header of most packets; flowkey.c handles the rest. The offset
 * of an unset header is 0. If the header is set, the skb has a head.
 */
static __always_inline bool probe_plain(struct dropstat_hit *hit,
					const struct sk_buff *skb)
{
	const u8 *header = skb_network_header(skb);

	if (skb->protocol != htons(ETH_P_IP) || !skb->network_header ||
	    header + DROPSTAT_PARSE_PLAIN > skb_tail_pointer(skb) ||
	    !dropstat_parse_plain(&hit->tuple, header))
		return false;
	hit->segments = skb_shinfo(skb)->gso_segs;
	return true;
}

/* Must be called in the probe. Fills in the size, and the site except its origin. */
static __always_inline void probe_site(struct dropstat_hit *hit,
				       const struct sk_buff *skb,
				       void *location, u32 reason, u32 class)
{
	hit->site.words[2] = (unsigned long)location;
	hit->site.words[3] = dropstat_word(reason, class);
	hit->bytes = skb->len;
}

/*
 * Must be called with interrupts off, which implies an RCU read-side critical
 * section. Records details of a packet counted on the fast path.
 */
static noinline void probe_detail(struct dropstat_table *table,
				  struct dropstat_detail *detail,
				  void *location)
{
	struct dropstat_packet *packet = &table->packet;

	packet->location = (unsigned long)location;
	packet->iface = dropstat_iface_find(READ_ONCE(packet->skb->dev));
	/* The interface was found earlier but may have been removed since. */
	if (!packet->iface)
		return;
	packet->cookie = packet->iface->cookie;
	dropstat_detail_fill(table, detail);
}

/* Must be called with interrupts off. Counts hits that the fast path cannot. */
static noinline void probe_count_any(const struct sk_buff *skb, void *location,
				     u32 reason, const struct sock *rx_sk)
{
	struct dropstat_table *table = this_cpu_ptr(&dropstat_tables);
	struct dropstat_packet *packet = &table->packet;
	struct dropstat_detail *detail;
	struct dropstat_hit hit = {};
	u32 class;

	*packet = (struct dropstat_packet) {
		.skb = skb,
		.rx_sk = rx_sk,
		.location = (unsigned long)location,
	};
	class = dropstat_origin(&hit.site, packet);
	if ((unsigned long)location == probe_fraglist_location)
		class = DROPSTAT_CLASS_FRAGLIST;
	probe_site(&hit, skb, location, reason, class);
	if (class == DROPSTAT_CLASS_PACKET && !probe_plain(&hit, skb)) {
		dropstat_flowkey(&hit.tuple, packet);
		if (skb->head)
			hit.segments = skb_shinfo(skb)->gso_segs;
	}
	detail = dropstat_count(table, &hit, dropstat_hash_site(&hit.site),
				class, get_jiffies_64());
	if (detail)
		dropstat_detail_fill(table, detail);
}

/*
 * Must be called with interrupts off, which implies an RCU read-side critical
 * section.
 * The device takes precedence over the socket: the skb of a tun device carries the
 * tun file's socket, which belongs to the netns in which the file was opened.
 */
static __always_inline void probe_count(const struct sk_buff *skb,
					void *location, u32 reason,
					const struct sock *rx_sk)
{
	struct dropstat_table *table = this_cpu_ptr(&dropstat_tables);
	/* Every word is written before it is read. */
	struct dropstat_hit hit __uninitialized;
	struct dropstat_detail *detail;
	const struct dropstat_iface *iface;

	iface = dropstat_iface_find(READ_ONCE(skb->dev));
	/* Other destructors may say that the packet has left its device. */
	if (likely(iface &&
		   (!skb->destructor || skb->destructor == sock_wfree) &&
		   (unsigned long)location != probe_fraglist_location &&
		   probe_plain(&hit, skb))) {
		/* Kept in the table, not in registers, because few hits need them. */
		table->packet.skb = skb;
		table->packet.rx_sk = rx_sk;
		dropstat_iface_origin(iface, &hit.site);
		probe_site(&hit, skb, location, reason, DROPSTAT_CLASS_PACKET);
		detail = dropstat_count(table, &hit,
					iface->hash +
					dropstat_hash_place(&hit.site),
					DROPSTAT_CLASS_PACKET, get_jiffies_64());
		if (unlikely(detail))
			probe_detail(table, detail, location);
	} else {
		probe_count_any(skb, location, reason, rx_sk);
	}
}

/*
 * Any context.
 * Interrupts are disabled while a hit is counted, because an interrupt handler on
 * this CPU may also drop a packet and write to the same tables.
 */
static __always_inline void probe_hit(void *data, const struct sk_buff *skb,
				      void *location, u32 reason,
				      const struct sock *rx_sk)
{
	unsigned long flags;

	if (unlikely(in_nmi())) {
		dropstat_count_nmi(raw_cpu_ptr(&dropstat_tables));
		return;
	}
	local_irq_save(flags);
	probe_count(skb, location, reason, rx_sk);
	local_irq_restore(flags);
}

DROPSTAT_DEFINE_PROBE_REASON(probe_hit)
DROPSTAT_DEFINE_PROBE_SK(probe_hit)
DROPSTAT_DEFINE_PROBE_CONST_SK(probe_hit)

/**
 * dropstat_probe_init - start counting
 *
 * Context: process context, after everything the probe uses is initialized.
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
 * No probe is running when this returns.
 *
 * Context: process context.
 */
void dropstat_probe_uninit(void)
{
	unregister_trace_kfree_skb(DROPSTAT_PROBE(probe_hit), NULL);
	tracepoint_synchronize_unregister();
}
