/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A map of the module. Each part uses only the parts below it.
 *
 *                     main.c
 *           starts and stops all parts
 *
 *     /proc/net/dropstat      generic netlink
 *             |                      |
 *             v                      v
 *           proc/                netlink/
 *             |                      |
 *             +----------+-----------+
 *                        |
 *                        v
 *                      view/             skb:kfree_skb
 *                        |                     |
 *                        |                     v
 *                        |                  probe/
 *                  reads |                     | writes
 *                        +----------+----------+
 *                                   |
 *                                   v
 *                                table/
 *                                   |
 *                                   v
 *                               registry/
 *                                   |
 *                                   v
 *                             hit.h, hash.h
 *
 * main.c	initializes the parts and shuts them down in the right order
 * proc/	shows a snapshot in /proc/net/dropstat: procfs.c handles the open
 *		files, format.c prints the rows
 * netlink/	answers generic netlink requests and sends events: nlquery.c
 *		parses requests, nldump.c sends rows, totals.c sends sums,
 *		nlconfig.c reads and changes the configuration, event.c announces
 *		new sites and high drop rates
 * view/	builds a snapshot of the tables of all CPUs for one reader:
 *		query.c selects what the reader sees, room.c allocates memory
 *		and budget.c limits it,
 *		view.c reads the tables, merge.c merges equal sites and flows,
 *		order.c sorts the rows, snapshot.c returns them
 * probe/	turns a hit of the tracepoint into a struct dropstat_hit: probe.c
 *		is the entry point, origin.c finds the network namespace and the
 *		interface, flowkey.c and parse.c find the 5-tuple, detail.c
 *		records details of the first packet of a flow, calibrate.c finds
 *		where the kernel frees fragment lists
 * table/	holds the counts of each CPU: count.h counts a hit of a known
 *		flow, count.c and site.c add new flows and sites, flow.c decides
 *		which flows keep their rows, stack.c records call paths, config.c
 *		applies the configuration, and flush.c, reclaim.c and retire.c
 *		change the tables from process context
 * registry/	names what the tables count: iface.c names interfaces, symbol.c
 *		locations and reason.c drop reasons; netns.c tracks the live
 *		network namespaces; link.c and rule.c know the devices and
 *		functions whose packets are in a different namespace from
 *		their device
 * hit.h	describes one hit: its site, its tuple and its size
 * hash.h	hashes sites and tuples
 *
 * The probe and the counting code run in any context but NMI, with interrupts off,
 * which implies an RCU read-side critical section. A hit in an NMI only increments
 * a counter. All other code runs in process context and may sleep. It changes a
 * table through dropstat_table_change(), which runs the change with interrupts
 * off, on the CPU that owns the table unless that CPU is offline.
 */
#ifndef _DROPSTAT_H
#define _DROPSTAT_H

#include "hit.h"

#endif /* _DROPSTAT_H */
