#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Namespaces and devices that look alike, or are deleted, renamed or moved

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

send()
{
	ip netns exec "$client" udp send -n "$1" -b 4000 $SERVER 9
}

# add_dummy NS ADDR: create a device with a name and index that are the same in every netns
add_dummy()
{
	ip -n "$1" link add name dummy0 index 77 type dummy
	setup_addr "$1" dummy0 "$2"
	ip netns exec "$1" nft -f - <<-RULES
		table inet filter {
			chain output {
				type filter hook postrouting priority 0
				oif dummy0 drop
			}
		}
	RULES
}

same_ifindex()
{
	setup_ns one two
	add_dummy "$one" 192.0.2.1
	add_dummy "$two" 192.0.2.1
	ip netns exec "$one" udp send -n 3 -b 4000 192.0.2.9 9 2>/dev/null
	ip netns exec "$one" udp send -n 3 -b 4000 192.0.2.9 9 2>/dev/null
	ip netns exec "$two" udp send -n 1 -b 4000 192.0.2.9 9 2>/dev/null
	expect 2 "$one" class=packet reason=NETFILTER_DROP iface=dummy0 \
		source=192.0.2.1:4000 destination=192.0.2.9:9
	expect 1 "$two" class=packet reason=NETFILTER_DROP iface=dummy0 \
		source=192.0.2.1:4000 destination=192.0.2.9:9
	expect_hist 3 NETFILTER_DROP
}

same_ifindex_silent()
{
	setup_ns one two
	add_dummy "$one" 192.0.2.1
	add_dummy "$two" 192.0.2.1
	ip netns exec "$one" udp send -n 1 -b 4000 192.0.2.9 9 2>/dev/null
	expect 1 "$one" class=packet
	expect_no_drop "$two"
}

# After a netns is deleted, the initial netns shows its rows as gone.
deleted_under_traffic()
{
	local flood before

	setup_pair
	before=$(count '' class=gone/packet reason=NO_SOCKET)
	ip netns exec "$client" flood -n 0 $SERVER 9 &
	flood=$!
	defer "kill $flood"
	wait_for $WAIT_SHORT counts_over 1000 "$server" reason=NO_SOCKET ||
		fail "the flood is not counted"
	ip netns del "$server"
	wait_for $WAIT_SHORT counts_over $((before + 1000)) '' \
		class=gone/packet reason=NO_SOCKET destination=$SERVER:9 ||
		fail "the rows of the deleted netns are lost:" "$(cat $PROC)"
	kill $flood
	wait $flood
}

# counts_over N NETNS CONDITION...: whether the matching rows add up to more than N
counts_over()
{
	local least=$1

	shift
	[ "$(count "$@")" -gt "$least" ]
}

device_renamed()
{
	setup_pair
	send 2
	expect 2 "$server" reason=NO_SOCKET iface=sveth
	ip -n "$server" link set sveth down
	ip -n "$server" link set sveth name renamed
	ip -n "$server" link set renamed up
	send 3
	expect 5 "$server" reason=NO_SOCKET iface=renamed
	expect 0 "$server" reason=NO_SOCKET iface=sveth
}

name_outlives_device()
{
	setup_pair
	send 2
	ip -n "$server" link set sveth down
	ip -n "$server" link set sveth name renamed
	ip -n "$server" link del renamed
	expect 2 "$server" reason=NO_SOCKET iface=renamed
}

# The old netns keeps its drops, and the new one starts without any.
device_moved()
{
	setup_pair
	setup_ns other
	send 2
	expect 2 "$server" reason=NO_SOCKET iface=sveth
	ip -n "$server" link set sveth netns "$other" name moved
	setup_addr "$other" moved $SERVER
	send 3
	expect 3 "$other" class=packet reason=NO_SOCKET iface=moved
	expect 2 "$server" class=packet reason=NO_SOCKET iface=sveth
}

# Packets received right after the move, without a socket or route to identify the netns
tun_moved()
{
	setup_ns one other
	setup_tun "$one" tun0 192.0.2.1
	ip -n "$one" link set tun0 netns "$other"
	setup_addr "$other" tun0 192.0.2.1
	ip netns exec "$other" tun_send -c -n 3 tun0 192.0.2.7 7 192.0.2.1 7
	expect 3 "$other" class=packet reason=IP_CSUM iface=tun0
	expect_no_drop "$one"
}

tests_run \
	same_ifindex \
	same_ifindex_silent \
	deleted_under_traffic \
	device_renamed \
	name_outlives_device \
	device_moved \
	tun_moved
