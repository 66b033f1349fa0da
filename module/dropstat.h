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

#include "hit.h"

#endif /* _DROPSTAT_H */
