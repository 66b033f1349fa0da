// SPDX-License-Identifier: GPL-2.0
/*
 * Determines the direction of a packet, or returns unknown in case of doubt. The
 * interface alone is not enough: a received skb may have been passed to another
 * device, such as an ifb or a macvlan, and still be incoming.
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

/* Copies a field of a route. The route pointer is in a union and may be invalid. */
#define direction_read(value, from)					\
	(!copy_from_kernel_nofault(&(value), &(from), sizeof(value)))

/* Must be called in the probe. */
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
 * An IPv6 route does not record whether it is for input or output. If the skb is
 * still on the interface that received it and belongs to no socket, the route is
 * for input. A tunnel or an ifb moves the skb to another interface.
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
 * Must be called in the probe, with a route.
 * Tunnel metadata and the fake route of a bridge do not indicate the direction.
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
 * Must be called in the probe, without a route.
 * A packet has no route until it is routed, and most devices release the route
 * before they send. If skb->data points to the link layer header, the packet is
 * about to be sent. If skb->data points past it, the header was pulled on receive.
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

/* In every netns, this index is reserved for the loopback device. */
static bool direction_is_local(const struct dropstat_packet *packet)
{
	return (packet->iface ? packet->iface->ifindex :
				packet->skb->skb_iif) == LOOPBACK_IFINDEX;
}

/**
 * dropstat_direction - determine the direction of a packet
 * @packet: the packet
 *
 * Context: in the probe, an RCU read-side critical section.
 * Return: the direction, or DROPSTAT_DIRECTION_UNKNOWN if it is uncertain.
 */
enum dropstat_direction dropstat_direction(const struct dropstat_packet *packet)
{
	const struct sk_buff *skb = packet->skb;
	unsigned long route = skb->_skb_refdst & SKB_DST_PTRMASK;

	if (direction_is_local(packet))
		return DROPSTAT_DIRECTION_LOCAL;
	/* A copy of a sent packet, or an ICMP error queued to a socket. */
	if (skb->pkt_type == PACKET_OUTGOING)
		return skb->skb_iif ? DROPSTAT_DIRECTION_UNKNOWN :
				      DROPSTAT_DIRECTION_TX;
	if (dropstat_sock_receives(skb, packet->rx_sk))
		return DROPSTAT_DIRECTION_RX;
	if (route)
		return direction_of_route(packet, (const void *)route);
	return direction_of_header(skb, packet->iface);
}
