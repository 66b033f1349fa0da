#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# XDP redirects between veth pairs what left its checksum to be filled in by a
# NIC. None does; ICMP, which has no such help, gets through.

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

# However many times the SYN was sent again, meanwhile
tcp_checksum()
{
	xdp_setup
	xdp_ping || fail "not even ICMP"
	start "$client" tcp connect $XDP_POD 80 40000
	wait_for $WAIT_SHORT xdp_lost TCP_CSUM || fail "nothing is lost"
	stop $STARTED || fail "it is connected"
	expect_lost "$(sent_segments)" "$pod" TCP_CSUM eth0 tcp_v4_rcv TCP \
		$XDP_CLIENT:40000 $XDP_POD:80
	expect_none_lost "$client" "$balancer"
	# The path to it begins in veth, on this side of the redirection.
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
	xdp_ping || fail "not even ICMP"
	receive "$pod" 3 $XDP_POD 53
	ip netns exec "$client" udp send -n 3 -b 4000 $XDP_POD 53
	expect_lost 3 "$pod" UDP_CSUM eth0 $RCV UDP $XDP_CLIENT:4000 $XDP_POD:53
	expect_none_lost "$client" "$balancer"
	expect_explained UDP_CSUM "offload together with XDP redirect" \
		"ethtool -K eth0 tx off"
}

tcp_mended()
{
	xdp_setup
	xdp_mend
	start "$client" tcp connect $XDP_POD 80
	expect_success $STARTED "no connection"
	expect_success $XDP_LISTENER "the listener has no connection"
	expect_none_lost "$client" "$balancer" "$pod"
}

udp_mended()
{
	xdp_setup
	xdp_mend
	receive "$pod" 3 $XDP_POD 53
	ip netns exec "$client" udp send -n 3 -b 4000 $XDP_POD 53
	expect_received
	expect_none_lost "$client" "$balancer" "$pod"
}

tests_run \
	tcp_checksum \
	udp_checksum \
	tcp_mended \
	udp_mended
