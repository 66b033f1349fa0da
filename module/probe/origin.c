// SPDX-License-Identifier: GPL-2.0
/*
 * Determines the network namespace and interface of an skb. skb->dev is in a union
 * with dev_scratch and an rbnode, so it is never dereferenced, only looked up by
 * value.
 */
#include <linux/netdevice.h>
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
 * @net must belong to a socket or a conntrack entry that stays valid until the
 * section ends.
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
 * The last reference to rx_sk may already have been released, but rx_sk and its
 * netns stay readable until the section ends.
 */
static bool origin_from_rx_sk(struct dropstat_site_key *key,
			      const struct sock *rx_sk)
{
	return rx_sk && origin_from_net(key, dropstat_sock_net(rx_sk));
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Kernel sockets hold no reference to their netns, and some, such as the ICMP
 * sockets, serve several namespaces in turn. A tun file's socket has no address
 * family and belongs to the netns in which the file was opened.
 */
static bool origin_from_owner(struct dropstat_site_key *key,
			      const struct sock *sk)
{
	if (!dropstat_sock_is_valid(sk) || sk->sk_family == AF_UNSPEC)
		return false;
	if (sk_fullsock(sk) && !sk->sk_net_refcnt)
		return false;
	return origin_from_net(key, dropstat_sock_net(sk));
}

/*
 * Must be called in the probe, while the skb holds a reference to its conntrack.
 * A template may belong to a different netns than its packet, and does not keep
 * its netns alive.
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
 * Copies the device of a packet's route. The route pointer is in a union, so the
 * route is read with fault protection, and the device must only be looked up.
 * Returns false if the pointer is invalid.
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
 * Finds where the packet of a tunnel's device is. An outer packet on its way out is
 * in the netns that routes it. Once the device of its route has been removed, that
 * netns cannot be found any more. The route of a tunnel that gets its parameters from
 * metadata has no device; the packet has not been encapsulated yet.
 * A packet that has just been decapsulated is in the tunnel's netns, although it may
 * still have the input route of the outer packet, which points to a loopback device.
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
	if (!route)
		return NULL;
	if (route->cookie == tunnel->cookie ||
	    (skb->skb_iif && route->ifindex == LOOPBACK_IFINDEX))
		return tunnel;
	return route;
}

/*
 * Must be called in the probe, an RCU read-side critical section.
 * Finds where the packet of a netkit device is. In netkit_xmit() that may already be
 * the receiving device, although it is the sender's packet that is dropped. By then
 * only the socket is left of what belongs to the sender.
 */
static bool origin_of_netkit(struct dropstat_site_key *key,
			     const struct dropstat_iface *netkit,
			     const struct sk_buff *skb)
{
	if (!origin_from_owner(key, skb->sk))
		return false;
	if (key->cookie == netkit->cookie)
		key->ifindex = netkit->ifindex;
	return true;
}

static void origin_unknown(struct dropstat_site_key *key)
{
	key->cookie = DROPSTAT_COOKIE_UNKNOWN;
	key->inum = 0;
}

/**
 * dropstat_origin_device - find netns and interface of a hit with a device
 * @key: its cookie, inum and ifindex are filled; zero on entry
 * @skb: the skb
 * @iface: registry entry of its device
 * @location: where it was dropped
 *
 * Context: in the probe, with interrupts off.
 * Return: the interface, which need not be @iface; NULL if it is unknown.
 */
const struct dropstat_iface *
dropstat_origin_device(struct dropstat_site_key *key, const struct sk_buff *skb,
		       const struct dropstat_iface *iface, u64 location)
{
	if (iface->crossing == DROPSTAT_CROSSING_TUNNEL)
		iface = origin_of_tunnel(iface, skb);
	if (iface && iface->crossing == DROPSTAT_CROSSING_NETKIT &&
	    dropstat_rule_sender(location)) {
		if (!origin_of_netkit(key, iface, skb))
			origin_unknown(key);
		return NULL;
	}
	if (iface)
		dropstat_iface_origin(iface, key);
	else
		origin_unknown(key);
	return iface;
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
	if (!dropstat_sock_is_valid(sk))
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
 * dropstat_origin - find the netns, interface and class of a hit without a device
 * @key: key whose cookie, inum and ifindex are filled in
 * @skb: the skb
 * @rx_sk: receiving socket, or NULL
 *
 * Context: in the probe.
 * Return: the class.
 */
enum dropstat_class dropstat_origin(struct dropstat_site_key *key,
				    const struct sk_buff *skb,
				    const struct sock *rx_sk)
{
	key->ifindex = skb->skb_iif;
	if (!origin_from_rx_sk(key, rx_sk) &&
	    !origin_from_owner(key, skb->sk) && !origin_from_ct(key, skb) &&
	    !origin_from_dst(key, skb))
		origin_unknown(key);
	return origin_is_local(skb, rx_sk ?: skb->sk) ?
	       DROPSTAT_CLASS_LOCAL : DROPSTAT_CLASS_PACKET;
}
