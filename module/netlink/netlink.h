/* SPDX-License-Identifier: GPL-2.0 */
/* The functions of the generic netlink family, for main.c and for its own files. */
#ifndef _DROPSTAT_NETLINK_H
#define _DROPSTAT_NETLINK_H

#include <net/genetlink.h>

#include "view/query.h"
#include "view/snapshot.h"

extern struct genl_family dropstat_nl_family;

/* netlink.c APIs: process context */
int dropstat_netlink_init(void);
void dropstat_netlink_uninit(void);

/* nlreply.c APIs: process context */
struct sk_buff *dropstat_nlreply(struct genl_info *info, size_t size, u8 cmd,
				 void **header);
int dropstat_nlbusy(int err, struct netlink_ext_ack *extack);

/* nlquery.c APIs: process context */
int dropstat_nlquery_attrs(const struct nlmsghdr *nlh, struct nlattr **attrs,
			   int max, int multi, struct netlink_ext_ack *extack);
int dropstat_nlquery_netns(struct dropstat_query *query,
			   const struct sk_buff *skb, struct nlattr **attrs,
			   struct netlink_ext_ack *extack);
int dropstat_nlquery(struct dropstat_query *query, const struct sk_buff *skb,
		     const struct nlmsghdr *nlh,
		     struct netlink_ext_ack *extack);

/**
 * struct dropstat_nlreader - how rows are encoded for a reader
 * @by_site: true if rows are sites; false if they are flows and the rest of each
 *	site
 * @now: jiffies at which the snapshot was taken; ages are relative to it
 * @user_ns: user namespace of the reader, for user ids
 */
struct dropstat_nlreader {
	bool by_site;
	u64 now;
	struct user_namespace *user_ns;
};

/**
 * struct dropstat_nlrest - matching rows beyond the limit
 * @rows: number of these rows
 * @packets: number of packets in these rows
 */
struct dropstat_nlrest {
	u32 rows;
	u64 packets;
};

/* nlrow.c APIs: process context */
int dropstat_nlrow_rest(struct sk_buff *skb,
			const struct dropstat_nlrest *rest);
int dropstat_nlrow_place(struct sk_buff *skb, const struct dropstat_sum *site);
int dropstat_nlrow(struct sk_buff *skb, const struct dropstat_row *row,
		   const struct dropstat_nlreader *reader);

/**
 * struct dropstat_nltuple - attribute types for the fields of a tuple
 * @l4proto: type for the protocol
 * @saddr_v4: type for an IPv4 source address
 * @saddr_v6: type for an IPv6 source address
 * @daddr_v4: type for an IPv4 destination address
 * @daddr_v6: type for an IPv6 destination address
 * @sport: type for the source port
 * @dport: type for the destination port
 */
struct dropstat_nltuple {
	int l4proto;
	int saddr_v4;
	int saddr_v6;
	int daddr_v4;
	int daddr_v6;
	int sport;
	int dport;
};

/* nltuple.c APIs: process context */
int dropstat_nltuple(struct sk_buff *skb, const struct dropstat_tuple *tuple,
		     const struct dropstat_nltuple *types);

/* nldetail.c APIs: process context */
int dropstat_nldetail(struct sk_buff *skb, const struct dropstat_detail *detail,
		      struct user_namespace *user_ns);

/* totals.c APIs: process context */
void dropstat_totals_init(void);

/* event.c APIs: process context */
void dropstat_event_init(void);
void dropstat_event_uninit(void);
bool dropstat_event_has_listeners(void);
void dropstat_event_totals(u64 *sent, u64 *suppressed);

#endif /* _DROPSTAT_NETLINK_H */
