// SPDX-License-Identifier: GPL-2.0
/* Starts a reply to a request. */
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
