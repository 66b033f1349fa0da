// SPDX-License-Identifier: GPL-2.0
/* Parses the attributes of replies. Unknown attributes are skipped. */
#include <arpa/inet.h>
#include <ctype.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "lib/parse.h"

#define PARSE_ATTRS	(DROPSTAT_A_MAX + 1)
/* Buffer size for a call path; a longer one is truncated */
#define PARSE_STACK	8192

/* Accepts integers of any width, such as the "uint" type of newer kernels. */
static uint64_t parse_number(const struct nlattr *attr)
{
	uint64_t wide;
	uint32_t number;
	uint16_t narrow;

	if (!attr)
		return 0;
	switch (mnl_attr_get_payload_len(attr)) {
	case sizeof(uint8_t):
		return mnl_attr_get_u8(attr);
	case sizeof(narrow):
		memcpy(&narrow, mnl_attr_get_payload(attr), sizeof(narrow));
		return narrow;
	case sizeof(number):
		memcpy(&number, mnl_attr_get_payload(attr), sizeof(number));
		return number;
	case sizeof(wide):
		memcpy(&wide, mnl_attr_get_payload(attr), sizeof(wide));
		return wide;
	default:
		return 0;
	}
}

static const char *parse_text(const struct nlattr *attr, const char *missing)
{
	if (!attr || !genl_attr_ok(attr, MNL_TYPE_NUL_STRING))
		return missing;
	return drop_intern(mnl_attr_get_str(attr));
}

static void parse_collect(const struct nlmsghdr *nlh,
			  const struct nlattr **attrs, unsigned int max)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) <= max)
			attrs[mnl_attr_get_type(attr)] = attr;
	}
}

static void parse_collect_nested(const struct nlattr *nest,
				 const struct nlattr **attrs, unsigned int max)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) <= max)
			attrs[mnl_attr_get_type(attr)] = attr;
	}
}

static const char *parse_iface(const struct nlattr *attr, uint32_t ifindex)
{
	char name[IF_NAMESIZE + 16];

	if (!ifindex)
		return "-";
	if (ifindex == UINT32_MAX)
		return "*";
	snprintf(name, sizeof(name), "if%u", ifindex);
	if (attr && genl_attr_ok(attr, MNL_TYPE_NUL_STRING))
		snprintf(name, sizeof(name), "%s", mnl_attr_get_str(attr));
	return drop_intern(name);
}

static void parse_addr(const struct nlattr *v4, const struct nlattr *v6,
		       struct in6_addr *addr, int *family)
{
	if (v4 && mnl_attr_get_payload_len(v4) == sizeof(struct in_addr)) {
		memcpy(addr, mnl_attr_get_payload(v4), sizeof(struct in_addr));
		*family = AF_INET;
	}
	if (v6 && mnl_attr_get_payload_len(v6) == sizeof(*addr)) {
		memcpy(addr, mnl_attr_get_payload(v6), sizeof(*addr));
		*family = AF_INET6;
	}
}

static void parse_site(const struct nlattr **attrs, struct drop *drop)
{
	drop->cookie = parse_number(attrs[DROPSTAT_A_NETNS_COOKIE]);
	drop->netns = parse_number(attrs[DROPSTAT_A_NETNS]);
	drop->scope = parse_number(attrs[DROPSTAT_A_SCOPE]);
	drop->ifindex = parse_number(attrs[DROPSTAT_A_IFINDEX]);
	drop->iface = parse_iface(attrs[DROPSTAT_A_IFNAME], drop->ifindex);
	drop->class = parse_number(attrs[DROPSTAT_A_CLASS]);
	drop->reason = parse_text(attrs[DROPSTAT_A_REASON], "*");
	drop->location = parse_text(attrs[DROPSTAT_A_LOCATION], "*");
}

static void parse_tuple(const struct nlattr **attrs, struct drop *drop)
{
	/* Only packets have flows. */
	drop->evicted = attrs[DROPSTAT_A_EVICTED] &&
			drop->class == DROPSTAT_CLASS_PACKET;
	drop->ethertype = parse_number(attrs[DROPSTAT_A_ETHERTYPE]);
	drop->l4proto = parse_number(attrs[DROPSTAT_A_L4PROTO]);
	parse_addr(attrs[DROPSTAT_A_SADDR_V4], attrs[DROPSTAT_A_SADDR_V6],
		   &drop->saddr, &drop->family);
	parse_addr(attrs[DROPSTAT_A_DADDR_V4], attrs[DROPSTAT_A_DADDR_V6],
		   &drop->daddr, &drop->family);
	drop->has_ports = attrs[DROPSTAT_A_SPORT];
	drop->sport = ntohs(parse_number(attrs[DROPSTAT_A_SPORT]));
	drop->dport = ntohs(parse_number(attrs[DROPSTAT_A_DPORT]));
}

static uint64_t parse_age(const struct nlattr *attr)
{
	return attr ? parse_number(attr) : UINT64_MAX;
}

