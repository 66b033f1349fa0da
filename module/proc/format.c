// SPDX-License-Identifier: GPL-2.0
/* Prints a row of a snapshot as twelve words of text. */
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ipv6.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/seq_file.h>

#include "proc/proc.h"
#include "registry/registry.h"
#include "view/snapshot.h"

/* Columns are wide enough to line up for all values except long locations. */
#define FORMAT_TEXT	"%-14s %-20s %-15s %-36s %-6s %-21s %-21s "
#define FORMAT_HEADER	FORMAT_TEXT "%10s %10s %12s %10s %10s\n"
#define FORMAT_COUNTS	"%10llu %10llu %12llu %10s %10s\n"

#define FORMAT_WORD	64

struct format_name {
	u16 number;
	const char *name;
};

static const struct format_name format_l4[] = {
	{ IPPROTO_ICMP,		"ICMP" },
	{ IPPROTO_IGMP,		"IGMP" },
	{ IPPROTO_TCP,		"TCP" },
	{ IPPROTO_UDP,		"UDP" },
	{ IPPROTO_DCCP,		"DCCP" },
	{ IPPROTO_IPV6,		"IPv6" },
	{ IPPROTO_GRE,		"GRE" },
	{ IPPROTO_ESP,		"ESP" },
	{ IPPROTO_AH,		"AH" },
	{ IPPROTO_ICMPV6,	"ICMPv6" },
	{ IPPROTO_SCTP,		"SCTP" },
	{ IPPROTO_UDPLITE,	"UDPLite" },
};

static const struct format_name format_l3[] = {
	{ ETH_P_IP,		"IP" },
	{ ETH_P_ARP,		"ARP" },
	{ ETH_P_IPV6,		"IPv6" },
	{ ETH_P_MPLS_UC,	"MPLS" },
	{ ETH_P_PAE,		"EAPOL" },
	{ ETH_P_LLDP,		"LLDP" },
};

static void format_number(const struct format_name *names, size_t nr,
			  u16 number, const char *unnamed, char *buf)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (names[i].number == number) {
			strscpy(buf, names[i].name, FORMAT_WORD);
			return;
		}
	}
	snprintf(buf, FORMAT_WORD, unnamed, number);
}

static void format_proto(const struct dropstat_tuple *tuple, char *buf)
{
	if (tuple->flags & DROPSTAT_TUPLE_ADDRS)
		format_number(format_l4, ARRAY_SIZE(format_l4), tuple->l4proto,
			      "%u", buf);
	else if (tuple->ethertype)
		format_number(format_l3, ARRAY_SIZE(format_l3),
			      tuple->ethertype, "0x%04x", buf);
	else
		strscpy(buf, "-", FORMAT_WORD);
}

static void format_addr(const struct dropstat_tuple *tuple, const __be32 *addr,
			__be16 port, char *buf)
{
	bool ports = tuple->flags & DROPSTAT_TUPLE_PORTS;
	bool ipv6 = tuple->ethertype == ETH_P_IPV6;

	if (!(tuple->flags & DROPSTAT_TUPLE_ADDRS))
		strscpy(buf, "-", FORMAT_WORD);
	else if (ports && ipv6)
		snprintf(buf, FORMAT_WORD, "[%pI6c]:%u", addr, ntohs(port));
	else if (ports)
		snprintf(buf, FORMAT_WORD, "%pI4:%u", addr, ntohs(port));
	else if (ipv6)
		snprintf(buf, FORMAT_WORD, "%pI6c", addr);
	else
		snprintf(buf, FORMAT_WORD, "%pI4", addr);
}

static void format_class(const struct dropstat_sum *site, char *buf)
{
	static const char * const classes[DROPSTAT_CLASS_NUM] = {
		[DROPSTAT_CLASS_PACKET]		= "packet",
		[DROPSTAT_CLASS_FRAGLIST]	= "fraglist",
		[DROPSTAT_CLASS_LOCAL]		= "local",
	};
	static const char * const scopes[] = {
		[DROPSTAT_SCOPE_LIVE]		= "",
		[DROPSTAT_SCOPE_UNKNOWN]	= "unknown/",
		[DROPSTAT_SCOPE_GONE]		= "gone/",
	};

	snprintf(buf, FORMAT_WORD, "%s%s", scopes[site->scope],
		 classes[site->key.class]);
}

/* A time of 0 means that none was recorded. */
static void format_age(u64 time, u64 now, char *buf)
{
	u32 ms;
	u64 sec;

	if (!time) {
		strscpy(buf, "-", FORMAT_WORD);
		return;
	}
	sec = div_u64_rem(jiffies64_to_msecs(now - time), MSEC_PER_SEC, &ms);
	snprintf(buf, FORMAT_WORD, "%llu.%03u", sec, ms);
}

/* Process context. */
void dropstat_format_header(struct seq_file *seq)
{
	seq_printf(seq, FORMAT_HEADER, "CLASS", "REASON", "IFACE", "LOCATION",
		   "PROTO", "SOURCE", "DESTINATION", "PACKETS", "ERROR",
		   "BYTES", "FIRST", "LAST");
}

/**
 * dropstat_format_row - print a row
 * @seq: file to print to
 * @row: the row
 * @now: jiffies at which the snapshot was taken; ages are relative to it
 *
 * Context: process context.
 */
void dropstat_format_row(struct seq_file *seq, const struct dropstat_row *row,
			 u64 now)
{
	char class[FORMAT_WORD], reason[FORMAT_WORD], iface[IFNAMSIZ];
	char proto[FORMAT_WORD], saddr[FORMAT_WORD], daddr[FORMAT_WORD];
	char first[FORMAT_WORD], last[FORMAT_WORD];
	const struct dropstat_site_key *key = &row->site->key;
	bool packet = key->class == DROPSTAT_CLASS_PACKET;
	const struct dropstat_tuple *tuple;

	format_class(row->site, class);
	dropstat_reason_name(key->reason, reason, sizeof(reason));
	dropstat_iface_label(key, iface);
	strscpy(proto, packet ? "*" : "-", sizeof(proto));
	strscpy(saddr, proto, sizeof(saddr));
	strscpy(daddr, proto, sizeof(daddr));
	if (row->flow) {
		tuple = &row->flow->tuple;
		format_proto(tuple, proto);
		format_addr(tuple, tuple->saddr, tuple->sport, saddr);
		format_addr(tuple, tuple->daddr, tuple->dport, daddr);
	}
	format_age(row->first, now, first);
	format_age(row->last, now, last);
	seq_printf(seq, FORMAT_TEXT FORMAT_COUNTS, class, reason, iface,
		   row->site->location, proto, saddr, daddr, row->packets,
		   row->error, row->bytes, first, last);
}
