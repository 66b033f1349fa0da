// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>
#include <linux/genetlink.h>
#include <linux/dropstat.h>

#include "place.h"

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
		errx(2, "%s: not NAME=INODE/COOKIE/ADDRESS", word);
	*values = '\0';
	place->name = word;
}

/* Of the command line. */
void places_parse(char **words)
{
	for (; *words; words++) {
		if (nr_places == PLACES_MAX)
			errx(2, "too many places");
		place_parse(&places[nr_places++], *words);
	}
}

/* Whose row it is: nr_places for somebody else's. */
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

static bool is_number(uint16_t type, uint32_t value)
{
	int i;

	for (i = 0; i < nr_places; i++)
		if (type == DROPSTAT_A_NETNS && value == places[i].inum)
			return true;
	return type == DROPSTAT_A_IFINDEX && value == UINT32_MAX;
}

/* Of a row's numbers, those whose upper bits may be set as an address's are */
void place_blank(struct nlmsghdr *nlh)
{
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_payload_len(attr) == sizeof(uint32_t) &&
		    is_number(mnl_attr_get_type(attr), mnl_attr_get_u32(attr)))
			memset(mnl_attr_get_payload(attr), 0, sizeof(uint32_t));
}
