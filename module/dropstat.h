/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The map of the module. Each part uses only parts below it.
 *
 *                     main.c
 *           starts and stops all others
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
 * main.c	initializes the parts and removes them in the right order
 * proc/	prints all rows in /proc/net/dropstat: procfs.c handles the open files,
 *		format.c prints the rows
 * netlink/	answers generic netlink requests and sends events: nlquery.c parses
 *		requests, nldump.c sends rows, totals.c sends sums, nlconfig.c reads and
 *		changes the configuration, event.c announces new sites and high drop rates
 * view/	builds a snapshot of the tables of all CPUs for one reader: query.c selects
 *		what the reader sees, room.c allocates memory, view.c reads the tables,
 *		merge.c merges equal sites and flows, order.c sorts the rows, snapshot.c
 *		returns them
 * probe/	turns one hit of the tracepoint into a struct dropstat_hit: probe.c is the
 *		entry point, origin.c finds the network namespace and the interface,
 *		flowkey.c and parse.c find the 5-tuple, detail.c records more about a
 *		flow's first packet, calibrate.c finds where fragment lists are freed
 * table/	holds the counts of each CPU: count.h counts a hit of a known flow, count.c
 *		and site.c add new flows and sites, flow.c decides which flows keep their
 *		rows, stack.c records call paths, config.c applies the configuration,
 *		flush.c, reclaim.c and retire.c change the tables later
 * registry/	knows the names: iface.c of interfaces, netns.c which network namespaces
 *		are live, symbol.c of locations, reason.c of drop reasons
 * hit.h	describes one hit: its site, its tuple and its size
 * hash.h	hashes sites and tuples
 *
 * The probe and the counting run with interrupts off, which is also an RCU read-side
 * critical section, in any context but NMI; an NMI hit only increments a counter.
 * Everything else runs in process context and may sleep, except for changes to the
 * table of a CPU: they run on that CPU with interrupts off, see
 * dropstat_table_change().
 */
#ifndef _DROPSTAT_H
#define _DROPSTAT_H

#include "hit.h"

#endif /* _DROPSTAT_H */
