// SPDX-License-Identifier: GPL-2.0
/*
 * Lose one packet in, or on, each of many namespaces or interfaces, one after the
 * other; of all but the last one nothing is left then.
 *
 * usage: churn netns|iface COUNT
 *	netns	a datagram to a closed port of a netns' loopback device
 *	iface	a packet with a wrong checksum, received on a tun device
 */
#define _GNU_SOURCE
#include <err.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <sys/ioctl.h>

#include "packet.h"

#define CLOSED_PORT 9

static void up(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	snprintf(ifr.ifr_name, IFNAMSIZ, "%s", name);
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &ifr))
		err(1, "%s", name);
	close(fd);
}

static void lose_in_netns(int number)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(CLOSED_PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd;

	if (unshare(CLONE_NEWNET))
		err(1, "netns %d", number);
	up("lo");
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || sendto(fd, "", 1, 0, (void *)&to, sizeof(to)) != 1)
		err(1, "send");
	close(fd);
}

static void lose_on_iface(int number)
{
	struct in_addr from = { htonl(0xc0000209) }, to = { htonl(0xc0000201) };
	__u8 packet[64] = { 0 };
	char name[IFNAMSIZ];
	size_t len;
	int fd;

	snprintf(name, sizeof(name), "churn%d", number);
	fd = packet_open_tun(name);
	up(name);
	len = packet_ipv4(packet, from, to, IPPROTO_UDP, 0, 16);
	packet[offsetof(struct iphdr, check)] ^= 0x55;
	if (write(fd, packet, len) != (ssize_t)len)
		err(1, "write");
	close(fd);
}

int main(int argc, char **argv)
{
	int i, count = argc == 3 ? atoi(argv[2]) : 0;
	void (*lose)(int number);

	if (count && !strcmp(argv[1], "netns"))
		lose = lose_in_netns;
	else if (count && !strcmp(argv[1], "iface"))
		lose = lose_on_iface;
	else
		errx(2, "usage: churn netns|iface COUNT");
	for (i = 0; i < count; i++)
		lose(i);
	return 0;
}
