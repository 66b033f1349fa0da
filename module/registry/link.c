// SPDX-License-Identifier: GPL-2.0
/* What the kind of a device says about the packets that point to it. */
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <net/rtnetlink.h>

#include "registry/iface.h"

/* Any context. The kind in "ip link add type KIND"; NULL if there is none. */
static const char *link_kind(const struct net_device *dev)
{
	return dev->rtnl_link_ops ? dev->rtnl_link_ops->kind : NULL;
}

/**
 * dropstat_link_header - what link layer headers on a device prove about direction
 * @dev: the device
 *
 * Some devices receive skbs exactly as another device sent them, or point skb->data
 * to the header while an XDP program runs on received packets.
 *
 * Context: process context, under RTNL.
 * Return: what the headers prove.
 */
enum dropstat_header dropstat_link_header(const struct net_device *dev)
{
	static const char * const both_ways[] = { "veth", "tun", "netkit" };
	const char *kind = link_kind(dev);

	if (dev->type != ARPHRD_ETHER)
		return DROPSTAT_HEADER_NOTHING;
	if (kind && match_string(both_ways, ARRAY_SIZE(both_ways), kind) >= 0)
		return DROPSTAT_HEADER_RX;
	return DROPSTAT_HEADER_BOTH;
}

/**
 * dropstat_link_crossing - whether an skb that points to a device may be elsewhere
 * @dev: the device
 *
 * A tunnel routes the outer packet in the netns in which the tunnel was created,
 * while the skb still points to the tunnel's device. Any device of an unknown kind
 * may do the same.
 *
 * Context: process context, under RTNL.
 * Return: whether the skb may be in a different netns from the device, and how.
 */
enum dropstat_crossing dropstat_link_crossing(const struct net_device *dev)
{
	/* These pass the packet on unchanged, or belong to a device in their own netns. */
	static const char * const plain[] = {
		"batadv", "bond", "bridge", "dsa", "dummy", "hsr", "ifb",
		"ipvlan", "ipvtap", "macvlan", "macvtap", "nlmon",
		"openvswitch", "team", "tun", "veth", "vlan", "vrf",
	};
	const char *kind = link_kind(dev);

	if (dev->dev.parent || dev->flags & IFF_LOOPBACK)
		return DROPSTAT_CROSSING_NONE;
	if (!kind)
		return DROPSTAT_CROSSING_TUNNEL;
	if (!strcmp(kind, "netkit"))
		return DROPSTAT_CROSSING_NETKIT;
	if (match_string(plain, ARRAY_SIZE(plain), kind) >= 0)
		return DROPSTAT_CROSSING_NONE;
	return DROPSTAT_CROSSING_TUNNEL;
}
