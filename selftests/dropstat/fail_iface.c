// SPDX-License-Identifier: GPL-2.0
/*
 * Create, rename and move interfaces while memory allocations fail. If the module had no
 * memory to register an interface, it must still count the packets lost on it.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "fail_nth.h"
#include "packet.h"

#define NAME	"fail0"
#define RENAMED	"fail1"

static int tun = -1, sock = -1, there = -1, target = -1;

static void open_files(void)
{
	tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (sock < 0)
		sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (tun < 0 || sock < 0)
		err(1, "open");
}

static int create(void)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_NO_PI };

	snprintf(ifr.ifr_name, IFNAMSIZ, NAME);
	return ioctl(tun, TUNSETIFF, &ifr);
}

static enum outcome create_run(void)
{
	return fail_outcome(create());
}

static void with_iface(void)
{
	open_files();
	if (create())
		err(1, NAME);
}

static enum outcome rename_run(void)
{
	struct ifreq ifr = { 0 };

	snprintf(ifr.ifr_name, IFNAMSIZ, NAME);
	snprintf(ifr.ifr_newname, IFNAMSIZ, RENAMED);
	return fail_outcome(ioctl(sock, SIOCSIFNAME, &ifr));
}

/* Open the initial netns as @target, and a socket in it as @there. */
static void open_target(void)
{
	int here = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);

	target = open("/proc/1/ns/net", O_RDONLY | O_CLOEXEC);
	if (target < 0 || setns(target, CLONE_NEWNET))
		err(1, "cannot enter the initial netns");
	there = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (there < 0 || setns(here, CLONE_NEWNET))
		err(1, "cannot return to the netns");
	close(here);
}

static void move_begin(void)
{
	with_iface();
	if (target < 0)
		open_target();
}

static enum outcome move_run(void)
{
	struct mnl_socket *rtnl = mnl_socket_open(NETLINK_ROUTE);
	char buf[1024];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *info;
	int len = -1;

	nlh->nlmsg_type = RTM_NEWLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	info = mnl_nlmsg_put_extra_header(nlh, sizeof(*info));
	info->ifi_index = if_nametoindex(NAME);
	mnl_attr_put_u32(nlh, IFLA_NET_NS_FD, target);
	if (rtnl && mnl_socket_sendto(rtnl, nlh, nlh->nlmsg_len) > 0)
		len = mnl_socket_recvfrom(rtnl, buf, sizeof(buf));
	if (rtnl)
		mnl_socket_close(rtnl);
	if (len < (int)sizeof(*nlh) || nlh->nlmsg_type != NLMSG_ERROR)
		return REFUSED;
	return fail_outcome(((struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error);
}

/* Lose a packet with a bad checksum; @fd is a socket in the interface's netns. */
static void lose(int fd, const char *name)
{
	struct in_addr from = { htonl(0xc0000209) }, to = { htonl(0xc0000201) };
	struct ifreq ifr = { .ifr_flags = IFF_UP };
	__u8 packet[64] = { 0 };
	size_t len;

	snprintf(ifr.ifr_name, IFNAMSIZ, "%s", name);
	if (ioctl(fd, SIOCSIFFLAGS, &ifr))
		err(1, "%s", name);
	len = packet_ipv4(packet, from, to, IPPROTO_UDP, 0, 16);
	packet[offsetof(struct iphdr, check)] ^= 0x55;
	if (write(tun, packet, len) != (ssize_t)len)
		err(1, "write");
}

/* The interface may have been renamed even if an error was returned. */
static enum outcome iface_end(enum outcome outcome)
{
	if (if_nametoindex(RENAMED))
		lose(sock, RENAMED);
	else if (if_nametoindex(NAME))
		lose(sock, NAME);
	close(tun);
	return outcome;
}

static enum outcome move_end(enum outcome outcome)
{
	lose(if_nametoindex(NAME) ? sock : there, NAME);
	close(tun);
	return outcome;
}

const struct action fail_iface[] = {
	{ "create", open_files, create_run, iface_end },
	{ "rename", with_iface, rename_run, iface_end },
	{ "move", move_begin, move_run, move_end },
	{ NULL }
};
