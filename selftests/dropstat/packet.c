// SPDX-License-Identifier: GPL-2.0
/* Raw IPv4 packets and the tun device they go in by. */
#include <err.h>
#include <fcntl.h>
#include <string.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/ip.h>
#include <sys/ioctl.h>

#include "packet.h"

int packet_open_tun(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR);

	if (fd < 0)
		err(1, "/dev/net/tun");
	strncpy(ifr.ifr_name, name, sizeof(ifr.ifr_name) - 1);
	if (ioctl(fd, TUNSETIFF, &ifr))
		err(1, "%s", name);
	return fd;
}

uint32_t packet_sum(const void *data, size_t len, uint32_t sum)
{
	const uint8_t *p = data;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? p[i] : p[i] << 8;
	return sum;
}

uint16_t packet_csum(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum & 0xffff);
}

uint32_t packet_pseudo_sum(struct in_addr saddr, struct in_addr daddr,
			   uint8_t proto, size_t len)
{
	uint32_t sum = proto + len;

	sum = packet_sum(&saddr, sizeof(saddr), sum);
	return packet_sum(&daddr, sizeof(daddr), sum);
}

size_t packet_ipv4(uint8_t *packet, struct in_addr saddr, struct in_addr daddr,
		   uint8_t proto, uint16_t frag_off, size_t len)
{
	static uint16_t id = 1;
	struct iphdr ip = {
		.version = 4,
		.ihl = sizeof(ip) / 4,
		.tot_len = htons(sizeof(ip) + len),
		.id = htons(id++),
		.frag_off = htons(frag_off),
		.ttl = 64,
		.protocol = proto,
		.saddr = saddr.s_addr,
		.daddr = daddr.s_addr,
	};

	ip.check = packet_csum(packet_sum(&ip, sizeof(ip), 0));
	memcpy(packet, &ip, sizeof(ip));
	return sizeof(ip) + len;
}
