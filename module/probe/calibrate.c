// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the location at which skb_release_data() frees frag_list children. These
 * children cause hits but are not packets: they are freed with their parent, even
 * if the parent was delivered. The location depends on the compiler, so the module
 * frees a parent and a child that it allocated, and observes the hit.
 */
#include <linux/skbuff.h>
#include <linux/tracepoint.h>
#include <trace/events/skb.h>

#include "probe/probe.h"

/**
 * struct calibration - one skb to watch for
 * @want: the skb
 * @location: location of its first hit, 0 if there was none
 *
 * Only the first hit counts. A later hit at the same address is for another skb.
 */
struct calibration {
	const struct sk_buff *want;
	unsigned long location;
};

/* Any context. */
static __always_inline void calibrate_hit(void *data,
					  const struct sk_buff *skb,
					  void *location, u32 reason,
					  const struct sock *rx_sk)
{
	struct calibration *calibration = data;

	if (skb == READ_ONCE(calibration->want) &&
	    !READ_ONCE(calibration->location))
		WRITE_ONCE(calibration->location, (unsigned long)location);
}

DROPSTAT_DEFINE_PROBE_REASON(calibrate_hit)
DROPSTAT_DEFINE_PROBE_SK(calibrate_hit)
DROPSTAT_DEFINE_PROBE_CONST_SK(calibrate_hit)

/* Process context. */
static int calibrate_child(struct calibration *calibration)
{
	struct sk_buff *parent = alloc_skb(0, GFP_KERNEL);
	struct sk_buff *child = alloc_skb(0, GFP_KERNEL);

	if (!parent || !child) {
		consume_skb(parent);
		consume_skb(child);
		return -ENOMEM;
	}
	skb_shinfo(parent)->frag_list = child;
	parent->truesize += child->truesize;
	WRITE_ONCE(calibration->want, child);
	consume_skb(parent);
	WRITE_ONCE(calibration->want, NULL);
	return 0;
}

/* Process context. */
static int calibrate_list(struct calibration *calibration)
{
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	WRITE_ONCE(calibration->want, skb);
	kfree_skb_list(skb);
	WRITE_ONCE(calibration->want, NULL);
	return 0;
}

/**
 * dropstat_calibrate - find the location at which frag_list children are freed
 * @fraglist_location: set to that location; to 0 if there was no hit, or if real
 *	drops that are freed as a list have the same location
 *
 * Context: process context, before the probe is registered.
 * Return: 0 or a negative errno.
 */
int __init dropstat_calibrate(unsigned long *fraglist_location)
{
	struct calibration child = {}, list = {};
	int err;

	err = register_trace_kfree_skb(DROPSTAT_PROBE(calibrate_hit), &child);
	if (err)
		return err;
	err = register_trace_kfree_skb(DROPSTAT_PROBE(calibrate_hit), &list);
	if (err)
		goto err_child;

	err = calibrate_child(&child);
	if (!err)
		err = calibrate_list(&list);

	unregister_trace_kfree_skb(DROPSTAT_PROBE(calibrate_hit), &list);
err_child:
	unregister_trace_kfree_skb(DROPSTAT_PROBE(calibrate_hit), &child);
	tracepoint_synchronize_unregister();
	if (err)
		return err;

	*fraglist_location = child.location;
	if (!child.location || child.location == list.location) {
		*fraglist_location = 0;
		pr_warn("cannot distinguish fragments freed with their packet from drops on this kernel\n");
	}
	return 0;
}
