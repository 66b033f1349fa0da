// SPDX-License-Identifier: GPL-2.0
/*
 * Tracks which network namespaces exist. An ended one has no readers of its own.
 * Lookups take no lock, so that a reader with little CPU time does not delay anyone.
 */
#include <linux/atomic.h>
#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "registry/registry.h"

/**
 * struct dropstat_netns - one netns
 * @by_cookie: in netns_live
 * @cookie: cookie of the netns
 * @inum: inode number of the netns
 * @flushes: number of flushes of only this netns
 * @next_flush: jiffies from which a tenant may flush again
 * @suppressed: number of suppressed events; used only by the work in event.c
 * @rcu: for kfree_rcu()
 */
struct dropstat_netns {
	struct hlist_node by_cookie;
	u64 cookie;
	u32 inum;
	atomic_t flushes;
	unsigned long next_flush;
	u64 suppressed;
	struct rcu_head rcu;
};

static DEFINE_SPINLOCK(netns_lock);		/* serialises changes to netns_live */
static DEFINE_HASHTABLE(netns_live, 10);
static unsigned int netns_id;

/* Must be called under rcu_read_lock(). */
static struct dropstat_netns *netns_of(u64 cookie)
{
	struct dropstat_netns *netns;

	hash_for_each_possible_rcu(netns_live, netns, by_cookie, cookie)
		if (netns->cookie == cookie)
			return netns;
	return NULL;
}

/**
 * dropstat_netns_is_live - whether a netns still exists
 * @cookie: cookie of the netns
 *
 * Context: any but the probe; takes rcu_read_lock().
 * Return: true from the creation of the netns, or from module load, until it ends.
 */
bool dropstat_netns_is_live(u64 cookie)
{
	bool live;

	rcu_read_lock();
	live = netns_of(cookie);
	rcu_read_unlock();
	return live;
}

/**
 * dropstat_netns_find - find an existing netns
 * @inum: its inode number
 * @cookie: set to its cookie if it exists
 *
 * Context: any but the probe; takes rcu_read_lock().
 * Return: whether it exists.
 */
bool dropstat_netns_find(u32 inum, u64 *cookie)
{
	const struct dropstat_netns *netns;
	bool found = false;
	int bucket;

	rcu_read_lock();
	hash_for_each_rcu(netns_live, bucket, netns, by_cookie) {
		if (netns->inum == inum) {
			*cookie = netns->cookie;
			found = true;
		}
	}
	rcu_read_unlock();
	return found;
}

/**
 * dropstat_netns_may_flush - limit the rate at which a tenant flushes
 * @cookie: cookie of the tenant's netns
 *
 * Context: any but the probe; takes rcu_read_lock().
 * Return: whether the tenant may flush now: once per second.
 */
bool dropstat_netns_may_flush(u64 cookie)
{
	struct dropstat_netns *netns;
	unsigned long next, now = jiffies;
	bool may = false;

	rcu_read_lock();
	netns = netns_of(cookie);
	next = netns ? READ_ONCE(netns->next_flush) : now + 1;
	if (time_after_eq(now, next))
		may = cmpxchg(&netns->next_flush, next, now + HZ) == next;
	rcu_read_unlock();
	return may;
}

/* Any context but the probe; takes rcu_read_lock(). Counts a flush of this netns. */
void dropstat_netns_flushed(u64 cookie)
{
	struct dropstat_netns *netns;

	rcu_read_lock();
	netns = netns_of(cookie);
	if (netns)
		atomic_inc(&netns->flushes);
	rcu_read_unlock();
}

/* Any context but the probe; takes rcu_read_lock(). Flushes of only this netns. */
u32 dropstat_netns_flushes(u64 cookie)
{
	const struct dropstat_netns *netns;
	u32 flushes = 0;

	rcu_read_lock();
	netns = netns_of(cookie);
	if (netns)
		flushes = atomic_read(&netns->flushes);
	rcu_read_unlock();
	return flushes;
}

static struct dropstat_netns **netns_slot(const struct net *net)
{
	return net_generic(net, netns_id);
}

/* Process context; the netns must exist for as long as the pointer is used. */
u64 *dropstat_netns_suppressed(const struct net *net)
{
	return &(*netns_slot(net))->suppressed;
}

static int __net_init netns_start(struct net *net)
{
	struct dropstat_netns *netns = kzalloc(sizeof(*netns), GFP_KERNEL);

	if (!netns)
		return -ENOMEM;
	netns->cookie = net->net_cookie;
	netns->inum = net->ns.inum;
	netns->next_flush = jiffies;
	*netns_slot(net) = netns;
	spin_lock(&netns_lock);
	hash_add_rcu(netns_live, &netns->by_cookie, netns->cookie);
	spin_unlock(&netns_lock);
	return 0;
}

static void __net_exit netns_end(struct net *net)
{
	struct dropstat_netns *netns = *netns_slot(net);

	spin_lock(&netns_lock);
	hash_del_rcu(&netns->by_cookie);
	spin_unlock(&netns_lock);
	kfree_rcu(netns, rcu);
}

static struct pernet_operations netns_ops = {
	.init = netns_start,
	.exit = netns_end,
	.id = &netns_id,
	.size = sizeof(struct dropstat_netns *),
};

/* Process context. */
int dropstat_netns_init(void)
{
	return register_pernet_subsys(&netns_ops);
}

/* Process context, after the last snapshot. */
void dropstat_netns_uninit(void)
{
	unregister_pernet_subsys(&netns_ops);
}
