/* SPDX-License-Identifier: GPL-2.0 */
/* Protocol, addresses and ports of a row, as text. */
#ifndef _DROPSTAT_TUPLE_H
#define _DROPSTAT_TUPLE_H

#include "lib/drop.h"

/* Buffer size for any text below, except a flow */
#define TUPLE_TEXT	64
/* Buffer size for a flow: protocol, source and destination */
#define TUPLE_FLOW	160

/*
 * The protocol, as in /proc/net/dropstat: "UDP", "132", "ARP", "0x88cc", "-" if
 * unknown, "*" for any.
 */
void tuple_proto(const struct drop *drop, char text[TUPLE_TEXT]);
/* The same for an IP protocol number */
void tuple_protocol(uint8_t l4proto, char text[TUPLE_TEXT]);
/* Parse an IP protocol or an Ethernet type, in any case; false on error. */
bool tuple_parse_l4(const char *text, uint8_t *l4proto);
bool tuple_parse_l3(const char *text, uint16_t *ethertype);

/* An address without its port; "-" if unknown, "*" for any */
void tuple_addr(const struct drop *drop, const struct in6_addr *addr,
		char text[TUPLE_TEXT]);
/* Source and destination, such as 192.0.2.1:53 or [2001:db8::1]:53 */
void tuple_source(const struct drop *drop, char text[TUPLE_TEXT]);
void tuple_destination(const struct drop *drop, char text[TUPLE_TEXT]);

/* The tuple of a row */
struct tuple tuple_of(const struct drop *drop);
/* One endpoint, such as 192.0.2.1:53 or [2001:db8::1]:53 */
void tuple_end(const struct tuple *tuple, bool source, char text[TUPLE_TEXT]);
/* "UDP 192.0.2.1:53 -> 192.0.2.2:40000" */
void tuple_flow(const struct tuple *tuple, char text[TUPLE_FLOW]);

/*
 * Parses an endpoint as printed: 192.0.2.1, 192.0.2.1:53, 2001:db8::1 or
 * [2001:db8::1]:53.
 */
bool tuple_parse_end(const char *text, bool source, struct tuple *tuple);

#endif /* _DROPSTAT_TUPLE_H */