static void parse_counts(const struct nlattr **attrs, struct drop *drop)
{
	drop->packets = parse_number(attrs[DROPSTAT_A_PACKETS]);
	drop->error = parse_number(attrs[DROPSTAT_A_ERROR]);
	drop->bytes = parse_number(attrs[DROPSTAT_A_BYTES]);
	drop->segments = parse_number(attrs[DROPSTAT_A_SEGMENTS]);
	drop->evicted_packets = parse_number(attrs[DROPSTAT_A_EVICTED_PACKETS]);
	drop->evicted_bytes = parse_number(attrs[DROPSTAT_A_EVICTED_BYTES]);
	drop->first = parse_age(attrs[DROPSTAT_A_FIRST]);
	drop->last = parse_age(attrs[DROPSTAT_A_LAST]);
}

static void parse_direction(const struct nlattr *nest, struct tuple *tuple)
{
	const struct nlattr *attrs[DROPSTAT_A_TUPLE_MAX + 1] = {};

	if (!nest)
		return;
	parse_collect_nested(nest, attrs, DROPSTAT_A_TUPLE_MAX);
	tuple->l4proto = parse_number(attrs[DROPSTAT_A_TUPLE_L4PROTO]);
	parse_addr(attrs[DROPSTAT_A_TUPLE_SADDR_V4],
		   attrs[DROPSTAT_A_TUPLE_SADDR_V6], &tuple->saddr,
		   &tuple->family);
	parse_addr(attrs[DROPSTAT_A_TUPLE_DADDR_V4],
		   attrs[DROPSTAT_A_TUPLE_DADDR_V6], &tuple->daddr,
		   &tuple->family);
	tuple->has_ports = attrs[DROPSTAT_A_TUPLE_SPORT];
	tuple->sport = ntohs(parse_number(attrs[DROPSTAT_A_TUPLE_SPORT]));
	tuple->dport = ntohs(parse_number(attrs[DROPSTAT_A_TUPLE_DPORT]));
}

static void parse_conntrack(const struct nlattr *nest, struct conntrack *ct)
{
	const struct nlattr *attrs[DROPSTAT_A_CONNTRACK_MAX + 1] = {};

	parse_collect_nested(nest, attrs, DROPSTAT_A_CONNTRACK_MAX);
	ct->present = true;
	ct->state = parse_number(attrs[DROPSTAT_A_CONNTRACK_STATE]);
	ct->status = parse_number(attrs[DROPSTAT_A_CONNTRACK_STATUS]);
	ct->zone = parse_number(attrs[DROPSTAT_A_CONNTRACK_ZONE]);
	ct->mark = parse_number(attrs[DROPSTAT_A_CONNTRACK_MARK]);
	parse_direction(attrs[DROPSTAT_A_CONNTRACK_ORIG], &ct->orig);
	parse_direction(attrs[DROPSTAT_A_CONNTRACK_REPLY], &ct->reply);
}

static void parse_owner(const struct nlattr **attrs, struct drop *drop)
{
	drop->cgroup = parse_number(attrs[DROPSTAT_A_CGROUP]);
	drop->has_uid = attrs[DROPSTAT_A_UID];
	drop->uid = parse_number(attrs[DROPSTAT_A_UID]);
	drop->task = parse_text(attrs[DROPSTAT_A_TASK], NULL);
}

/* This attribute occurs once per frame. */
static void parse_stack(const struct nlmsghdr *nlh, struct drop *drop)
{
	const struct nlattr *attr;
	char stack[PARSE_STACK];
	size_t length = 0;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != DROPSTAT_A_FRAME ||
		    !genl_attr_ok(attr, MNL_TYPE_NUL_STRING))
			continue;
		length += snprintf(stack + length, sizeof(stack) - length,
				   "%s%s", length ? "\n" : "",
				   mnl_attr_get_str(attr));
		if (length >= sizeof(stack))
			break;
	}
	if (length)
		drop->stack = drop_intern(stack);
}

void parse_drop(const struct nlmsghdr *nlh, struct drop *drop)
{
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attrs[PARSE_ATTRS] = {};

	parse_collect(nlh, attrs, DROPSTAT_A_MAX);
	parse_site(attrs, drop);
	parse_tuple(attrs, drop);
	parse_counts(attrs, drop);
	drop->direction = parse_number(attrs[DROPSTAT_A_DIRECTION]);
	if (attrs[DROPSTAT_A_CONNTRACK])
		parse_conntrack(attrs[DROPSTAT_A_CONNTRACK], &drop->conntrack);
	parse_owner(attrs, drop);
	parse_stack(nlh, drop);
	drop->rest_rows = parse_number(attrs[DROPSTAT_A_REST_ROWS]);
	drop->rest_packets = parse_number(attrs[DROPSTAT_A_REST_PACKETS]);
	drop->site = header->cmd != DROPSTAT_CMD_FLOW_GET;
}

