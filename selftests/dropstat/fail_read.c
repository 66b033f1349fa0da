// SPDX-License-Identifier: GPL-2.0
/*
 * Read while memory allocations fail. A reader must get either an error or all rows. With
 * netlink, an error message counts as refused, and so does a dump that is marked as
 * interrupted. A missing answer is wrong.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <linux/dropstat.h>
#include <linux/genetlink.h>

#include "fail_nth.h"
#include "nl.h"

#define BUFFER		65536
#define ROWS		65536
#define PATIENCE	60

/* What a reader got. Count only drops, because our own messages may also be lost. */
static struct numbers {
	unsigned int rows;
	uint64_t packets;
} first, got;
static bool has_first;

static struct mnl_socket *sock;
static struct nl_family family;
static uint32_t seq;
static char buf[BUFFER];

/* The outcome of an error that dropstat or netlink returned */
static enum outcome outcome_of(int error)
{
	switch (error) {
	case 0:
		return DONE;
	case EFAULT:
	case EINTR:
	case ENOBUFS:
	case ENOMEM:
		return REFUSED;
	default:
		warnx("%s", strerror(error));
		return WRONG;
	}
}

static void clear(void)
{
	memset(&got, 0, sizeof(got));
}

static enum outcome compare(enum outcome outcome)
{
	if (outcome != DONE)
		return outcome;
	if (!has_first)
		first = got;
	has_first = true;
	if (!first.packets)
		errx(1, "nothing was dropped");
	return memcmp(&first, &got, sizeof(got)) ? WRONG : DONE;
}

/* --- /proc --------------------------------------------------------------------- */

static char *text;
static size_t text_len;

static void proc_begin(void)
{
	if (!text)
		text = malloc(ROWS * 256);
	if (!text)
		err(1, "memory");
	text_len = 0;
	clear();
}

static enum outcome proc_run(void)
{
	int fd = open("/proc/thread-self/net/dropstat", O_RDONLY | O_CLOEXEC);
	enum outcome outcome = DONE;
	ssize_t len = 0;

	if (fd < 0)
		return outcome_of(errno);
	do {
		text_len += len;
		len = read(fd, text + text_len, BUFFER);
	} while (len > 0 && text_len < ROWS * 256 - BUFFER);
	if (len < 0)
		outcome = outcome_of(errno);
	close(fd);
	return len > 0 ? WRONG : outcome;
}

static enum outcome proc_end(enum outcome outcome)
{
	char *line, *next = text, class[32];
	unsigned long long packets;

	if (outcome != DONE)
		return outcome;
	text[text_len] = '\0';
	while ((line = strsep(&next, "\n"))) {
		if (sscanf(line, "%31s %*s %*s %*s %*s %*s %*s %llu", class,
			   &packets) != 2 || strcmp(class, "packet"))
			continue;
		got.rows++;
		got.packets += packets;
	}
	return compare(outcome);
}

/* --- netlink ------------------------------------------------------------------- */

static void resolve(void)
{
	struct nlmsghdr *nlh = nl_request_family(buf, ++seq);
	ssize_t len = 0;

	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) > 0)
		len = mnl_socket_recvfrom(sock, buf, sizeof(buf));
	if (len <= 0 || !nl_family(&family, (void *)buf))
		errx(1, "netlink family dropstat not found");
}

static void netlink_begin(void)
{
	static const struct timeval patience = { .tv_sec = PATIENCE };

	sock = mnl_socket_open(NETLINK_GENERIC);
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) ||
	    setsockopt(mnl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO,
		       &patience, sizeof(patience)))
		err(1, "socket");
	resolve();
	clear();
}

static enum outcome netlink_end(enum outcome outcome)
{
	mnl_socket_close(sock);
	return outcome;
}

static enum outcome netlink_end_compare(enum outcome outcome)
{
	return compare(netlink_end(outcome));
}

static uint64_t number(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) == sizeof(uint64_t) ?
	       mnl_attr_get_u64(attr) : mnl_attr_get_u32(attr);
}

