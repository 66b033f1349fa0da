// SPDX-License-Identifier: GPL-2.0
/*
 * Parses the attributes of a request into a query. An invalid request is rejected
 * with a message that explains why. Nothing here may depend on the current task,
 * which may not be the one that sent the request.
 */
#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "netlink/netlink.h"
#include "registry/registry.h"
#include "table/table.h"

#define NLQUERY_V4_BITS		32
#define NLQUERY_V6_BITS		128

/* dropstat_nlquery_netns() also parses requests for totals. */
static_assert((int)DROPSTAT_A_TOTALS_ALL_NETNS == (int)DROPSTAT_A_ALL_NETNS);
static_assert((int)DROPSTAT_A_TOTALS_NETNS == (int)DROPSTAT_A_NETNS);
static_assert((int)DROPSTAT_A_TOTALS_NETNS_COOKIE ==
	      (int)DROPSTAT_A_NETNS_COOKIE);

/**
 * dropstat_nlquery_attrs - find the attributes of a request
 * @nlh: the request; its attributes have passed the policy of its operation
 * @attrs: array of @max + 1 pointers; filled in
 * @max: highest attribute type
 * @multi: type of the attribute that may be given more than once; 0 for none
 * @extack: set if the request is rejected
 *
 * The attributes are parsed again because kernel versions differ in where they
 * store the parsed attributes.
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int dropstat_nlquery_attrs(const struct nlmsghdr *nlh, struct nlattr **attrs,
			   int max, int multi, struct netlink_ext_ack *extack)
{
	struct nlattr *attr;
	int type, left;

	memset(attrs, 0, (max + 1) * sizeof(*attrs));
	nlmsg_for_each_attr(attr, nlh, GENL_HDRLEN, left) {
		type = nla_type(attr);
		if (type > max)
			continue;
		if (attrs[type] && type != multi) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "the attribute may be given only once");
			return -EINVAL;
		}
		attrs[type] = attr;
	}
	return 0;
}

/* So far, CAP_NET_ADMIN has been checked only in the requester's own netns. */
static int nlquery_foreign(const struct dropstat_query *query,
			   const struct nlattr *attr,
			   struct netlink_ext_ack *extack)
{
	if (query->admin)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "another netns needs CAP_NET_ADMIN in the initial user namespace");
	return -EPERM;
}

static int nlquery_inum(struct dropstat_query *query,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	u32 inum = nla_get_u32(attr);

	query->whose.cookie = DROPSTAT_COOKIE_UNKNOWN;
	if (!inum || dropstat_netns_find(inum, &query->whose.cookie))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "no such netns; use an existing inode number, or 0 for drops in an unknown netns");
	return -ENOENT;
}

/**
 * dropstat_nlquery_netns - parse the network namespaces of a request
 * @query: admin is set on entry; the fields for namespaces are filled in
 * @skb: the request
 * @attrs: its attributes, at least up to DROPSTAT_A_NETNS_COOKIE
 * @extack: set if the request is rejected
 *
 * Context: process context.
 * Return: 0, -EINVAL, -ENOENT or -EPERM.
 */
int dropstat_nlquery_netns(struct dropstat_query *query,
			   const struct sk_buff *skb, struct nlattr **attrs,
			   struct netlink_ext_ack *extack)
{
	const struct nlattr *all = attrs[DROPSTAT_A_ALL_NETNS];
	const struct nlattr *inum = attrs[DROPSTAT_A_NETNS];
	const struct nlattr *cookie = attrs[DROPSTAT_A_NETNS_COOKIE];
	const struct net *net = sock_net(skb->sk);
	int err = 0;

