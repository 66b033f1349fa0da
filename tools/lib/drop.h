/* SPDX-License-Identifier: GPL-2.0 */
/* A row of dropstat, as the kernel tells it: by netlink, or by /proc. */
#ifndef _DROPSTAT_DROP_H
#define _DROPSTAT_DROP_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/dropstat.h>

/**
 * struct tuple - what tells a flow from others
 * @family: of the addresses, AF_INET or AF_INET6; AF_UNSPEC if unknown
 * @l4proto: with addresses: IPPROTO_*
 * @saddr: source; an IPv4 one in its first four bytes
 * @daddr: destination, likewise
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
 * struct conntrack - a connection, as conntrack has it
 * @present: whether conntrack said anything; if not, all else is zero
 * @state: what a packet of it was; untracked ones have no connection
 * @status: bits of enum ip_conntrack_status
 * @zone: its zone
 * @mark: its mark
 * @orig: as its first packet came
 * @reply: as answers to it are waited for
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
 * @cookie: of the netns; 0 if it is unknown, or from /proc
 * @netns: inode number of the netns; 0 if it is unknown
 * @scope: what is known of the netns
 * @ifindex: 0 for no interface, UINT32_MAX for any; 0 from /proc
 * @iface: name of the interface, "-" for none, "*" for any, "ifN" for one whose
 *	name nobody remembers
 * @class: what was dropped
 * @reason: name of the drop reason, "*" for any
 * @location: name of the place in the kernel
 * @site: whether the row is a site's, with all of its flows
 * @evicted: whether the row is what no flow of its site holds
 * @ethertype: of the network header; 0 if unknown
 * @family: of the addresses, AF_INET or AF_INET6; AF_UNSPEC if unknown
 * @l4proto: with addresses: IPPROTO_*
 * @saddr: source; an IPv4 one in its first four bytes
 * @daddr: destination, likewise
 * @has_ports: whether the ports are known
 * @sport: source port, or ICMP type, in host order
 * @dport: destination port, or ICMP code, in host order
 * @packets: hits
 * @error: the flow may have had so many more, before it had a row
 * @bytes: of the hits
 * @segments: packets on the wire; of a site or an event
 * @evicted_packets: those of @packets that no flow holds; of a site
 * @evicted_bytes: those of @bytes that no flow holds; of a site
 * @first: milliseconds since the first hit, UINT64_MAX if not kept
 * @last: milliseconds since the last hit, UINT64_MAX if not kept
 * @direction: which way it was going; this and the following of a flow, of its
 *	first packet, and not from /proc
 * @conntrack: what conntrack said of it
 * @cgroup: identifier of its socket's cgroup; 0 if there was none
 * @has_uid: whether its socket had an owner
 * @uid: see @has_uid
 * @task: name of the task in whose context it was dropped; NULL for none
 * @stack: of a site that was asked for so: the call path to one of its drops,
 *	"symbol+offset[module]" on lines, the location first; NULL for none
 * @rest_rows: in the last row that a limit lets through, how many more were asked
 *	for
 * @rest_packets: their packets
 *
 * All strings live as long as the program: they are drop_intern()'s.
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
 * @nr: number of them
 * @max: room for them
 * @changed: whether the kernel said that they are not of one moment
 */
struct drop_list {
	struct drop *drops;
	size_t nr;
	size_t max;
	bool changed;
};

/* Returns a row to fill, all zero; NULL without memory. */
struct drop *drop_list_add(struct drop_list *list);
void drop_list_free(struct drop_list *list);

/* What classes are called, in their order */
extern const char * const drop_classes[DROPSTAT_CLASS_MAX + 1];

/* What directions are called, in their order; NULL for the unknown one */
extern const char * const drop_directions[DROPSTAT_DIRECTION_MAX + 1];

/* Returns a copy of @text that is never freed: the same for the same text. */
const char *drop_intern(const char *text);
/* Likewise, with '?' for what is not printable ASCII: a terminal minds. */
const char *drop_intern_clean(const char *text);

#endif /* _DROPSTAT_DROP_H */
