/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	netlink/specs/dropstat.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_DROPSTAT_GEN_H
#define _LINUX_DROPSTAT_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/dropstat.h>

/* Common nested types */
extern const struct nla_policy dropstat_reason_nl_policy[DROPSTAT_A_REASON_RATE_THRESHOLD + 1];

/* Ops table for dropstat */
extern const struct genl_split_ops dropstat_nl_ops[6];

int dropstat_nl_site_get_start(struct netlink_callback *cb);
int dropstat_nl_flow_get_start(struct netlink_callback *cb);
int dropstat_nl_get_done(struct netlink_callback *cb);

int dropstat_nl_site_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int dropstat_nl_flow_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int dropstat_nl_totals_get_doit(struct sk_buff *skb, struct genl_info *info);
int dropstat_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info);
int dropstat_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info);
int dropstat_nl_flush_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	DROPSTAT_NLGRP_EVENTS,
	DROPSTAT_NLGRP_ALL_EVENTS,
};

#endif /* _LINUX_DROPSTAT_GEN_H */
