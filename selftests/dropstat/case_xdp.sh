#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# XDP redirects packets between veth pairs that leave checksums for a NIC to fill in, but
# there is no NIC. ICMP does not use checksum offload, and gets through.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=case-lib.sh
. ./case-lib.sh

sent_segments()
{
	ip netns exec "$client" nstat -asz TcpOutSegs TcpRetransSegs |
		awk '/^Tcp/ { n += $2 } END { print n }'
}

# Retransmissions of the SYN are also counted.
tcp_checksum()
{
	xdp_setup
	xdp_ping || fail "pings do not get through"
	start "$client" tcp connect $XDP_POD 80 40000
	wait_for $WAIT_SHORT xdp_lost TCP_CSUM || fail "no SYN was dropped"
	stop $STARTED || fail "the connection was established"
	expect_lost "$(sent_segments)" "$pod" TCP_CSUM eth0 tcp_v4_rcv TCP \
		$XDP_CLIENT:40000 $XDP_POD:80
	expect_none_lost "$client" "$balancer"
	# The call path starts in veth, on the receiving side of the redirection.
	expect_json '[[true,true]]' 'map(.stack | [
		(.[0] | startswith("tcp_v4_rcv+")),
		any(.[]; test("^veth_(poll|xdp_rcv)"))])' \
		--stack -N "$pod" -r TCP_CSUM
	expect_explained TCP_CSUM "offload together with XDP redirect" \
		"ethtool -K eth0 tx off"
}

udp_checksum()
{
	xdp_setup
	xdp_ping || fail "pings do not get through"
	receive "$pod" 3 $XDP_POD 53
	ip netns exec "$client" udp send -n 3 -b 4000 $XDP_POD 53
	expect_lost 3 "$pod" UDP_CSUM eth0 $RCV UDP $XDP_CLIENT:4000 $XDP_POD:53
	expect_none_lost "$client" "$balancer"
	expect_explained UDP_CSUM "offload together with XDP redirect" \
		"ethtool -K eth0 tx off"
}

tcp_fixed()
{
	xdp_setup
	xdp_fix
	start "$client" tcp connect $XDP_POD 80
	expect_success $STARTED "the client got no connection"
	expect_success $XDP_LISTENER "the listener got no connection"
	expect_none_lost "$client" "$balancer" "$pod"
}

udp_fixed()
{
	xdp_setup
	xdp_fix
	receive "$pod" 3 $XDP_POD 53
	ip netns exec "$client" udp send -n 3 -b 4000 $XDP_POD 53
	expect_received
	expect_none_lost "$client" "$balancer" "$pod"
}

tests_run \
	tcp_checksum \
	udp_checksum \
	tcp_fixed \
	udp_fixed
