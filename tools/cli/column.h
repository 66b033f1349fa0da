/* SPDX-License-Identifier: GPL-2.0 */
/* The values in the columns of a row. */
#ifndef _DROPSTAT_GET_H
#define _DROPSTAT_GET_H

#include "print/print.h"
#include "lib/row.h"

/* The name of a row's netns, which may be "unknown" or "gone:[...]" */
const char *get_netns_name(const struct drop *drop);

/* Values for JSON are VALUE_NONE where text has "-" or "*". */
void get_netns(const void *row, struct value *value);
void get_netns_inode(const void *row, struct value *value);
void get_class(const void *row, struct value *value);
void get_iface(const void *row, struct value *value);
void get_iface_json(const void *row, struct value *value);
void get_reason(const void *row, struct value *value);
void get_location(const void *row, struct value *value);
void get_reason_or_location(const void *row, struct value *value);
void get_proto(const void *row, struct value *value);
void get_proto_json(const void *row, struct value *value);
void get_source(const void *row, struct value *value);
void get_destination(const void *row, struct value *value);
void get_saddr(const void *row, struct value *value);
void get_daddr(const void *row, struct value *value);
void get_sport(const void *row, struct value *value);
void get_dport(const void *row, struct value *value);
void get_saddr_text(const void *row, struct value *value);
void get_daddr_text(const void *row, struct value *value);
void get_sport_text(const void *row, struct value *value);
void get_dport_text(const void *row, struct value *value);
void get_packets(const void *row, struct value *value);
void get_error(const void *row, struct value *value);
void get_bytes(const void *row, struct value *value);
void get_rate(const void *row, struct value *value);
void get_first_json(const void *row, struct value *value);
void get_last_json(const void *row, struct value *value);
void get_last(const void *row, struct value *value);
void get_evicted(const void *row, struct value *value);
void get_noise(const void *row, struct value *value);
void get_brief(const void *row, struct value *value);

#endif /* _DROPSTAT_GET_H */
