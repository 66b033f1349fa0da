/* SPDX-License-Identifier: GPL-2.0 */
/* Parses the attributes of replies. */
#ifndef _DROPSTAT_PARSE_H
#define _DROPSTAT_PARSE_H

#include "lib/genl.h"

void parse_drop(const struct nlmsghdr *nlh, struct drop *drop);
void parse_event(const struct nlmsghdr *nlh, struct event *event);
void parse_totals(const struct nlmsghdr *nlh, struct totals *totals);
void parse_config(const struct nlmsghdr *nlh, struct config *config);

#endif /* _DROPSTAT_PARSE_H */
