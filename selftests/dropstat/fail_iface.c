// SPDX-License-Identifier: GPL-2.0
/*
 * Interfaces come, change their names and go to other namespaces. One that the
 * module had no memory for is one it does not know: what is lost on it is counted
 * all the same, if not for it. What cannot be told here is told by the books.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "fail_nth.h"
#include "packet.h"

#define NAME	"fail0"
#define RENAMED	"fail1"

static int tun = -1, sock = -1;

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

/* A packet with a wrong checksum */
static void lose(void)
{
	struct in_addr from = { htonl(0xc0000209) }, to = { htonl(0xc0000201) };
	struct ifreq ifr = { .ifr_flags = IFF_UP };
	__u8 packet[64] = { 0 };
	size_t len;

	/* It may be done, and only not be told. */
	snprintf(ifr.ifr_name, IFNAMSIZ, "%s",
		 if_nametoindex(RENAMED) ? RENAMED : NAME);
	if (ioctl(sock, SIOCSIFFLAGS, &ifr))
		err(1, "%s", ifr.ifr_name);
	len = packet_ipv4(packet, from, to, IPPROTO_UDP, 0, 16);
	packet[offsetof(struct iphdr, check)] ^= 0x55;
	if (write(tun, packet, len) != (ssize_t)len)
		err(1, "write");
}

static enum outcome iface_end(enum outcome outcome)
{
	if (if_nametoindex(NAME) || if_nametoindex(RENAMED))
		lose();
	close(tun);
	return outcome;
}

const struct deed fail_iface[] = {
	{ "create", open_files, create_run, iface_end },
	{ "rename", with_iface, rename_run, iface_end },
	{ NULL }
};
