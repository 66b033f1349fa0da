/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink requests, for any kind of socket */
#ifndef _NL_H
#define _NL_H

#include <stdbool.h>
#include <stdint.h>
#include <libmnl/libmnl.h>

/**
 * struct nl_family - numbers currently assigned to the family dropstat
 * @id: the family
 * @events: the multicast group "events"
 * @all_events: the multicast group "all-events"
 */
struct nl_family {
	uint16_t id;
	uint32_t events;
	uint32_t all_events;
};

struct nlmsghdr *nl_request(char *buf, uint16_t type, uint16_t flags,
			    uint32_t seq, uint8_t cmd);
struct nlmsghdr *nl_request_family(char *buf, uint32_t seq);
bool nl_family(struct nl_family *family, const struct nlmsghdr *answer);
int nl_error(const struct nlmsghdr *nlh);

#endif /* _NL_H */
