// SPDX-License-Identifier: GPL-2.0
/* Which rows to show. */
#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>

#include "answer/explain.h"
#include "lib/netns.h"
#include "print/say.h"
#include "cli/select.h"
#include "lib/tuple.h"

#define SELECT_NEAREST	3
#define SELECT_PREFIX	"SKB_DROP_REASON_"

static void select_netns(struct query *query, const char *text)
{
	query->has_netns = true;
	if (strcmp(text, "unknown") && !netns_find(text, &query->netns))
		say_and_exit(SAY_USAGE,
			     "unknown network namespace '%s'; see NETNS in dropstat(8)",
			     text);
}

void select_unknown_reason(const char *reason)
{
	const char *nearest[SELECT_NEAREST];
	char list[400] = "";
	size_t nr, i;

	nr = explain_nearest(reason, nearest, SELECT_NEAREST);
	for (i = 0; i < nr; i++) {
		strncat(list, i ? ", " : "; did you mean ",
			sizeof(list) - strlen(list) - 1);
		strncat(list, nearest[i], sizeof(list) - strlen(list) - 1);
	}
	say_and_exit(SAY_USAGE, "unknown reason '%s'%s%s", reason, list,
		     nr ? "?" : "; 'dropstat explain' lists the known ones");
}

/* A newer kernel may have other reasons, and rejects unknown ones itself. */
static const char *select_reason(const char *text)
{
	const struct explain *entry = explain_reason(text);
	size_t length = strlen(SELECT_PREFIX);

	if (entry)
		return entry->name;
	return strncmp(text, SELECT_PREFIX, length) ? text : text + length;
}

static void select_class(struct selection *selection, const char *text)
{
	int i;

	if (!strcmp(text, "all")) {
		selection->all_classes = true;
		return;
	}
	for (i = 0; i <= DROPSTAT_CLASS_MAX; i++) {
		if (!strcmp(text, drop_classes[i])) {
			selection->query.has_class = true;
			selection->query.class = i;
			return;
		}
	}
	say_and_exit(SAY_USAGE,
		     "--class must be packet, fraglist, local or all, not '%s'",
		     text);
}

static void select_proto(struct query *query, const char *text)
{
	query->has_l4proto = tuple_parse_l4(text, &query->l4proto);
	query->has_ethertype = !query->has_l4proto &&
			       tuple_parse_l3(text, &query->ethertype);
	if (!query->has_l4proto && !query->has_ethertype)
		say_and_exit(SAY_USAGE,
			     "unknown protocol '%s'; try tcp, udp, icmp, icmpv6, arp or a number",
			     text);
}

static void select_iface(struct query *query, const char *text)
{
	if (!*text || strlen(text) >= IFNAMSIZ)
		say_and_exit(SAY_USAGE,
			     "an interface name must have 1 to %d characters: '%s'",
			     IFNAMSIZ - 1, text);
	query->iface = text;
}

static bool select_parse_net(const char *text, int *family,
			     struct in6_addr *addr, uint8_t *prefix)
{
	char copy[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	unsigned int max;

	if (length >= sizeof(copy))
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	*family = strchr(copy, ':') ? AF_INET6 : AF_INET;
	max = *family == AF_INET6 ? 128 : 32;
	if (inet_pton(*family, copy, addr) != 1)
		return false;
	*prefix = slash ? option_number("the prefix length", slash + 1, 0,
					max) : max;
	return true;
}

static void select_net(const char *name, const char *text, int *family,
		       struct in6_addr *addr, uint8_t *prefix)
{
	if (!select_parse_net(text, family, addr, prefix))
		say_and_exit(SAY_USAGE,
			     "%s must be an address or ADDRESS/BITS, not '%s'",
			     name, text);
}

static bool select_flow_option(struct query *query, int key, const char *arg)
{
	switch (key) {
	case 's':
		select_net("--saddr", arg, &query->saddr_family, &query->saddr,
			   &query->saddr_prefix);
		return true;
	case 'd':
		select_net("--daddr", arg, &query->daddr_family, &query->daddr,
			   &query->daddr_prefix);
		return true;
	case SELECT_SPORT:
		query->has_sport = true;
		query->sport = option_number("--sport", arg, 0, UINT16_MAX);
		return true;
	case SELECT_DPORT:
		query->has_dport = true;
		query->dport = option_number("--dport", arg, 0, UINT16_MAX);
		return true;
	}
	return false;
}

bool select_option(struct selection *selection, int key, const char *arg)
{
	switch (key) {
	case 'N':
		select_netns(&selection->query, arg);
		return true;
	case 'i':
		select_iface(&selection->query, arg);
		return true;
	case 'r':
		select_check_length("the reason", arg);
		selection->query.reason = select_reason(arg);
		return true;
	case 'l':
		select_check_length("the location", arg);
		selection->query.location = arg;
		return true;
	case 'p':
		select_proto(&selection->query, arg);
		return true;
	case 'c':
		select_class(selection, arg);
		return true;
	}
	return select_flow_option(&selection->query, key, arg);
}

bool select_has_flow(const struct selection *selection)
{
	const struct query *query = &selection->query;

	return query->has_l4proto || query->saddr_family ||
	       query->daddr_family || query->has_sport || query->has_dport ||
	       query->has_ethertype;
}

static bool select_in_net(int family, const struct in6_addr *addr,
			  const struct in6_addr *net, uint8_t prefix)
{
	unsigned int bytes = prefix / 8, bits = prefix % 8;

	if (!family || memcmp(addr, net, bytes))
		return false;
	return !bits ||
	       !((addr->s6_addr[bytes] ^ net->s6_addr[bytes]) >> (8 - bits));
}

static bool select_match_flow(const struct query *query,
			      const struct drop *drop)
{
	if (query->has_ethertype && drop->ethertype != query->ethertype)
		return false;
	if (query->has_l4proto &&
	    (!drop->family || drop->l4proto != query->l4proto))
		return false;
	if (query->saddr_family &&
	    (drop->family != query->saddr_family ||
	     !select_in_net(drop->family, &drop->saddr, &query->saddr,
			    query->saddr_prefix)))
		return false;
	if (query->daddr_family &&
	    (drop->family != query->daddr_family ||
	     !select_in_net(drop->family, &drop->daddr, &query->daddr,
			    query->daddr_prefix)))
		return false;
	if (query->has_sport &&
	    (!drop->has_ports || drop->sport != query->sport))
		return false;
	return !query->has_dport ||
	       (drop->has_ports && drop->dport == query->dport);
}

static bool select_match_location(const char *wanted, const char *location)
{
	size_t length = strlen(wanted);

	return !strncmp(wanted, location, length) &&
	       strchr("+.", location[length]);
}

void select_check_length(const char *what, const char *name)
{
	if (strlen(name) > DROPSTAT_LONGEST_NAME)
		say_and_exit(SAY_USAGE, "%s is longer than %d characters", what,
			     DROPSTAT_LONGEST_NAME);
}

bool select_match(const struct selection *selection, const struct drop *drop)
{
	const struct query *query = &selection->query;

	if (query->has_netns &&
	    (query->netns != drop->netns ||
	     (!query->netns && drop->scope != DROPSTAT_SCOPE_UNKNOWN)))
		return false;
	if (query->has_class && query->class != drop->class)
		return false;
	if (query->reason && strcmp(query->reason, drop->reason))
		return false;
	if (query->location &&
	    !select_match_location(query->location, drop->location))
		return false;
	if (query->iface && strcmp(query->iface, drop->iface))
		return false;
	return select_match_flow(query, drop);
}
