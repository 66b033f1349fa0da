// SPDX-License-Identifier: GPL-2.0
/*
 * Sends events about new sites and about sites whose drops per second have reached
 * their threshold. Once a second, a work item compares two snapshots of all sites.
 * So events cost the probe nothing and are sent at most once a second. No snapshot
 * is taken while there are no listeners.
 *
 * Only hits of class packet cause events. Event messages that are lost are hits of
 * class local, so they never cause further events.
 */
#include <linux/atomic.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "table/config.h"
#include "netlink/netlink.h"
#include "netlink/netlink-gen.h"
#include "registry/registry.h"
#include "view/view.h"

/* Bits of struct dropstat_sum's event. */
#define EVENT_NEW	BIT(0)
#define EVENT_RATE	BIT(1)

/* Used only by the work, which never runs concurrently, and after it is stopped. */
static struct dropstat_snapshot *event_last;	/* NULL: no listeners */
static u64 event_last_time;			/* jiffies of the last run */
static u64 event_suppressed;			/* in group all-events */

static atomic64_t event_nr_sent;
static atomic64_t event_nr_suppressed;

static void event_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(event_worker, event_work);

/**
 * struct event_group - one group of listeners, in one netns
 * @net: the netns
 * @group: DROPSTAT_NLGRP_*
 * @limit: number of events that may still be sent to it
 * @suppressed: number of events suppressed since the last one sent
 */
struct event_group {
	struct net *net;
	unsigned int group;
	u32 limit;
	u64 *suppressed;
};

/* Any context. Whether there are listeners; the kernel does not report their netns. */
bool dropstat_event_has_listeners(void)
{
	return genl_has_listeners(&dropstat_nl_family, &init_net,
				  DROPSTAT_NLGRP_EVENTS) ||
	       genl_has_listeners(&dropstat_nl_family, &init_net,
				  DROPSTAT_NLGRP_ALL_EVENTS);
}

static int event_put(struct sk_buff *skb, const struct event_group *group,
		     const struct dropstat_sum *site)
{
	return dropstat_nlrow_place(skb, site) ?:
	       nla_put_u64_64bit(skb, DROPSTAT_A_PACKETS, site->packets,
				 DROPSTAT_A_PAD) ?:
	       nla_put_u64_64bit(skb, DROPSTAT_A_BYTES, site->bytes,
				 DROPSTAT_A_PAD) ?:
	       nla_put_u64_64bit(skb, DROPSTAT_A_RATE, site->rate,
				 DROPSTAT_A_PAD) ?:
	       nla_put_u64_64bit(skb, DROPSTAT_A_SUPPRESSED,
				 *group->suppressed, DROPSTAT_A_PAD);
}

/*
 * Called for a netlink socket in a group, under the lock that protects all groups,
 * so the socket has not been released yet. The check on joining is not enough: a
 * socket may have joined before the group number was assigned to dropstat, and a
 * socket allowed to join in its own netns can request messages from other namespaces.
 */
static int event_filter(struct sock *sk, struct sk_buff *skb, void *data)
{
	const struct event_group *group = data;
	const struct socket *socket = sk->sk_socket;

	/* Kernel sockets have no file. */
	if (!socket || !socket->file)
		return true;
	return !file_ns_capable(socket->file, group->net->user_ns,
				CAP_NET_ADMIN);
}

/* Returns -ESRCH if there are no listeners in that netns. */
static int event_multicast(struct event_group *group,
			   const struct dropstat_sum *site, u8 cmd)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *header;

	if (!skb)
		return -ENOMEM;
	header = genlmsg_put(skb, 0, 0, &dropstat_nl_family, 0, cmd);
	if (!header || event_put(skb, group, site)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return genlmsg_multicast_netns_filtered(&dropstat_nl_family, group->net,
						skb, 0, group->group,
						GFP_KERNEL, event_filter,
						group);
}

/* Returns false if the kernel reports no listeners in that netns. */
static bool event_send(struct event_group *group,
		       const struct dropstat_sum *site, u8 cmd)
{
	int err = group->limit ? event_multicast(group, site, cmd) : -ENOBUFS;

	if (err == -ESRCH)
		return false;
	if (err) {
		++*group->suppressed;
		atomic64_inc(&event_nr_suppressed);
		return true;
	}
	group->limit--;
	*group->suppressed = 0;
	atomic64_inc(&event_nr_sent);
	return true;
}

/* Sends the events of all namespaces, or only those of the group's netns. */
static void event_send_all(struct event_group *group,
			   const struct dropstat_snapshot *snapshot, bool all)
{
	const struct dropstat_sum *site;
	u32 i;

	for (i = 0; i < snapshot->nr_rows; i++) {
		site = &snapshot->sites[snapshot->rows[i]];
		if (!all && site->key.cookie != group->net->net_cookie)
			continue;
		if ((site->event & EVENT_NEW) &&
		    !event_send(group, site, DROPSTAT_CMD_SITE_NTF))
			return;
		if ((site->event & EVENT_RATE) &&
		    !event_send(group, site, DROPSTAT_CMD_RATE_NTF))
			return;
	}
}

