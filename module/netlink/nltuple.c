// SPDX-License-Identifier: GPL-2.0
/* Encodes the tuple of a row or of a connection as attributes. */
#include <linux/if_ether.h>
#include <linux/ipv6.h>

#include "netlink/netlink.h"

static int nltuple_addrs(struct sk_buff *skb, const struct dropstat_tuple *tuple,
			 const struct dropstat_nltuple *types)
{
	const struct in6_addr *saddr = (const void *)tuple->saddr;
	const struct in6_addr *daddr = (const void *)tuple->daddr;

	if (tuple->ethertype == ETH_P_IPV6)
		return nla_put_in6_addr(skb, types->saddr_v6, saddr) ?:
		       nla_put_in6_addr(skb, types->daddr_v6, daddr);
	return nla_put_in_addr(skb, types->saddr_v4, tuple->saddr[0]) ?:
	       nla_put_in_addr(skb, types->daddr_v4, tuple->daddr[0]);
}

/**
 * dropstat_nltuple - add the known fields of a tuple, except its ethertype
 * @skb: the message
 * @tuple: the tuple
 * @types: types of the attributes
 *
 * Context: process context.
 * Return: 0 or -EMSGSIZE.
 */
int dropstat_nltuple(struct sk_buff *skb, const struct dropstat_tuple *tuple,
		     const struct dropstat_nltuple *types)
{
	if ((tuple->flags & DROPSTAT_TUPLE_ADDRS) &&
	    (nla_put_u8(skb, types->l4proto, tuple->l4proto) ||
	     nltuple_addrs(skb, tuple, types)))
		return -EMSGSIZE;
	if ((tuple->flags & DROPSTAT_TUPLE_PORTS) &&
	    (nla_put_be16(skb, types->sport, tuple->sport) ||
	     nla_put_be16(skb, types->dport, tuple->dport)))
		return -EMSGSIZE;
	return 0;
}
