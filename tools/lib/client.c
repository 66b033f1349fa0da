// SPDX-License-Identifier: GPL-2.0
/* Requests to the generic netlink family dropstat. */
#include <stdlib.h>
#include <string.h>

#include "lib/client.h"
#include "lib/genl.h"
#include "lib/parse.h"

struct client {
	struct genl genl;
};

/* What client_error() returns without a client */
static char client_open_error[sizeof(((struct genl *)NULL)->error)] =
	"out of memory";

enum client_status client_open(struct client **client)
{
	enum client_status status;

	*client = calloc(1, sizeof(**client));
	if (!*client)
		return CLIENT_ERROR;
	status = genl_open(&(*client)->genl);
	if (status) {
		memcpy(client_open_error, (*client)->genl.error,
		       sizeof(client_open_error));
		client_close(*client);
		*client = NULL;
	}
	return status;
}

void client_close(struct client *client)
{
	if (client)
		genl_close(&client->genl);
	free(client);
}

const char *client_error(const struct client *client)
{
	return client ? client->genl.error : client_open_error;
}

static void client_put_netns(struct nlmsghdr *nlh, const struct query *query,
			     uint16_t all, uint16_t netns)
{
	if (query->has_netns)
		mnl_attr_put_u32(nlh, netns, query->netns);
	else if (query->all)
		mnl_attr_put(nlh, all, 0, NULL);
}

static void client_put_site(struct nlmsghdr *nlh, const struct query *query)
{
	client_put_netns(nlh, query, DROPSTAT_A_ALL_NETNS, DROPSTAT_A_NETNS);
	if (query->has_ifindex)
		mnl_attr_put_u32(nlh, DROPSTAT_A_IFINDEX, query->ifindex);
	if (query->iface)
		mnl_attr_put_strz(nlh, DROPSTAT_A_IFNAME, query->iface);
	if (query->has_class)
		mnl_attr_put_u32(nlh, DROPSTAT_A_CLASS, query->class);
	if (query->reason)
		mnl_attr_put_strz(nlh, DROPSTAT_A_REASON, query->reason);
	if (query->location)
		mnl_attr_put_strz(nlh, DROPSTAT_A_LOCATION, query->location);
	if (query->limit)
		mnl_attr_put_u32(nlh, DROPSTAT_A_LIMIT, query->limit);
}

/**
 * struct client_net - attribute types of a source or destination
 * @v4: its IPv4 address
 * @v6: its IPv6 address
 * @prefix: its prefix length
 */
struct client_net {
	uint16_t v4;
	uint16_t v6;
	uint16_t prefix;
};

static void client_put_net(struct nlmsghdr *nlh, const struct client_net *type,
			   int family, const struct in6_addr *addr,
			   uint8_t prefix)
{
	if (family == AF_INET)
		mnl_attr_put(nlh, type->v4, sizeof(struct in_addr), addr);
	else if (family == AF_INET6)
		mnl_attr_put(nlh, type->v6, sizeof(*addr), addr);
	else
		return;
	mnl_attr_put_u8(nlh, type->prefix, prefix);
}

static void client_put_flow(struct nlmsghdr *nlh, const struct query *query)
{
	static const struct client_net source = {
		DROPSTAT_A_SADDR_V4, DROPSTAT_A_SADDR_V6,
		DROPSTAT_A_SADDR_PREFIX,
	};
	static const struct client_net destination = {
		DROPSTAT_A_DADDR_V4, DROPSTAT_A_DADDR_V6,
		DROPSTAT_A_DADDR_PREFIX,
	};

	if (query->has_ethertype)
		mnl_attr_put_u16(nlh, DROPSTAT_A_ETHERTYPE, query->ethertype);
	if (query->has_l4proto)
		mnl_attr_put_u8(nlh, DROPSTAT_A_L4PROTO, query->l4proto);
	client_put_net(nlh, &source, query->saddr_family, &query->saddr,
		       query->saddr_prefix);
	client_put_net(nlh, &destination, query->daddr_family, &query->daddr,
		       query->daddr_prefix);
	if (query->has_sport)
		mnl_attr_put_u16(nlh, DROPSTAT_A_SPORT, htons(query->sport));
	if (query->has_dport)
		mnl_attr_put_u16(nlh, DROPSTAT_A_DPORT, htons(query->dport));
}

static bool client_handle_drop(const struct nlmsghdr *nlh, void *data)
{
	struct drop *drop = drop_list_add(data);

	if (drop)
		parse_drop(nlh, drop);
	return drop;
}

static enum client_status client_dump(struct client *client, uint8_t cmd,
				      const struct query *query,
				      struct drop_list *list)
{
	enum client_status status;
	char buf[GENL_REQUEST];
	struct nlmsghdr *nlh;

