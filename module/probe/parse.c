// SPDX-License-Identifier: GPL-2.0
/*
 * Parses headers into a 5-tuple. The parser works on plain memory, not on skbs, so
 * that it can be tested in user space. The packet may be garbage or may change
 * while it is parsed, so lengths are checked before anything is read, and each
 * field is copied only once.
 *
 * The kernel's flow dissector is unsuitable. Without a netns it warns on debug
 * kernels; with a netns it runs the BPF program attached there. With an skb it
 * reads skb->dev. By default it returns neither ICMP types nor the ports of a
 * first fragment.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "probe/parse.h"

/* Real packets stay within these limits, which bound the cost of crafted packets. */
#define DROPSTAT_PARSE_VLANS	2
#define DROPSTAT_PARSE_EXTHDRS	8

static void parse_ports(struct dropstat_tuple *tuple, const u8 *p,
			unsigned int len)
{
	const size_t size = sizeof(tuple->sport);

	if (len < 2 * size)
		return;
	memcpy(&tuple->sport, p, size);
	memcpy(&tuple->dport, p + size, size);
	tuple->flags |= DROPSTAT_TUPLE_PORTS;
}

static void parse_type_code(struct dropstat_tuple *tuple, const u8 *p,
			    unsigned int len)
{
	if (len < 2)
		return;
	tuple->sport = htons(p[0]);
	tuple->dport = htons(p[1]);
	tuple->flags |= DROPSTAT_TUPLE_PORTS;
}

static void parse_l4(struct dropstat_tuple *tuple, u8 l4proto, const u8 *p,
		     unsigned int len)
{
	if (dropstat_parse_has_ports(l4proto))
		parse_ports(tuple, p, len);
	else if (dropstat_parse_has_type(l4proto))
		parse_type_code(tuple, p, len);
}

static bool parse_ipv4(struct dropstat_tuple *tuple, const u8 *p,
		       unsigned int len)
{
	unsigned int hlen;
	struct iphdr iph;

	if (len < sizeof(iph))
		return false;
	memcpy(&iph, p, sizeof(iph));
	hlen = iph.ihl * 4;
	if (iph.version != 4 || hlen < sizeof(iph))
		return false;

	tuple->saddr[0] = iph.saddr;
	tuple->daddr[0] = iph.daddr;
	tuple->l4proto = iph.protocol;
	tuple->flags |= DROPSTAT_TUPLE_ADDRS;
	/* Only the first fragment has a transport header. */
	if (!(iph.frag_off & htons(IP_OFFSET)) && len > hlen)
		parse_l4(tuple, iph.protocol, p + hlen, len - hlen);
	return true;
}

/*
 * Skips one IPv6 extension header.
 * Returns its length, or 0 if no transport header can follow it.
 */
static unsigned int parse_exthdr(u8 *nexthdr, const u8 *p, unsigned int len)
{
	struct frag_hdr frag;
	unsigned int hlen;

	if (len < sizeof(frag))
		return 0;
	switch (*nexthdr) {
	case NEXTHDR_FRAGMENT:
		memcpy(&frag, p, sizeof(frag));
		*nexthdr = frag.nexthdr;
		return frag.frag_off & htons(IP6_OFFSET) ? 0 : sizeof(frag);
	case NEXTHDR_AUTH:
		hlen = (p[1] + 2) * 4;
		break;
	default:
		hlen = (p[1] + 1) * 8;
		break;
	}
	*nexthdr = p[0];
	return hlen < len ? hlen : 0;
}

static bool parse_is_exthdr(u8 nexthdr)
{
	return nexthdr == NEXTHDR_HOP || nexthdr == NEXTHDR_ROUTING ||
	       nexthdr == NEXTHDR_FRAGMENT || nexthdr == NEXTHDR_AUTH ||
	       nexthdr == NEXTHDR_DEST;
}

static bool parse_ipv6(struct dropstat_tuple *tuple, const u8 *p,
		       unsigned int len)
{
	struct ipv6hdr ip6h;
	unsigned int hlen;
	u8 nexthdr;
	int i;

	if (len < sizeof(ip6h))
		return false;
	memcpy(&ip6h, p, sizeof(ip6h));
	if (ip6h.version != 6)
		return false;
	p += sizeof(ip6h);
	len -= sizeof(ip6h);

	memcpy(tuple->saddr, &ip6h.saddr, sizeof(tuple->saddr));
	memcpy(tuple->daddr, &ip6h.daddr, sizeof(tuple->daddr));
	tuple->flags |= DROPSTAT_TUPLE_ADDRS;

	nexthdr = ip6h.nexthdr;
	for (i = 0; i < DROPSTAT_PARSE_EXTHDRS && parse_is_exthdr(nexthdr); i++) {
		hlen = parse_exthdr(&nexthdr, p, len);
		p += hlen;
		len = hlen ? len - hlen : 0;
		if (!len)
			break;
	}
	tuple->l4proto = nexthdr;
	parse_l4(tuple, nexthdr, p, len);
	return true;
}

/**
 * dropstat_parse - fill a tuple from a network header
 * @tuple: all zero on entry; fields that can be parsed are filled in
 * @header: network header, or the VLAN tag in front of it
 * @len: number of bytes that may be read at @header
 * @ethertype: expected type of @header, host order
 *
 * Context: any; accesses only its arguments.
 * Return: whether @header matches @ethertype.
 */
bool dropstat_parse(struct dropstat_tuple *tuple, const u8 *header,
		    unsigned int len, u16 ethertype)
{
	struct vlan_hdr vlan;
	int i;

	for (i = 0; i < DROPSTAT_PARSE_VLANS && len >= sizeof(vlan); i++) {
		if (ethertype != ETH_P_8021Q && ethertype != ETH_P_8021AD)
			break;
		memcpy(&vlan, header, sizeof(vlan));
		ethertype = ntohs(vlan.h_vlan_encapsulated_proto);
		header += sizeof(vlan);
		len -= sizeof(vlan);
	}

	tuple->ethertype = ethertype;
	switch (ethertype) {
	case ETH_P_IP:
		return parse_ipv4(tuple, header, len);
	case ETH_P_IPV6:
		return parse_ipv6(tuple, header, len);
	default:
		return ethertype != 0;
	}
}
