// SPDX-License-Identifier: GPL-2.0
/* Encodes the details of a flow as attributes. */
#include <linux/string.h>
#include <linux/uidgid.h>

#include "netlink/netlink.h"

static int nldetail_tuple(struct sk_buff *skb, int type,
			  const struct dropstat_tuple *tuple)
{
	static const struct dropstat_nltuple types = {
		.l4proto = DROPSTAT_A_TUPLE_L4PROTO,
		.saddr_v4 = DROPSTAT_A_TUPLE_SADDR_V4,
		.saddr_v6 = DROPSTAT_A_TUPLE_SADDR_V6,
		.daddr_v4 = DROPSTAT_A_TUPLE_DADDR_V4,
		.daddr_v6 = DROPSTAT_A_TUPLE_DADDR_V6,
		.sport = DROPSTAT_A_TUPLE_SPORT,
		.dport = DROPSTAT_A_TUPLE_DPORT,
	};
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || dropstat_nltuple(skb, tuple, &types))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nldetail_connection(struct sk_buff *skb,
			       const struct dropstat_detail *detail)
{
	if (!(detail->flags & DROPSTAT_DETAIL_TUPLES))
		return 0;
	return nla_put_u32(skb, DROPSTAT_A_CONNTRACK_STATUS, detail->status) ?:
	       nla_put_u16(skb, DROPSTAT_A_CONNTRACK_ZONE, detail->zone) ?:
	       nla_put_u32(skb, DROPSTAT_A_CONNTRACK_MARK, detail->mark) ?:
	       nldetail_tuple(skb, DROPSTAT_A_CONNTRACK_ORIG, &detail->orig) ?:
	       nldetail_tuple(skb, DROPSTAT_A_CONNTRACK_REPLY, &detail->reply);
}

static int nldetail_conntrack(struct sk_buff *skb,
			      const struct dropstat_detail *detail)
{
	struct nlattr *nest;

	if (!(detail->flags & DROPSTAT_DETAIL_CONNTRACK))
		return 0;
	nest = nla_nest_start(skb, DROPSTAT_A_CONNTRACK);
	if (!nest ||
	    nla_put_u32(skb, DROPSTAT_A_CONNTRACK_STATE, detail->state) ||
	    nldetail_connection(skb, detail))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* A user without a mapping in the reader's user namespace is shown as nobody. */
static int nldetail_owner(struct sk_buff *skb,
			  const struct dropstat_detail *detail,
			  struct user_namespace *user_ns)
{
	kuid_t uid = KUIDT_INIT(detail->uid);

	if (!(detail->flags & DROPSTAT_DETAIL_OWNER))
		return 0;
	if (nla_put_u32(skb, DROPSTAT_A_UID, from_kuid_munged(user_ns, uid)))
		return -EMSGSIZE;
	if (!detail->cgroup)
		return 0;
	return nla_put_u64_64bit(skb, DROPSTAT_A_CGROUP, detail->cgroup,
				 DROPSTAT_A_PAD);
}

/* The task may have been renamed while its name was copied. */
static int nldetail_task(struct sk_buff *skb,
			 const struct dropstat_detail *detail)
{
	char task[TASK_COMM_LEN];

	if (!(detail->flags & DROPSTAT_DETAIL_TASK))
		return 0;
	strscpy(task, detail->task, sizeof(task));
	return nla_put_string(skb, DROPSTAT_A_TASK, task);
}

/**
 * dropstat_nldetail - add the details of a flow to a message
 * @skb: the message
 * @detail: details of the flow
 * @user_ns: user namespace of the reader, for user ids
 *
 * Context: process context.
 * Return: 0 or -EMSGSIZE.
 */
int dropstat_nldetail(struct sk_buff *skb, const struct dropstat_detail *detail,
		      struct user_namespace *user_ns)
{
	if (detail->direction != DROPSTAT_DIRECTION_UNKNOWN &&
	    nla_put_u32(skb, DROPSTAT_A_DIRECTION, detail->direction))
		return -EMSGSIZE;
	if (nldetail_conntrack(skb, detail) ||
	    nldetail_owner(skb, detail, user_ns) || nldetail_task(skb, detail))
		return -EMSGSIZE;
	return 0;
}
