// SPDX-License-Identifier: GPL-2.0
/* The current conntrack entries of any network namespace. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer/ctnetlink.h"
#include "lib/escape.h"
#include "lib/netns.h"

#define CTNETLINK_BUFFER	65536

/* Exists even if built in. If it is missing, a request would load the module. */
#define CTNETLINK_MODULE	"/sys/module/nf_conntrack"

static struct ctlist *ctnetlink_lists;
static bool ctnetlink_reported_missing;

static void ctnetlink_collect(const struct nlattr *nest,
			      const struct nlattr **attrs, unsigned int max)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) <= max)
			attrs[mnl_attr_get_type(attr)] = attr;
	}
}

/* Numbers are in network byte order; a missing number is 0. */
static uint32_t ctnetlink_u32(const struct nlattr *attr)
{
	return attr && mnl_attr_validate(attr, MNL_TYPE_U32) >= 0 ?
		ntohl(mnl_attr_get_u32(attr)) : 0;
}

static uint16_t ctnetlink_u16(const struct nlattr *attr)
{
	return attr && mnl_attr_validate(attr, MNL_TYPE_U16) >= 0 ?
		ntohs(mnl_attr_get_u16(attr)) : 0;
}

static bool ctnetlink_addr(const struct nlattr *v4, const struct nlattr *v6,
			   struct in6_addr *addr, int *family)
{
	const struct nlattr *attr = v4 ? v4 : v6;
	size_t size = v4 ? sizeof(struct in_addr) : sizeof(*addr);

	if (!attr || mnl_attr_get_payload_len(attr) != size)
		return false;
	memcpy(addr, mnl_attr_get_payload(attr), size);
	*family = v4 ? AF_INET : AF_INET6;
	return true;
}

static bool ctnetlink_tuple(const struct nlattr *nest, struct tuple *tuple)
{
	const struct nlattr *parts[CTA_TUPLE_MAX + 1] = {};
	const struct nlattr *addrs[CTA_IP_MAX + 1] = {};
	const struct nlattr *proto[CTA_PROTO_MAX + 1] = {};

	if (!nest)
		return false;
	ctnetlink_collect(nest, parts, CTA_TUPLE_MAX);
	if (!parts[CTA_TUPLE_IP] || !parts[CTA_TUPLE_PROTO])
		return false;
	ctnetlink_collect(parts[CTA_TUPLE_IP], addrs, CTA_IP_MAX);
	ctnetlink_collect(parts[CTA_TUPLE_PROTO], proto, CTA_PROTO_MAX);
	if (!proto[CTA_PROTO_NUM] ||
	    mnl_attr_validate(proto[CTA_PROTO_NUM], MNL_TYPE_U8) < 0)
		return false;
	tuple->l4proto = mnl_attr_get_u8(proto[CTA_PROTO_NUM]);
	tuple->has_ports = proto[CTA_PROTO_SRC_PORT];
	tuple->sport = ctnetlink_u16(proto[CTA_PROTO_SRC_PORT]);
	tuple->dport = ctnetlink_u16(proto[CTA_PROTO_DST_PORT]);
	return ctnetlink_addr(addrs[CTA_IP_V4_SRC], addrs[CTA_IP_V6_SRC],
			      &tuple->saddr, &tuple->family) &&
	       ctnetlink_addr(addrs[CTA_IP_V4_DST], addrs[CTA_IP_V6_DST],
			      &tuple->daddr, &tuple->family);
}

bool ctnetlink_parse(const struct nlmsghdr *nlh, struct conntrack *entry)
{
	const struct nlattr *attrs[CTA_MAX + 1] = {};
	const struct nlattr *attr;

	memset(entry, 0, sizeof(*entry));
	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(attr) <= CTA_MAX)
			attrs[mnl_attr_get_type(attr)] = attr;
	}
	entry->present = true;
	entry->status = ctnetlink_u32(attrs[CTA_STATUS]);
	entry->state = entry->status & IPS_SEEN_REPLY ?
		DROPSTAT_CONNTRACK_STATE_ESTABLISHED :
		DROPSTAT_CONNTRACK_STATE_NEW;
	entry->mark = ctnetlink_u32(attrs[CTA_MARK]);
	entry->zone = ctnetlink_u16(attrs[CTA_ZONE]);
	return ctnetlink_tuple(attrs[CTA_TUPLE_ORIG], &entry->orig) &&
	       ctnetlink_tuple(attrs[CTA_TUPLE_REPLY], &entry->reply);
}

static int ctnetlink_handle(const struct nlmsghdr *nlh, void *data)
{
	struct ctlist *list = data;
	size_t max = list->max ? 2 * list->max : 256;
	struct conntrack *entries = list->entries;

	if (list->nr == list->max) {
		entries = reallocarray(entries, max, sizeof(*entries));
		if (!entries)
			return MNL_CB_ERROR;
		list->entries = entries;
		list->max = max;
	}
	if (ctnetlink_parse(nlh, &entries[list->nr]))
		list->nr++;
	return MNL_CB_OK;
}

/**
 * struct ctnetlink_socket - a socket in a netns
 * @fd: descriptor of the netns
 * @nl: the socket
 * @err: 0, or a negative errno if the socket could not be opened
 */
struct ctnetlink_socket {
	int fd;
	struct mnl_socket *nl;
	int err;
};

