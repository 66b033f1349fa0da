// SPDX-License-Identifier: GPL-2.0
/* Raw IPv4 packets and the tun device they go in by. */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
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
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &ifr))
		err(1, "%s", name);
	return fd;
}

__u32 packet_sum(const void *data, size_t len, __u32 sum)
{
	const __u8 *p = data;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? p[i] : p[i] << 8;
	return sum;
}

__u16 packet_csum(__u32 sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum & 0xffff);
}

__u32 packet_pseudo_sum(struct in_addr saddr, struct in_addr daddr,
			__u8 proto, size_t len)
{
	__u32 sum = proto + len;

	sum = packet_sum(&saddr, sizeof(saddr), sum);
	return packet_sum(&daddr, sizeof(daddr), sum);
}

size_t packet_ipv4(__u8 *packet, struct in_addr saddr, struct in_addr daddr,
		   __u8 proto, __u16 frag_off, size_t len)
{
	static __u16 id = 1;
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
