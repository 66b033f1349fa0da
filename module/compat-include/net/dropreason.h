/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Up to 6.3 the kernel has one table of reasons, drop_reasons[]. Later kernels have
 * one table per subsystem, which may exist only while the owning module is loaded.
 * This shim provides the later interface on all kernels.
 */
#ifndef _DROPSTAT_COMPAT_NET_DROPREASON_H
#define _DROPSTAT_COMPAT_NET_DROPREASON_H

#include_next <net/dropreason.h>
#include <linux/rcupdate.h>

#ifdef SKB_DROP_REASON_SUBSYS_SHIFT

static inline u32 dropstat_reason_subsys(u32 reason)
{
	return reason >> SKB_DROP_REASON_SUBSYS_SHIFT;
}

static inline u32 dropstat_reason_index(u32 reason)
{
	return reason & ~SKB_DROP_REASON_SUBSYS_MASK;
}

static inline u32 dropstat_reason_of(u32 subsys, u32 index)
{
	return subsys << SKB_DROP_REASON_SUBSYS_SHIFT | index;
}

/* Must be called under rcu_read_lock(), which keeps the name valid. */
static inline const char *dropstat_reason_kernel_name(u32 reason)
{
	u32 subsys = dropstat_reason_subsys(reason);
	u32 index = dropstat_reason_index(reason);
	const struct drop_reason_list *list;

	if (subsys >= SKB_DROP_REASON_SUBSYS_NUM)
		return NULL;
	list = rcu_dereference(drop_reasons_by_subsys[subsys]);
	return list && index < list->n_reasons ? list->reasons[index] : NULL;
}

/* The name of a reason's subsystem; NULL for core and unknown subsystems. */
static inline const char *dropstat_reason_subsys_name(u32 reason)
{
	switch (dropstat_reason_subsys(reason)) {
	case SKB_DROP_REASON_SUBSYS_MAC80211_UNUSABLE:
		return "mac80211_unusable";
#ifdef DROPSTAT_HAVE_MAC80211_MONITOR
	case SKB_DROP_REASON_SUBSYS_MAC80211_MONITOR:
		return "mac80211_monitor";
#endif
	case SKB_DROP_REASON_SUBSYS_OPENVSWITCH:
		return "openvswitch";
#ifdef DROPSTAT_HAVE_QDISC
	case SKB_DROP_REASON_SUBSYS_QDISC:
		return "qdisc";
#endif
	}
	return NULL;
}

#else /* !SKB_DROP_REASON_SUBSYS_SHIFT */

static inline u32 dropstat_reason_subsys(u32 reason)
{
	return 0;
}

static inline u32 dropstat_reason_index(u32 reason)
{
	return reason;
}

/* There is only subsystem 0. Any other subsystem gives a number without a name. */
static inline u32 dropstat_reason_of(u32 subsys, u32 index)
{
	return subsys ? U32_MAX - 1 : index;
}

static inline const char *dropstat_reason_kernel_name(u32 reason)
{
	return reason < SKB_DROP_REASON_MAX ? drop_reasons[reason] : NULL;
}

static inline const char *dropstat_reason_subsys_name(u32 reason)
{
	return NULL;
}

#endif /* SKB_DROP_REASON_SUBSYS_SHIFT */

/*
 * 7.x numbers the qdisc reasons but registers no table for them, so the names are
 * taken from the macro that defines the numbers.
 */
#ifdef DROPSTAT_HAVE_QDISC
#include <net/dropreason-qdisc.h>

static inline const char *dropstat_reason_qdisc_name(u32 reason)
{
#define FN(name)							\
	[QDISC_DROP_##name & ~SKB_DROP_REASON_SUBSYS_MASK] = #name,
	static const char * const names[] = {
		DEFINE_QDISC_DROP_REASON(FN, FN)
	};
#undef FN
	u32 index = dropstat_reason_index(reason);

	if (dropstat_reason_subsys(reason) != SKB_DROP_REASON_SUBSYS_QDISC)
		return NULL;
	return index < ARRAY_SIZE(names) ? names[index] : NULL;
}
#else
static inline const char *dropstat_reason_qdisc_name(u32 reason)
{
	return NULL;
}
#endif /* DROPSTAT_HAVE_QDISC */

#endif /* _DROPSTAT_COMPAT_NET_DROPREASON_H */
