// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <linux/genetlink.h>
#include <linux/dropstat.h>

#include "answer.h"
#include "leak.h"
#include "nl.h"

uint32_t answer_portid;
uint64_t answer_planted;

static void add_row(struct answer *answer, const struct nlmsghdr *nlh)
{
	uint32_t class = DROPSTAT_CLASS_PACKET;
	int place = place_of(nlh);
	const struct nlattr *attr;
	uint64_t packets = 0;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == DROPSTAT_A_CLASS)
			class = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == DROPSTAT_A_PACKETS)
			packets = mnl_attr_get_u64(attr);
	}
	answer->seen[place] = true;
	if (class == DROPSTAT_CLASS_PACKET)
		answer->packets[place] += packets;
}

static void add_totals(struct answer *answer, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == DROPSTAT_A_TOTALS_PACKETS)
			answer->sum = mnl_attr_get_u64(attr);
		else if (mnl_attr_get_type(attr) > DROPSTAT_A_TOTALS_UPTIME)
			answer->machine = true;
	}
}

/* Clear numbers whose bytes may look like a kernel address. */
static void blank_numbers(struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_pid == answer_portid)
		nlh->nlmsg_pid = 0;
	if (nl_error(nlh) != -1)
		*(int *)mnl_nlmsg_get_payload(nlh) = 0;
	else
		place_blank(nlh);
}

/* Search the raw bytes of a message, regardless of their meaning. */
static void scan_bytes(struct answer *answer, struct nlmsghdr *nlh)
{
	size_t size = nlh->nlmsg_len;
	int i;

	for (i = 0; i < nr_places; i++)
		if (memmem(nlh, size, &places[i].addr, sizeof(places[i].addr)))
			answer->named[i] = true;
	blank_numbers(nlh);
	if (answer_planted)
		memcpy((char *)nlh + size - sizeof(answer_planted) -
		       nlh->nlmsg_seq % 5,
		       &answer_planted, sizeof(answer_planted));
	answer->leak = answer->leak ?: leak_find(nlh, size);
}

/* Returns whether this was the last message of the answer. */
bool answer_add(struct answer *answer, struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	int error = nl_error(nlh);

	if (error >= 0)
		answer->error = error;
	else if (genl->cmd == DROPSTAT_CMD_TOTALS_GET)
		add_totals(answer, nlh);
	else if (genl->cmd == DROPSTAT_CMD_CONFIG_GET)
		answer->settings = true;
	else if (genl->cmd != DROPSTAT_CMD_FLUSH)
		add_row(answer, nlh);
	scan_bytes(answer, nlh);
	return error >= 0;
}

/* Complete a line that the caller has begun. */
void answer_print(const struct answer *answer)
{
	int i;

	if (answer->error)
		printf(" %s", strerrorname_np(answer->error));
	for (i = 0; i <= nr_places; i++)
		if (answer->seen[i])
			printf(" %s*%" PRIu64, i < nr_places ? places[i].name : "?",
			       answer->packets[i]);
	for (i = 0; i < nr_places; i++)
		if (answer->named[i])
			printf(" @%s", places[i].name);
	if (answer->sum)
		printf(" =%" PRIu64, answer->sum);
	if (answer->machine)
		printf(" machine");
	if (answer->settings)
		printf(" settings");
	if (answer->leak)
		printf(" LEAK %#" PRIx64, answer->leak);
	putchar('\n');
}
