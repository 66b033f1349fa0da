// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <linux/genetlink.h>
#include <linux/dropstat.h>

#include "nl.h"

/* Write the headers of a request into a buffer. */
struct nlmsghdr *nl_request(char *buf, uint16_t type, uint16_t flags,
			    uint32_t seq, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

/* Write a request for the family dropstat into a buffer. */
struct nlmsghdr *nl_request_family(char *buf, uint32_t seq)
{
	struct nlmsghdr *nlh = nl_request(buf, GENL_ID_CTRL, 0, seq,
					  CTRL_CMD_GETFAMILY);

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, DROPSTAT_FAMILY_NAME);
	return nlh;
}

static void nl_group(struct nl_family *family, const struct nlattr *group)
{
	const struct nlattr *attr;
	const char *name = "";
	uint32_t id = 0;

	mnl_attr_for_each_nested(attr, group) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
			name = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
			id = mnl_attr_get_u32(attr);
	}
	if (!strcmp(name, DROPSTAT_MCGRP_EVENTS))
		family->events = id;
	else if (!strcmp(name, DROPSTAT_MCGRP_ALL_EVENTS))
		family->all_events = id;
}

/* Parse the answer to nl_request_family(); returns whether the family exists. */
bool nl_family(struct nl_family *family, const struct nlmsghdr *answer)
{
	const struct nlattr *attr, *group;

	memset(family, 0, sizeof(*family));
	if (answer->nlmsg_type == NLMSG_ERROR)
		return false;
	mnl_attr_for_each(attr, answer, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			family->id = mnl_attr_get_u16(attr);
		else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			mnl_attr_for_each_nested(group, attr)
				nl_group(family, group);
	}
	return family->id;
}

/*
 * Returns the errno or 0 that ends an answer, or -1 if the message does not end the
 * answer.
 */
int nl_error(const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_type != NLMSG_ERROR && nlh->nlmsg_type != NLMSG_DONE)
		return -1;
	return -*(const int *)mnl_nlmsg_get_payload(nlh);
}
