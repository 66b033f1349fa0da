// SPDX-License-Identifier: GPL-2.0
/*
 * Registry of network devices. Only this registry maps an skb's device pointer to
 * a netns and an index. It holds copies, so the pointer is never dereferenced.
 *
 * Packets that were queued on a device when it was closed are freed only after
 * NETDEV_UNREGISTER, when RTNL is released, with softirqs enabled. So an
 * unregistered device can still be looked up for a while, as a dead device. For the
 * same reason, a device that has just moved to another netns is found only with
 * softirqs disabled, as when it receives or sends. The name of an unregistered device
 * is kept for much longer, for the rows of its drops.
 */
#include <linux/ctype.h>
#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/preempt.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>

#include "hash.h"
#include "registry/iface.h"
#include "registry/registry.h"

/*
 * After this time, all packets queued on a closed device have been freed. The time
 * is short because a dead device's memory may be reused in the meantime.
 */
#define IFACE_WHILE	(2 * HZ)
#define IFACE_DEAD_BITS		6
#define IFACE_MOVED_BITS	6
/* Maximum number of dead devices whose names are kept; the oldest are freed first. */
#define IFACE_NAMES_MAX	1024

/* Serialises all changes to the data below. Nests inside RTNL. */
static DEFINE_MUTEX(iface_lock);
DEFINE_HASHTABLE(dropstat_iface_by_dev, DROPSTAT_IFACE_HASH_BITS);
static DEFINE_HASHTABLE(iface_by_index, DROPSTAT_IFACE_HASH_BITS);
/* Devices whose packets may be in another netns, by address. */
static DEFINE_HASHTABLE(iface_by_crossing, DROPSTAT_IFACE_HASH_BITS);
/* Devices that were recently unregistered, by address. */
static DEFINE_HASHTABLE(iface_by_dead, IFACE_DEAD_BITS);
/* Devices that have recently moved to another netns, by address. */
static DEFINE_HASHTABLE(iface_by_moved, IFACE_MOVED_BITS);
static LIST_HEAD(iface_dead);			/* oldest first */
static unsigned int iface_nr_dead;		/* length of iface_dead */

static u64 iface_index_key(u64 cookie, u32 ifindex)
{
	return cookie * GOLDEN_RATIO_64 + ifindex;
}

/*
 * Must be called under rcu_read_lock().
 * If an index was reused, the newest interface is found first.
 */
static const struct dropstat_iface *iface_find_index(u64 cookie, u32 ifindex)
{
	const struct dropstat_iface *iface;

	hash_for_each_possible_rcu(iface_by_index, iface, by_index,
				   iface_index_key(cookie, ifindex))
		if (iface->cookie == cookie && iface->ifindex == ifindex)
			return iface;
	return NULL;
}

/**
 * dropstat_iface_name - name of a current or former interface
 * @cookie: cookie of its netns
 * @ifindex: its index there
 * @name: set if it is known
 *
 * Context: any but the probe; takes rcu_read_lock().
 * Return: whether the name is known.
 */
bool dropstat_iface_name(u64 cookie, u32 ifindex, char name[IFNAMSIZ])
{
	const struct dropstat_iface *iface;

	rcu_read_lock();
	iface = iface_find_index(cookie, ifindex);
	if (iface)
		strscpy(name, iface->name, IFNAMSIZ);
	rcu_read_unlock();
	return iface;
}

/**
 * dropstat_iface_label - printable name of a site's interface
 * @key: key of the site
 * @label: set to the interface's name; "ifN" if the name is unknown, "-" for no
 *	interface, "*" for any
 *
 * A name may contain any character except white space, '/' and ':'. Characters
 * that a terminal might interpret are replaced.
 *
 * Context: any but the probe; takes rcu_read_lock().
 */
