// SPDX-License-Identifier: GPL-2.0
/*
 * The strongest competitor: a compiled BPF program, attached with BTF, that counts
 * drops by reason and 5-tuple in a per-CPU LRU hash with as many entries as dropstat
 * has flow rows. When an entry is evicted, its count is lost.
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define ETH_P_IP	0x0800
#define FLOWS		4096

#pragma clang attribute push(__attribute__((preserve_access_index)),	\
			     apply_to = record)

struct sk_buff {
	unsigned char *head;
	__be16 protocol;
	__u16 network_header;
	__u16 transport_header;
};

#pragma clang attribute pop

struct ipv4 {
	__u8 skip[9];
	__u8 protocol;
	__be16 check;
	__be32 saddr;
	__be32 daddr;
};

struct flow {
	__u32 reason;
	__be32 saddr;
	__be32 daddr;
	__be16 ports[2];
	__u32 protocol;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, FLOWS);
	__type(key, struct flow);
	__type(value, __u64);
} flows SEC(".maps");

SEC("tp_btf/kfree_skb")
int BPF_PROG(kfree_skb, struct sk_buff *skb, void *location, __u32 reason)
{
	struct flow flow = { .reason = reason };
	__u64 one = 1, *packets;
	struct ipv4 ip;

	if (skb->protocol == bpf_htons(ETH_P_IP) &&
	    !bpf_probe_read_kernel(&ip, sizeof(ip),
				   skb->head + skb->network_header)) {
		flow.saddr = ip.saddr;
		flow.daddr = ip.daddr;
		flow.protocol = ip.protocol;
		bpf_probe_read_kernel(flow.ports, sizeof(flow.ports),
				      skb->head + skb->transport_header);
	}
	packets = bpf_map_lookup_elem(&flows, &flow);
	if (packets)
		*packets += 1;
	else
		bpf_map_update_elem(&flows, &flow, &one, BPF_ANY);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
