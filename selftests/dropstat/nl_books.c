// SPDX-License-Identifier: GPL-2.0
/*
 * Compare the sites and the flows that netlink reports in all namespaces. The rows of a
 * site, including its evicted row, must add up to the site's packets and bytes. No packet
 * may be dropped while this program runs.
 *
 * usage: nl_books
 * prints "SITES FLOWS PACKETS"
 * status: 1 if a site does not balance; such sites are printed first
 */
#include <err.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/dropstat.h>

#include "nl.h"

#define BUFFER	65536
#define MOST	65536
#define KEY	600

/**
 * struct site - one site
 * @key: netns, interface, class, reason and location
 * @packets: the site's packets minus the packets of its rows
 * @bytes: the site's bytes minus the bytes of its rows
 * @evicted: the site's evicted packets minus the packets of its evicted row
 */
struct site {
	char key[KEY];
	int64_t packets;
	int64_t bytes;
	int64_t evicted;
};

static struct site *sites;
static unsigned int nr_sites, nr_flows, seq;
static uint64_t packets;
static struct mnl_socket *sock;
static struct nl_family family;

/* Send a request, and receive the whole answer. */
static void ask(const struct nlmsghdr *nlh, mnl_cb_t take)
{
	static char buf[BUFFER];
	unsigned int portid = mnl_socket_get_portid(sock);
	ssize_t len;
	int ret;

	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		err(2, "send");
	do {
		len = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		if (len < 0)
			err(2, "receive");
		ret = mnl_cb_run(buf, len, seq, portid, take, NULL);
		if (ret < 0)
			err(2, "answer");
	} while (ret > MNL_CB_STOP);
}

static int take_family(const struct nlmsghdr *nlh, void *data)
{
	(void)data;
	nl_family(&family, nlh);
	return MNL_CB_STOP;
}

/* The attributes of a row, indexed by type */
static const struct nlattr **parse(const struct nlmsghdr *nlh)
{
	static const struct nlattr *row[DROPSTAT_A_MAX + 1];
	const struct nlattr *attr;

	memset(row, 0, sizeof(row));
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) <= DROPSTAT_A_MAX)
			row[mnl_attr_get_type(attr)] = attr;
	return row;
}

static uint64_t number(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_u64(attr) : 0;
}

static uint32_t small(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_u32(attr) : 0;
}

static const char *text(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_str(attr) : "-";
}

static struct site *find(const struct nlattr **row)
{
	char key[KEY];
	unsigned int i;

	snprintf(key, sizeof(key), "%" PRIu64 " %u %u %s %s",
		 number(row[DROPSTAT_A_NETNS_COOKIE]),
		 small(row[DROPSTAT_A_IFINDEX]), small(row[DROPSTAT_A_CLASS]),
		 text(row[DROPSTAT_A_REASON]), text(row[DROPSTAT_A_LOCATION]));
	for (i = 0; i < nr_sites; i++)
		if (!strcmp(sites[i].key, key))
			return &sites[i];
	if (nr_sites == MOST)
		errx(2, "more than %d sites", MOST);
	memcpy(sites[nr_sites].key, key, KEY);
	return &sites[nr_sites++];
}

static int take_site(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr **row = parse(nlh);
	struct site *site = find(row);

	(void)data;
	packets += number(row[DROPSTAT_A_PACKETS]);
	site->packets += number(row[DROPSTAT_A_PACKETS]);
	site->bytes += number(row[DROPSTAT_A_BYTES]);
	site->evicted += number(row[DROPSTAT_A_EVICTED_PACKETS]);
	return MNL_CB_OK;
}

static int take_flow(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr **row = parse(nlh);
	struct site *site = find(row);

	(void)data;
	nr_flows++;
	site->packets -= number(row[DROPSTAT_A_PACKETS]);
	site->bytes -= number(row[DROPSTAT_A_BYTES]);
	if (row[DROPSTAT_A_EVICTED])
		site->evicted -= number(row[DROPSTAT_A_PACKETS]);
	return MNL_CB_OK;
}

static void dump(uint8_t cmd, mnl_cb_t take)
{
	char buf[256];
	struct nlmsghdr *nlh = nl_request(buf, family.id, NLM_F_DUMP, ++seq, cmd);

	mnl_attr_put(nlh, DROPSTAT_A_ALL_NETNS, 0, NULL);
	ask(nlh, take);
}

static void resolve(void)
{
	char buf[256];

	ask(nl_request_family(buf, ++seq), take_family);
}

static bool differs(const struct site *site)
{
	if (!site->packets && !site->bytes && !site->evicted)
		return false;
	printf("%s: packets off by %" PRId64 ", bytes by %" PRId64
	       ", evicted by %" PRId64 "\n", site->key, site->packets,
	       site->bytes, site->evicted);
	return true;
}

int main(void)
{
	bool bad = false;
	unsigned int i;

	sites = calloc(MOST, sizeof(*sites));
	sock = mnl_socket_open(NETLINK_GENERIC);
	if (!sites || !sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID))
		err(2, "socket");
	resolve();
	dump(DROPSTAT_CMD_SITE_GET, take_site);
	dump(DROPSTAT_CMD_FLOW_GET, take_flow);
	for (i = 0; i < nr_sites; i++)
		bad |= differs(&sites[i]);
	printf("%u %u %" PRIu64 "\n", nr_sites, nr_flows, packets);
	return bad;
}
