// SPDX-License-Identifier: GPL-2.0
/* Tracks which network namespaces exist. An ended one has no readers of its own. */
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "registry/registry.h"

/**
 * struct dropstat_netns - one netns; net_generic() owns the memory
 * @by_cookie: in netns_live
 * @cookie: cookie of the netns
 * @inum: inode number of the netns
 * @flushes: number of flushes of only this netns, protected by netns_lock
 * @suppressed: number of suppressed events; used only by the work in event.c
 */
struct dropstat_netns {
	struct hlist_node by_cookie;
	u64 cookie;
	u32 inum;
	u32 flushes;
	u64 suppressed;
};

static DEFINE_MUTEX(netns_lock);		/* protects netns_live */
static DEFINE_HASHTABLE(netns_live, 10);
static unsigned int netns_id;

static struct dropstat_netns *netns_of(u64 cookie)
{
	struct dropstat_netns *netns;

	lockdep_assert_held(&netns_lock);
	hash_for_each_possible(netns_live, netns, by_cookie, cookie)
		if (netns->cookie == cookie)
			return netns;
	return NULL;
}

/**
 * dropstat_netns_is_live - whether a netns still exists
 * @cookie: cookie of the netns
 *
 * Context: process context; takes netns_lock.
 * Return: true from the creation of the netns, or from module load, until it ends.
 */
bool dropstat_netns_is_live(u64 cookie)
{
	bool live;

	mutex_lock(&netns_lock);
	live = netns_of(cookie);
	mutex_unlock(&netns_lock);
	return live;
}

/**
 * dropstat_netns_find - find an existing netns
 * @inum: its inode number
 * @cookie: set to its cookie if there is one
 *
 * Context: process context; takes netns_lock.
 * Return: whether there is one.
 */
bool dropstat_netns_find(u32 inum, u64 *cookie)
{
	const struct dropstat_netns *netns;
	bool found = false;
	int bucket;

	mutex_lock(&netns_lock);
	hash_for_each(netns_live, bucket, netns, by_cookie) {
		if (netns->inum == inum) {
			*cookie = netns->cookie;
			found = true;
		}
	}
	mutex_unlock(&netns_lock);
	return found;
}

/* Process context; takes netns_lock. */
void dropstat_netns_flushed(u64 cookie)
{
	struct dropstat_netns *netns;

	mutex_lock(&netns_lock);
	netns = netns_of(cookie);
	if (netns)
		netns->flushes++;
	mutex_unlock(&netns_lock);
}

/* Process context; takes netns_lock. The number of flushes of only this netns. */
u32 dropstat_netns_flushes(u64 cookie)
{
	struct dropstat_netns *netns;
	u32 flushes = 0;

	mutex_lock(&netns_lock);
	netns = netns_of(cookie);
	if (netns)
		flushes = netns->flushes;
	mutex_unlock(&netns_lock);
	return flushes;
}

/* Process context. The netns must exist while the pointer is used. */
u64 *dropstat_netns_suppressed(const struct net *net)
{
	struct dropstat_netns *netns = net_generic(net, netns_id);

	return &netns->suppressed;
}

static int __net_init netns_start(struct net *net)
{
	struct dropstat_netns *netns = net_generic(net, netns_id);

	netns->cookie = net->net_cookie;
	netns->inum = net->ns.inum;
	mutex_lock(&netns_lock);
	hash_add(netns_live, &netns->by_cookie, netns->cookie);
	mutex_unlock(&netns_lock);
	return 0;
}

static void __net_exit netns_end(struct net *net)
{
	struct dropstat_netns *netns = net_generic(net, netns_id);

	mutex_lock(&netns_lock);
	hash_del(&netns->by_cookie);
	mutex_unlock(&netns_lock);
}

static struct pernet_operations netns_ops = {
	.init = netns_start,
	.exit = netns_end,
	.id = &netns_id,
	.size = sizeof(struct dropstat_netns),
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
