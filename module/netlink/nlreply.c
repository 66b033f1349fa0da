// SPDX-License-Identifier: GPL-2.0
/* Starts a reply to a request, or explains why there is none. */
#include <net/genetlink.h>

#include "netlink/netlink.h"

/**
 * dropstat_nlreply - start a reply
 * @info: the request
 * @size: size of the reply's attributes
 * @cmd: command of the reply
 * @header: set to the header, for genlmsg_end()
 *
 * Context: process context; may sleep.
 * Return: the message, or NULL if it could not be allocated.
 */
struct sk_buff *dropstat_nlreply(struct genl_info *info, size_t size,
				 u8 cmd, void **header)
{
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL);

	if (!skb)
		return NULL;
	*header = genlmsg_put_reply(skb, info, &dropstat_nl_family, 0, cmd);
	if (*header)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

/**
 * dropstat_nlbusy - explain why a reader gets no rows
 * @err: from dropstat_snapshot_take()
 * @extack: set if the reader can do something about it
 *
 * Context: process context.
 * Return: @err.
 */
int dropstat_nlbusy(int err, struct netlink_ext_ack *extack)
{
	if (err == -EBUSY)
		NL_SET_ERR_MSG(extack,
			       "busy: too much memory is held by open readers of your namespaces, or their rows change too fast");
	return err;
}
