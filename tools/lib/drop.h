/* SPDX-License-Identifier: GPL-2.0 */
/* A row of dropstat, as reported by the kernel through netlink or /proc. */
#ifndef _DROPSTAT_DROP_H
#define _DROPSTAT_DROP_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/dropstat.h>

/**
 * struct tuple - the fields that identify a flow
 * @family: AF_INET or AF_INET6; AF_UNSPEC if the addresses are unknown
 * @l4proto: IPPROTO_*, if there are addresses
 * @saddr: source address; an IPv4 address is in the first four bytes
 * @daddr: destination address, stored like @saddr
 * @has_ports: whether the ports are known
 * @sport: source port, or ICMP type, in host order
 * @dport: destination port, or ICMP code, in host order
 */
struct tuple {
	int family;
	uint8_t l4proto;
	struct in6_addr saddr;
	struct in6_addr daddr;
	bool has_ports;
	uint16_t sport;
	uint16_t dport;
};

/**
 * struct conntrack - a connection in conntrack
 * @present: whether conntrack recorded anything; if not, the rest is zero
 * @state: state of the packet; an untracked packet has no connection
 * @status: bits of enum ip_conntrack_status
 * @zone: zone of the connection
 * @mark: mark of the connection
 * @orig: tuple of its first packet
 * @reply: tuple of the expected replies
 */
struct conntrack {
	bool present;
	enum dropstat_conntrack_state state;
	uint32_t status;
	uint16_t zone;
	uint32_t mark;
	struct tuple orig;
	struct tuple reply;
};

/**
 * struct drop - one row
 * @cookie: cookie of the netns; 0 if unknown, always 0 from /proc
 * @netns: inode number of the netns; 0 if unknown
 * @scope: what is known about the netns
 * @ifindex: interface index; 0 for none, UINT32_MAX for any, always 0 from /proc
 * @iface: name of the interface, "-" for none, "*" for any, "ifN" if its name
 *	is no longer known
 * @class: what was dropped
 * @reason: name of the drop reason, "*" for any
 * @location: location in the kernel
 * @site: whether the row is a site, including all of its flows
 * @evicted: whether the row sums a site's drops without a flow row
 * @ethertype: Ethernet type of the network header; 0 if unknown
 * @family: AF_INET or AF_INET6; AF_UNSPEC if the addresses are unknown
 * @l4proto: IPPROTO_*, if there are addresses
 * @saddr: source address; an IPv4 address is in the first four bytes
 * @daddr: destination address, stored like @saddr
 * @has_ports: whether the ports are known
 * @sport: source port, or ICMP type, in host order
 * @dport: destination port, or ICMP code, in host order
 * @packets: number of hits
 * @error: how many hits the flow may have had before it got a row
 * @bytes: bytes of the hits
 * @segments: packets on the wire; only for a site or an event
 * @evicted_packets: the part of @packets without a flow row; only for a site
 * @evicted_bytes: the part of @bytes without a flow row; only for a site
 * @first: milliseconds since the first hit, UINT64_MAX if unknown
 * @last: milliseconds since the last hit, UINT64_MAX if unknown
 * @direction: direction of the flow's first packet; the fields from here to @task
 *	are set only for flows that were read through netlink
 * @conntrack: what conntrack recorded about that packet
 * @cgroup: ID of the cgroup of that packet's socket; 0 for none
 * @has_uid: whether that socket had an owner
 * @uid: the owner of that socket
 * @task: name of the task in whose context the packet was dropped; NULL for none
 * @stack: for a site, if requested: the call path to one of its drops, one
 *	"symbol+offset[module]" per line, the location first; NULL for none
 * @rest_rows: in the last row of a limited reply, the number of further rows that
 *	match the query
 * @rest_packets: number of packets in those rows
 *
 * All strings come from drop_intern() and are never freed. They are stored
 * unescaped, as read from the kernel or a file; escape.h makes them safe to print.
 */
struct drop {
	uint64_t cookie;
	uint32_t netns;
	enum dropstat_scope scope;
	uint32_t ifindex;
	const char *iface;
	enum dropstat_class class;
	const char *reason;
	const char *location;
	bool site;
	bool evicted;
	uint16_t ethertype;
	int family;
	uint8_t l4proto;
	struct in6_addr saddr;
	struct in6_addr daddr;
	bool has_ports;
	uint16_t sport;
	uint16_t dport;
	uint64_t packets;
	uint64_t error;
	uint64_t bytes;
	uint64_t segments;
	uint64_t evicted_packets;
	uint64_t evicted_bytes;
	uint64_t first;
	uint64_t last;
	enum dropstat_direction direction;
	struct conntrack conntrack;
	uint64_t cgroup;
	bool has_uid;
	uint32_t uid;
	const char *task;
	const char *stack;
	uint32_t rest_rows;
	uint64_t rest_packets;
};

/**
 * struct drop_list - rows, most packets first
 * @drops: the rows
 * @nr: number of rows
 * @max: number of rows that fit in the array
 * @changed: whether the kernel reported that the rows are inconsistent
 */
struct drop_list {
	struct drop *drops;
	size_t nr;
	size_t max;
	bool changed;
};

/* Adds a zeroed row; returns NULL if out of memory. */
struct drop *drop_list_add(struct drop_list *list);
void drop_list_free(struct drop_list *list);

/* Names of the classes, by enum dropstat_class */
extern const char * const drop_classes[DROPSTAT_CLASS_MAX + 1];

/* Names of the directions, by enum dropstat_direction; NULL for unknown */
extern const char * const drop_directions[DROPSTAT_DIRECTION_MAX + 1];

/* Returns a copy of @text that is never freed; equal texts share one copy. */
const char *drop_intern(const char *text);

#endif /* _DROPSTAT_DROP_H */
