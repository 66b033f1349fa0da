/* SPDX-License-Identifier: GPL-2.0 */
/* Protocol, addresses and ports of a row, as text. */
#ifndef _DROPSTAT_TUPLE_H
#define _DROPSTAT_TUPLE_H

#include "drop.h"

/* Room for any of these texts */
#define TUPLE_TEXT	64

/*
 * The protocol as /proc/net/dropstat has it: "UDP", "132", "ARP", "0x88cc", "-"
 * if unknown; "*" for any.
 */
void tuple_proto(const struct drop *drop, char text[TUPLE_TEXT]);
/* Whether @text, any case, is a protocol over IP or an Ethernet type. */
bool tuple_parse_l4(const char *text, uint8_t *l4proto);
bool tuple_parse_l3(const char *text, uint16_t *ethertype);

/* An address alone; "-" if unknown, "*" for any. */
void tuple_addr(const struct drop *drop, const struct in6_addr *addr,
		char text[TUPLE_TEXT]);
/* Source and destination, as 192.0.2.1:53 or [2001:db8::1]:53. */
void tuple_source(const struct drop *drop, char text[TUPLE_TEXT]);
void tuple_destination(const struct drop *drop, char text[TUPLE_TEXT]);

#endif /* _DROPSTAT_TUPLE_H */
