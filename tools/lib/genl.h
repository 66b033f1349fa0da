/* SPDX-License-Identifier: GPL-2.0 */
/* One generic netlink family: requests, dumps, events and their errors. */
#ifndef _DROPSTAT_GENL_H
#define _DROPSTAT_GENL_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#include "lib/client.h"
#include "lib/util.h"

/* The kernel limits each part of a dump to half of this. */
#define GENL_BUFFER	65536
/* Fits the longest request: settings of DROPSTAT_MOST_REASONS reasons */
#define GENL_REQUEST	32768

/* Multicast groups of the family */
enum genl_group {
	GENL_EVENTS,
	GENL_ALL_EVENTS,
	GENL_GROUPS,
};

/**
 * struct genl - a socket for one family
 * @nl: the socket
 * @seq: sequence number of the last request
 * @family: ID of the family
 * @groups: IDs of its multicast groups; 0 for a missing group
 * @changed: whether the last dump was inconsistent
 * @error: why the last request failed
 * @buf: the last messages received
 * @length: length of the unhandled messages in @buf
 * @next: the first of these messages; NULL for none
 */
struct genl {
	struct mnl_socket *nl;
	uint32_t seq;
	uint16_t family;
	uint32_t groups[GENL_GROUPS];
	bool changed;
	char error[512];
	char buf[GENL_BUFFER];
	int length;
	const struct nlmsghdr *next;
};

/* Called for each message of a reply; returns false if out of memory. */
typedef bool (*genl_handler)(const struct nlmsghdr *nlh, void *data);

enum client_status genl_open(struct genl *genl);
void genl_close(struct genl *genl);

/* Starts a request in @buf. */
struct nlmsghdr *genl_request(struct genl *genl, char buf[GENL_REQUEST],
			      uint8_t cmd, uint16_t flags);
/* Sends a request and handles the entire reply. */
enum client_status genl_talk(struct genl *genl, struct nlmsghdr *nlh,
			     genl_handler handler, void *data);

enum client_status genl_join(struct genl *genl, enum genl_group group);
/*
 * Waits for an event, forever if @timeout_ms is -1. *event is valid until the
 * next call.
 */
enum client_status genl_event(struct genl *genl, const struct nlmsghdr **event,
			      int timeout_ms);

/* Sets the error message and returns @status. */
enum client_status genl_fail(struct genl *genl, enum client_status status,
			     const char *format, ...)
	__printf(3, 4);
/* Whether the attribute's length fits @type; a string must be terminated. */
bool genl_attr_ok(const struct nlattr *attr, enum mnl_attr_data_type type);

#endif /* _DROPSTAT_GENL_H */
