/* SPDX-License-Identifier: GPL-2.0 */
/* Client of the generic netlink family dropstat; hides netlink itself. */
#ifndef _DROPSTAT_CLIENT_H
#define _DROPSTAT_CLIENT_H

#include "lib/drop.h"

/* Result of a request; client_error() has the message. */
enum client_status {
	CLIENT_OK,
	CLIENT_NO_MODULE,	/* the family does not exist */
	CLIENT_DENIED,		/* needs CAP_NET_ADMIN */
	CLIENT_REFUSED,		/* the extack explains why */
	CLIENT_TIMEOUT,		/* no event arrived */
	CLIENT_ERROR,		/* anything else */
	CLIENT_LOST,		/* events were lost; continue with the next */
};

/**
 * struct query - which rows to read
 * @all: all network namespaces; otherwise only the caller's, or @netns
 * @has_netns: whether @netns is set
 * @netns: only the network namespace with this inode number
 * @has_ifindex: whether @ifindex is set
 * @ifindex: only the interface with this index
 * @iface: only the interface with this name; NULL for all
 * @has_class: whether @class is set
 * @class: only this class
 * @reason: only this reason; NULL for all
 * @location: only this location, or all in this function; NULL for all
 * @has_ethertype: whether @ethertype is set; the fields up to @dport are for flows only
 * @ethertype: only this network protocol
 * @has_l4proto: whether @l4proto is set
 * @l4proto: only this protocol
 * @saddr_family: AF_INET or AF_INET6; AF_UNSPEC for all sources
 * @saddr: only this source network
 * @saddr_prefix: its prefix length
 * @daddr_family: AF_INET or AF_INET6; AF_UNSPEC for all destinations
 * @daddr: only this destination network
 * @daddr_prefix: its prefix length
 * @has_sport: whether @sport is set
 * @sport: only this source port, or ICMP type, in host order
 * @has_dport: whether @dport is set
 * @dport: only this destination port, or ICMP code, in host order
 * @limit: maximum number of rows; 0 for all
 * @stacks: request call paths; only for sites, and if all namespaces may be read
 */
struct query {
	bool all;
	bool has_netns;
	uint32_t netns;
	bool has_ifindex;
	uint32_t ifindex;
	const char *iface;
	bool has_class;
	enum dropstat_class class;
	const char *reason;
	const char *location;
	bool has_ethertype;
	uint16_t ethertype;
	bool has_l4proto;
	uint8_t l4proto;
	int saddr_family;
	struct in6_addr saddr;
	uint8_t saddr_prefix;
	int daddr_family;
	struct in6_addr daddr;
	uint8_t daddr_prefix;
	bool has_sport;
	uint16_t sport;
	bool has_dport;
	uint16_t dport;
	uint32_t limit;
	bool stacks;
};

/* Totals, see the netlink specification. Fields below has_machine may be unset. */
struct totals {
	uint64_t packets;
	uint64_t bytes;
	uint64_t segments;
	uint64_t evicted_packets;
	uint64_t fraglist;
	uint64_t local;
	uint32_t sites;
	uint32_t flows;
	uint64_t uptime;
	bool has_machine;
	const char *version;
	uint32_t cpus;
	uint32_t sites_max;
	uint32_t sites_used;
	uint32_t flows_max;
	uint32_t flows_used;
	uint64_t memory;
	uint64_t other;
	uint64_t nmi;
	uint64_t flushed;
	uint64_t events;
	uint64_t suppressed;
};

/**
 * struct reason_config - settings of one reason
 * @name: the reason
 * @no_flows: whether its drops are counted only by site
 * @has_threshold: whether it has its own threshold
 * @threshold: its threshold, in drops per second
 */
struct reason_config {
	const char *name;
	bool no_flows;
	bool has_threshold;
	uint32_t threshold;
};

/**
 * struct config - the configuration, or a change to it
 * @has_flows: whether @flows is set; reading sets all four has_ members
 * @flows: whether drops get flow rows at all
 * @has_halflife: whether @halflife is set
 * @halflife: half-life in seconds; 0 for no decay
 * @has_threshold: whether @threshold is set
 * @threshold: drops per second at a site that trigger an event; 0 for no events
 * @has_event_limit: whether @event_limit is set
 * @event_limit: maximum number of events per second
 * @forget_reasons: in a change: first remove the settings of all reasons
 * @reasons: settings of reasons
 * @nr_reasons: number of reasons
 */
struct config {
	bool has_flows;
	bool flows;
	bool has_halflife;
	uint32_t halflife;
	bool has_threshold;
	uint32_t threshold;
	bool has_event_limit;
	uint32_t event_limit;
	bool forget_reasons;
	struct reason_config reasons[DROPSTAT_MOST_REASONS];
	unsigned int nr_reasons;
};

/**
 * struct event - an announcement
 * @is_rate: whether the site's rate reached its threshold; if not, the site is new
 * @drop: the site
 * @rate: drops per second
 * @suppressed: events that were suppressed since the last one that was sent
 */
struct event {
	bool is_rate;
	struct drop drop;
	uint64_t rate;
	uint64_t suppressed;
};

struct client;

/*
 * Opens a client in the caller's netns. On failure, sets *client to NULL, and
 * client_error(NULL) returns the reason.
 */
enum client_status client_open(struct client **client);
void client_close(struct client *client);
/* Returns one line: why the last request failed, and what to do. Never NULL. */
const char *client_error(const struct client *client);

/* Add rows to @list. */
enum client_status client_sites(struct client *client,
				const struct query *query,
				struct drop_list *list);
enum client_status client_flows(struct client *client,
				const struct query *query,
				struct drop_list *list);
enum client_status client_totals(struct client *client,
				 const struct query *query,
				 struct totals *totals);
enum client_status client_config_get(struct client *client,
				     struct config *config);
enum client_status client_config_set(struct client *client,
				     const struct config *config);
/* Sets *packets to the number of hits that were flushed. */
enum client_status client_flush(struct client *client,
				const struct query *query, uint64_t *packets);
/* Subscribes to the events of the caller's netns, or of every netns if @all. */
enum client_status client_subscribe(struct client *client, bool all);
/*
 * Waits for the next event, forever if @timeout_ms is -1. Returns CLIENT_TIMEOUT
 * after a timeout or a signal, CLIENT_NO_MODULE if the module was unloaded.
 */
enum client_status client_event(struct client *client, struct event *event,
				int timeout_ms);

#endif /* _DROPSTAT_CLIENT_H */
