// SPDX-License-Identifier: GPL-2.0
/*
 * One generic netlink family. Messages are parsed here instead of by mnl_cb_run(),
 * which would end a dump at the first NLM_F_DUMP_INTR.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/genl.h"

#define GENL_DENIED \
	"not permitted: needs CAP_NET_ADMIN in this network namespace"
#define GENL_NO_MODULE \
	"the module dropstat is not loaded; load it with: modprobe dropstat"

/* Enough for a burst of events; dumps wait for the reader. */
#define GENL_RCVBUF	(4 << 20)

enum client_status genl_fail(struct genl *genl, enum client_status status,
			     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(genl->error, sizeof(genl->error), format, args);
	va_end(args);
	return status;
}

static enum client_status genl_fail_errno(struct genl *genl, int err,
					  const char *extack)
{
	if (err == EPERM || err == EACCES)
		return genl_fail(genl, CLIENT_DENIED, "%s",
				 extack ?: GENL_DENIED);
	if (extack)
		return genl_fail(genl, CLIENT_REFUSED, "%s", extack);
	if (err == ENOENT || err == EPROTONOSUPPORT)
		return genl_fail(genl, CLIENT_NO_MODULE, GENL_NO_MODULE);
	return genl_fail(genl, CLIENT_ERROR, "netlink: %s", strerror(err));
}

bool genl_attr_ok(const struct nlattr *attr, enum mnl_attr_data_type type)
{
	return mnl_attr_validate(attr, type) >= 0;
}

/* The message that follows the fixed part of NLMSG_ERROR or NLMSG_DONE */
static const char *genl_extack(const struct nlmsghdr *nlh, size_t fixed)
{
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	mnl_attr_for_each(attr, nlh, fixed) {
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
		    genl_attr_ok(attr, MNL_TYPE_NUL_STRING))
			return mnl_attr_get_str(attr);
	}
	return NULL;
}

static enum client_status genl_ack(struct genl *genl,
				   const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(nlh);
	size_t fixed = sizeof(*error);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*error))
		return genl_fail_errno(genl, EBADMSG, NULL);
	if (!error->error)
		return CLIENT_OK;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		fixed += mnl_nlmsg_get_payload_len(&error->msg);
	return genl_fail_errno(genl, -error->error, genl_extack(nlh, fixed));
}

static enum client_status genl_done(struct genl *genl,
				    const struct nlmsghdr *nlh)
{
	const int *error = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*error) || *error >= 0)
		return CLIENT_OK;
	return genl_fail_errno(genl, -*error, genl_extack(nlh, sizeof(*error)));
}

/* Moves to the next message, and receives more if the buffer has none left. */
static enum client_status genl_receive(struct genl *genl)
{
	ssize_t length;

	if (genl->next) {
		genl->next = mnl_nlmsg_next(genl->next, &genl->length);
		if (mnl_nlmsg_ok(genl->next, genl->length))
			return CLIENT_OK;
		genl->next = NULL;
	}
	do {
		length = mnl_socket_recvfrom(genl->nl, genl->buf,
					     sizeof(genl->buf));
	} while (length < 0 && errno == EINTR);
	if (length < 0 && errno == ENOBUFS)
		return genl_fail(genl, CLIENT_LOST,
				 "events were lost: they arrived too fast");
	if (length < 0)
		return genl_fail_errno(genl, errno, NULL);
	genl->length = length;
	genl->next = (const struct nlmsghdr *)genl->buf;
	if (!mnl_nlmsg_ok(genl->next, genl->length)) {
		genl->next = NULL;
		return genl_fail_errno(genl, EBADMSG, NULL);
	}
	return CLIENT_OK;
}

static enum client_status genl_reply(struct genl *genl, genl_handler handler,
				     void *data)
{
	enum client_status status;
	const struct nlmsghdr *nlh;
	bool mine;

	for (;;) {
		status = genl_receive(genl);
		/* Only events were lost: the reply still arrives. */
		if (status == CLIENT_LOST)
			continue;
		if (status)
			return status;
		nlh = genl->next;
		mine = nlh->nlmsg_seq == genl->seq &&
		       nlh->nlmsg_pid == mnl_socket_get_portid(genl->nl);
		if (!mine)
			continue;
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			genl->changed = true;
		if (nlh->nlmsg_type == NLMSG_ERROR)
			return genl_ack(genl, nlh);
		if (nlh->nlmsg_type == NLMSG_DONE)
			return genl_done(genl, nlh);
		if (nlh->nlmsg_type < NLMSG_MIN_TYPE)
			continue;
		if (handler && !handler(nlh, data))
			return genl_fail_errno(genl, ENOMEM, NULL);
	}
}

struct nlmsghdr *genl_request(struct genl *genl, char buf[GENL_REQUEST],
			      uint8_t cmd, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *header;

	nlh->nlmsg_type = genl->family;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh->nlmsg_seq = ++genl->seq;
	header = mnl_nlmsg_put_extra_header(nlh, sizeof(*header));
	header->cmd = cmd;
	header->version = DROPSTAT_FAMILY_VERSION;
	return nlh;
}

