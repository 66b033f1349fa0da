/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interface of the probe, and between its files.
 *
 * Why each pointer that the probe follows is valid:
 *
 * skb, skb->head	the caller frees them after the tracepoint
 * skb->dev		not followed; its address is looked up in registry/iface.c
 * skb->sk		used only if the skb has a destructor, which uses the socket
 *			after the tracepoint: see sock.h
 * rx_sk		freed after an RCU grace period; a socket that may be reused
 *			without one is used only where the caller holds it: see sock.h
 * sk->sk_net		the netns of a full user space socket, which holds a reference
 * sk's cgroup		held by the socket, and freed after an RCU grace period
 * skb->_nfct		the skb holds a reference; a connection, unlike a template,
 *			keeps its netns alive
 * skb_dst(skb)		read with fault protection; its device is only looked up
 * current		the task that the CPU is running
 */
#ifndef _DROPSTAT_PROBE_H
#define _DROPSTAT_PROBE_H

#include "hit.h"
#include "table/detail.h"

struct dropstat_table;

/* probe.c APIs: process context */
int dropstat_probe_init(void);
void dropstat_probe_uninit(void);

/* calibrate.c APIs: process context */
int dropstat_calibrate(unsigned long *fraglist_location);

/* origin.c APIs: in the probe */
enum dropstat_class dropstat_origin(struct dropstat_site_key *key,
				    struct dropstat_packet *packet);

/* flowkey.c APIs: in the probe */
void dropstat_flowkey(struct dropstat_tuple *tuple,
		      const struct dropstat_packet *packet);

/* detail.c APIs: in the probe */
void dropstat_detail_fill(struct dropstat_table *table,
			  struct dropstat_detail *detail);

/* direction.c APIs: in the probe */
enum dropstat_direction
dropstat_direction(const struct dropstat_packet *packet);

/* conntrack.c APIs: in the probe */
void dropstat_conntrack(struct dropstat_detail *detail,
			const struct dropstat_packet *packet);

/* owner.c APIs: in the probe */
void dropstat_owner(struct dropstat_detail *detail,
		    const struct dropstat_packet *packet);

#endif /* _DROPSTAT_PROBE_H */
