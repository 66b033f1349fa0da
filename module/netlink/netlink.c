// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family dropstat. The policies of all requests are in
 * netlink-gen.c, which is generated from netlink/specs/dropstat.yaml.
 */
#include <linux/capability.h>
#include <linux/module.h>

#include "netlink/netlink.h"
#include "netlink/netlink-gen.h"
#include "registry/registry.h"
#include "table/config.h"
#include "table/upkeep.h"

#define NETLINK_TRIES	10

/* Process context. Flushes the requester's netns, or the requested namespaces. */
int dropstat_nl_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attrs[DROPSTAT_A_MAX + 1];
	struct dropstat_query query = {};
	struct sk_buff *reply;
	u64 packets;
	void *header;
	int err;

	query.admin = netlink_capable(skb, CAP_NET_ADMIN);
	err = dropstat_nlquery_attrs(info->nlhdr, attrs, DROPSTAT_A_MAX, 0,
				     info->extack) ?:
	      dropstat_nlquery_netns(&query, skb, attrs, info->extack);
	if (err)
		return err;
	if (!query.admin && !dropstat_netns_may_flush(query.whose.cookie)) {
		NL_SET_ERR_MSG(info->extack,
			       "this network namespace was flushed less than a second ago");
		return -EBUSY;
	}
	reply = dropstat_nlreply(info, nla_total_size_64bit(sizeof(u64)),
				 DROPSTAT_CMD_FLUSH, &header);
	if (!reply)
		return -ENOMEM;
	err = dropstat_flush(&query.whose, query.admin, &packets) ?:
	      nla_put_u64_64bit(reply, DROPSTAT_A_PACKETS, packets,
				DROPSTAT_A_PAD);
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}

/* The generator omits the flags of the groups, so the groups are redefined here. */
static const struct genl_multicast_group netlink_groups[] = {
	[DROPSTAT_NLGRP_EVENTS] = {
		.name = DROPSTAT_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[DROPSTAT_NLGRP_ALL_EVENTS] = {
		.name = DROPSTAT_MCGRP_ALL_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family dropstat_nl_family __ro_after_init = {
	.name = DROPSTAT_FAMILY_NAME,
	.version = DROPSTAT_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.DROPSTAT_GENL_OPS = dropstat_nl_ops,
	.DROPSTAT_GENL_N_OPS = ARRAY_SIZE(dropstat_nl_ops),
	.mcgrps = netlink_groups,
	.n_mcgrps = ARRAY_SIZE(netlink_groups),
};

/*
 * Process context.
 * Before a group number is assigned, any socket can join the group. If the kernel
 * cannot filter such sockets (event.c), the family is unregistered, which removes
 * them from the group, and registered again. Other sockets may join in between; if
 * this happens every time, no events are sent at all. After the first registration
 * this function must not fail, because a dump may have started.
 */
static int __init netlink_register(void)
{
	int err, tries;

	for (tries = 0; tries < NETLINK_TRIES; tries++) {
		err = genl_register_family(&dropstat_nl_family);
		if (err && !tries)
			return err;
		if (err) {
			/* Another family may have taken the id. */
			dropstat_nl_family.id = 0;
			break;
		}
		if (DROPSTAT_GENL_FILTERS || !dropstat_event_has_listeners()) {
			dropstat_event_init();
			return 0;
		}
		if (tries < NETLINK_TRIES - 1)
			genl_unregister_family(&dropstat_nl_family);
	}
	pr_warn("events are disabled: other sockets joined the multicast groups before registration\n");
	return 0;
}

/**
 * dropstat_netlink_init - start answering requests and sending events
 *
 * Context: process context, after the tables are initialized.
 * Return: 0 or a negative errno.
 */
int __init dropstat_netlink_init(void)
{
	dropstat_config_init();
	dropstat_totals_init();
	return netlink_register();
}

/*
 * Process context, after dropstat_probe_uninit(). No request or event is in progress
 * when this returns.
 */
void dropstat_netlink_uninit(void)
{
	dropstat_event_uninit();
	genl_unregister_family(&dropstat_nl_family);
	dropstat_config_uninit();
}
