/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernels before 6.2 have no split operations. No dropstat operation is both a do
 * and a dump, so ordinary operations are used instead on those kernels.
 */
#ifndef _DROPSTAT_COMPAT_NET_GENETLINK_H
#define _DROPSTAT_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>

/* Without this flag, anyone could listen. Stable kernels have had it since 2023. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#error "dropstat needs a kernel with GENL_MCAST_CAP_NET_ADMIN"
#endif

#ifdef DROPSTAT_HAVE_GENL_SPLIT_OPS
#define DROPSTAT_GENL_OPS	split_ops
#define DROPSTAT_GENL_N_OPS	n_split_ops
#else
#define genl_split_ops		genl_ops
#define DROPSTAT_GENL_OPS	ops
#define DROPSTAT_GENL_N_OPS	n_ops
#endif

/* Kernels before 6.8 cannot filter the listeners of a group: see netlink.c. */
#ifdef DROPSTAT_HAVE_GENL_FILTER
#define DROPSTAT_GENL_FILTERS	true
#else
#define DROPSTAT_GENL_FILTERS	false

static inline int
genlmsg_multicast_netns_filtered(const struct genl_family *family,
				 struct net *net, struct sk_buff *skb,
				 u32 portid, unsigned int group, gfp_t flags,
				 int (*filter)(struct sock *dsk,
					       struct sk_buff *skb, void *data),
				 void *filter_data)
{
	return genlmsg_multicast_netns(family, net, skb, portid, group, flags);
}
#endif

#endif /* _DROPSTAT_COMPAT_NET_GENETLINK_H */
