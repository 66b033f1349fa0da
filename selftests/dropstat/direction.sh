#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The direction of the first packet of a flow row, if it is certain

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=detail-lib.sh
. ./detail-lib.sh

# direction NETNS JQ WANT: the flow that matches the jq condition has direction WANT
direction()
{
	ask_flow "$1" "$2"
	is '.direction' "$3"
}

direction_rx()
{
	setup_pair
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NO_SOCKET
	direction "$server" '.dport == 53' '"rx"'
}

# Dropped on receipt, before routing
direction_rx_early()
{
	setup_ns host
	setup_tun "$host" tun0 192.0.2.1
	ip netns exec "$host" tun_send -c tun0 192.0.2.9 4000 192.0.2.1 53
	expect 1 "$host" reason=IP_CSUM
	# Without a link-layer header, as on a tun device, the direction is uncertain.
	direction "$host" '.dport == 53' null
	setup_pair
	ip netns exec "$server" nft -f - <<-RULES
		table netdev t {
			chain c {
				type filter hook ingress device sveth priority 0
				udp dport 53 drop
			}
		}
	RULES
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NETFILTER_DROP
	direction "$server" '.dport == 53' '"rx"'
}

direction_tx()
{
	setup_lossy
	ip netns exec "$host" udp send -b 4000 192.0.2.9 53
	expect 1 "$host" reason=QDISC_DROP
	direction "$host" '.dport == 53' '"tx"'
}

# Dropped on output, while the packet still has its route
direction_tx_early()
{
	setup_pair
	rules "$client" 'output priority 0' 'udp dport 53 drop'
	# If netfilter drops the packet, sendto() fails.
	ip netns exec "$client" udp send -b 4000 $SERVER 53 2> /dev/null
	expect 1 "$client" reason=NETFILTER_DROP
	direction "$client" '.dport == 53' '"tx"'
}

# client --- router --- server
setup_router()
{
	setup_ns client router server
	setup_veth "$client" cveth 198.51.100.1 "$router" rveth 198.51.100.2
	setup_veth "$server" sveth 203.0.113.1 "$router" r2veth 203.0.113.2
	ip -n "$client" route add default via 198.51.100.2
	ip netns exec "$router" sysctl -qw net.ipv4.ip_forward=1
}

direction_forward()
{
	setup_router
	rules "$router" 'forward priority 0' 'udp dport 53 drop'
	ip netns exec "$client" udp send -b 4000 203.0.113.1 53
	expect 1 "$router" reason=NETFILTER_DROP
	direction "$router" '.dport == 53' '"forward"'
}

direction_forward_ipv6()
{
	local ns

	setup_ns client router
	ip -n "$client" link add cveth type veth peer name rveth netns "$router"
	ip -n "$client" addr add 2001:db8:1::1/64 dev cveth nodad
	ip -n "$router" addr add 2001:db8:1::2/64 dev rveth nodad
	ip -n "$router" link add d0 type dummy
	ip -n "$router" addr add 2001:db8:2::2/64 dev d0 nodad
	ip netns exec "$router" sysctl -qw net.ipv6.conf.all.forwarding=1
	for ns in "$client:cveth" "$router:rveth" "$router:d0"; do
		ip -n "${ns%:*}" link set "${ns#*:}" up
	done
	ip -n "$client" route add default via 2001:db8:1::2
	rules "$router" 'forward priority 0' 'udp dport 53 drop'
	ip netns exec "$client" udp send -b 4000 2001:db8:2::1 53
	expect 1 "$router" reason=NETFILTER_DROP
	direction "$router" '.dport == 53' '"forward"'
	# A packet for the router itself is not forwarded.
	ip netns exec "$client" udp send -b 4000 2001:db8:2::2 54
	expect 1 "$router" reason=NO_SOCKET proto=UDP
	direction "$router" '.dport == 54' '"rx"'
}

direction_local()
{
	setup_ns one
	ip netns exec "$one" udp send -b 4000 127.0.0.1 53
	ip netns exec "$one" udp send -b 4000 ::1 54
	expect 2 "$one" reason=NO_SOCKET proto=UDP
	direction "$one" '.dport == 53' '"local"'
	direction "$one" '.dport == 54' '"local"'
}

# A packet dropped by a veth's qdisc could also be an incoming packet, so its direction is
# not shown.
direction_unknown()
{
	setup_pair
	ip -n "$client" neigh add $SERVER lladdr 02:00:00:00:00:01 dev cveth
	tc -n "$client" qdisc add dev cveth root netem loss 100%
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$client" reason=QDISC_DROP
	direction "$client" '.dport == 53' null
}

# A packet redirected to an ifb was not received, even if its skb looks like that of a
# received packet.
direction_of_ifb()
{
	setup_ns host
	ip -n "$host" link add d0 type dummy
	ip -n "$host" link add ifb0 type ifb
	ip -n "$host" addr add 2001:db8::1/64 dev d0 nodad
	ip -n "$host" link set d0 up
	ip -n "$host" link set ifb0 up
	tc -n "$host" qdisc add dev d0 clsact
	tc -n "$host" filter add dev d0 egress matchall \
		action mirred egress redirect dev ifb0
	tc -n "$host" qdisc add dev ifb0 root netem loss 100%
	ip netns exec "$host" udp send -b 4000 2001:db8::9 53
	expect 1 "$host" reason=QDISC_DROP iface=ifb0 proto=UDP
	direction "$host" '.dport == 53' null
}

tests_run \
	direction_rx \
	direction_rx_early \
	direction_tx \
	direction_tx_early \
	direction_forward \
	direction_forward_ipv6 \
	direction_local \
	direction_unknown \
	direction_of_ifb