static void event_tell(const struct dropstat_snapshot *snapshot, u32 limit)
{
	struct event_group group = {
		.net = &init_net,
		.group = DROPSTAT_NLGRP_ALL_EVENTS,
		.limit = limit,
		.suppressed = &event_suppressed,
	};

	event_send_all(&group, snapshot, true);
	group.group = DROPSTAT_NLGRP_EVENTS;
	down_read(&net_rwsem);
	for_each_net(group.net) {
		group.limit = limit;
		group.suppressed = dropstat_netns_suppressed(group.net);
		event_send_all(&group, snapshot, false);
		cond_resched();
	}
	up_read(&net_rwsem);
}

/*
 * A site into which reclaim.c has folded others is not new. Sites with
 * DROPSTAT_REASON_ANY also have DROPSTAT_IFINDEX_ANY, but not because of folding.
 */
static bool event_is_folded(const struct dropstat_sum *site)
{
	return site->key.ifindex == DROPSTAT_IFINDEX_ANY &&
	       site->key.reason != DROPSTAT_REASON_ANY;
}

/* A site counts as new again after a flush. */
static bool event_is_new(const struct dropstat_sum *site,
			 const struct dropstat_sum *last)
{
	if (!event_last)
		return time_after_eq64(site->first, event_last_time);
	return !last || !last->packets ||
	       time_after64(site->first, event_last_time);
}

/* @last: the site in the last snapshot, or NULL. */
static void event_compare(struct dropstat_sum *site,
			  const struct dropstat_sum *last, u64 ms,
			  const struct dropstat_config *config)
{
	u32 threshold = dropstat_config_threshold(config, site->key.reason);
	bool is_new = event_is_new(site, last);
	u64 packets = site->packets;

	if (is_new)
		site->event |= EVENT_NEW;
	/* Without an earlier snapshot, the rate is unknown. */
	if (!event_last)
		return;
	if (!is_new)
		packets -= min(packets, last->packets);
	site->rate = div64_u64(packets * MSEC_PER_SEC, ms);
	site->above = threshold && site->rate >= threshold;
	if (site->above && !(last && last->above))
		site->event |= EVENT_RATE;
}

/* Replaces the rows of the snapshot with the sites that have events. */
static void event_find(struct dropstat_snapshot *snapshot, u64 now,
		       const struct dropstat_config *config)
{
	u64 ms = jiffies64_to_msecs(now - event_last_time) ?: 1;
	const struct dropstat_sum *last = NULL;
	struct dropstat_sum *site;
	u32 i, nr = 0;

	for (i = 0; i < snapshot->nr_sites; i++) {
		cond_resched();
		site = &snapshot->sites[i];
		if (site->key.class != DROPSTAT_CLASS_PACKET ||
		    !site->packets || event_is_folded(site))
			continue;
		if (event_last)
			last = dropstat_merge_find_site(event_last, &site->key);
		event_compare(site, last, ms, config);
		if (site->event)
			snapshot->rows[nr++] = i;
	}
	snapshot->nr_rows = nr;
}

static void event_forget(u64 now)
{
	dropstat_snapshot_free(event_last);
	event_last = NULL;
	event_last_time = now;
}

/* If there is no memory for a snapshot, the next run sends the events. */
static void event_look(void)
{
	static const struct dropstat_query query = {
		.admin = true,
		.whose.all = true,
	};
	static struct dropstat_config config;
	struct dropstat_snapshot *snapshot;
	u64 now;

	snapshot = dropstat_snapshot_take(&query);
	if (IS_ERR(snapshot))
		return;
	now = get_jiffies_64();
	dropstat_config_read(&config);
	event_find(snapshot, now, &config);
	if (snapshot->nr_rows)
		event_tell(snapshot, config.event_limit);
	event_forget(now);
	event_last = snapshot;
}

/* To save power, the work runs on any CPU, together with other work. */
static void event_schedule(void)
{
	queue_delayed_work(system_power_efficient_wq, &event_worker,
			   round_jiffies_relative(HZ));
}

/* Process context. */
static void event_work(struct work_struct *work)
{
	if (dropstat_event_has_listeners())
		event_look();
	else
		event_forget(get_jiffies_64());
	event_schedule();
}

/* Any context. */
void dropstat_event_totals(u64 *sent, u64 *suppressed)
{
	*sent = atomic64_read(&event_nr_sent);
	*suppressed = atomic64_read(&event_nr_suppressed);
}

/* Process context, after the family is registered. */
void dropstat_event_init(void)
{
	event_last_time = get_jiffies_64();
	event_schedule();
}

/* Process context, before the family is unregistered. */
void dropstat_event_uninit(void)
{
	cancel_delayed_work_sync(&event_worker);
	dropstat_snapshot_free(event_last);
}
