#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets that queueing disciplines drop, and packets that they still hold when their
# device is deleted or moved

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# The location is a helper that frees packets for all qdiscs.
case $KERNEL in
6.1.*) HELPER=kfree_skb_list_reason ;;
6.*) HELPER=__dev_queue_xmit ;;
*) HELPER=__tcf_kfree_skb_list ;;
esac

# setup QDISC...: create client and server, with this root qdisc on the client
setup()
{
	setup_pair
	ip -n "$client" neigh add $SERVER dev cveth nud permanent \
		lladdr "$(ip netns exec "$server" \
			  cat /sys/class/net/sveth/address)"
	tc -n "$client" qdisc add dev cveth root handle 1: "$@"
}

send()
{
	ip netns exec "$client" udp send -n "$1" -b 4000 $SERVER 9
}

qdisc_drops()
{
	tc -n "$client" -s qdisc show dev cveth root |
		sed -n 's/.*(dropped \([0-9]*\),.*/\1/p'
}

netem_loss()
{
	setup netem loss 100%
	send 12
	expect 12 "$client" class=packet reason=QDISC_DROP iface=cveth \
		symbol=$HELPER proto=UDP source=$CLIENT:4000 \
		destination=$SERVER:9
	expect_hist 12 QDISC_DROP
	[ "$(qdisc_drops)" = 12 ] || fail "netem counted $(qdisc_drops) drops"
	expect_no_drop "$server"
}

netem_no_loss()
{
	setup netem loss 0%
	receive "$server" 12 $SERVER 9
	send 12
	expect_received
	expect_no_drop "$client"
	expect_no_drop "$server"
}

tbf_overlimit()
{
	local dropped

	setup tbf rate 8kbit burst 1600 limit 2000
	send 100
	dropped=$(qdisc_drops)
	[ "$dropped" -gt 0 ] || fail "tbf dropped nothing"
	expect "$dropped" "$client" class=packet reason=QDISC_DROP \
		iface=cveth symbol=$HELPER proto=UDP source=$CLIENT:4000 \
		destination=$SERVER:9
	expect_hist "$dropped" QDISC_DROP
}

backlog()
{
	tc -n "$client" -s qdisc show dev cveth root |
		sed -n 's/.*backlog [^ ]* \([0-9]*\)p.*/\1/p'
}

# On 7.x, packets that a child qdisc drops on dequeue have a reason from the qdisc
# subsystem. Older kernels do not specify a reason.
codel_congested()
{
	local dropped

	setup tbf rate 800kbit burst 2000 limit 1000000
	tc -n "$client" qdisc add dev cveth parent 1: handle 2: \
		codel limit 1000 target 1ms interval 2ms
	ip netns exec "$client" udp send -n 400 -s 1000 -b 4000 $SERVER 9
	wait_for $WAIT_SHORT drained || fail "the queue did not drain"
	dropped=$(tc -n "$client" -s qdisc show dev cveth parent 1: |
		sed -n 's/.*(dropped \([0-9]*\),.*/\1/p')
	[ "$dropped" -gt 0 ] || fail "codel found no congestion"
	case $KERNEL in
	6.*)
		expect "$dropped" "$client" class=packet reason=NOT_SPECIFIED \
			iface=cveth proto=UDP destination=$SERVER:9
		;;
	*)
		expect "$dropped" "$client" class=packet \
			reason=qdisc/CONGESTED iface=cveth proto=UDP \
			destination=$SERVER:9
		expect_hist "$dropped" SUBSYSTEM
		;;
	esac
}

drained()
{
	[ "$(backlog)" = 0 ]
}

# The packets are freed after the device was unregistered, when only its tombstone still
# has the name.
veth_deleted()
{
	local queued

	setup tbf rate 50bit burst 1600 limit 100000
	send 60
	queued=$(backlog)
	[ "$queued" -gt 0 ] || fail "nothing is queued"
	ip -n "$client" link del cveth
	expect "$queued" "$client" class=packet reason=NOT_SPECIFIED \
		iface=cveth symbol=__rtnl_unlock proto=UDP \
		source=$CLIENT:4000 destination=$SERVER:9
}

# netem keeps packets that overtake others in a tree, and its nodes overwrite skb->dev.
# Only the socket then identifies the netns, and nothing identifies the interface.
veth_deleted_netem()
{
	setup netem delay 100s 50s
	send 60
	[ "$(backlog)" = 60 ] || fail "only $(backlog) of 60 packets are queued"
	ip -n "$client" link del cveth
	expect 60 "$client" class=packet reason=NOT_SPECIFIED \
		symbol=__rtnl_unlock proto=UDP source=$CLIENT:4000 \
		destination=$SERVER:9
	[ "$(count "$client" iface=-)" -gt 0 ] ||
		fail "no packet was in the tree"
}

# The packets are freed after the device has moved to another netns, which must not show
# them.
veth_moved()
{
	local queued

	setup tbf rate 50bit burst 1600 limit 100000
	setup_ns other
	send 60
	queued=$(backlog)
	[ "$queued" -gt 0 ] || fail "nothing is queued"
	ip -n "$client" link set cveth netns "$other"
	expect "$queued" "$client" class=packet reason=NOT_SPECIFIED iface=- \
		symbol=__rtnl_unlock proto=UDP source=$CLIENT:4000 \
		destination=$SERVER:9
	expect 0 "$other" class=packet
}

tests_run \
	netem_loss \
	netem_no_loss \
	tbf_overlimit \
	codel_congested \
	veth_deleted \
	veth_deleted_netem \
	veth_moved