void dropstat_iface_label(const struct dropstat_site_key *key,
			  char label[IFNAMSIZ])
{
	char *c;

	if (key->ifindex == DROPSTAT_IFINDEX_ANY)
		strscpy(label, "*", IFNAMSIZ);
	else if (!key->ifindex)
		strscpy(label, "-", IFNAMSIZ);
	else if (!dropstat_iface_name(key->cookie, key->ifindex, label))
		snprintf(label, IFNAMSIZ, "if%u", key->ifindex);
	for (c = label; *c; c++)
		if (!isascii(*c) || iscntrl(*c))
			*c = '?';
}

/* Any context. Returns whether the probe can find the interface. */
static bool iface_is_in_sight(const struct dropstat_iface *iface)
{
	return !hlist_unhashed_lockless(&iface->by_moved) ||
	       !hlist_unhashed_lockless(&iface->by_dev) ||
	       !hlist_unhashed_lockless(&iface->by_dead);
}

/**
 * dropstat_iface_is_gone - whether an interface can have no more hits
 * @cookie: cookie of its netns
 * @ifindex: its index there
 *
 * Context: any but the probe; takes rcu_read_lock().
 * Return: true if it was unregistered and all packets queued on it were freed, or
 *	if it is unknown.
 */
bool dropstat_iface_is_gone(u64 cookie, u32 ifindex)
{
	const struct dropstat_iface *iface;
	bool gone;

	rcu_read_lock();
	iface = iface_find_index(cookie, ifindex);
	gone = !iface || !iface_is_in_sight(iface);
	rcu_read_unlock();
	return gone;
}

static struct dropstat_iface *iface_find_locked(const struct net_device *dev)
{
	struct dropstat_iface *iface;

	lockdep_assert_held(&iface_lock);
	hash_for_each_possible(dropstat_iface_by_dev, iface, by_dev,
			       (unsigned long)dev)
		if (iface->dev == dev)
			return iface;
	hash_for_each_possible(iface_by_crossing, iface, by_dev,
			       (unsigned long)dev)
		if (iface->dev == dev)
			return iface;
	hash_for_each_possible(iface_by_moved, iface, by_moved,
			       (unsigned long)dev)
		if (iface->dev == dev)
			return iface;
	hash_for_each_possible(iface_by_dead, iface, by_dead,
			       (unsigned long)dev)
		if (iface->dev == dev)
			return iface;
	return NULL;
}

/*
 * Must be called in the probe.
 * Finds a device that has just changed its netns, unless the skb may be from the old
 * netns.
 */
static const struct dropstat_iface *
iface_find_moved(const struct net_device *dev)
{
	const struct dropstat_iface *iface;

	if (!softirq_count())
		return NULL;
	hash_for_each_possible_rcu(iface_by_moved, iface, by_moved,
				   (unsigned long)dev)
		if (iface->dev == dev)
			return iface;
	return NULL;
}

/**
 * dropstat_iface_find_any - look up a device pointer
 * @dev: any value, as found in an skb or a route
 *
 * Unlike dropstat_iface_find(), this also finds devices whose packets may be in
 * another netns, and devices that have just changed theirs.
 *
 * Context: in the probe.
 * Return: the device's entry, valid until the end of the RCU read-side critical
 *	section; NULL if there is none, or if the skb may be from the netns that the
 *	device has left.
 */
const struct dropstat_iface *
dropstat_iface_find_any(const struct net_device *dev)
{
	const struct dropstat_iface *iface = dropstat_iface_find(dev);

	if (iface)
		return iface;
	hash_for_each_possible_rcu(iface_by_crossing, iface, by_dev,
				   (unsigned long)dev)
		if (iface->dev == dev)
			return iface;
	return iface_find_moved(dev);
}

/**
 * dropstat_iface_find_dead - look up a device that was just unregistered
 * @dev: any value, as found in an skb
 *
 * Context: in the probe.
 * Return: the device's entry, valid until the end of the RCU read-side critical
 *	section, or NULL. The device's memory may already have been reused.
 */
const struct dropstat_iface *
dropstat_iface_find_dead(const struct net_device *dev)
{
	const struct dropstat_iface *iface;

	hash_for_each_possible_rcu(iface_by_dead, iface, by_dead,
				   (unsigned long)dev)
		if (iface->dev == dev)
			return iface;
	return NULL;
}

