// SPDX-License-Identifier: GPL-2.0
/*
 * Request a dump while the socket is full, so that the kernel starts the dump in the
 * context of the next process that reads from the socket. The user "nobody", in its own
 * namespaces, sends the request and passes the socket to root, which reads from it. The
 * answer must not contain anything that "nobody" may not see.
 *
 * usage: nl_late [-p] sites|flows|stacks
 *	-p		send the request as root
 *	sites, flows	request the sites or flows of all namespaces
 *	stacks		request the call paths of the sender's own sites
 *
 * status: see enum status
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/dropstat.h>

#include "nl.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define NOBODY		65534
#define BUFFER		65536
#define SEQ_FAMILY	1
#define SEQ_DUMP	2

/**
 * enum status - the result
 * @SHOWN: the dump was complete
 * @REFUSED: the dump ended with EPERM
 * @UNANSWERED: there was no answer
 * @FAILED: anything else
 */
enum status {
	SHOWN,
	REFUSED,
	UNANSWERED,
	FAILED,
};

static const struct question {
	const char *name;
	uint8_t cmd;
	uint16_t attr;
} questions[] = {
	{ "sites", DROPSTAT_CMD_SITE_GET, DROPSTAT_A_ALL_NETNS },
	{ "flows", DROPSTAT_CMD_FLOW_GET, DROPSTAT_A_ALL_NETNS },
	{ "stacks", DROPSTAT_CMD_SITE_GET, DROPSTAT_A_STACKS },
};

struct answer {
	unsigned int rows;
	bool ended;
	int error;
};

/* With an explicit address, the kernel checks the sender's rights, not the opener's. */
static void send_request(int fd, const struct nlmsghdr *nlh)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (sendto(fd, nlh, nlh->nlmsg_len, 0, (const void *)&kernel,
		   sizeof(kernel)) < 0)
		err(FAILED, "sendto");
}

static void ask_family(int fd)
{
	char buf[256];

	send_request(fd, nl_request_family(buf, SEQ_FAMILY));
}

static uint16_t read_family(int fd)
{
	static char buf[BUFFER];
	struct nl_family family;

	if (recv(fd, buf, sizeof(buf), 0) < 0)
		err(FAILED, "recv");
	if (!nl_family(&family, (void *)buf))
		errx(FAILED, "netlink family dropstat not found");
	return family.id;
}

/* The number of bytes waiting to be read */
static uint32_t queued(int fd)
{
	uint32_t info[SK_MEMINFO_VARS];
	socklen_t len = sizeof(info);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &len))
		err(FAILED, "SO_MEMINFO");
	return info[SK_MEMINFO_RMEM_ALLOC];
}

/* Fill the receive buffer until there is no room for an answer. */
static void fill(int fd)
{
	const int least = 1;
	uint32_t before;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &least, sizeof(least)))
		err(FAILED, "SO_RCVBUF");
	do {
		before = queued(fd);
		ask_family(fd);
	} while (queued(fd) != before);
}

static void ask(int fd, const struct question *question)
{
	char buf[256];
	struct nlmsghdr *nlh;
	uint16_t family;
	uint32_t before;

	ask_family(fd);
	family = read_family(fd);
	fill(fd);
	before = queued(fd);
	nlh = nl_request(buf, family, NLM_F_DUMP, SEQ_DUMP, question->cmd);
	mnl_attr_put(nlh, question->attr, 0, NULL);
	send_request(fd, nlh);
	if (queued(fd) != before)
		errx(FAILED, "the socket had room for an answer");
}

/* Drop a message, so that the sender's netns has a row. */
static void drop(void)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds) ||
	    send(fds[0], "x", 1, 0) != 1)
		err(FAILED, "socketpair");
	close(fds[0]);
	close(fds[1]);
}

static void leave_root(void)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		err(FAILED, "setresuid");
	if (unshare(CLONE_NEWUSER))
		err(FAILED, "unshare");
}

