// SPDX-License-Identifier: GPL-2.0
/* Raw IPv4 packets, and a tun device to inject them */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/ip.h>
#include <sys/ioctl.h>

#include "packet.h"

struct in_addr packet_parse_addr(const char *text)
{
	struct in_addr addr;

	if (inet_pton(AF_INET, text, &addr) != 1)
		errx(2, "%s: not an IPv4 address", text);
	return addr;
}

struct packet_flow packet_parse_flow(char **argv)
{
	return (struct packet_flow) {
		.saddr = packet_parse_addr(argv[0]), .sport = atoi(argv[1]),
		.daddr = packet_parse_addr(argv[2]), .dport = atoi(argv[3]),
	};
}

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

size_t packet_tcp(__u8 *packet, const struct packet_flow *flow, __u32 seq,
		  __u32 ack_seq, __u8 flags, size_t len)
{
	struct tcphdr *tcp = (void *)(packet + sizeof(struct iphdr));
	size_t tcp_len = sizeof(*tcp) + len;
	__u32 sum;

	*tcp = (struct tcphdr) {
		.source = htons(flow->sport),
		.dest = htons(flow->dport),
		.seq = htonl(seq),
		.ack_seq = htonl(ack_seq),
		.doff = sizeof(*tcp) / 4,
		.window = htons(65535),
	};
	tcp->th_flags = flags;
	memset(tcp + 1, 'x', len);
	sum = packet_pseudo_sum(flow->saddr, flow->daddr, IPPROTO_TCP, tcp_len);
	tcp->check = packet_csum(packet_sum(tcp, tcp_len, sum));
	return packet_ipv4(packet, flow->saddr, flow->daddr, IPPROTO_TCP, 0,
			   tcp_len);
}

struct tcphdr packet_read_tcp(int tun)
{
	struct pollfd pfd = { .fd = tun, .events = POLLIN };
	__u8 packet[PACKET_MAX];
	struct tcphdr tcp;
	struct iphdr ip;

	while (poll(&pfd, 1, 5000) == 1) {
		if (read(tun, packet, sizeof(packet)) <
		    (ssize_t)(sizeof(ip) + sizeof(tcp)))
			continue;
		memcpy(&ip, packet, sizeof(ip));
		memcpy(&tcp, packet + ip.ihl * 4, sizeof(tcp));
		if (ip.version == 4 && ip.protocol == IPPROTO_TCP)
			return tcp;
	}
	errx(1, "no TCP segment received");
}
