/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The map of the module. Data flows one way:
 *
 *   skb:kfree_skb --> probe.c --> origin.c  --> count.h --> view.c ----> procfs.c
 *                                 (iface.h)     site.c      (room.c)     (format.c)
 *                                 flowkey.c     count.c     (query.c)    (reason.c)
 *                                 (parse.h)     flow.c      (symbol.c)   nldump.c
 *                                               detail.c    (netns.c)    (nlrow.c)
 *                                               stack.c     merge.c      (nldetail.c)
 *                                               (table.c)   order.c      totals.c
 *                                                           (snapshot.c) event.c
 *
 * probe.c	one entry per hit; what most hits need is inline, in headers
 * origin.c	which netns and interface, from what in the skb can be trusted
 * flowkey.c	which 5-tuple; parse.c reads the headers
 * detail.c	what is kept of a flow's first packet: direction.c, conntrack.c, owner.c
 * stack.c	how a site was come to, now and then
 * count.h	the count of a hit in the tables of its CPU, which only that CPU
 *		writes: its flow is known, or it gets a row (count.c) that another
 *		loses (flow.c), or it has a site only (site.c)
 * view.c	what all CPUs counted, read for one reader, with room.c's memory; merge.c
 *		makes one of what is the same, order.c puts it in order, snapshot.c
 *		hands it out
 * procfs.c	/proc/net/dropstat
 * netlink.c	the generic netlink family: nlquery.c reads what is asked for,
 *		nldump.c dumps it, totals.c sums up, event.c tells of what is new
 * config.c	what can be changed, by nlconfig.c; flush.c forgets what was counted,
 *		reclaim.c makes room for sites; for both evict.c takes rows away
 *
 * main.c brings the probe up after all that it uses, and down first.
 * Left of the tables everything runs inside the probe: with interrupts off,
 * which is an RCU section too, in any context but NMI. Right of them everything
 * runs in process context and may sleep, but for what symbol.c does on each CPU
 * to rename locations there.
 */
#ifndef _DROPSTAT_H
#define _DROPSTAT_H

#include <linux/if.h>
#include <linux/skbuff.h>
#include <linux/types.h>

#include "hit.h"

struct module;
struct net;
struct net_device;
struct sock;

/* calibrate.c APIs: process context */
int dropstat_calibrate(unsigned long *fraglist_location);

/* probe.c APIs: process context */
int dropstat_probe_init(void);
void dropstat_probe_uninit(void);

/* origin.c APIs: in the probe */
enum dropstat_class dropstat_origin(struct dropstat_site_key *key,
				    const struct sk_buff *skb,
				    const struct sock *rx_sk);

/* flowkey.c APIs: in the probe */
void dropstat_flowkey(struct dropstat_tuple *tuple, const struct sk_buff *skb,
		      const struct sock *rx_sk);

/* iface.c APIs: process context; iface.h has the probe's */
int dropstat_iface_init(void);
void dropstat_iface_uninit(void);
bool dropstat_iface_name(u64 cookie, u32 ifindex, char name[IFNAMSIZ]);
bool dropstat_iface_is_gone(u64 cookie, u32 ifindex);

/* netns.c APIs: process context */
int dropstat_netns_init(void);
void dropstat_netns_uninit(void);
bool dropstat_netns_is_live(u64 cookie);
bool dropstat_netns_find(u32 inum, u64 *cookie);
u64 *dropstat_netns_suppressed(const struct net *net);
void dropstat_netns_flushed(u64 cookie);
u32 dropstat_netns_flushes(u64 cookie);

/* symbol.c APIs: process context */
int dropstat_symbol_init(void);
void dropstat_symbol_uninit(void);
int dropstat_symbol_lock(void);
void dropstat_symbol_unlock(void);
const char *dropstat_symbol_name(u64 location);

/* reason.c APIs: process context */
void dropstat_reason_name(u32 reason, char *buf, size_t size);
bool dropstat_reason_number(const char *text, u32 *reason);

/* flush.c APIs: process context */
struct dropstat_query;
int dropstat_flush(const struct dropstat_query *query, u64 *packets);
u64 dropstat_flush_total(void);
u32 dropstat_flush_generation(const struct dropstat_query *query);

/* format.c APIs: process context */
struct seq_file;
struct dropstat_row;
void dropstat_format_header(struct seq_file *seq);
void dropstat_format_row(struct seq_file *seq, const struct dropstat_row *row,
			 u64 now);

/* reclaim.c APIs: process context */
void dropstat_reclaim_init(void);
void dropstat_reclaim_uninit(void);
void dropstat_reclaim(void);

/* netlink.c APIs: process context; netlink.h has those of its parts */
int dropstat_netlink_init(void);
void dropstat_netlink_uninit(void);

/* procfs.c APIs: process context */
int dropstat_procfs_init(void);
void dropstat_procfs_uninit(void);

#endif /* _DROPSTAT_H */
