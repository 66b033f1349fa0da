#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Drops in a TCP receive queue. By then, skb->dev has been overwritten, and code that
# trusts it crashes.
#
#   tcp_queue, as the peer 192.0.2.9 --- tun0 192.0.2.1

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

HOST=192.0.2.1
PEER=192.0.2.9

setup()
{
	setup_ns host
	setup_tun "$host" tun0 $HOST
	IFINDEX=$(ip netns exec "$host" cat /sys/class/net/tun0/ifindex)
}

queue()
{
	ip netns exec "$host" tcp_queue tun0 $PEER $HOST 80 "$@" ||
		fail "tcp_queue $* failed"
}

# The segment has no device or route any more. 6.1 does not pass the socket to the
# tracepoint, so the initial netns shows the drop as unknown. Newer kernels pass the
# socket.
where()
{
	case $KERNEL in
	6.1.*) WHERE_NS='' WHERE="class=unknown/packet iface=if$IFINDEX" ;;
	*) WHERE_NS=$host WHERE="class=packet iface=tun0" ;;
	esac
}

old_data()
{
	local before

	setup
	where
	before=$(count "$WHERE_NS" reason=TCP_OLD_DATA)
	queue old 5
	# shellcheck disable=SC2086
	expect $((before + 5)) "$WHERE_NS" $WHERE reason=TCP_OLD_DATA proto=TCP \
		source=$PEER:4242 destination=$HOST:80
	expect_hist 5 TCP_OLD_DATA
}

merge()
{
	setup
	queue merge 4
	expect 4 "$host" class=packet reason=TCP_OFOMERGE iface=tun0 \
		proto=TCP source=$PEER:4242 destination=$HOST:80
	expect_hist 4 TCP_OFOMERGE
}

prune()
{
	local pruned

	setup
	queue prune 200
	pruned=$(hist_count TCP_OFO_QUEUE_PRUNE)
	[ "$pruned" -gt 0 ] || fail "nothing was pruned"
	expect "$pruned" "$host" class=packet reason=TCP_OFO_QUEUE_PRUNE \
		iface=tun0 proto=TCP source=$PEER:4242 destination=$HOST:80
}

# Unread packets in the tun device's queue are in the opposite direction, and are not
# counted here.
in_order()
{
	local before

	setup
	before=$(count '' class=unknown/packet source=$PEER:4242)
	queue old 0
	expect 0 "$host" class=packet source=$PEER:4242
	expect "$before" '' class=unknown/packet source=$PEER:4242
}

tests_run \
	old_data \
	merge \
	prune \
	in_order
