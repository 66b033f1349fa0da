// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	netlink/specs/dropstat.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink-gen.h"

#include <uapi/linux/dropstat.h>

/* Common nested types */
const struct nla_policy dropstat_reason_nl_policy[DROPSTAT_A_REASON_RATE_THRESHOLD + 1] = {
	[DROPSTAT_A_REASON_NAME] = { .type = NLA_NUL_STRING, .len = DROPSTAT_LONGEST_NAME, },
	[DROPSTAT_A_REASON_NO_FLOWS] = { .type = NLA_FLAG, },
	[DROPSTAT_A_REASON_RATE_THRESHOLD] = { .type = NLA_U32, },
};

/* DROPSTAT_CMD_SITE_GET - dump */
static const struct nla_policy dropstat_site_get_nl_policy[DROPSTAT_A_STACKS + 1] = {
	[DROPSTAT_A_ALL_NETNS] = { .type = NLA_FLAG, },
	[DROPSTAT_A_NETNS] = { .type = NLA_U32, },
	[DROPSTAT_A_NETNS_COOKIE] = { .type = NLA_U64, },
	[DROPSTAT_A_IFINDEX] = { .type = NLA_U32, },
	[DROPSTAT_A_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[DROPSTAT_A_CLASS] = NLA_POLICY_MAX(NLA_U32, 2),
	[DROPSTAT_A_REASON] = { .type = NLA_NUL_STRING, .len = DROPSTAT_LONGEST_NAME, },
	[DROPSTAT_A_LOCATION] = { .type = NLA_NUL_STRING, .len = DROPSTAT_LONGEST_NAME, },
	[DROPSTAT_A_LIMIT] = NLA_POLICY_MIN(NLA_U32, 1),
	[DROPSTAT_A_STACKS] = { .type = NLA_FLAG, },
};

/* DROPSTAT_CMD_FLOW_GET - dump */
static const struct nla_policy dropstat_flow_get_nl_policy[DROPSTAT_A_LIMIT + 1] = {
	[DROPSTAT_A_ALL_NETNS] = { .type = NLA_FLAG, },
	[DROPSTAT_A_NETNS] = { .type = NLA_U32, },
	[DROPSTAT_A_NETNS_COOKIE] = { .type = NLA_U64, },
	[DROPSTAT_A_IFINDEX] = { .type = NLA_U32, },
	[DROPSTAT_A_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[DROPSTAT_A_CLASS] = NLA_POLICY_MAX(NLA_U32, 2),
	[DROPSTAT_A_REASON] = { .type = NLA_NUL_STRING, .len = DROPSTAT_LONGEST_NAME, },
	[DROPSTAT_A_LOCATION] = { .type = NLA_NUL_STRING, .len = DROPSTAT_LONGEST_NAME, },
	[DROPSTAT_A_LIMIT] = NLA_POLICY_MIN(NLA_U32, 1),
	[DROPSTAT_A_ETHERTYPE] = { .type = NLA_U16, },
	[DROPSTAT_A_L4PROTO] = { .type = NLA_U8, },
	[DROPSTAT_A_SADDR_V4] = { .type = NLA_U32, },
	[DROPSTAT_A_SADDR_V6] = NLA_POLICY_EXACT_LEN(16),
	[DROPSTAT_A_SADDR_PREFIX] = NLA_POLICY_MAX(NLA_U8, 128),
	[DROPSTAT_A_DADDR_V4] = { .type = NLA_U32, },
	[DROPSTAT_A_DADDR_V6] = NLA_POLICY_EXACT_LEN(16),
	[DROPSTAT_A_DADDR_PREFIX] = NLA_POLICY_MAX(NLA_U8, 128),
	[DROPSTAT_A_SPORT] = { .type = NLA_U16, },
	[DROPSTAT_A_DPORT] = { .type = NLA_U16, },
};

/* DROPSTAT_CMD_TOTALS_GET - do */
static const struct nla_policy dropstat_totals_get_nl_policy[DROPSTAT_A_TOTALS_NETNS_COOKIE + 1] = {
	[DROPSTAT_A_TOTALS_ALL_NETNS] = { .type = NLA_FLAG, },
	[DROPSTAT_A_TOTALS_NETNS] = { .type = NLA_U32, },
	[DROPSTAT_A_TOTALS_NETNS_COOKIE] = { .type = NLA_U64, },
};

/* DROPSTAT_CMD_CONFIG_SET - do */
static const struct nla_policy dropstat_config_set_nl_policy[DROPSTAT_A_CONFIG_FORGET_REASONS + 1] = {
	[DROPSTAT_A_CONFIG_FLOWS] = NLA_POLICY_MAX(NLA_U8, 1),
	[DROPSTAT_A_CONFIG_HALFLIFE] = { .type = NLA_U32, },
	[DROPSTAT_A_CONFIG_RATE_THRESHOLD] = { .type = NLA_U32, },
	[DROPSTAT_A_CONFIG_EVENT_LIMIT] = { .type = NLA_U32, },
	[DROPSTAT_A_CONFIG_REASON] = NLA_POLICY_NESTED(dropstat_reason_nl_policy),
	[DROPSTAT_A_CONFIG_FORGET_REASONS] = { .type = NLA_FLAG, },
};

/* DROPSTAT_CMD_FLUSH - do */
static const struct nla_policy dropstat_flush_nl_policy[DROPSTAT_A_NETNS_COOKIE + 1] = {
	[DROPSTAT_A_ALL_NETNS] = { .type = NLA_FLAG, },
	[DROPSTAT_A_NETNS] = { .type = NLA_U32, },
	[DROPSTAT_A_NETNS_COOKIE] = { .type = NLA_U64, },
};

/* Ops table for dropstat */
const struct genl_split_ops dropstat_nl_ops[6] = {
	{
		.cmd		= DROPSTAT_CMD_SITE_GET,
		.start		= dropstat_nl_site_get_start,
		.dumpit		= dropstat_nl_site_get_dumpit,
		.done		= dropstat_nl_get_done,
		.policy		= dropstat_site_get_nl_policy,
		.maxattr	= DROPSTAT_A_STACKS,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= DROPSTAT_CMD_FLOW_GET,
		.start		= dropstat_nl_flow_get_start,
		.dumpit		= dropstat_nl_flow_get_dumpit,
		.done		= dropstat_nl_get_done,
		.policy		= dropstat_flow_get_nl_policy,
		.maxattr	= DROPSTAT_A_LIMIT,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= DROPSTAT_CMD_TOTALS_GET,
		.doit		= dropstat_nl_totals_get_doit,
		.policy		= dropstat_totals_get_nl_policy,
		.maxattr	= DROPSTAT_A_TOTALS_NETNS_COOKIE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= DROPSTAT_CMD_CONFIG_GET,
		.doit	= dropstat_nl_config_get_doit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= DROPSTAT_CMD_CONFIG_SET,
		.doit		= dropstat_nl_config_set_doit,
		.policy		= dropstat_config_set_nl_policy,
		.maxattr	= DROPSTAT_A_CONFIG_FORGET_REASONS,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= DROPSTAT_CMD_FLUSH,
		.doit		= dropstat_nl_flush_doit,
		.policy		= dropstat_flush_nl_policy,
		.maxattr	= DROPSTAT_A_NETNS_COOKIE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
};

static const struct genl_multicast_group dropstat_nl_mcgrps[] = {
	[DROPSTAT_NLGRP_EVENTS] = { "events", },
	[DROPSTAT_NLGRP_ALL_EVENTS] = { "all-events", },
};
