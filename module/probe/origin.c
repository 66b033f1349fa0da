// SPDX-License-Identifier: GPL-2.0
/*
 * Determines the network namespace and interface of an skb. skb->dev is in a union
 * with dev_scratch and an rbnode, so it is never dereferenced, only looked up by
 * value.
 */
#include <linux/netdevice.h>
#include <linux/preempt.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/uaccess.h>
#include <net/dst.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/sock.h>

#include "probe/probe.h"
#include "registry/iface.h"
#include "registry/registry.h"
#include "probe/sock.h"

/*
 * Must be called in the probe, an RCU read-side critical section.
 * @net must belong to a socket or a conntrack that stays valid until the end of
 * that section.
 */
static bool origin_from_net(struct dropstat_site_key *key,
			    const struct net *net)
{
	if (!net)
		return false;
	key->cookie = net->net_cookie;
	key->inum = net->ns.inum;
	return true;
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * The socket of a tun file has no address family and belongs to the netns in which
 * the file was opened.
 */
static bool origin_from_sock(struct dropstat_site_key *key,
			     const struct sock *sk)
{
	if (!sk || sk->sk_family == AF_UNSPEC)
		return false;
	return origin_from_net(key, dropstat_sock_net(sk));
}

/*
 * Must be called in the probe: the skb still holds its conntrack.
 * A template may belong to a different netns from its packet and does not keep its
 * own netns alive.
 */
static bool origin_from_ct(struct dropstat_site_key *key,
			   const struct sk_buff *skb)
{
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	return ct && !nf_ct_is_template(ct) &&
	       origin_from_net(key, nf_ct_net(ct));
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Copies the device pointer from a packet's route. The route pointer is in a union
 * and may be invalid, so the route is read with fault protection. The caller may look
 * up the device pointer, but must not dereference it. Returns false if the route
 * cannot be read.
 */
static bool origin_route_dev(const struct sk_buff *skb,
			     const struct net_device **dev)
{
	const void *dst = (const void *)(skb->_skb_refdst & SKB_DST_PTRMASK);

	BUILD_BUG_ON(offsetof(struct dst_entry, dev) != 0);
	*dev = NULL;
	return !dst || !copy_from_kernel_nofault(dev, dst, sizeof(*dev));
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * The route of a locally delivered packet points to the loopback device, which is
 * in the right netns but is the wrong interface.
 */
static bool origin_from_dst(struct dropstat_site_key *key,
			    const struct sk_buff *skb)
{
	const struct dropstat_iface *iface;
	const struct net_device *dev;
	u32 ifindex = key->ifindex;

	if (!origin_route_dev(skb, &dev))
		return false;
	iface = dropstat_iface_find_any(dev);
	if (!iface)
		return false;
	dropstat_iface_origin(iface, key);
	key->ifindex = ifindex;
	return true;
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Returns a device in the netns that a tunnel's packet is in, or NULL if that netns
 * cannot be determined. While the skb has the route of the outer packet, it is in the
 * netns of that route: on its way out, and on its way in until the tunnel drops the
 * route. Once the route's device has been removed, that netns can no longer be found.
 * If a tunnel gets its parameters from metadata, the route has no device; the packet
 * has not been encapsulated yet.
 */
static const struct dropstat_iface *
origin_of_tunnel(const struct dropstat_iface *tunnel, const struct sk_buff *skb)
{
	const struct dropstat_iface *route;
	const struct net_device *dev;

	if (!origin_route_dev(skb, &dev))
		return NULL;
	if (!dev)
		return tunnel;
	route = dropstat_iface_find_any(dev);
	return route && route->cookie == tunnel->cookie ? tunnel : route;
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Finds the netns of a packet dropped in netkit_xmit(). skb->dev may already be the
 * receiving device, although the packet still belongs to the sender's netns. In that
 * case, the skb's only remaining link to the sender is its socket.
 */
static void origin_from_netkit(struct dropstat_site_key *key,
			       const struct dropstat_packet *packet)
{
	if (origin_from_sock(key, dropstat_sock_of(packet)) &&
	    key->cookie == packet->iface->cookie)
		key->ifindex = packet->iface->ifindex;
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Returns false if the packet has no known device. Otherwise @key is filled in, unless
 * the packet's netns cannot be determined.
 */
static bool origin_from_device(struct dropstat_site_key *key,
			       struct dropstat_packet *packet)
{
	const struct dropstat_iface *iface;

	iface = dropstat_iface_find_any(READ_ONCE(packet->skb->dev));
	if (!iface)
		return false;
	if (iface->crossing == DROPSTAT_CROSSING_TUNNEL)
		iface = origin_of_tunnel(iface, packet->skb);
	packet->iface = iface;
	if (!iface)
		return true;
	if (iface->crossing == DROPSTAT_CROSSING_NETKIT &&
	    dropstat_rule(packet->location) == DROPSTAT_RULE_SENDER) {
		origin_from_netkit(key, packet);
		packet->iface = NULL;
		return true;
	}
	dropstat_iface_origin(iface, key);
	/* The route of a received packet points to the loopback device. */
	if (iface->dev != packet->skb->dev &&
	    iface->ifindex == LOOPBACK_IFINDEX && packet->skb->skb_iif) {
		key->ifindex = packet->skb->skb_iif;
		packet->iface = NULL;
	}
	return true;
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Packets that were queued on a device are freed after the device was unregistered,
 * but not while packets are being received. In that case, what looks like that device
 * is another object in the same memory. If the netns is known, only a device of that
 * netns is right.
 */
static void origin_from_dead(struct dropstat_site_key *key,
			     struct dropstat_packet *packet, bool known)
{
	const struct dropstat_iface *dead;

	if (softirq_count())
		return;
	dead = dropstat_iface_find_dead(READ_ONCE(packet->skb->dev));
	if (!dead || (known && dead->cookie != key->cookie))
		return;
	packet->iface = dead;
	dropstat_iface_origin(dead, key);
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * AF_UNIX, netlink and similar families free skbs that never had an interface. An
 * skb rejected by a netlink socket's filter has a MAC header at the same offset as
 * its network header.
 */
static bool origin_is_local(const struct sk_buff *skb, const struct sock *sk)
{
	if (skb->skb_iif)
		return false;
	if (!sk)
		return !skb->protocol && !skb->_skb_refdst &&
		       (!skb_mac_header_was_set(skb) ||
			skb->mac_header == skb->network_header);
	switch (sk->sk_family) {
	case AF_UNIX:
	case AF_NETLINK:
	case AF_KEY:
	case AF_ALG:
	case AF_VSOCK:
		return true;
	default:
		return false;
	}
}

/**
 * dropstat_origin - find the netns, the interface and the class of a hit
 * @key: its cookie, inum and ifindex are filled in; zero on entry
 * @packet: its iface and cookie are filled in; zero on entry
 *
 * A packet in a receive or error queue holds no reference to its device, but its
 * socket is known.
 *
 * Context: in the probe, with interrupts off.
 * Return: the class.
 */
enum dropstat_class dropstat_origin(struct dropstat_site_key *key,
				    struct dropstat_packet *packet)
{
	const struct sk_buff *skb = packet->skb;
	enum dropstat_class class = DROPSTAT_CLASS_PACKET;
	const struct sock *sk;
	bool queued;

	BUILD_BUG_ON(DROPSTAT_COOKIE_UNKNOWN);
	queued = dropstat_sock_queues(skb) &&
		 origin_from_sock(key, dropstat_sock_of(packet));
	if (queued || !origin_from_device(key, packet)) {
		sk = dropstat_sock_of(packet);
		key->ifindex = skb->skb_iif;
		if (origin_is_local(skb, sk))
			class = DROPSTAT_CLASS_LOCAL;
		if (!queued)
			origin_from_dead(key, packet,
					 origin_from_sock(key, sk) ||
					 origin_from_ct(key, skb) ||
					 origin_from_dst(key, skb));
	}
	packet->cookie = key->cookie;
	return class;
}