	if (!!all + !!inum + !!cookie > 1) {
		NL_SET_ERR_MSG_ATTR(extack, cookie ?: inum,
				    "only one of all-netns, netns and netns-cookie may be given");
		return -EINVAL;
	}
	query->whose.all = all;
	query->other = query->admin;
	query->owner = dropstat_budget_owner(net);
	query->whose.cookie = net->net_cookie;
	if (inum)
		err = nlquery_inum(query, inum, extack);
	else if (cookie)
		query->whose.cookie = nla_get_u64(cookie);
	if (all || query->whose.cookie != net->net_cookie)
		return nlquery_foreign(query, all ?: inum ?: cookie, extack) ?:
		       err;
	/* As in /proc: see procfs.c. */
	query->whose.unknown = net_eq(net, &init_net);
	query->gone = query->whose.unknown && query->other;
	return 0;
}

static int nlquery_site(struct dropstat_query *query, struct nlattr **attrs,
			struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[DROPSTAT_A_IFINDEX];

	query->has_ifindex = attr;
	if (attr)
		query->ifindex = nla_get_u32(attr);
	attr = attrs[DROPSTAT_A_IFNAME];
	if (attr)
		nla_strscpy(query->ifname, attr, sizeof(query->ifname));
	attr = attrs[DROPSTAT_A_CLASS];
	query->has_class = attr;
	if (attr)
		query->class = nla_get_u32(attr);
	attr = attrs[DROPSTAT_A_LOCATION];
	if (attr)
		nla_strscpy(query->location, attr, sizeof(query->location));
	attr = attrs[DROPSTAT_A_REASON];
	query->has_reason = attr;
	if (!attr || dropstat_reason_number(nla_data(attr), &query->reason))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "this kernel has no such drop reason; use a name from its tables");
	return -ENOENT;
}

/* Sets the mask for a prefix of @bits bits. */
static void nlquery_prefix(__be32 mask[4], u8 bits)
{
	unsigned int i;

	for (i = 0; i < bits; i++)
		((u8 *)mask)[i / BITS_PER_BYTE] |= 0x80 >> i % BITS_PER_BYTE;
}

/**
 * struct nlquery_addr - the attributes of an address
 * @v4: IPv4 address
 * @v6: IPv6 address
 * @bits: length of its prefix
 */
struct nlquery_addr {
	const struct nlattr *v4;
	const struct nlattr *v6;
	const struct nlattr *bits;
};

static int nlquery_addr_check(const struct nlquery_addr *attrs,
			      struct netlink_ext_ack *extack)
{
	if (attrs->v4 && attrs->v6) {
		NL_SET_ERR_MSG_ATTR(extack, attrs->v6,
				    "IPv4 and IPv6 addresses cannot be combined");
		return -EINVAL;
	}
	if (attrs->bits && !attrs->v4 && !attrs->v6) {
		NL_SET_ERR_MSG_ATTR(extack, attrs->bits,
				    "a prefix length requires an address for the same side");
		return -EINVAL;
	}
	if (attrs->bits && attrs->v4 &&
	    nla_get_u8(attrs->bits) > NLQUERY_V4_BITS) {
		NL_SET_ERR_MSG_ATTR(extack, attrs->bits,
				    "the prefix length of an IPv4 address must be 0 to 32");
		return -ERANGE;
	}
	return 0;
}

static int nlquery_addr(struct dropstat_query *query,
			const struct nlquery_addr *attrs, __be32 *addr,
			__be32 *mask, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs->v4 ?: attrs->v6;
	u16 ethertype = attrs->v4 ? ETH_P_IP : ETH_P_IPV6;
	int err = nlquery_addr_check(attrs, extack);
	u8 bits;

	if (err || !attr)
		return err;
	if (query->mask.ethertype && query->tuple.ethertype != ethertype) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "ethertype, source and destination must have the same address family");
		return -EINVAL;
	}
	query->mask.ethertype = U16_MAX;
	query->tuple.ethertype = ethertype;
	query->mask.flags |= DROPSTAT_TUPLE_ADDRS;
	bits = attrs->v4 ? NLQUERY_V4_BITS : NLQUERY_V6_BITS;
	if (attrs->bits)
		bits = nla_get_u8(attrs->bits);
	nlquery_prefix(mask, bits);
	memcpy(addr, nla_data(attr), nla_len(attr));
	return 0;
}

