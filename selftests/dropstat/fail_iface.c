// SPDX-License-Identifier: GPL-2.0
/*
 * Interfaces come, change their names and go to other namespaces. One that the
 * module had no memory for is one it does not know: what is lost on it is counted
 * all the same, if not for it. What cannot be told here is told by the books.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
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
static const char *name;

static enum outcome outcome_of(int ret)
{
	if (!ret)
		return DONE;
	return errno == ENOMEM || errno == ENOBUFS ? REFUSED : WRONG;
}

static void open_files(void)
{
	tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (sock < 0)
		sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (tun < 0 || sock < 0)
		err(1, "open");
	name = NAME;
}

static int create(void)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_NO_PI };

	strcpy(ifr.ifr_name, NAME);
	return ioctl(tun, TUNSETIFF, &ifr);
}

static enum outcome create_run(void)
{
	return outcome_of(create());
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
	enum outcome outcome;

	strcpy(ifr.ifr_name, NAME);
	strcpy(ifr.ifr_newname, RENAMED);
	outcome = outcome_of(ioctl(sock, SIOCSIFNAME, &ifr));
	if (outcome == DONE)
		name = RENAMED;
	return outcome;
}

/* A packet with a wrong checksum */
static void lose(void)
{
	struct in_addr from = { htonl(0xc0000209) }, to = { htonl(0xc0000201) };
	struct ifreq ifr = { .ifr_flags = IFF_UP };
	__u8 packet[64] = { 0 };
	size_t len;

	strcpy(ifr.ifr_name, name);
	if (ioctl(sock, SIOCSIFFLAGS, &ifr))
		err(1, "%s", name);
	len = packet_ipv4(packet, from, to, IPPROTO_UDP, 0, 16);
	packet[offsetof(struct iphdr, check)] ^= 0x55;
	if (write(tun, packet, len) != (ssize_t)len)
		err(1, "write");
}

static enum outcome create_end(enum outcome outcome)
{
	if (outcome == DONE)
		lose();
	close(tun);
	return outcome;
}

static enum outcome rename_end(enum outcome outcome)
{
	if (outcome != WRONG)
		lose();
	close(tun);
	return outcome;
}

const struct deed fail_iface[] = {
	{ "create", open_files, create_run, create_end },
	{ "rename", with_iface, rename_run, rename_end },
	{ NULL }
};
