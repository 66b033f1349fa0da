// SPDX-License-Identifier: GPL-2.0
/* Encodes a row of a snapshot as attributes. */
#include <linux/jiffies.h>

#include "netlink/netlink.h"
#include "registry/registry.h"

static int nlrow_u64(struct sk_buff *skb, int type, u64 value)
{
	return nla_put_u64_64bit(skb, type, value, DROPSTAT_A_PAD);
}

/* The attribute is omitted if no time was recorded. */
static int nlrow_age(struct sk_buff *skb, int type, u64 time, u64 now)
{
	if (!time)
		return 0;
	return nlrow_u64(skb, type, jiffies64_to_msecs(now - time));
}

static int nlrow_iface(struct sk_buff *skb,
		       const struct dropstat_site_key *key)
{
	char name[IFNAMSIZ];

	if (nla_put_u32(skb, DROPSTAT_A_IFINDEX, key->ifindex))
		return -EMSGSIZE;
	if (!dropstat_iface_name(key->cookie, key->ifindex, name))
		return 0;
	return nla_put_string(skb, DROPSTAT_A_IFNAME, name);
}

/**
 * dropstat_nlrow_place - add where and why packets were dropped
 * @skb: the message
 * @site: the site
 *
 * Context: process context.
 * Return: 0 or -EMSGSIZE.
 */
int dropstat_nlrow_place(struct sk_buff *skb, const struct dropstat_sum *site)
{
	const struct dropstat_site_key *key = &site->key;
	char reason[64];

	dropstat_reason_name(key->reason, reason, sizeof(reason));
	if (nla_put_u32(skb, DROPSTAT_A_NETNS, key->inum) ||
	    nlrow_u64(skb, DROPSTAT_A_NETNS_COOKIE, key->cookie) ||
	    nla_put_u32(skb, DROPSTAT_A_SCOPE, site->scope) ||
	    nlrow_iface(skb, key) ||
	    nla_put_u32(skb, DROPSTAT_A_CLASS, key->class) ||
	    nla_put_string(skb, DROPSTAT_A_REASON, reason) ||
	    nla_put_string(skb, DROPSTAT_A_LOCATION, site->location))
		return -EMSGSIZE;
	return 0;
}

static int nlrow_tuple(struct sk_buff *skb, const struct dropstat_tuple *tuple)
{
	static const struct dropstat_nltuple types = {
		.l4proto = DROPSTAT_A_L4PROTO,
		.saddr_v4 = DROPSTAT_A_SADDR_V4,
		.saddr_v6 = DROPSTAT_A_SADDR_V6,
		.daddr_v4 = DROPSTAT_A_DADDR_V4,
		.daddr_v6 = DROPSTAT_A_DADDR_V6,
		.sport = DROPSTAT_A_SPORT,
		.dport = DROPSTAT_A_DPORT,
	};

	if (tuple->ethertype &&
	    nla_put_u16(skb, DROPSTAT_A_ETHERTYPE, tuple->ethertype))
		return -EMSGSIZE;
	return dropstat_nltuple(skb, tuple, &types);
}

static int nlrow_path(struct sk_buff *skb, const struct dropstat_path *path)
{
	u32 i;

	if (!path)
		return 0;
	for (i = 0; i < path->nr; i++)
		if (nla_put_string(skb, DROPSTAT_A_FRAME, path->frames[i]))
			return -EMSGSIZE;
	return 0;
}

static int nlrow_site(struct sk_buff *skb, const struct dropstat_row *row)
{
	const struct dropstat_sum *site = row->site;

	if (nlrow_u64(skb, DROPSTAT_A_SEGMENTS, site->segments) ||
	    nlrow_u64(skb, DROPSTAT_A_EVICTED_PACKETS, site->rest_packets) ||
	    nlrow_u64(skb, DROPSTAT_A_EVICTED_BYTES, site->rest_bytes))
		return -EMSGSIZE;
	return nlrow_path(skb, row->path);
}

static int nlrow_flow(struct sk_buff *skb, const struct dropstat_row *row,
		      struct user_namespace *user_ns)
{
	if (!row->flow)
		return nla_put_flag(skb, DROPSTAT_A_EVICTED);
	if (nlrow_tuple(skb, &row->flow->tuple) ||
	    nlrow_u64(skb, DROPSTAT_A_ERROR, row->error))
		return -EMSGSIZE;
	return row->detail ? dropstat_nldetail(skb, row->detail, user_ns) : 0;
}

/**
 * dropstat_nlrow_rest - add the sums of the rows beyond the limit
 * @skb: the message
 * @rest: the sums
 *
 * Context: process context.
 * Return: 0 or -EMSGSIZE.
 */
int dropstat_nlrow_rest(struct sk_buff *skb, const struct dropstat_nlrest *rest)
{
	return nla_put_u32(skb, DROPSTAT_A_REST_ROWS, rest->rows) ?:
	       nlrow_u64(skb, DROPSTAT_A_REST_PACKETS, rest->packets);
}

/**
 * dropstat_nlrow - add a row
 * @skb: the message
 * @row: the row
 * @reader: how to encode it
 *
 * Context: process context.
 * Return: 0 or -EMSGSIZE.
 */
int dropstat_nlrow(struct sk_buff *skb, const struct dropstat_row *row,
		   const struct dropstat_nlreader *reader)
{
	u64 now = reader->now;

	if (dropstat_nlrow_place(skb, row->site) ||
	    nlrow_u64(skb, DROPSTAT_A_PACKETS, row->packets) ||
	    nlrow_u64(skb, DROPSTAT_A_BYTES, row->bytes) ||
	    nlrow_age(skb, DROPSTAT_A_FIRST, row->first, now) ||
	    nlrow_age(skb, DROPSTAT_A_LAST, row->last, now))
		return -EMSGSIZE;
	return reader->by_site ? nlrow_site(skb, row) :
				 nlrow_flow(skb, row, reader->user_ns);
}
