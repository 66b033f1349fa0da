// SPDX-License-Identifier: GPL-2.0
/* Protocol, addresses and ports of a row, as text in the kernel's format. */
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/tuple.h"
#include "lib/util.h"

struct tuple_name {
	uint16_t number;
	const char *name;
};

static const struct tuple_name tuple_l4[] = {
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

static const struct tuple_name tuple_l3[] = {
	{ ETHERTYPE_IP,		"IP" },
	{ ETHERTYPE_ARP,	"ARP" },
	{ ETHERTYPE_IPV6,	"IPv6" },
	{ 0x8847,		"MPLS" },
	{ 0x888e,		"EAPOL" },
	{ 0x88cc,		"LLDP" },
};

static void tuple_name(const struct tuple_name *names, size_t nr,
		       uint16_t number, const char *unnamed, char *text)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (names[i].number == number) {
			snprintf(text, TUPLE_TEXT, "%s", names[i].name);
			return;
		}
	}
	snprintf(text, TUPLE_TEXT, unnamed, number);
}

static bool tuple_number(const struct tuple_name *names, size_t nr,
			 const char *text, unsigned long max, uint16_t *number)
{
	unsigned long value;
	char *end;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!strcasecmp(names[i].name, text)) {
			*number = names[i].number;
			return true;
		}
	}
	value = strtoul(text, &end, 0);
	*number = value;
	return *text >= '0' && *text <= '9' && !*end && value <= max;
}

static const char *tuple_missing(const struct drop *drop)
{
	return drop->site || drop->evicted ? "*" : "-";
}

void tuple_protocol(uint8_t l4proto, char text[TUPLE_TEXT])
{
	tuple_name(tuple_l4, ARRAY_SIZE(tuple_l4), l4proto, "%u", text);
}

void tuple_proto(const struct drop *drop, char text[TUPLE_TEXT])
{
	if (drop->family)
		tuple_protocol(drop->l4proto, text);
	else if (drop->ethertype)
		tuple_name(tuple_l3, ARRAY_SIZE(tuple_l3), drop->ethertype,
			   "0x%04x", text);
	else
		snprintf(text, TUPLE_TEXT, "%s", tuple_missing(drop));
}

bool tuple_parse_l4(const char *text, uint8_t *l4proto)
{
	uint16_t number;

	if (!tuple_number(tuple_l4, ARRAY_SIZE(tuple_l4), text, UINT8_MAX,
			  &number))
		return false;
	*l4proto = number;
	return true;
}

bool tuple_parse_l3(const char *text, uint16_t *ethertype)
{
	return tuple_number(tuple_l3, ARRAY_SIZE(tuple_l3), text, UINT16_MAX,
			    ethertype);
}

void tuple_addr(const struct drop *drop, const struct in6_addr *addr,
		char text[TUPLE_TEXT])
{
	if (!drop->family ||
	    !inet_ntop(drop->family, addr, text, TUPLE_TEXT))
		snprintf(text, TUPLE_TEXT, "%s", tuple_missing(drop));
}

void tuple_end(const struct tuple *tuple, bool source, char text[TUPLE_TEXT])
{
	const struct in6_addr *addr = source ? &tuple->saddr : &tuple->daddr;
	bool ipv6 = tuple->family == AF_INET6;
	char alone[TUPLE_TEXT];

	if (!tuple->family ||
	    !inet_ntop(tuple->family, addr, alone, sizeof(alone)))
		snprintf(text, TUPLE_TEXT, "-");
	else if (tuple->has_ports)
		snprintf(text, TUPLE_TEXT, "%s%.50s%s:%u", ipv6 ? "[" : "",
			 alone, ipv6 ? "]" : "",
			 source ? tuple->sport : tuple->dport);
	else
		snprintf(text, TUPLE_TEXT, "%s", alone);
}

struct tuple tuple_of(const struct drop *drop)
{
	return (struct tuple){
		.family = drop->family,
		.l4proto = drop->l4proto,
		.saddr = drop->saddr,
		.daddr = drop->daddr,
		.has_ports = drop->has_ports,
		.sport = drop->sport,
		.dport = drop->dport,
	};
}

static void tuple_drop_end(const struct drop *drop, bool source,
			   char text[TUPLE_TEXT])
{
	struct tuple tuple = tuple_of(drop);

	if (drop->family)
		tuple_end(&tuple, source, text);
	else
		snprintf(text, TUPLE_TEXT, "%s", tuple_missing(drop));
}

void tuple_source(const struct drop *drop, char text[TUPLE_TEXT])
{
	tuple_drop_end(drop, true, text);
}

void tuple_destination(const struct drop *drop, char text[TUPLE_TEXT])
{
	tuple_drop_end(drop, false, text);
}

void tuple_flow(const struct tuple *tuple, char text[TUPLE_FLOW])
{
	char proto[TUPLE_TEXT], source[TUPLE_TEXT], destination[TUPLE_TEXT];

	tuple_protocol(tuple->l4proto, proto);
	tuple_end(tuple, true, source);
	tuple_end(tuple, false, destination);
	snprintf(text, TUPLE_FLOW, "%.16s %s -> %s", proto, source,
		 destination);
}

static bool tuple_parse_port(const char *text, uint16_t *port)
{
	unsigned long number;
	char *end;

	number = strtoul(text, &end, 10);
	*port = number;
	return *text >= '0' && *text <= '9' && !*end && number <= UINT16_MAX;
}

bool tuple_parse_end(const char *text, bool source, struct tuple *tuple)
{
	struct in6_addr *addr = source ? &tuple->saddr : &tuple->daddr;
	uint16_t *port = source ? &tuple->sport : &tuple->dport;
	bool bracket = *text == '[';
	char copy[TUPLE_TEXT];
	int family;
	char *end;

	if (snprintf(copy, sizeof(copy), "%s", text + bracket) >=
	    (int)sizeof(copy))
		return false;
	end = strchr(copy, bracket ? ']' : ':');
	if (bracket && (!end || end[1] != ':'))
		return false;
	if (end && (bracket || !strchr(end + 1, ':'))) {
		tuple->has_ports = true;
		if (!tuple_parse_port(end + 1 + bracket, port))
			return false;
		*end = '\0';
	}
	family = strchr(copy, ':') ? AF_INET6 : AF_INET;
	/* Both ends must have the same family. */
	if (tuple->family && tuple->family != family)
		return false;
	tuple->family = family;
	return inet_pton(family, copy, addr) == 1;
}
