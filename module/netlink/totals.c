// SPDX-License-Identifier: GPL-2.0
/* Sends the sums of the rows that a reader may see, and how full the tables are. */
#include <linux/capability.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <net/genetlink.h>

#include "netlink/netlink.h"
#include "netlink/netlink-gen.h"
#include "table/table.h"
#include "table/upkeep.h"
#include "version.h"

/* Jiffies when the module was loaded. */
static u64 totals_start __ro_after_init;

/**
 * struct totals - sums of the rows that a reader may see
 * @packets: hits, by class
 * @bytes: bytes of the drops
 * @segments: number of packets on the wire that the drops stand for
 * @evicted: drops that no flow holds
 * @sites: number of sites that were hit
 * @flows: number of flows that have a row
 */
struct totals {
	u64 packets[DROPSTAT_CLASS_NUM];
	u64 bytes;
	u64 segments;
	u64 evicted;
	u32 sites;
	u32 flows;
};

/**
 * struct totals_use - how full the tables are
 * @sites: maximum number of site rows in use in any table
 * @flows: maximum number of flow rows in use in any table
 * @other: hits whose site did not fit in its table, in all tables
 * @nmi: hits in NMI context, in all tables
 */
struct totals_use {
	u32 sites;
	u32 flows;
	u64 other;
	u64 nmi;
};

static void totals_add(struct totals *totals, const struct dropstat_sum *site)
{
	totals->packets[site->key.class] += site->packets;
	totals->sites += !!site->packets;
	if (site->key.class != DROPSTAT_CLASS_PACKET)
		return;
	totals->bytes += site->bytes;
	totals->segments += site->segments;
	totals->evicted += site->rest_packets;
}

static int totals_take(struct totals *totals, struct dropstat_query *query)
{
	struct dropstat_snapshot *snapshot;
	u32 i;

	query->flows = true;
	snapshot = dropstat_snapshot_take(query);
	if (IS_ERR(snapshot))
		return PTR_ERR(snapshot);
	for (i = 0; i < snapshot->nr_sites; i++)
		totals_add(totals, &snapshot->sites[i]);
	totals->flows = snapshot->nr_flows;
	dropstat_snapshot_free(snapshot);
	return 0;
}

static u32 totals_flows_used(const struct dropstat_table *table)
{
	u32 i, used = 0;
	int way;

	for (i = 0; i < table->nr_sets; i++) {
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++)
			used += !!READ_ONCE(table->sets[i].flow[way].packets);
		cond_resched();
	}
	return used;
}

static void totals_use(struct totals_use *use)
{
	const struct dropstat_table *table;
	struct dropstat_site site;
	u32 class;
	int cpu;

	for_each_possible_cpu(cpu) {
		table = dropstat_table_of(cpu);
		use->sites = max(use->sites, dropstat_site_used(table));
		use->flows = max(use->flows, totals_flows_used(table));
		use->nmi += atomic_long_read(&table->nmi);
		for (class = 0; class < DROPSTAT_CLASS_NUM; class++) {
			dropstat_site_read(&table->sites[DROPSTAT_SITE_OTHER(class)],
					   &site);
			use->other += site.packets;
		}
	}
}

static int totals_u64(struct sk_buff *skb, int type, u64 value)
{
	return nla_put_u64_64bit(skb, type, value, DROPSTAT_A_TOTALS_PAD);
}

static int totals_put(struct sk_buff *skb, const struct totals *totals)
{
	u64 uptime = jiffies64_to_msecs(get_jiffies_64() - totals_start);
	const u64 *packets = totals->packets;

	return totals_u64(skb, DROPSTAT_A_TOTALS_PACKETS,
			  packets[DROPSTAT_CLASS_PACKET]) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_BYTES, totals->bytes) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_SEGMENTS, totals->segments) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_EVICTED_PACKETS,
			  totals->evicted) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_FRAGLIST,
			  packets[DROPSTAT_CLASS_FRAGLIST]) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_LOCAL,
			  packets[DROPSTAT_CLASS_LOCAL]) ?:
	       nla_put_u32(skb, DROPSTAT_A_TOTALS_SITES, totals->sites) ?:
	       nla_put_u32(skb, DROPSTAT_A_TOTALS_FLOWS, totals->flows) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_UPTIME, uptime);
}

static int totals_put_machine(struct sk_buff *skb,
			      const struct totals_use *use)
{
	u64 memory = (u64)num_possible_cpus() * dropstat_table_bytes();
	u64 sent, suppressed;

	dropstat_event_totals(&sent, &suppressed);
	return nla_put_string(skb, DROPSTAT_A_TOTALS_VERSION,
			      DROPSTAT_VERSION) ?:
	       nla_put_u32(skb, DROPSTAT_A_TOTALS_CPUS, num_possible_cpus()) ?:
	       nla_put_u32(skb, DROPSTAT_A_TOTALS_SITES_MAX,
			   dropstat_table_sites()) ?:
	       nla_put_u32(skb, DROPSTAT_A_TOTALS_SITES_USED, use->sites) ?:
	       nla_put_u32(skb, DROPSTAT_A_TOTALS_FLOWS_MAX,
			   dropstat_table_sets() * DROPSTAT_FLOW_WAYS) ?:
	       nla_put_u32(skb, DROPSTAT_A_TOTALS_FLOWS_USED, use->flows) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_MEMORY, memory) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_OTHER, use->other) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_NMI, use->nmi) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_FLUSHED,
			  dropstat_flush_total()) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_EVENTS, sent) ?:
	       totals_u64(skb, DROPSTAT_A_TOTALS_SUPPRESSED, suppressed);
}

static int totals_reply(struct genl_info *info, struct dropstat_query *query)
{
	struct totals_use use = {};
	struct totals totals = {};
	struct sk_buff *reply;
	void *header;
	int err;

	err = totals_take(&totals, query);
	if (err)
		return dropstat_nlbusy(err, info->extack);
	reply = dropstat_nlreply(info, GENLMSG_DEFAULT_SIZE,
				 DROPSTAT_CMD_TOTALS_GET, &header);
	if (!reply)
		return -ENOMEM;
	err = totals_put(reply, &totals);
	if (!err && query->whose.all) {
		totals_use(&use);
		err = totals_put_machine(reply, &use);
	}
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}

/* Process context. */
int dropstat_nl_totals_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attrs[DROPSTAT_A_TOTALS_MAX + 1];
	struct dropstat_query *query;
	int err;

	query = kzalloc(sizeof(*query), GFP_KERNEL_ACCOUNT);
	if (!query)
		return -ENOMEM;
	query->admin = netlink_capable(skb, CAP_NET_ADMIN);
	err = dropstat_nlquery_attrs(info->nlhdr, attrs, DROPSTAT_A_TOTALS_MAX,
				     0, info->extack) ?:
	      dropstat_nlquery_netns(query, skb, attrs, info->extack) ?:
	      totals_reply(info, query);
	kfree(query);
	return err;
}

/* Process context. */
void __init dropstat_totals_init(void)
{
	totals_start = get_jiffies_64();
}
