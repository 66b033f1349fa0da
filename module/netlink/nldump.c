// SPDX-License-Identifier: GPL-2.0
/*
 * Sends snapshots over netlink, row by row. A dump keeps its snapshot until its
 * last message is sent or its socket is closed.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "netlink/netlink.h"
#include "netlink/netlink-gen.h"

#define NLDUMP_LONGEST	SZ_16K

/**
 * struct nldump - a dump in progress
 * @query: the parsed request
 * @snapshot: the snapshot being dumped; NULL before it is taken
 * @now: jiffies at which @snapshot was taken
 * @generation: flush generation just before @snapshot was taken
 * @next: number of the next row of @snapshot
 * @sent: number of rows sent
 */
struct nldump {
	struct dropstat_query query;
	struct dropstat_snapshot *snapshot;
	u64 now;
	u32 generation;
	u32 next;
	u32 sent;
};

static struct nldump **nldump_of(struct netlink_callback *cb)
{
	return (struct nldump **)cb->ctx;
}

static u32 nldump_generation(const struct nldump *dump)
{
	return dropstat_flush_generation(&dump->query.whose, dump->query.admin);
}

static int nldump_take(struct nldump *dump, struct netlink_callback *cb)
{
	struct dropstat_snapshot *snapshot;
	int err;

	err = dropstat_nlquery(&dump->query, cb->skb, cb->nlh, cb->extack);
	if (err)
		return err;
	dump->generation = nldump_generation(dump);
	snapshot = dropstat_snapshot_take(&dump->query);
	if (IS_ERR(snapshot))
		return dropstat_nlbusy(PTR_ERR(snapshot), cb->extack);
	dump->snapshot = snapshot;
	dump->now = get_jiffies_64();
	return 0;
}

/*
 * Some kernels provide no extack here. On these kernels, the request is parsed later,
 * once there is an extack, possibly in another process that reads the dump. So the
 * requester's capability is checked here.
 */
static int nldump_start(struct netlink_callback *cb, bool flows)
{
	struct nldump *dump = kzalloc(sizeof(*dump), GFP_KERNEL_ACCOUNT);
	int err = 0;

	if (!dump)
		return -ENOMEM;
	dump->query.flows = flows;
	dump->query.details = flows;
	dump->query.admin = netlink_capable(cb->skb, CAP_NET_ADMIN);
	/* A row must fit into one message, and call paths make rows long. */
	if (nlmsg_find_attr(cb->nlh, GENL_HDRLEN, DROPSTAT_A_STACKS))
		cb->min_dump_alloc = NLDUMP_LONGEST;
	if (cb->extack)
		err = nldump_take(dump, cb);
	if (err)
		kfree(dump);
	else
		*nldump_of(cb) = dump;
	return err;
}

/* Process context. */
int dropstat_nl_site_get_start(struct netlink_callback *cb)
{
	return nldump_start(cb, false);
}

/* Process context. */
int dropstat_nl_flow_get_start(struct netlink_callback *cb)
{
	return nldump_start(cb, true);
}

/* Process context. Also called if a dump is aborted. */
int dropstat_nl_get_done(struct netlink_callback *cb)
{
	struct nldump *dump = *nldump_of(cb);

	dropstat_snapshot_free(dump->snapshot);
	kfree(dump);
	return 0;
}

/* The rest of a site may belong to any flow, so a query for some flows omits it. */
static bool nldump_wants(const struct dropstat_query *query,
			 const struct dropstat_row *row)
{
	if (!query->flows || dropstat_query_any_flow(query))
		return true;
	return row->flow && dropstat_query_flow(query, &row->flow->tuple);
}

static bool nldump_is_last(const struct nldump *dump)
{
	return dump->query.limit && dump->sent + 1 == dump->query.limit;
}

/* Sums up the matching rows after the one being sent. */
static struct dropstat_nlrest nldump_rest(const struct nldump *dump)
{
	struct dropstat_nlrest rest = {};
	struct dropstat_row row;
	u32 i;

	for (i = dump->next + 1; i < dump->snapshot->nr_rows; i++) {
		cond_resched();
		dropstat_snapshot_row(dump->snapshot, i, &row);
		if (!nldump_wants(&dump->query, &row))
			continue;
		rest.rows++;
		rest.packets += row.packets;
	}
	return rest;
}

static int nldump_put_rest(struct sk_buff *skb, const struct nldump *dump)
{
	struct dropstat_nlrest rest;

	if (!nldump_is_last(dump))
		return 0;
	rest = nldump_rest(dump);
	return dropstat_nlrow_rest(skb, &rest);
}

static int nldump_put_row(struct sk_buff *skb, struct netlink_callback *cb,
			  const struct nldump *dump,
			  const struct dropstat_row *row, u8 cmd)
{
	const struct dropstat_nlreader reader = {
		.by_site = !dump->query.flows,
		.now = dump->now,
		.user_ns = sk_user_ns(NETLINK_CB(cb->skb).sk),
	};
	void *header;

	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
			     cb->nlh->nlmsg_seq, &dropstat_nl_family,
			     NLM_F_MULTI, cmd);
	if (!header)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, header);
	if (dropstat_nlrow(skb, row, &reader) || nldump_put_rest(skb, dump)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/*
 * A dump is consistent because its snapshot does not change. But after a flush, the
 * snapshot does not match the current counts, so the dump is marked as interrupted.
 */
static int nldump_rows(struct sk_buff *skb, struct netlink_callback *cb,
		       u8 cmd)
{
	struct nldump *dump = *nldump_of(cb);
	struct dropstat_row row;
	int err = dump->snapshot ? 0 : nldump_take(dump, cb);

	if (err)
		return err;
	cb->prev_seq = dump->generation;
	cb->seq = nldump_generation(dump);
	for (; dump->next < dump->snapshot->nr_rows; dump->next++) {
		if (dump->query.limit && dump->sent == dump->query.limit)
			break;
		cond_resched();
		dropstat_snapshot_row(dump->snapshot, dump->next, &row);
		if (!nldump_wants(&dump->query, &row))
			continue;
		if (nldump_put_row(skb, cb, dump, &row, cmd))
			return skb->len ?: -EMSGSIZE;
		dump->sent++;
	}
	return 0;
}

/* Process context. */
int dropstat_nl_site_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	return nldump_rows(skb, cb, DROPSTAT_CMD_SITE_GET);
}

/* Process context. */
int dropstat_nl_flow_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	return nldump_rows(skb, cb, DROPSTAT_CMD_FLOW_GET);
}
