// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>
#include <linux/genetlink.h>
#include <linux/dropstat.h>

#include "place.h"

/* Counts and times are below this value. */
#define HIGH	0x0100000000000000ULL

struct place places[PLACES_MAX];
int nr_places;

static void place_parse(struct place *place, char *word)
{
	char *values = strchr(word, '=');
	char addr[INET_ADDRSTRLEN];

	if (!values ||
	    sscanf(values, "=%" SCNu32 "/%" SCNu64 "/%15s", &place->inum,
		   &place->cookie, addr) != 3 ||
	    !inet_aton(addr, &place->addr))
		errx(2, "%s: expected NAME=INODE/COOKIE/ADDRESS", word);
	*values = '\0';
	place->name = word;
}

/* Parse the places on the command line. */
void places_parse(char **words)
{
	for (; *words; words++) {
		if (nr_places == PLACES_MAX)
			errx(2, "too many places");
		place_parse(&places[nr_places++], *words);
	}
}

/* The index of the place that a row belongs to; nr_places if it belongs to none. */
int place_of(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;
	uint64_t cookie = -1;
	int i;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == DROPSTAT_A_NETNS_COOKIE)
			cookie = mnl_attr_get_u64(attr);
	for (i = 0; i < nr_places; i++)
		if (places[i].cookie == cookie)
			break;
	return i;
}

/* Multicast or link-local addresses contain 0xff bytes, as a kernel address would. */
static bool is_ipv6(const uint8_t *addr)
{
	return addr[0] == 0xff || (addr[0] == 0xfe && addr[1] == 0x80);
}

/* Whether a value, taken as a whole, cannot be a kernel address */
static bool is_harmless(const struct nlattr *attr)
{
	switch (mnl_attr_get_payload_len(attr)) {
	case sizeof(uint8_t):
	case sizeof(uint16_t):
	case sizeof(uint32_t):
		return true;
	case sizeof(uint64_t):
		return mnl_attr_get_u64(attr) < HIGH;
	case sizeof(struct in6_addr):
		return is_ipv6(mnl_attr_get_payload(attr));
	default:
		return false;
	}
}

/* Clear the numbers of a row, whose bytes may look like part of an address. */
void place_blank(struct nlmsghdr *nlh)
{
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (is_harmless(attr))
			memset(mnl_attr_get_payload(attr), 0,
			       mnl_attr_get_payload_len(attr));
}
