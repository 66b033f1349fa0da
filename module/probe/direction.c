// SPDX-License-Identifier: GPL-2.0
/*
 * Which way a packet was going, where that is certain. The interface alone does
 * not tell: an skb that came in may be on a device that another one handed it
 * to, as an ifb or a macvlan, and is still on its way in.
 */
#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/uaccess.h>
#include <net/dst.h>
#include <net/dst_metadata.h>
#include <net/ip6_fib.h>
#include <net/route.h>

#include "probe/probe.h"
#include "registry/iface.h"
#include "probe/sock.h"

/* What is read of a route; copied, for the pointer shares its storage. */
#define direction_read(value, from)					\
	(!copy_from_kernel_nofault(&(value), &(from), sizeof(value)))

/* Must be called in the probe. Whether the route is one for what comes in. */
static enum dropstat_direction direction_of_ipv4(const struct rtable *rt,
						 bool received)
{
	u8 is_input;
	u16 type;

	if (!direction_read(is_input, rt->rt_is_input) ||
	    !direction_read(type, rt->rt_type))
		return DROPSTAT_DIRECTION_UNKNOWN;
	if (!is_input)
		return received ? DROPSTAT_DIRECTION_UNKNOWN :
				  DROPSTAT_DIRECTION_TX;
	return type == RTN_UNICAST ? DROPSTAT_DIRECTION_FORWARD :
				     DROPSTAT_DIRECTION_RX;
}

/*
 * Must be called in the probe.
 * The route does not say what it is for. An skb that is still on the interface that
 * it came in by, and that no socket has, was routed as what comes in. One that a
 * tunnel or an ifb has sent on is on another.
 */
static enum dropstat_direction direction_of_ipv6(const struct rt6_info *rt,
						 const struct dropstat_packet *packet)
{
	const struct sk_buff *skb = packet->skb;
	__be32 prefix;
	u32 flags;

	if (!skb->skb_iif)
		return DROPSTAT_DIRECTION_TX;
	if (!packet->iface || packet->iface->ifindex != skb->skb_iif ||
	    skb->sk || !direction_read(flags, rt->rt6i_flags) ||
	    !direction_read(prefix, rt->rt6i_dst.addr.s6_addr32[0]))
		return DROPSTAT_DIRECTION_UNKNOWN;
	if (flags & (RTF_LOCAL | RTF_ANYCAST | RTF_REJECT) ||
	    (prefix & htonl(0xff000000)) == htonl(0xff000000))
		return DROPSTAT_DIRECTION_RX;
	return DROPSTAT_DIRECTION_FORWARD;
}

/*
 * Must be called in the probe, with a route: not one that only holds what a tunnel
 * knows, nor a bridge's that leads nowhere.
 */
static enum dropstat_direction
direction_of_route(const struct dropstat_packet *packet, const void *route)
{
	const struct dst_entry *dst = route;
	u16 flags;

	if (!direction_read(flags, dst->flags) ||
	    flags & (DST_METADATA | DST_FAKE_RTABLE))
		return DROPSTAT_DIRECTION_UNKNOWN;
	switch (packet->skb->protocol) {
	case htons(ETH_P_IP):
		return direction_of_ipv4(route, packet->skb->skb_iif);
	case htons(ETH_P_IPV6):
		return direction_of_ipv6(route, packet);
	default:
		return DROPSTAT_DIRECTION_UNKNOWN;
	}
}

/*
 * Must be called in the probe, without a route: a packet has none before it is
 * routed, and most devices drop it before they send. A link layer header that
 * data points to is about to be sent; one in front of data has been taken off.
 */
static enum dropstat_direction
direction_of_header(const struct sk_buff *skb,
		    const struct dropstat_iface *iface)
{
	unsigned int data = skb_headroom(skb);

	if (!iface || iface->header == DROPSTAT_HEADER_NOTHING || !skb->head ||
	    !skb_mac_header_was_set(skb) ||
	    skb->mac_header == skb->network_header)
		return DROPSTAT_DIRECTION_UNKNOWN;
	if (!skb->skb_iif && skb->mac_header == data &&
	    iface->header == DROPSTAT_HEADER_BOTH)
		return DROPSTAT_DIRECTION_TX;
	if (skb->skb_iif == iface->ifindex && skb->mac_header < data)
		return DROPSTAT_DIRECTION_RX;
	return DROPSTAT_DIRECTION_UNKNOWN;
}

/* A loopback device has the same index everywhere, and nothing else has it. */
static bool direction_is_local(const struct dropstat_packet *packet)
{
	return (packet->iface ? packet->iface->ifindex :
				packet->skb->skb_iif) == LOOPBACK_IFINDEX;
}

/**
 * dropstat_direction - which way a packet was going
 * @packet: the packet
 *
 * Context: in the probe, an RCU section.
 * Return: the direction; DROPSTAT_DIRECTION_UNKNOWN unless it is certain.
 */
enum dropstat_direction dropstat_direction(const struct dropstat_packet *packet)
{
	const struct sk_buff *skb = packet->skb;
	unsigned long route = skb->_skb_refdst & SKB_DST_PTRMASK;

	if (direction_is_local(packet))
		return DROPSTAT_DIRECTION_LOCAL;
	/* The copy of what is sent; but errors are queued as such, too. */
	if (skb->pkt_type == PACKET_OUTGOING)
		return skb->skb_iif ? DROPSTAT_DIRECTION_UNKNOWN :
				      DROPSTAT_DIRECTION_TX;
	if (dropstat_sock_receives(skb, packet->rx_sk))
		return DROPSTAT_DIRECTION_RX;
	if (route)
		return direction_of_route(packet, (const void *)route);
	return direction_of_header(skb, packet->iface);
}
