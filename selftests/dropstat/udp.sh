#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# UDP datagrams that are dropped, and for each case similar ones that are received

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# hold OPTIONS... ADDR PORT: bind in the server and never read
hold()
{
	local port=${*: -1}

	exec {HOLD}> >(exec ip netns exec "$server" udp hold "$@")
	wait_for $WAIT_SHORT udp_bound "$server" "$port" ||
		fail "port $port is not bound"
}

udp_unbound()
{
	! udp_bound "$@"
}

release()
{
	exec {HOLD}>&-
	wait_for $WAIT_SHORT udp_unbound "$server" "$1" ||
		fail "port $1 is still bound"
}

# BYTES includes the IP header, although UDP has already removed it from skb->len.
closed_port()
{
	setup_pair
	ip netns exec "$client" udp send -n 10 -b 4000 $SERVER 9
	expect 10 "$server" class=packet reason=NO_SOCKET iface=sveth \
		symbol=$RCV proto=UDP source=$CLIENT:4000 \
		destination=$SERVER:9 error=0 bytes=$((10 * 40))
	expect 10 "$server" class=packet
	expect_hist 10 NO_SOCKET
	expect_no_drop "$client"
}

closed_port_ipv6()
{
	setup_pair
	ip -n "$client" addr add 2001:db8::1/64 dev lo
	ip netns exec "$client" udp send -n 5 -b 4000 2001:db8::1 9
	expect 5 "$client" class=packet reason=NO_SOCKET iface=lo \
		symbol=$RCV6 proto=UDP "source=[2001:db8::1]:4000" \
		"destination=[2001:db8::1]:9"
	expect_hist 5 NO_SOCKET
}

open_port()
{
	setup_pair
	receive "$server" 10 $SERVER 9
	ip netns exec "$client" udp send -n 10 -w $SERVER 9
	expect_received
	expect_no_drop "$client"
	expect_no_drop "$server"
}

rcvbuf_errors()
{
	ip netns exec "$server" awk '
		/^Udp:/ && !n { n = split($0, name); next }
		/^Udp:/ {
			for (i = 1; i <= n; i++)
				if (name[i] == "RcvbufErrors")
					print $i
		}' /proc/net/snmp
}

receive_buffer()
{
	local errors

	setup_pair
	hold -r 4096 $SERVER 9
	ip netns exec "$client" udp send -n 100 -b 4000 $SERVER 9
	errors=$(rcvbuf_errors)
	[ "$errors" -gt 0 ] || fail "the receive buffer did not overflow"
	expect "$errors" "$server" class=packet reason=SOCKET_RCVBUFF \
		iface=sveth symbol=udp_queue_rcv_one_skb proto=UDP \
		source=$CLIENT:4000 destination=$SERVER:9
	expect_hist "$errors" SOCKET_RCVBUFF
	release 9
}

# When the socket is closed, the skb has no device, socket or route. Its netns is unknown,
# so the initial netns shows it, with only the interface's number.
close_with_data()
{
	local ifindex

	setup_pair
	ifindex=$(ip netns exec "$server" cat /sys/class/net/sveth/ifindex)
	hold $SERVER 9
	ip netns exec "$client" udp send -n 7 -b 4001 $SERVER 9
	release 9
	expect 7 '' class=unknown/packet iface="if$ifindex" proto=UDP \
		symbol=udp_destruct_common reason=NOT_SPECIFIED \
		source=$CLIENT:4001 destination=$SERVER:9
	expect_no_drop "$server"
	expect_no_drop "$client"
}

close_without_data()
{
	setup_pair
	hold $SERVER 9
	release 9
	expect 0 '' destination=$SERVER:9 symbol=udp_destruct_common \
		source=$CLIENT:4002
	expect_no_drop "$server"
}

tests_run \
	closed_port \
	closed_port_ipv6 \
	open_port \
	receive_buffer \
	close_with_data \
	close_without_data
