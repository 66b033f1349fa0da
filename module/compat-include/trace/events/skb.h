/* SPDX-License-Identifier: GPL-2.0 */
/*
 * skb:kfree_skb passes (skb, location, reason). Since 6.11 it also passes a struct
 * sock *rx_sk, which is const since 7.x. The prototype is detected from the type of
 * the register function, not from the kernel version. Any other prototype
 * deliberately causes a compile-time error.
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
 * Each of these macros defines the probe for one prototype. The probe calls
 * body(void *data, struct sk_buff *skb, void *location, u32 reason,
 *	const struct sock *rx_sk). All three must be used.
 *
 * The probes run for every drop. They need no stack protector because they do not
 * index arrays on the stack.
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

/* The probe whose prototype matches this kernel's tracepoint. */
#define DROPSTAT_PROBE(body)						\
	_Generic(&register_trace_kfree_skb,				\
		 dropstat_register_reason_t : body##_reason,		\
		 dropstat_register_sk_t : body##_sk,			\
		 dropstat_register_const_sk_t : body##_const_sk)

#endif /* _DROPSTAT_COMPAT_TRACE_EVENTS_SKB_H */
