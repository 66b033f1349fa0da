// SPDX-License-Identifier: GPL-2.0
/* A probe that does nothing, to measure the minimum cost of a probe on the tracepoint */
#include <linux/module.h>
#include <linux/tracepoint.h>
#include <trace/events/skb.h>

static __always_inline void empty_hit(void *data, const struct sk_buff *skb,
				      void *location, u32 reason,
				      const struct sock *rx_sk)
{
}

DROPSTAT_DEFINE_PROBE_REASON(empty_hit)
DROPSTAT_DEFINE_PROBE_SK(empty_hit)
DROPSTAT_DEFINE_PROBE_CONST_SK(empty_hit)

static int __init empty_init(void)
{
	return register_trace_kfree_skb(DROPSTAT_PROBE(empty_hit), NULL);
}

static void __exit empty_exit(void)
{
	unregister_trace_kfree_skb(DROPSTAT_PROBE(empty_hit), NULL);
	tracepoint_synchronize_unregister();
}

module_init(empty_init);
module_exit(empty_exit);

MODULE_DESCRIPTION("Empty probe on kfree_skb, for dropstat's benchmark");
MODULE_LICENSE("GPL");