	nlh = genl_request(&client->genl, buf, cmd, NLM_F_DUMP);
	client_put_site(nlh, query);
	if (cmd == DROPSTAT_CMD_FLOW_GET)
		client_put_flow(nlh, query);
	else if (query->stacks)
		mnl_attr_put(nlh, DROPSTAT_A_STACKS, 0, NULL);
	status = genl_talk(&client->genl, nlh, client_handle_drop, list);
	list->changed |= client->genl.changed;
	return status;
}

enum client_status client_sites(struct client *client,
				const struct query *query,
				struct drop_list *list)
{
	return client_dump(client, DROPSTAT_CMD_SITE_GET, query, list);
}

enum client_status client_flows(struct client *client,
				const struct query *query,
				struct drop_list *list)
{
	return client_dump(client, DROPSTAT_CMD_FLOW_GET, query, list);
}

static bool client_handle_totals(const struct nlmsghdr *nlh, void *data)
{
	parse_totals(nlh, data);
	return true;
}

enum client_status client_totals(struct client *client,
				 const struct query *query,
				 struct totals *totals)
{
	char buf[GENL_REQUEST];
	struct nlmsghdr *nlh;

	memset(totals, 0, sizeof(*totals));
	nlh = genl_request(&client->genl, buf, DROPSTAT_CMD_TOTALS_GET, 0);
	client_put_netns(nlh, query, DROPSTAT_A_TOTALS_ALL_NETNS,
			 DROPSTAT_A_TOTALS_NETNS);
	return genl_talk(&client->genl, nlh, client_handle_totals, totals);
}

static bool client_handle_config(const struct nlmsghdr *nlh, void *data)
{
	parse_config(nlh, data);
	return true;
}

enum client_status client_config_get(struct client *client,
				     struct config *config)
{
	char buf[GENL_REQUEST];
	struct nlmsghdr *nlh;

	memset(config, 0, sizeof(*config));
	nlh = genl_request(&client->genl, buf, DROPSTAT_CMD_CONFIG_GET, 0);
	return genl_talk(&client->genl, nlh, client_handle_config, config);
}

static void client_put_reason(struct nlmsghdr *nlh,
			      const struct reason_config *reason)
{
	struct nlattr *nest;

	nest = mnl_attr_nest_start(nlh, DROPSTAT_A_CONFIG_REASON);
	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON_NAME, reason->name);
	if (reason->no_flows)
		mnl_attr_put(nlh, DROPSTAT_A_REASON_NO_FLOWS, 0, NULL);
	if (reason->has_threshold)
		mnl_attr_put_u32(nlh, DROPSTAT_A_REASON_RATE_THRESHOLD,
				 reason->threshold);
	mnl_attr_nest_end(nlh, nest);
}

enum client_status client_config_set(struct client *client,
				     const struct config *config)
{
	char buf[GENL_REQUEST];
	struct nlmsghdr *nlh;
	unsigned int i;

	nlh = genl_request(&client->genl, buf, DROPSTAT_CMD_CONFIG_SET, 0);
	if (config->has_flows)
		mnl_attr_put_u8(nlh, DROPSTAT_A_CONFIG_FLOWS, config->flows);
	if (config->has_halflife)
		mnl_attr_put_u32(nlh, DROPSTAT_A_CONFIG_HALFLIFE,
				 config->halflife);
	if (config->has_threshold)
		mnl_attr_put_u32(nlh, DROPSTAT_A_CONFIG_RATE_THRESHOLD,
				 config->threshold);
	if (config->has_event_limit)
		mnl_attr_put_u32(nlh, DROPSTAT_A_CONFIG_EVENT_LIMIT,
				 config->event_limit);
	if (config->forget_reasons)
		mnl_attr_put(nlh, DROPSTAT_A_CONFIG_FORGET_REASONS, 0, NULL);
	for (i = 0; i < config->nr_reasons; i++)
		client_put_reason(nlh, &config->reasons[i]);
	return genl_talk(&client->genl, nlh, NULL, NULL);
}

static bool client_handle_flush(const struct nlmsghdr *nlh, void *data)
{
	struct drop drop = {};
	uint64_t *packets = data;

	parse_drop(nlh, &drop);
	*packets = drop.packets;
	return true;
}

enum client_status client_flush(struct client *client,
				const struct query *query, uint64_t *packets)
{
	char buf[GENL_REQUEST];
	struct nlmsghdr *nlh;

	*packets = 0;
	nlh = genl_request(&client->genl, buf, DROPSTAT_CMD_FLUSH, 0);
	client_put_netns(nlh, query, DROPSTAT_A_ALL_NETNS, DROPSTAT_A_NETNS);
	return genl_talk(&client->genl, nlh, client_handle_flush, packets);
}

enum client_status client_subscribe(struct client *client, bool all)
{
	return genl_join(&client->genl, all ? GENL_ALL_EVENTS : GENL_EVENTS);
}

enum client_status client_event(struct client *client, struct event *event,
				int timeout_ms)
{
	const struct nlmsghdr *nlh;
	enum client_status status;

	status = genl_event(&client->genl, &nlh, timeout_ms);
	if (!status)
		parse_event(nlh, event);
	return status;
}