/* Hides an entry from the probe. */
static void iface_bury(struct dropstat_iface *iface)
{
	lockdep_assert_held(&iface_lock);
	hlist_del_init_rcu(&iface->by_dev);
	hlist_del_init_rcu(&iface->by_moved);
	hlist_del_init_rcu(&iface->by_dead);
}

static void iface_free(struct dropstat_iface *iface)
{
	lockdep_assert_held(&iface_lock);
	iface_bury(iface);
	hash_del_rcu(&iface->by_index);
	if (!list_empty(&iface->dead)) {
		list_del(&iface->dead);
		iface_nr_dead--;
	}
	kfree_rcu(iface, rcu);
}

static void iface_reap(struct work_struct *work);
static DECLARE_DELAYED_WORK(iface_reaper, iface_reap);

/* Process context. */
static void iface_reap(struct work_struct *work)
{
	struct dropstat_iface *iface, *next;
	bool again = false;

	mutex_lock(&iface_lock);
	list_for_each_entry_safe(iface, next, &iface_dead, dead) {
		if (time_before(jiffies, iface->since + IFACE_WHILE)) {
			again = true;
			break;
		}
		/* Kept until iface_insert() has detected the move. */
		if (iface->moves && iface_is_in_sight(iface)) {
			again = true;
			continue;
		}
		if (iface_nr_dead > IFACE_NAMES_MAX)
			iface_free(iface);
		else
			iface_bury(iface);
	}
	mutex_unlock(&iface_lock);
	if (again)
		schedule_delayed_work(&iface_reaper, HZ);
}

static void iface_settle(struct work_struct *work);
static DECLARE_DELAYED_WORK(iface_settler, iface_settle);

static void iface_publish(struct dropstat_iface *iface)
{
	lockdep_assert_held(&iface_lock);
	if (iface->crossing == DROPSTAT_CROSSING_NONE)
		hash_add_rcu(dropstat_iface_by_dev, &iface->by_dev,
			     (unsigned long)iface->dev);
	else
		hash_add_rcu(iface_by_crossing, &iface->by_dev,
			     (unsigned long)iface->dev);
}

/*
 * Must be called under RTNL, so the task that moved the device has released RTNL.
 * The device is published IFACE_WHILE after the first call. The next call removes
 * it from iface_by_moved: by then, no probe can be between the two lookups.
 */
static void iface_settle_one(struct dropstat_iface *iface)
{
	lockdep_assert_held(&iface_lock);
	if (!hlist_unhashed(&iface->by_dev)) {
		hlist_del_init_rcu(&iface->by_moved);
	} else if (!iface->released) {
		iface->released = true;
		iface->since = jiffies;
	} else if (time_after_eq(jiffies, iface->since + IFACE_WHILE)) {
		iface_publish(iface);
	}
}

/* Process context. */
static void iface_settle(struct work_struct *work)
{
	struct dropstat_iface *iface;
	struct hlist_node *next;
	int bucket;

	rtnl_lock();
	mutex_lock(&iface_lock);
	hash_for_each_safe(iface_by_moved, bucket, next, iface, by_moved)
		iface_settle_one(iface);
	if (!hash_empty(iface_by_moved))
		schedule_delayed_work(&iface_settler, HZ);
	mutex_unlock(&iface_lock);
	rtnl_unlock();
}

/* Must be called under RTNL. */
static void iface_publish_later(struct dropstat_iface *iface)
{
	lockdep_assert_held(&iface_lock);
	hash_add_rcu(iface_by_moved, &iface->by_moved,
		     (unsigned long)iface->dev);
	schedule_delayed_work(&iface_settler, 0);
}

/* @old: old entry of the device, or of another device at the same address */
static bool iface_has_moved(const struct dropstat_iface *old)
{
	lockdep_assert_held(&iface_lock);
	if (!list_empty(&old->dead))
		return old->moves;
	return hlist_unhashed(&old->by_dev);
}