static void take_row(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;
	uint64_t packets = 0;
	bool drop = false;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == DROPSTAT_A_CLASS)
			drop = number(attr) == DROPSTAT_CLASS_PACKET;
		else if (mnl_attr_get_type(attr) == DROPSTAT_A_PACKETS)
			packets = number(attr);
	}
	got.rows += drop;
	got.packets += drop ? packets : 0;
}

static void take_totals(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == DROPSTAT_A_TOTALS_PACKETS)
			got.packets = number(attr);
}

static void take_nothing(const struct nlmsghdr *nlh)
{
	(void)nlh;
}

/* Receive an answer; sets errno to its error, or to 0. */
static void receive(void (*take)(const struct nlmsghdr *nlh))
{
	const struct nlmsghdr *nlh;
	int len;

	while ((len = mnl_socket_recvfrom(sock, buf, sizeof(buf))) >= 0) {
		for (nlh = (void *)buf; mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len)) {
			errno = nlh->nlmsg_flags & NLM_F_DUMP_INTR ?
				EINTR : nl_error(nlh);
			if (errno >= 0)
				return;
			take(nlh);
		}
	}
}

/* @fill adds attributes to the request; it may be NULL. */
static enum outcome ask(uint8_t cmd, uint16_t flags,
			void (*fill)(struct nlmsghdr *nlh),
			void (*take)(const struct nlmsghdr *nlh))
{
	struct nlmsghdr *nlh = nl_request(buf, family.id, flags, ++seq, cmd);

	if (fill)
		fill(nlh);
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) >= 0)
		receive(take);
	return outcome_of(errno);
}

static void want_stacks(struct nlmsghdr *nlh)
{
	mnl_attr_put(nlh, DROPSTAT_A_STACKS, 0, NULL);
}

static enum outcome sites_run(void)
{
	return ask(DROPSTAT_CMD_SITE_GET, NLM_F_DUMP, want_stacks, take_row);
}

static enum outcome flows_run(void)
{
	return ask(DROPSTAT_CMD_FLOW_GET, NLM_F_DUMP, NULL, take_row);
}

static enum outcome totals_run(void)
{
	return ask(DROPSTAT_CMD_TOTALS_GET, NLM_F_ACK, NULL, take_totals);
}

static enum outcome config_run(void)
{
	return ask(DROPSTAT_CMD_CONFIG_GET, NLM_F_ACK, NULL, take_nothing);
}

/* Use a reason for which nothing is dropped in this test. */
static void no_flows(struct nlmsghdr *nlh)
{
	struct nlattr *reason = mnl_attr_nest_start(nlh,
						    DROPSTAT_A_CONFIG_REASON);

	mnl_attr_put_strz(nlh, DROPSTAT_A_REASON_NAME, "TCP_CSUM");
	mnl_attr_put(nlh, DROPSTAT_A_REASON_NO_FLOWS, 0, NULL);
	mnl_attr_nest_end(nlh, reason);
}

static enum outcome config_set_run(void)
{
	return ask(DROPSTAT_CMD_CONFIG_SET, NLM_F_ACK, no_flows, take_nothing);
}

static enum outcome flush_run(void)
{
	return ask(DROPSTAT_CMD_FLUSH, NLM_F_ACK, NULL, take_nothing);
}

static enum outcome join_run(void)
{
	return fail_outcome(mnl_socket_setsockopt(sock, NETLINK_ADD_MEMBERSHIP,
						  &family.events,
						  sizeof(family.events)));
}

const struct action fail_read[] = {
	{ "proc", proc_begin, proc_run, proc_end },
	{ "sites", netlink_begin, sites_run, netlink_end_compare },
	{ "flows", netlink_begin, flows_run, netlink_end_compare },
	{ "totals", netlink_begin, totals_run, netlink_end_compare },
	{ "config", netlink_begin, config_run, netlink_end },
	{ "config-set", netlink_begin, config_set_run, netlink_end },
	{ "flush", netlink_begin, flush_run, netlink_end },
	{ "join", netlink_begin, join_run, netlink_end },
	{ NULL }
};
