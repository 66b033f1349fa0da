// SPDX-License-Identifier: GPL-2.0
/*
 * Records the conntrack state attached to a packet. Nothing is recorded if the
 * stack has already detached it. All kernel functions used here are inline, so
 * nf_conntrack need not be loaded.
 */
#include <linux/if_ether.h>
#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack.h>

#include "probe/probe.h"
#include "probe/parse.h"

#if IS_ENABLED(CONFIG_NF_CONNTRACK)
static u16 conntrack_ethertype(const struct nf_conntrack_tuple *ct)
{
	switch (ct->src.l3num) {
	case NFPROTO_IPV4:
		return ETH_P_IP;
	case NFPROTO_IPV6:
		return ETH_P_IPV6;
	default:
		return 0;
	}
}

/* As in parse.c, the ICMP type and code are stored as the ports. */
static void conntrack_ports(struct dropstat_tuple *tuple,
			    const struct nf_conntrack_tuple *ct)
{
	if (dropstat_parse_has_ports(ct->dst.protonum)) {
		tuple->sport = ct->src.u.all;
		tuple->dport = ct->dst.u.all;
	} else if (dropstat_parse_has_type(ct->dst.protonum)) {
		tuple->sport = htons(ct->dst.u.icmp.type);
		tuple->dport = htons(ct->dst.u.icmp.code);
	} else {
		return;
	}
	tuple->flags |= DROPSTAT_TUPLE_PORTS;
}

/*
 * The reply tuple can change only while the connection is unconfirmed. Until then,
 * only the CPU that handles the first packet can change it, and this is that CPU.
 */
static void conntrack_tuple(struct dropstat_tuple *tuple,
			    const struct nf_conn *ct,
			    enum ip_conntrack_dir dir)
{
	const struct nf_conntrack_tuple *from = &ct->tuplehash[dir].tuple;

	BUILD_BUG_ON(sizeof(from->src.u3) != sizeof(tuple->saddr));
	memset(tuple, 0, sizeof(*tuple));
	tuple->ethertype = conntrack_ethertype(from);
	if (!tuple->ethertype)
		return;
	memcpy(tuple->saddr, &from->src.u3, sizeof(tuple->saddr));
	memcpy(tuple->daddr, &from->dst.u3, sizeof(tuple->daddr));
	tuple->l4proto = from->dst.protonum;
	tuple->flags = DROPSTAT_TUPLE_ADDRS;
	conntrack_ports(tuple, from);
}

static u8 conntrack_state(enum ip_conntrack_info info)
{
	switch (info) {
	case IP_CT_NEW:
		return DROPSTAT_CONNTRACK_STATE_NEW;
	case IP_CT_RELATED:
		return DROPSTAT_CONNTRACK_STATE_RELATED;
	case IP_CT_ESTABLISHED_REPLY:
		return DROPSTAT_CONNTRACK_STATE_REPLY;
	case IP_CT_RELATED_REPLY:
		return DROPSTAT_CONNTRACK_STATE_RELATED_REPLY;
	case IP_CT_UNTRACKED:
		return DROPSTAT_CONNTRACK_STATE_UNTRACKED;
	default:
		return DROPSTAT_CONNTRACK_STATE_ESTABLISHED;
	}
}

static u32 conntrack_mark(const struct nf_conn *ct)
{
#if IS_ENABLED(CONFIG_NF_CONNTRACK_MARK)
	return READ_ONCE(ct->mark);
#else
	return 0;
#endif
}

static u16 conntrack_zone(const struct nf_conn *ct)
{
#ifdef CONFIG_NF_CONNTRACK_ZONES
	return ct->zone.id;
#else
	return 0;
#endif
}

/* The skb holds a reference to the connection, so the netns stays alive. */
static void conntrack_fill(struct dropstat_detail *detail,
			   const struct nf_conn *ct,
			   enum ip_conntrack_info info)
{
	detail->flags |= DROPSTAT_DETAIL_CONNTRACK | DROPSTAT_DETAIL_TUPLES;
	detail->state = conntrack_state(info);
	detail->status = READ_ONCE(ct->status);
	detail->zone = conntrack_zone(ct);
	detail->mark = conntrack_mark(ct);
	conntrack_tuple(&detail->orig, ct, IP_CT_DIR_ORIGINAL);
	conntrack_tuple(&detail->reply, ct, IP_CT_DIR_REPLY);
}
#endif /* CONFIG_NF_CONNTRACK */

/**
 * dropstat_conntrack - fill in the conntrack state of a packet
 * @detail: details whose conntrack fields are filled in
 * @packet: the packet
 *
 * A connection in another netns is not recorded, because readers in the packet's
 * netns must not learn about it.
 *
 * Context: in the probe.
 */
void dropstat_conntrack(struct dropstat_detail *detail,
			const struct dropstat_packet *packet)
{
#if IS_ENABLED(CONFIG_NF_CONNTRACK)
	enum ip_conntrack_info info;
	const struct nf_conn *ct;

	if (likely(!packet->skb->_nfct))
		return;
	ct = nf_ct_get(packet->skb, &info);
	if (!ct && info == IP_CT_UNTRACKED) {
		detail->flags |= DROPSTAT_DETAIL_CONNTRACK;
		detail->state = DROPSTAT_CONNTRACK_STATE_UNTRACKED;
	}
	if (ct && !nf_ct_is_template(ct) &&
	    nf_ct_net(ct)->net_cookie == packet->cookie)
		conntrack_fill(detail, ct, info);
#endif
}
