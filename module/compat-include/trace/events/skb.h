/* SPDX-License-Identifier: GPL-2.0 */
/*
 * skb:kfree_skb passes (skb, location, reason) at first, a struct sock *rx_sk
 * more from 6.11 on, and that as const from 7.x on. What a kernel really has
 * is read off the type of its register function; a fourth prototype is an
 * error at compile time, as it should be.
 */
#ifndef _DROPSTAT_COMPAT_TRACE_EVENTS_SKB_H
#define _DROPSTAT_COMPAT_TRACE_EVENTS_SKB_H

#include_next <trace/events/skb.h>

#define DROPSTAT_KFREE_SKB_ARGS						\
	void *data, struct sk_buff *skb, void *location,		\
	enum skb_drop_reason reason

typedef void (*dropstat_probe_reason_t)(DROPSTAT_KFREE_SKB_ARGS);
typedef void (*dropstat_probe_sk_t)(DROPSTAT_KFREE_SKB_ARGS,
				    struct sock *rx_sk);
typedef void (*dropstat_probe_const_sk_t)(DROPSTAT_KFREE_SKB_ARGS,
					  const struct sock *rx_sk);
typedef int (*dropstat_register_reason_t)(dropstat_probe_reason_t, void *);
typedef int (*dropstat_register_sk_t)(dropstat_probe_sk_t, void *);
typedef int (*dropstat_register_const_sk_t)(dropstat_probe_const_sk_t, void *);

/*
 * A probe is called for every drop, and none of ours has an array on its stack
 * that it indexes: there is nothing to protect.
 *
 * Each defines the probe of one prototype, around one
 * body(void *data, struct sk_buff *skb, void *location, u32 reason,
 *	const struct sock *rx_sk). All three have to be defined.
 */
#define DROPSTAT_DEFINE_PROBE_REASON(body)				\
static void __no_stack_protector					\
body##_reason(DROPSTAT_KFREE_SKB_ARGS)					\
{									\
	body(data, skb, location, reason, NULL);			\
}

#define DROPSTAT_DEFINE_PROBE_SK(body)					\
static void __no_stack_protector					\
body##_sk(DROPSTAT_KFREE_SKB_ARGS, struct sock *rx_sk)			\
{									\
	body(data, skb, location, reason, rx_sk);			\
}

#define DROPSTAT_DEFINE_PROBE_CONST_SK(body)				\
static void __no_stack_protector					\
body##_const_sk(DROPSTAT_KFREE_SKB_ARGS, const struct sock *rx_sk)	\
{									\
	body(data, skb, location, reason, rx_sk);			\
}

/* The one of them that this kernel calls. */
#define DROPSTAT_PROBE(body)						\
	_Generic(&register_trace_kfree_skb,				\
		 dropstat_register_reason_t : body##_reason,		\
		 dropstat_register_sk_t : body##_sk,			\
		 dropstat_register_const_sk_t : body##_const_sk)

#endif /* _DROPSTAT_COMPAT_TRACE_EVENTS_SKB_H */