/* Process context, under RTNL. */
static struct dropstat_iface *iface_new(const struct net_device *dev)
{
	struct dropstat_site_key key = {};
	struct dropstat_iface *iface;

	iface = kzalloc(sizeof(*iface), GFP_KERNEL);
	if (!iface)
		return NULL;
	INIT_LIST_HEAD(&iface->dead);
	iface->dev = dev;
	iface->cookie = dev_net(dev)->net_cookie;
	iface->inum = dev_net(dev)->ns.inum;
	iface->ifindex = dev->ifindex;
	strscpy(iface->name, dev->name, IFNAMSIZ);
	dropstat_iface_origin(iface, &key);
	iface->hash = dropstat_hash_origin(&key);
	iface->header = dropstat_link_header(dev);
	iface->crossing = dropstat_link_crossing(dev);
	return iface;
}

/*
 * Must be called with iface_lock held.
 * Replaces any old entry for the address of @dev, which may have an old name or
 * another netns, or describe another device. If memory runs out, @dev has no entry,
 * and its drops are counted as drops on an unknown device.
 */
static void iface_insert(const struct net_device *dev)
{
	struct dropstat_iface *old = iface_find_locked(dev);
	struct dropstat_iface *iface = iface_new(dev);

	if (iface) {
		if (old && iface_has_moved(old))
			iface_publish_later(iface);
		else
			iface_publish(iface);
		/* Last, so that an entry found by index never looks unregistered. */
		hash_add_rcu(iface_by_index, &iface->by_index,
			     iface_index_key(iface->cookie, iface->ifindex));
	}
	if (!old)
		return;
	if (list_empty(&old->dead))
		iface_free(old);
	else
		iface_bury(old);
}

/* Must be called with iface_lock held. */
static void iface_kill(const struct net_device *dev)
{
	struct dropstat_iface *iface = iface_find_locked(dev);

	if (!iface || !list_empty(&iface->dead))
		return;
	iface->since = jiffies;
	/* A device that is being removed would be NETREG_UNREGISTERING. */
	iface->moves = dev->reg_state == NETREG_REGISTERED;
	iface_bury(iface);
	hash_add_rcu(iface_by_dead, &iface->by_dead, (unsigned long)dev);
	list_add_tail(&iface->dead, &iface_dead);
	iface_nr_dead++;
	schedule_delayed_work(&iface_reaper, IFACE_WHILE);
}

/* Called under RTNL. Since 7.x, the device's own lock may also be held. */
static int iface_event(struct notifier_block *nb, unsigned long event,
		       void *ptr)
{
	const struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	mutex_lock(&iface_lock);
	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
		iface_insert(dev);
		break;
	case NETDEV_UNREGISTER:
		iface_kill(dev);
		break;
	}
	mutex_unlock(&iface_lock);
	return NOTIFY_DONE;
}

static struct notifier_block iface_notifier = {
	.notifier_call = iface_event,
	/* Run first, so that a device is known before any drop on it. */
	.priority = INT_MAX,
};

/**
 * dropstat_iface_init - start tracking the devices of all network namespaces
 *
 * Context: process context, without RTNL.
 * Return: 0 or a negative errno.
 */
int dropstat_iface_init(void)
{
	return register_netdevice_notifier(&iface_notifier);
}

/**
 * dropstat_iface_uninit - forget all devices
 *
 * Nothing can access the entries when they are freed: the notifier, both works, and
 * the only RCU readers (the probe and the snapshots) have been stopped.
 *
 * Context: process context, without RTNL, after dropstat_probe_uninit().
 */
void dropstat_iface_uninit(void)
{
	struct dropstat_iface *iface;
	struct hlist_node *next;
	int bucket;

	unregister_netdevice_notifier(&iface_notifier);
	cancel_delayed_work_sync(&iface_reaper);
	cancel_delayed_work_sync(&iface_settler);
	mutex_lock(&iface_lock);
	hash_for_each_safe(iface_by_index, bucket, next, iface, by_index)
		iface_free(iface);
	mutex_unlock(&iface_lock);
}
