// SPDX-License-Identifier: GPL-2.0
/*
 * Tells listeners of sites that are new, and of those whose drops per second
 * have reached their threshold. Once a second it compares two pictures of all
 * sites, so the probe knows nothing of it, and nobody is told more often.
 *
 * Only drops are told of. What is lost of our own messages is of class local,
 * so it never is the cause of another message.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/workqueue.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "config.h"
#include "dropstat.h"
#include "netlink.h"
#include "netlink-gen.h"
#include "table.h"

#define EVENT_PERIOD	HZ

/* Bits of struct dropstat_sum's event. */
#define EVENT_NEW	BIT(0)
#define EVENT_RATE	BIT(1)

/* Of the work alone, which is never run twice at once, until it is stopped. */
static struct dropstat_snapshot *event_last;
static u64 event_last_time;		/* jiffies at which it was taken */
static u64 event_last_sites;		/* rows for sites at that time */
static u32 event_last_generation;	/* of the flushes, likewise */
static bool event_listening;		/* whether somebody listened then */
static u64 event_suppressed;		/* in the group of all */

static atomic64_t event_nr_sent;
static atomic64_t event_nr_suppressed;

static void event_work(struct work_struct *work);
static DECLARE_DEFERRABLE_WORK(event_worker, event_work);

/**
 * struct event_group - one group of listeners, in one netns
 * @net: the netns
 * @group: DROPSTAT_NLGRP_
 * @limit: events that may still be sent to it
 * @suppressed: events that were not, since the last that was
 */
struct event_group {
	struct net *net;
	unsigned int group;
	u32 limit;
	u64 *suppressed;
};

static u64 event_sites(void)
{
	u64 nr = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		nr += dropstat_site_nr(dropstat_table_of(cpu));
	return nr;
}

static bool event_has_listeners(struct net *net, unsigned int group)
{
	return genl_has_listeners(&dropstat_nl_family, net, group);
}

static bool event_anybody_listens(void)
{
	bool listens = event_has_listeners(&init_net,
					   DROPSTAT_NLGRP_ALL_EVENTS);
	struct net *net;

	down_read(&net_rwsem);
	for_each_net(net)
		listens |= event_has_listeners(net, DROPSTAT_NLGRP_EVENTS);
	up_read(&net_rwsem);
	return listens;
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

static bool event_multicast(const struct event_group *group,
			    const struct dropstat_sum *site, u8 cmd)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *header;

	if (!skb)
		return false;
	header = genlmsg_put(skb, 0, 0, &dropstat_nl_family, 0, cmd);
	if (!header || event_put(skb, group, site)) {
		nlmsg_free(skb);
		return false;
	}
	genlmsg_end(skb, header);
	genlmsg_multicast_netns(&dropstat_nl_family, group->net, skb, 0,
				group->group, GFP_KERNEL);
	return true;
}

static void event_send(struct event_group *group,
		       const struct dropstat_sum *site, u8 cmd)
{
	if (!group->limit || !event_multicast(group, site, cmd)) {
		++*group->suppressed;
		atomic64_inc(&event_nr_suppressed);
		return;
	}
	group->limit--;
	*group->suppressed = 0;
	atomic64_inc(&event_nr_sent);
}

/* Of all namespaces, or of the group's own. */
static void event_send_all(struct event_group *group,
			   const struct dropstat_snapshot *snapshot, bool all)
{
	const struct dropstat_sum *site;
	u32 i;

	for (i = 0; i < snapshot->nr_sites; i++) {
		site = &snapshot->sites[i];
		if (!all && site->key.cookie != group->net->net_cookie)
			continue;
		if (site->event & EVENT_NEW)
			event_send(group, site, DROPSTAT_CMD_SITE_NTF);
		if (site->event & EVENT_RATE)
			event_send(group, site, DROPSTAT_CMD_RATE_NTF);
	}
}

static void event_tell(const struct dropstat_snapshot *snapshot, u32 limit)
{
	struct event_group all = {
		.net = &init_net,
		.group = DROPSTAT_NLGRP_ALL_EVENTS,
		.limit = limit,
		.suppressed = &event_suppressed,
	}, own = { .group = DROPSTAT_NLGRP_EVENTS };
	struct net *net;

	if (event_has_listeners(all.net, all.group))
		event_send_all(&all, snapshot, true);
	down_read(&net_rwsem);
	for_each_net(net) {
		if (!event_has_listeners(net, own.group))
			continue;
		own.net = net;
		own.limit = limit;
		own.suppressed = dropstat_netns_suppressed(net);
		event_send_all(&own, snapshot, false);
	}
	up_read(&net_rwsem);
}

/* A site that was flushed begins anew. */
static void event_compare(struct dropstat_sum *site,
			  const struct dropstat_sum *last, u64 ms,
			  u32 threshold)
{
	u64 packets = site->packets;

	if (!last || !last->packets)
		site->event |= EVENT_NEW;
	if (last && packets >= last->packets)
		packets -= last->packets;
	site->rate = div64_u64(packets * MSEC_PER_SEC, ms);
	site->above = threshold && site->rate >= threshold;
	if (site->above && !(last && last->above))
		site->event |= EVENT_RATE;
}

/* Nothing is known of rates where nobody had listened before. */
static bool event_find(struct dropstat_snapshot *snapshot,
		       const struct dropstat_config *config)
{
	u64 ms = jiffies64_to_msecs(get_jiffies_64() - event_last_time) ?: 1;
	struct dropstat_sum *site;
	const struct dropstat_sum *last;
	bool found = false;
	u32 i;

	for (i = 0; i < snapshot->nr_sites; i++) {
		site = &snapshot->sites[i];
		if (site->key.class != DROPSTAT_CLASS_PACKET || !site->packets)
			continue;
		last = dropstat_merge_find_site(event_last, &site->key);
		event_compare(site, last, ms,
			      event_listening ?
			      dropstat_config_threshold(config,
							site->key.reason) : 0);
		found |= site->event;
		cond_resched();
	}
	return found;
}

static void event_take(bool listens)
{
	static struct dropstat_query query = { .all = true };
	static struct dropstat_config config;
	struct dropstat_snapshot *snapshot;
	u32 generation = dropstat_flush_generation();
	u64 sites = event_sites();

	if (!listens && event_last && sites == event_last_sites &&
	    generation == event_last_generation)
		goto out;
	snapshot = dropstat_snapshot_take(&query);
	if (IS_ERR(snapshot))
		return;
	if (listens && event_last) {
		dropstat_config_read(&config);
		if (event_find(snapshot, &config))
			event_tell(snapshot, config.event_limit);
	}
	dropstat_snapshot_free(event_last);
	event_last = snapshot;
	event_last_time = get_jiffies_64();
	event_last_sites = sites;
	event_last_generation = generation;
out:
	event_listening = listens;
}

/* Process context. */
static void event_work(struct work_struct *work)
{
	event_take(event_anybody_listens());
	schedule_delayed_work(&event_worker, EVENT_PERIOD);
}

/* Any context. */
void dropstat_event_totals(u64 *sent, u64 *suppressed)
{
	*sent = atomic64_read(&event_nr_sent);
	*suppressed = atomic64_read(&event_nr_suppressed);
}

/* Process context; the family is registered. */
void dropstat_event_init(void)
{
	schedule_delayed_work(&event_worker, 0);
}

/* Process context; the family is still registered. */
void dropstat_event_uninit(void)
{
	cancel_delayed_work_sync(&event_worker);
	dropstat_snapshot_free(event_last);
}