void parse_event(const struct nlmsghdr *nlh, struct event *event)
{
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attrs[PARSE_ATTRS] = {};

	memset(event, 0, sizeof(*event));
	parse_drop(nlh, &event->drop);
	parse_collect(nlh, attrs, DROPSTAT_A_MAX);
	event->is_rate = header->cmd == DROPSTAT_CMD_RATE_NTF;
	event->rate = parse_number(attrs[DROPSTAT_A_RATE]);
	event->suppressed = parse_number(attrs[DROPSTAT_A_SUPPRESSED]);
}

static void parse_machine(const struct nlattr **attrs, struct totals *totals)
{
	totals->has_machine = true;
	totals->version = parse_text(attrs[DROPSTAT_A_TOTALS_VERSION], "?");
	totals->cpus = parse_number(attrs[DROPSTAT_A_TOTALS_CPUS]);
	totals->sites_max = parse_number(attrs[DROPSTAT_A_TOTALS_SITES_MAX]);
	totals->sites_used = parse_number(attrs[DROPSTAT_A_TOTALS_SITES_USED]);
	totals->flows_max = parse_number(attrs[DROPSTAT_A_TOTALS_FLOWS_MAX]);
	totals->flows_used = parse_number(attrs[DROPSTAT_A_TOTALS_FLOWS_USED]);
	totals->memory = parse_number(attrs[DROPSTAT_A_TOTALS_MEMORY]);
	totals->other = parse_number(attrs[DROPSTAT_A_TOTALS_OTHER]);
	totals->nmi = parse_number(attrs[DROPSTAT_A_TOTALS_NMI]);
	totals->flushed = parse_number(attrs[DROPSTAT_A_TOTALS_FLUSHED]);
	totals->events = parse_number(attrs[DROPSTAT_A_TOTALS_EVENTS]);
	totals->suppressed = parse_number(attrs[DROPSTAT_A_TOTALS_SUPPRESSED]);
}

void parse_totals(const struct nlmsghdr *nlh, struct totals *totals)
{
	const struct nlattr *attrs[DROPSTAT_A_TOTALS_MAX + 1] = {};

	parse_collect(nlh, attrs, DROPSTAT_A_TOTALS_MAX);
	memset(totals, 0, sizeof(*totals));
	totals->packets = parse_number(attrs[DROPSTAT_A_TOTALS_PACKETS]);
	totals->bytes = parse_number(attrs[DROPSTAT_A_TOTALS_BYTES]);
	totals->segments = parse_number(attrs[DROPSTAT_A_TOTALS_SEGMENTS]);
	totals->evicted_packets =
		parse_number(attrs[DROPSTAT_A_TOTALS_EVICTED_PACKETS]);
	totals->fraglist = parse_number(attrs[DROPSTAT_A_TOTALS_FRAGLIST]);
	totals->local = parse_number(attrs[DROPSTAT_A_TOTALS_LOCAL]);
	totals->sites = parse_number(attrs[DROPSTAT_A_TOTALS_SITES]);
	totals->flows = parse_number(attrs[DROPSTAT_A_TOTALS_FLOWS]);
	totals->uptime = parse_number(attrs[DROPSTAT_A_TOTALS_UPTIME]);
	if (attrs[DROPSTAT_A_TOTALS_CPUS])
		parse_machine(attrs, totals);
}

static void parse_reason(const struct nlattr *nest, struct config *config)
{
	struct reason_config *reason = &config->reasons[config->nr_reasons];
	const struct nlattr *attr;

	if (config->nr_reasons == DROPSTAT_MOST_REASONS)
		return;
	config->nr_reasons++;
	reason->name = "?";
	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case DROPSTAT_A_REASON_NAME:
			reason->name = parse_text(attr, "?");
			break;
		case DROPSTAT_A_REASON_NO_FLOWS:
			reason->no_flows = true;
			break;
		case DROPSTAT_A_REASON_RATE_THRESHOLD:
			reason->has_threshold = true;
			reason->threshold = parse_number(attr);
			break;
		}
	}
}

void parse_config(const struct nlmsghdr *nlh, struct config *config)
{
	const struct nlattr *attrs[DROPSTAT_A_CONFIG_MAX + 1] = {};
	const struct nlattr *attr;

	parse_collect(nlh, attrs, DROPSTAT_A_CONFIG_MAX);
	memset(config, 0, sizeof(*config));
	config->has_flows = true;
	config->flows = parse_number(attrs[DROPSTAT_A_CONFIG_FLOWS]);
	config->has_halflife = true;
	config->halflife = parse_number(attrs[DROPSTAT_A_CONFIG_HALFLIFE]);
	config->has_threshold = true;
	config->threshold =
		parse_number(attrs[DROPSTAT_A_CONFIG_RATE_THRESHOLD]);
	config->has_event_limit = true;
	config->event_limit = parse_number(attrs[DROPSTAT_A_CONFIG_EVENT_LIMIT]);
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == DROPSTAT_A_CONFIG_REASON)
			parse_reason(attr, config);
	}
}
