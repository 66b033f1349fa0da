#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Drops in the IP layer: bad headers, bad sources, and fragments that are never
# reassembled. Also, hits that look like drops but are not.
#
#   peer 198.51.100.1 --- veth 198.51.100.2, host, tun0 192.0.2.1

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

PEER=198.51.100.1
HOST=198.51.100.2
TUN=192.0.2.1

setup()
{
	setup_ns peer host
	setup_veth "$peer" pveth $PEER "$host" hveth $HOST
	setup_tun "$host" tun0 $TUN
}

tun_send_in()
{
	ip netns exec "$host" tun_send "$@"
}

bad_checksum()
{
	setup
	tun_send_in -c -n 5 tun0 192.0.2.9 4000 $TUN 53
	expect 5 "$host" class=packet reason=IP_CSUM iface=tun0 \
		symbol=ip_rcv_core proto=UDP source=192.0.2.9:4000 \
		destination=$TUN:53
	expect 5 "$host" class=packet
	expect_hist 5 IP_CSUM
}

good_checksum()
{
	setup
	receive "$host" 5 $TUN 53
	tun_send_in -n 5 tun0 192.0.2.9 4000 $TUN 53
	expect_received
	expect_no_drop "$host"
}

# The route to the source uses the other interface.
rp_filter()
{
	setup
	ip netns exec "$host" sysctl -qw net.ipv4.conf.all.rp_filter=1
	tun_send_in -n 4 tun0 $PEER 4000 $TUN 53
	expect 4 "$host" class=packet reason=IP_RPFILTER iface=tun0 \
		'symbol~^ip_rcv_finish_core|ip_route_input_' proto=UDP \
		source=$PEER:4000 destination=$TUN:53
	expect_hist 4 IP_RPFILTER
}

rp_filter_off()
{
	setup
	ip netns exec "$host" sysctl -qw net.ipv4.conf.all.rp_filter=0 \
		net.ipv4.conf.tun0.rp_filter=0
	receive "$host" 4 $TUN 53
	tun_send_in -n 4 tun0 $PEER 4000 $TUN 53
	expect_received
	expect_no_drop "$host"
}

fragment_timeout()
{
	local reason=FRAG_REASM_TIMEOUT

	has_reason $reason || reason=NOT_SPECIFIED
	setup
	ip netns exec "$host" sysctl -qw net.ipv4.ipfrag_time=1
	tun_send_in -f -n 3 tun0 192.0.2.9 4000 $TUN 53
	wait_for $WAIT_SHORT counts 3 "$host" class=packet \
		symbol=ip_expire || :
	expect 3 "$host" class=packet reason=$reason iface=tun0 \
		symbol=ip_expire proto=UDP source=192.0.2.9:4000 \
		destination=$TUN:53
	expect_hist 3 $reason
}

# Children that are freed with their packet are hits of a separate class. Their number
# depends on the kernel. A child does not identify its netns, but must never count as a
# drop, in that netns or in the unknown one.
fragments_delivered()
{
	local unknown

	setup
	unknown=$(count '' class=unknown/packet)
	receive "$host" 5 $HOST 53
	ip netns exec "$peer" udp send -n 5 -s 8000 -w $HOST 53
	expect_received
	ip netns exec "$peer" ping -q -c 3 -i 0.1 -s 6000 $HOST > /dev/null ||
		fail "ping failed"
	expect_no_drop "$host"
	# The echo reply is dropped after the raw socket has received a copy.
	expect 3 "$peer" class=packet proto=ICMP
	expect 3 "$peer" class=packet
	expect "$unknown" '' class=unknown/packet
}

# A packet counts as one drop, however many children it has.
fragments_dropped()
{
	local fraglist

	setup
	fraglist=$(count '' class~fraglist)
	ip netns exec "$peer" udp send -n 5 -s 8000 -b 4000 $HOST 9
	expect 5 "$host" class=packet reason=NO_SOCKET proto=UDP \
		source=$PEER:4000 destination=$HOST:9
	expect 5 "$host" class=packet
	expect_hist 5 NO_SOCKET
	[ "$(count '' class~fraglist)" -gt "$fraglist" ] ||
		fail "no children were freed, so this test proves nothing"
}

# Fragments that wait for reassembly have no interface. To set the zone, nft attaches a
# conntrack template. For the first packet on a CPU, the template belongs to the initial
# netns, whatever netns the rule is in, so it must not be used to find the netns.
fragments_in_zone()
{
	local before unknown

	setup
	ip netns exec "$host" sysctl -qw net.ipv4.ipfrag_time=1
	ip netns exec "$host" nft -f - <<-RULES || fail "cannot load rules"
		table ip early {
			chain prerouting {
				type filter hook prerouting priority -450
				ip frag-off & 0x3fff != 0 ct zone set 5
				ip frag-off & 0x2000 == 0 ip frag-off & 0x1fff != 0 drop
			}
		}
	RULES
	before=$(count '' class=packet)
	unknown=$(count '' class=unknown/packet)
	ip netns exec "$peer" udp send -s 8000 -b 4000 $HOST 9
	expect 1 "$host" class=packet reason=NETFILTER_DROP
	wait_for $WAIT_SHORT counts_over "$unknown" '' class=unknown/packet ||
		fail "no fragments were dropped:" "$(rows_all)"
	expect "$before" '' class=packet
}

tests_run \
	bad_checksum \
	good_checksum \
	rp_filter \
	rp_filter_off \
	fragment_timeout \
	fragments_delivered \
	fragments_dropped \
	fragments_in_zone
