/* SPDX-License-Identifier: GPL-2.0 */
/* The registry entries that the probe looks up; iface.c maintains them. */
#ifndef _DROPSTAT_IFACE_H
#define _DROPSTAT_IFACE_H

#include <linux/hashtable.h>
#include <linux/if.h>
#include <linux/rculist.h>

#include "hit.h"

struct net_device;

#define DROPSTAT_IFACE_HASH_BITS	12

/* What the link layer header of an skb on a device proves about its direction */
enum dropstat_header {
	DROPSTAT_HEADER_NOTHING,
	DROPSTAT_HEADER_RX,	/* the skb was received */
	DROPSTAT_HEADER_BOTH,	/* the skb was received, or it was being sent */
};

/* Whether an skb that points to a device may be in another netns: see origin.c */
enum dropstat_crossing {
	DROPSTAT_CROSSING_NONE,
	DROPSTAT_CROSSING_TUNNEL,	/* the outer packet of a tunnel */
	DROPSTAT_CROSSING_NETKIT,	/* a packet of the other device of the pair */
};

/**
 * struct dropstat_iface - what is known about one device
 * @by_dev: in dropstat_iface_by_dev, or with @crossing in iface_by_crossing, while
 *	an skb may point to @dev; after a move, only once no such skb can be from
 *	the netns that the device has left
 * @dev: address, only for comparison; never dereferenced
 * @cookie: cookie of the device's netns
 * @inum: inode number of the device's netns
 * @ifindex: index in that netns
 * @hash: hash of @cookie, @inum and @ifindex; part of a site's hash
 * @header: what link layer headers on the device prove about direction
 * @crossing: whether an skb that points to @dev may be in another netns
 * @by_index: in iface_by_index
 * @by_moved: in iface_by_moved for a while after a move to this netns
 * @by_dead: in iface_by_dead for a while after it was unregistered
 * @dead: in iface_dead once unregistered
 * @since: jiffies when the entry was put on iface_dead or @released was set
 * @moves: was unregistered in order to move to another netns
 * @released: the entry is in iface_by_moved, and RTNL was released after the move
 * @name: name in that netns
 * @rcu: for kfree_rcu()
 *
 * Constant once published, except for the list heads, @since, @moves and
 * @released, which iface_lock protects.
 */
struct dropstat_iface {
	struct hlist_node by_dev;
	const struct net_device *dev;
	u64 cookie;
	u32 inum;
	u32 ifindex;
	u64 hash;
	enum dropstat_header header;
	enum dropstat_crossing crossing;
	struct hlist_node by_index;
	struct hlist_node by_moved;
	struct hlist_node by_dead;
	struct list_head dead;
	unsigned long since;
	bool moves;
	bool released;
	char name[IFNAMSIZ];
	struct rcu_head rcu;
};

/* Defined in iface.c; only iface.c changes it. */
extern struct hlist_head dropstat_iface_by_dev[1 << DROPSTAT_IFACE_HASH_BITS];

/**
 * dropstat_iface_find - look up the device pointer of an skb
 * @dev: any value, as found in an skb
 *
 * Finds only devices whose packets are all in the device's netns.
 *
 * Context: in the probe, or under rcu_read_lock().
 * Return: the device's entry, valid until the end of the RCU read-side critical
 *	section, or NULL.
 */
static __always_inline const struct dropstat_iface *
dropstat_iface_find(const struct net_device *dev)
{
	const struct dropstat_iface *iface;

	hash_for_each_possible_rcu(dropstat_iface_by_dev, iface, by_dev,
				   (unsigned long)dev)
		if (iface->dev == dev)
			return iface;
	return NULL;
}

/**
 * dropstat_iface_origin - set the netns and index in a site's key
 * @iface: from dropstat_iface_find()
 * @key: key whose cookie, inum and ifindex are set
 *
 * Context: in the probe, or under rcu_read_lock().
 */
static __always_inline void
dropstat_iface_origin(const struct dropstat_iface *iface,
		      struct dropstat_site_key *key)
{
	key->words[0] = iface->cookie;
	key->words[1] = dropstat_word(iface->inum, iface->ifindex);
}

/* iface.c APIs: in the probe */
const struct dropstat_iface *
dropstat_iface_find_any(const struct net_device *dev);
const struct dropstat_iface *
dropstat_iface_find_dead(const struct net_device *dev);

/* link.c APIs: process context, under RTNL */
enum dropstat_header dropstat_link_header(const struct net_device *dev);
enum dropstat_crossing dropstat_link_crossing(const struct net_device *dev);

#endif /* _DROPSTAT_IFACE_H */