enum client_status genl_talk(struct genl *genl, struct nlmsghdr *nlh,
			     genl_handler handler, void *data)
{
	genl->changed = false;
	genl->next = NULL;
	if (mnl_socket_sendto(genl->nl, nlh, nlh->nlmsg_len) < 0)
		return genl_fail_errno(genl, errno, NULL);
	return genl_reply(genl, handler, data);
}

static void genl_parse_group(struct genl *genl, const struct nlattr *nest)
{
	static const char * const names[GENL_GROUPS] = {
		[GENL_EVENTS]		= DROPSTAT_MCGRP_EVENTS,
		[GENL_ALL_EVENTS]	= DROPSTAT_MCGRP_ALL_EVENTS,
	};
	const struct nlattr *attr;
	const char *name = "";
	uint32_t id = 0;
	int i;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME &&
		    genl_attr_ok(attr, MNL_TYPE_NUL_STRING))
			name = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
			 genl_attr_ok(attr, MNL_TYPE_U32))
			id = mnl_attr_get_u32(attr);
	}
	for (i = 0; i < GENL_GROUPS; i++)
		if (!strcmp(name, names[i]))
			genl->groups[i] = id;
}

static bool genl_parse_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *group;
	struct genl *genl = data;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
		    genl_attr_ok(attr, MNL_TYPE_U16))
			genl->family = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		mnl_attr_for_each_nested(group, attr)
			genl_parse_group(genl, group);
	}
	return true;
}

static enum client_status genl_resolve(struct genl *genl)
{
	char buf[GENL_REQUEST];
	struct nlmsghdr *nlh;

	genl->family = GENL_ID_CTRL;
	nlh = genl_request(genl, buf, CTRL_CMD_GETFAMILY, 0);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, DROPSTAT_FAMILY_NAME);
	return genl_talk(genl, nlh, genl_parse_family, genl);
}

/* Only the first option matters; failing to set the others is harmless. */
static void genl_set_options(struct genl *genl)
{
	int one = 1, size = GENL_RCVBUF, fd = mnl_socket_get_fd(genl->nl);

	mnl_socket_setsockopt(genl->nl, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(genl->nl, NETLINK_CAP_ACK, &one, sizeof(one));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

enum client_status genl_open(struct genl *genl)
{
	genl->nl = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!genl->nl)
		return genl_fail_errno(genl, errno, NULL);
	genl_set_options(genl);
	if (mnl_socket_bind(genl->nl, 0, MNL_SOCKET_AUTOPID) < 0)
		return genl_fail_errno(genl, errno, NULL);
	return genl_resolve(genl);
}

void genl_close(struct genl *genl)
{
	if (genl->nl)
		mnl_socket_close(genl->nl);
}

/* The ID of the controller's only group is the controller's own ID. */
enum client_status genl_join(struct genl *genl, enum genl_group group)
{
	int id = genl->groups[group], control = GENL_ID_CTRL;

	if (!id)
		return genl_fail_errno(genl, EOPNOTSUPP, NULL);
	if (mnl_socket_setsockopt(genl->nl, NETLINK_ADD_MEMBERSHIP, &id,
				  sizeof(id)) ||
	    mnl_socket_setsockopt(genl->nl, NETLINK_ADD_MEMBERSHIP, &control,
				  sizeof(control)))
		return genl_fail_errno(genl, errno, NULL);
	genl->next = NULL;
	return CLIENT_OK;
}

/* Whether the controller reports that the family was unregistered */
static bool genl_is_unregistered(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	if (nlh->nlmsg_type != GENL_ID_CTRL ||
	    header->cmd != CTRL_CMD_DELFAMILY)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(*header)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_NAME &&
		    genl_attr_ok(attr, MNL_TYPE_NUL_STRING))
			return !strcmp(mnl_attr_get_str(attr),
				       DROPSTAT_FAMILY_NAME);
	}
	return false;
}

/* Whether the buffer has another message */
static bool genl_more(const struct genl *genl)
{
	int length = genl->length;

	return genl->next &&
	       mnl_nlmsg_ok(mnl_nlmsg_next(genl->next, &length), length);
}

enum client_status genl_event(struct genl *genl, const struct nlmsghdr **event,
			      int timeout_ms)
{
	struct pollfd poll_fd = {
		.fd = mnl_socket_get_fd(genl->nl),
		.events = POLLIN,
	};
	enum client_status status;
	int ready;

	do {
		ready = genl_more(genl) ? 1 : poll(&poll_fd, 1, timeout_ms);
		if (ready <= 0 && (!ready || errno == EINTR))
			return genl_fail(genl, CLIENT_TIMEOUT, "no event arrived");
		if (ready < 0)
			return genl_fail_errno(genl, errno, NULL);
		status = genl_receive(genl);
		if (!status && genl_is_unregistered(genl->next))
			return genl_fail(genl, CLIENT_NO_MODULE,
					 GENL_NO_MODULE);
	} while (!status && genl->next->nlmsg_type != genl->family);
	*event = genl->next;
	return status;
}
