// SPDX-License-Identifier: GPL-2.0
/*
 * Create namespaces or interfaces one after another, and lose one packet in each. At the
 * end, all but the last have been deleted.
 *
 * usage: churn netns|iface|unknown COUNT
 *	netns	a datagram to a closed port, on the netns's loopback device
 *	iface	a packet with a bad checksum, received on a tun device
 *	unknown	a datagram received on a tun device, dropped when the socket that
 *		holds it is closed
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
#include <netinet/udp.h>
#include <sys/ioctl.h>

#include "packet.h"

#define CLOSED_PORT	9
#define PORT		10

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

static __u8 packet[64];
static size_t packet_len;
static char name[IFNAMSIZ];

/* Create a tun device and prepare @packet for it; returns the device's file. */
static int open_iface(int number)
{
	struct in_addr from = { htonl(0xc0000209) }, to = { htonl(0xc0000201) };
	struct udphdr *udp = (void *)(packet + sizeof(struct iphdr));
	int fd;

	snprintf(name, sizeof(name), "churn%d", number);
	fd = packet_open_tun(name);
	packet_len = packet_ipv4(packet, from, to, IPPROTO_UDP, 0, 16);
	udp->source = htons(PORT);
	udp->dest = htons(PORT);
	udp->len = htons(16);
	udp->check = 0;
	return fd;
}

static void receive_and_close(int fd)
{
	if (write(fd, packet, packet_len) != (ssize_t)packet_len)
		err(1, "write");
	close(fd);
}

static void lose_on_iface(int number)
{
	int fd = open_iface(number);

	up(name);
	packet[offsetof(struct iphdr, check)] ^= 0x55;
	receive_and_close(fd);
}

static void lose_in_socket(int number)
{
	int fd = open_iface(number), sock = socket(AF_INET, SOCK_DGRAM, 0);
	const struct iphdr *ip = (void *)packet;
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = ip->daddr,
	};
	struct ifreq ifr = {};

	memcpy(ifr.ifr_name, name, sizeof(name));
	memcpy(&ifr.ifr_addr, &addr, sizeof(addr));
	if (sock < 0 || ioctl(sock, SIOCSIFADDR, &ifr))
		err(1, "%s", name);
	up(name);
	addr.sin_port = htons(PORT);
	if (bind(sock, (void *)&addr, sizeof(addr)))
		err(1, "bind");
	receive_and_close(fd);
	close(sock);
}

int main(int argc, char **argv)
{
	int i, count = argc == 3 ? atoi(argv[2]) : 0;
	void (*lose)(int number);

	if (count && !strcmp(argv[1], "netns"))
		lose = lose_in_netns;
	else if (count && !strcmp(argv[1], "iface"))
		lose = lose_on_iface;
	else if (count && !strcmp(argv[1], "unknown"))
		lose = lose_in_socket;
	else
		errx(2, "usage: churn netns|iface|unknown COUNT");
	for (i = 0; i < count; i++)
		lose(i);
	return 0;
}
