#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whoever may make a netns can make any number of flows, namespaces and interfaces;
# and modules that come and go have any number of locations. What dropstat takes
# of memory stays the same, all is counted, and what others lose is still shown.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

NOBODY=65534

# Rows of the smaller tables here, and what is more than there are on a CPU
SITES=64
MANY=100

# on_each_cpu COMMAND...: one after the other
on_each_cpu()
{
	local cpu

	for ((cpu = 0; cpu < $(nproc); cpu++)); do
		taskset -c $cpu "$@" || fail "cannot attack"
	done
}

# All that the module has of memory in whole pages: its tables, and itself
memory()
{
	awk '/dropstat/ { n += $2 } END { print n }' /proc/vmallocinfo
}

# The drops of a netns that is new have a row of their own.
has_room()
{
	local status

	(
		DEFERRED=()
		setup_pair
		ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
		wait_for 2 counts 3 "$server" reason=NO_SOCKET \
			source=$CLIENT:4000 iface=sveth
		status=$?
		run_deferred
		exit $status
	)
}

expect_room()
{
	wait_for $((2 * WAIT_SHORT)) has_room ||
		fail "no room for others' drops:" "$(cat $PROC)"
}

# expect_flat BEFORE: not a page more
expect_flat()
{
	[ "$(memory)" = "$1" ] || fail "memory: $1 bytes before, $(memory) after"
}

# 100,000 flows, of which nobody sends two packets
spoofed_tuples()
{
	local before n

	n=$(scaled 100000)
	before=$(memory)
	setup_ns one
	ip netns exec "$one" stream -c 0 -n "$n" turns="$n" 9 > /dev/null
	expect_flat "$before"
	wait_for $WAIT_SHORT counted_at_least "$n" "$one" ||
		fail "$(count "$one" class=packet) of $n are counted"
	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
	expect 3 "$server" reason=NO_SOCKET source=$CLIENT:4000
}

# ICMP errors about them may find the backlog full as well.
counted_at_least()
{
	[ "$(count "$2" class=packet)" -ge "$1" ]
}

# By somebody without any right, in namespaces of its own
netns_creator()
{
	local before

	reload_with sites=$SITES
	before=$(memory)
	on_each_cpu setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups \
		unshare --user --map-root-user --net churn netns $MANY
	expect_room
	expect_flat "$before"
	wait_for $WAIT_SHORT folded_netns ||
		fail "nothing is folded:" "$(cat $PROC)"
	BOOKS_TOTAL_ONLY=1
}

# Why and where is kept of those that have ended.
folded_netns()
{
	[ "$(count '' class=gone/packet reason=NO_SOCKET 'iface~^[*]$' \
	     symbol=$RCV)" -gt 0 ]
}

iface_creator()
{
	local before

	reload_with sites=$SITES
	modprobe tun
	setup_ns one
	setup_no_ipv6 "$one" default
	before=$(memory)
	on_each_cpu ip netns exec "$one" churn iface $MANY
	expect_room
	expect_flat "$before"
	[ "$(count "$one" class=packet reason=IP_CSUM 'iface~^[*]$')" -gt 0 ] ||
		fail "nothing is folded:" "$(rows "$one")"
	BOOKS_TOTAL_ONLY=1
}

# As long as there is room, what is gone has rows of its own.
few_ifaces()
{
	setup_ns one
	modprobe tun
	setup_no_ipv6 "$one" default
	ip netns exec "$one" churn iface 20
	expect 20 "$one" class=packet reason=IP_CSUM
	[ "$(rows "$one" reason=IP_CSUM | wc -l)" = 20 ] ||
		fail "not 20 rows:" "$(rows "$one")"
}

tests_run \
	spoofed_tuples \
	netns_creator \
	iface_creator \
	few_ifaces