/**
 * struct parcel - a message that carries a file descriptor
 * @msg: the message
 * @iov: its data, @byte
 * @byte: the only byte of data
 * @control: the file descriptor
 * @aligned: aligns @control
 */
struct parcel {
	struct msghdr msg;
	struct iovec iov;
	char byte;
	union {
		char control[CMSG_SPACE(sizeof(int))];
		struct cmsghdr aligned;
	};
};

static void parcel_init(struct parcel *parcel)
{
	memset(parcel, 0, sizeof(*parcel));
	parcel->iov.iov_base = &parcel->byte;
	parcel->iov.iov_len = 1;
	parcel->msg.msg_iov = &parcel->iov;
	parcel->msg.msg_iovlen = 1;
	parcel->msg.msg_control = parcel->control;
	parcel->msg.msg_controllen = sizeof(parcel->control);
}

static void pass(int to, int fd)
{
	struct parcel parcel;
	struct cmsghdr *cmsg;

	parcel_init(&parcel);
	cmsg = CMSG_FIRSTHDR(&parcel.msg);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	if (sendmsg(to, &parcel.msg, 0) != 1)
		err(FAILED, "sendmsg");
}

static int take(int from)
{
	struct parcel parcel;
	struct cmsghdr *cmsg;
	int fd;

	parcel_init(&parcel);
	if (recvmsg(from, &parcel.msg, 0) != 1)
		errx(FAILED, "no socket was passed");
	cmsg = CMSG_FIRSTHDR(&parcel.msg);
	if (!cmsg || cmsg->cmsg_type != SCM_RIGHTS)
		errx(FAILED, "something other than a socket was passed");
	memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	return fd;
}

static void asker(int to, const struct question *question, bool privileged)
{
	int fd;

	if (!privileged)
		leave_root();
	if (unshare(CLONE_NEWNET))
		err(FAILED, "unshare");
	drop();
	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	if (fd < 0)
		err(FAILED, "socket");
	ask(fd, question);
	pass(to, fd);
}

static void add_messages(struct answer *answer, const struct nlmsghdr *nlh,
			 int len)
{
	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != SEQ_DUMP)
			continue;
		if (nlh->nlmsg_type == NLMSG_ERROR ||
		    nlh->nlmsg_type == NLMSG_DONE) {
			answer->ended = true;
			answer->error = -*(int *)mnl_nlmsg_get_payload(nlh);
			return;
		}
		answer->rows++;
	}
}

/* All data has already arrived. First, recv() returns ENOBUFS for lost answers. */
static void read_answer(struct answer *answer, int fd)
{
	static char buf[BUFFER];
	ssize_t len;

	while (!answer->ended) {
		len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
		if (len >= 0)
			add_messages(answer, (void *)buf, len);
		else if (errno == EAGAIN)
			return;
		else if (errno != ENOBUFS)
			err(FAILED, "recv");
	}
}

static enum status report(const struct answer *answer)
{
	printf("# %u rows, %s\n", answer->rows,
	       answer->ended ? strerror(answer->error) : "incomplete");
	if (answer->rows || (answer->ended && !answer->error))
		return SHOWN;
	if (!answer->ended)
		return UNANSWERED;
	return answer->error == EPERM ? REFUSED : FAILED;
}

static enum status run(const struct question *question, bool privileged)
{
	struct answer answer = {};
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		err(FAILED, "socketpair");
	switch (fork()) {
	case -1:
		err(FAILED, "fork");
	case 0:
		asker(fds[1], question, privileged);
		exit(0);
	}
	close(fds[1]);
	read_answer(&answer, take(fds[0]));
	return report(&answer);
}

int main(int argc, char **argv)
{
	bool privileged = argc > 1 && !strcmp(argv[1], "-p");
	size_t i;

	if (argc == 2 + privileged)
		for (i = 0; i < ARRAY_SIZE(questions); i++)
			if (!strcmp(argv[1 + privileged], questions[i].name))
				return run(&questions[i], privileged);
	errx(FAILED, "usage: nl_late [-p] sites|flows|stacks");
}