static void nlquery_ports(struct dropstat_query *query, struct nlattr **attrs)
{
	struct dropstat_tuple *tuple = &query->tuple, *mask = &query->mask;

	if (attrs[DROPSTAT_A_L4PROTO]) {
		tuple->l4proto = nla_get_u8(attrs[DROPSTAT_A_L4PROTO]);
		mask->l4proto = U8_MAX;
		mask->flags |= DROPSTAT_TUPLE_ADDRS;
	}
	if (attrs[DROPSTAT_A_SPORT]) {
		tuple->sport = nla_get_be16(attrs[DROPSTAT_A_SPORT]);
		mask->sport = htons(U16_MAX);
		mask->flags |= DROPSTAT_TUPLE_PORTS;
	}
	if (attrs[DROPSTAT_A_DPORT]) {
		tuple->dport = nla_get_be16(attrs[DROPSTAT_A_DPORT]);
		mask->dport = htons(U16_MAX);
		mask->flags |= DROPSTAT_TUPLE_PORTS;
	}
}

static int nlquery_flow(struct dropstat_query *query, struct nlattr **attrs,
			struct netlink_ext_ack *extack)
{
	const struct nlquery_addr saddr = {
		.v4 = attrs[DROPSTAT_A_SADDR_V4],
		.v6 = attrs[DROPSTAT_A_SADDR_V6],
		.bits = attrs[DROPSTAT_A_SADDR_PREFIX],
	}, daddr = {
		.v4 = attrs[DROPSTAT_A_DADDR_V4],
		.v6 = attrs[DROPSTAT_A_DADDR_V6],
		.bits = attrs[DROPSTAT_A_DADDR_PREFIX],
	};
	int err;

	nlquery_ports(query, attrs);
	if (attrs[DROPSTAT_A_ETHERTYPE]) {
		query->tuple.ethertype =
			nla_get_u16(attrs[DROPSTAT_A_ETHERTYPE]);
		query->mask.ethertype = U16_MAX;
	}
	err = nlquery_addr(query, &saddr, query->tuple.saddr,
			   query->mask.saddr, extack) ?:
	      nlquery_addr(query, &daddr, query->tuple.daddr,
			   query->mask.daddr, extack);
	/* A flow matches only if all requested fields are known. */
	query->tuple.flags = query->mask.flags;
	return err;
}

static int nlquery_stacks(struct dropstat_query *query,
			  const struct nlattr *stacks,
			  struct netlink_ext_ack *extack)
{
	if (!stacks)
		return 0;
	if (!query->admin) {
		NL_SET_ERR_MSG_ATTR(extack, stacks,
				    "call paths need CAP_NET_ADMIN in the initial user namespace");
		return -EPERM;
	}
	if (!dropstat_table_details()) {
		NL_SET_ERR_MSG_ATTR(extack, stacks,
				    "call paths are not recorded: the module was loaded with details=0");
		return -EOPNOTSUPP;
	}
	query->stacks = true;
	return 0;
}

/**
 * dropstat_nlquery - parse a request for rows
 * @query: on entry, admin, flows and details are set and the rest is 0; filled in
 * @skb: the request
 * @nlh: its header
 * @extack: set if the request is rejected
 *
 * Context: process context.
 * Return: 0, -EINVAL, -ENOENT, -EOPNOTSUPP or -EPERM.
 */
int dropstat_nlquery(struct dropstat_query *query, const struct sk_buff *skb,
		     const struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[DROPSTAT_A_MAX + 1];
	int err;

	err = dropstat_nlquery_attrs(nlh, attrs, DROPSTAT_A_MAX, 0, extack) ?:
	      dropstat_nlquery_netns(query, skb, attrs, extack) ?:
	      nlquery_site(query, attrs, extack) ?:
	      nlquery_flow(query, attrs, extack) ?:
	      nlquery_stacks(query, attrs[DROPSTAT_A_STACKS], extack);
	if (!err && attrs[DROPSTAT_A_LIMIT])
		query->limit = nla_get_u32(attrs[DROPSTAT_A_LIMIT]);
	return err;
}