static void ctnetlink_bind(struct ctnetlink_socket *socket)
{
	socket->nl = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (!socket->nl || mnl_socket_bind(socket->nl, 0, MNL_SOCKET_AUTOPID))
		socket->err = -errno;
}

static void *ctnetlink_thread(void *data)
{
	struct ctnetlink_socket *socket = data;

	if (setns(socket->fd, CLONE_NEWNET))
		socket->err = -errno;
	else
		ctnetlink_bind(socket);
	return NULL;
}

/*
 * A socket stays in the netns in which it was opened. A thread enters the netns,
 * because a process that may enter it might not be permitted to return.
 */
static void ctnetlink_visit(struct ctnetlink_socket *socket)
{
	pthread_t thread;
	int err;

	/* Do not use socket->err here: the thread sets it. */
	err = pthread_create(&thread, NULL, ctnetlink_thread, socket);
	if (err)
		socket->err = -err;
	else
		pthread_join(thread, NULL);
}

static int ctnetlink_open(uint32_t netns, struct mnl_socket **nl)
{
	struct ctnetlink_socket socket = {};

	*nl = NULL;
	socket.fd = netns_open(netns);
	if (socket.fd < 0)
		return socket.fd;
	if (netns == netns_own())
		ctnetlink_bind(&socket);
	else
		ctnetlink_visit(&socket);
	close(socket.fd);
	*nl = socket.nl;
	return socket.err;
}

static ssize_t ctnetlink_read_some(struct mnl_socket *nl, char *buf)
{
	ssize_t length;

	do {
		length = mnl_socket_recvfrom(nl, buf, CTNETLINK_BUFFER);
	} while (length < 0 && errno == EINTR);
	return length;
}

static int ctnetlink_receive(struct mnl_socket *nl, struct ctlist *list)
{
	unsigned int portid = mnl_socket_get_portid(nl);
	char *buf = malloc(CTNETLINK_BUFFER);
	ssize_t length;
	int more, err = 0;

	if (!buf)
		return -ENOMEM;
	do {
		length = ctnetlink_read_some(nl, buf);
		more = length < 0 ? -1 : mnl_cb_run(buf, length, 0, portid,
						    ctnetlink_handle, list);
		if (more < 0)
			err = -errno;
	} while (more > 0);
	free(buf);
	return err;
}

static int ctnetlink_dump(struct mnl_socket *nl, struct ctlist *list)
{
	char buf[MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg)] = {};
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *header;

	nlh->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header = mnl_nlmsg_put_extra_header(nlh, sizeof(*header));
	header->nfgen_family = list->family;
	header->version = NFNETLINK_V0;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	return ctnetlink_receive(nl, list);
}

static const char *ctnetlink_why(int err)
{
	switch (err) {
	case -ENOENT:
		return "the network namespace has ended, or has no process in it";
	case -EPERM:
	case -EACCES:
		return "not permitted: needs CAP_NET_ADMIN and CAP_SYS_ADMIN there";
	/* nfnetlink's errors if ctnetlink is missing */
	case -EINVAL:
	case -EOPNOTSUPP:
	case -EPROTONOSUPPORT:
		return "the module nf_conntrack_netlink is not loaded";
	}
	return strerror(-err);
}

static bool ctnetlink_has_failed(uint32_t netns)
{
	const struct ctlist *list;

	for (list = ctnetlink_lists; list; list = list->next)
		if (list->netns == netns && list->failed)
			return true;
	return false;
}

static void ctnetlink_read(struct ctlist *list, char why[CTNETLINK_WHY])
{
	char netns[CTNETLINK_WHY / 2];
	struct mnl_socket *nl;
	int err;

	err = ctnetlink_open(list->netns, &nl);
	if (!err)
		err = ctnetlink_dump(nl, list);
	if (nl)
		mnl_socket_close(nl);
	if (!err)
		return;
	escape_word(netns, sizeof(netns), netns_name(list->netns));
	if (!ctnetlink_has_failed(list->netns))
		snprintf(why, CTNETLINK_WHY, "cannot read conntrack of %s: %s",
			 netns, ctnetlink_why(err));
	list->failed = true;
}

static struct ctlist *ctnetlink_find(uint32_t netns, int family,
				     char why[CTNETLINK_WHY])
{
	struct ctlist *list;

	for (list = ctnetlink_lists; list; list = list->next)
		if (list->netns == netns && list->family == family)
			return list;
	list = calloc(1, sizeof(*list));
	if (!list) {
		snprintf(why, CTNETLINK_WHY, "cannot read conntrack: out of memory");
		return NULL;
	}
	list->netns = netns;
	list->family = family;
	ctnetlink_read(list, why);
	list->next = ctnetlink_lists;
	ctnetlink_lists = list;
	return list;
}

const struct ctlist *ctnetlink_get(uint32_t netns, int family,
				   char why[CTNETLINK_WHY])
{
	const struct ctlist *list;

	why[0] = '\0';
	if (access(CTNETLINK_MODULE, F_OK)) {
		if (!ctnetlink_reported_missing)
			snprintf(why, CTNETLINK_WHY,
				 "cannot read conntrack: the module nf_conntrack is not loaded");
		ctnetlink_reported_missing = true;
		return NULL;
	}
	list = ctnetlink_find(netns, family, why);
	return list && !list->failed ? list : NULL;
}

void ctnetlink_forget(void)
{
	struct ctlist *list;

	while ((list = ctnetlink_lists)) {
		ctnetlink_lists = list->next;
		free(list->entries);
		free(list);
	}
}
