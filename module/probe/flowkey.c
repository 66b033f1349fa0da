// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the 5-tuple of an skb in its network header or, failing that, in its
 * socket. The offsets in the skb may be unset or stale, or may point to another
 * layer. Only the linear area is read; parse.c validates the headers.
 */
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/skbuff.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/sock.h>

#include "probe/probe.h"
#include "probe/parse.h"
#include "probe/sock.h"

/* Must be called in the probe. */
static bool flowkey_parse(struct dropstat_tuple *tuple,
			  const struct sk_buff *skb, const u8 *header)
{
	const u8 *tail = skb_tail_pointer(skb);

	memset(tuple, 0, sizeof(*tuple));
	if (header < skb->head || header >= tail)
		return false;
	return dropstat_parse(tuple, header, tail - header,
			      ntohs(skb->protocol));
}

/*
 * Must be called in the probe.
 * If the network header is unset, its offset is 0 and points into the headroom. In
 * a VLAN-tagged packet, the offset may point to the tag or past it, but the tag
 * always follows the MAC header.
 */
static bool flowkey_from_header(struct dropstat_tuple *tuple,
				const struct sk_buff *skb)
{
	const u8 *mac = NULL;

	if (!skb->head || !skb->protocol)
		return false;
	if (skb_mac_header_was_set(skb))
		mac = skb_mac_header(skb) + ETH_HLEN;
	if (eth_type_vlan(skb->protocol) && mac)
		return flowkey_parse(tuple, skb, mac);
	if ((skb->network_header || skb->data == skb->head) &&
	    flowkey_parse(tuple, skb, skb_network_header(skb)))
		return true;
	/* Until the stack sets the offset, only skb->data points to the header. */
	return skb->data == mac && flowkey_parse(tuple, skb, mac);
}

static void flowkey_from_sock(struct dropstat_tuple *tuple,
			      const struct sock *sk, bool received)
{
	__be32 *local = received ? tuple->daddr : tuple->saddr;
	__be32 *remote = received ? tuple->saddr : tuple->daddr;

	if (sk->sk_family == AF_INET) {
		tuple->ethertype = ETH_P_IP;
		local[0] = sk->sk_rcv_saddr;
		remote[0] = sk->sk_daddr;
#if IS_ENABLED(CONFIG_IPV6)
	} else if (sk->sk_family == AF_INET6) {
		tuple->ethertype = ETH_P_IPV6;
		memcpy(local, &sk->sk_v6_rcv_saddr, sizeof(tuple->saddr));
		memcpy(remote, &sk->sk_v6_daddr, sizeof(tuple->daddr));
#endif
	} else {
		return;
	}
	/* Request and timewait sockets have only the fields of sock_common. */
	if (sk_fullsock(sk))
		tuple->l4proto = sk->sk_protocol;
	else
		tuple->l4proto = IPPROTO_TCP;
	tuple->sport = received ? sk->sk_dport : htons(sk->sk_num);
	tuple->dport = received ? htons(sk->sk_num) : sk->sk_dport;
	tuple->flags = DROPSTAT_TUPLE_ADDRS | DROPSTAT_TUPLE_PORTS;
}

/**
 * dropstat_flowkey - find the 5-tuple of a dropped packet
 * @tuple: filled in; unknown fields are zero
 * @packet: the packet
 *
 * Context: in the probe.
 */
void dropstat_flowkey(struct dropstat_tuple *tuple,
		      const struct dropstat_packet *packet)
{
	const struct sk_buff *skb = packet->skb;
	const struct sock *sk;

	if (flowkey_from_header(tuple, skb))
		return;
	memset(tuple, 0, sizeof(*tuple));
	tuple->ethertype = ntohs(skb->protocol);
	/* Until the stack builds a header, only the socket has the addresses. */
	sk = skb->protocol ? NULL : dropstat_sock_of(packet);
	if (sk)
		flowkey_from_sock(tuple, sk,
				  dropstat_sock_receives(skb, packet->rx_sk));
}
