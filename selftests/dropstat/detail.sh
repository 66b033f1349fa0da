#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The details that are kept about the first packet of a flow row: conntrack's view of it,
# and its owner

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=detail-lib.sh
. ./detail-lib.sh

NOBODY=65534

# --- conntrack ---------------------------------------------------------------

conntrack_new()
{
	setup_pair
	rules "$server" 'input priority 0' \
		'ct state new meta mark set 5 ct mark set 7 udp dport 53 drop'
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 53
	expect 3 "$server" reason=NETFILTER_DROP
	ask_flow "$server" '.dport == 53'
	is '.conntrack | [.state, .replied, .zone, .mark]' '["NEW",false,0,7]'
	is '.conntrack.orig' "$(tuple UDP $CLIENT $SERVER 4000 53)"
	is '.conntrack.reply' "$(tuple UDP $SERVER $CLIENT 53 4000)"
}

# An ICMP reply: the tuple has type and code instead of ports.
conntrack_reply()
{
	setup_pair
	rules "$client" 'input priority 0' \
		'ct state established ip protocol icmp drop'
	ip netns exec "$client" ping -q -c 1 -W 1 $SERVER > /dev/null
	expect 1 "$client" reason=NETFILTER_DROP proto=ICMP
	ask_flow "$client" '.reason == "NETFILTER_DROP"'
	is '.conntrack | [.state, .replied]' '["REPLY",true]'
	is '.conntrack.orig' "$(tuple ICMP $CLIENT $SERVER 8 0)"
}

# NAT is visible in the reply tuple.
conntrack_nat()
{
	setup_pair
	rules "$server" 'prerouting priority -300' 'udp dport 53 ct zone set 9'
	ip netns exec "$server" nft -f - <<-RULES
		table ip n {
			chain d {
				type nat hook prerouting priority -100
				udp dport 53 dnat to $SERVER:5353
			}
			chain i {
				type filter hook input priority 0
				udp dport 5353 drop
			}
		}
	RULES
	ip netns exec "$client" udp send -n 2 -b 4000 $SERVER 53
	expect 2 "$server" reason=NETFILTER_DROP destination=$SERVER:5353
	ask_flow "$server" '.dport == 5353'
	is '.conntrack | [.state, .zone, .orig.dport, .reply.sport]' \
		'["NEW",9,53,5353]'
}

conntrack_ipv6()
{
	setup_ns one
	rules "$one" 'input priority 0' 'ct state new udp dport 53 drop'
	ip netns exec "$one" udp send -b 4000 ::1 53
	expect 1 "$one" reason=NETFILTER_DROP
	ask_flow "$one" '.dport == 53'
	is '.conntrack.orig' "$(tuple UDP ::1 ::1 4000 53)"
}

conntrack_untracked()
{
	setup_pair
	rules "$server" 'prerouting priority -300' 'notrack'
	ip netns exec "$server" nft "add table inet d; add chain inet d i {
		type filter hook input priority 0; };
		add rule inet d i udp dport 53 drop;
		add rule inet d i ct state established accept"
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NETFILTER_DROP
	ask_flow "$server" '.dport == 53'
	is '.conntrack | [.state, .orig, .reply]' '["UNTRACKED",null,null]'
}

# If no entry is attached to the packet, there is no conntrack view.
conntrack_none()
{
	setup_pair
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NO_SOCKET
	ask_flow "$server" '.dport == 53'
	is '.conntrack' null
}

# --- owner -------------------------------------------------------------------

# in_cgroup COMMAND...: run it in $CGROUP, which must exist
in_cgroup()
{
	CGROUP=$CGROUP sh -c 'echo $$ > "$CGROUP/cgroup.procs"; exec "$@"' sh "$@"
}

setup_cgroup()
{
	CGROUP=/sys/fs/cgroup/sender-$RANDOM
	mkdir $CGROUP
	defer "rmdir $CGROUP"
	CGROUP_ID=$(stat -c %i $CGROUP)
}

# The packet is dropped in the sender's own call, so all details are known.
owner_of_sender()
{
	setup_lossy
	setup_cgroup
	in_cgroup ip netns exec "$host" setpriv --reuid=$NOBODY \
		--regid=$NOBODY --clear-groups ./udp send -b 4000 192.0.2.9 53
	expect 1 "$host" reason=QDISC_DROP
	ask_flow "$host" '.dport == 53'
	is '[.uid, .cgroup, .task]' "[$NOBODY,$CGROUP_ID,\"udp\"]"
}

# The owner is the receiving socket's owner, if the kernel passes that socket. No task is
# shown, because the packet was dropped in the context of an unrelated task.
owner_of_receiver()
{
	local hold

	setup_pair
	setup_cgroup
	exec {hold}> >(in_cgroup ip netns exec "$server" setpriv \
		--reuid=$NOBODY --regid=$NOBODY --clear-groups \
		./udp hold -r 4096 $SERVER 5140)
	wait_for $WAIT_SHORT udp_bound "$server" 5140 ||
		fail "port 5140 is not bound"
	ip netns exec "$client" udp send -n 50 -b 4000 $SERVER 5140
	wait_for $WAIT_SHORT counts_some "$server" reason=SOCKET_RCVBUFF ||
		fail "nothing was dropped"
	ask_flow "$server" '.reason == "SOCKET_RCVBUFF"'
	# The tracepoint has passed the receiving socket since 6.11.
	if has_reason SOCKET_CLOSE; then
		is '[.uid, .cgroup, .task]' "[$NOBODY,$CGROUP_ID,null]"
	else
		is '[.uid, .cgroup, .task]' '[null,null,null]'
	fi
	exec {hold}>&-
	wait_for $WAIT_SHORT cgroup_empty || fail "the receiver did not exit"
}

cgroup_empty()
{
	[ ! -s $CGROUP/cgroup.procs ]
}

counts_some()
{
	[ "$(count "$@")" -gt 0 ]
}

# tun_owner NETNS: set ANSWER to the flow of the packet received on tun0 in that netns
tun_owner()
{
	expect 1 "$1" reason=IP_CSUM iface=tun0
	ask_flow "$1" '.reason == "IP_CSUM"'
}

# Packets from a tun device carry the socket of the program that has the device open.
owner_of_tun()
{
	setup_ns host
	setup_tun "$host" tun0 192.0.2.1
	ip netns exec "$host" tun_send -c tun0 192.0.2.9 4000 192.0.2.1 53
	tun_owner "$host"
	is '.uid' 0
}

# If the tun device is moved to another netns, its owner must not be shown there.
owner_of_moved_tun()
{
	local send

	setup_ns host other
	setup_tun "$host" tun0 192.0.2.1
	exec {send}> >(exec ip netns exec "$host" tun_send -c -g tun0 \
		192.0.2.9 4000 192.0.2.1 53)
	wait_for $WAIT_SHORT ip netns exec "$host" \
		grep -q 1 /sys/class/net/tun0/carrier || fail "no carrier"
	ip -n "$host" link set tun0 netns "$other"
	setup_addr "$other" tun0 192.0.2.1
	echo >&"$send"
	exec {send}>&-
	tun_owner "$other"
	is '[.uid, .cgroup, .task]' '[null,null,null]'
}

# In the receiving netns, a packet from another netns has no owner.
owner_of_nobody()
{
	setup_pair
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NO_SOCKET
	ask_flow "$server" '.dport == 53'
	is '[.uid, .cgroup, .task]' '[null,null,null]'
}

# A flow that takes over a row does not inherit the details of the old flow. The old flow
# is so heavy that the first hit of the new flow does not fill in details, which would
# hide stale ones.
taken_over()
{
	reload_with flows=64
	setup_pair
	rules "$server" 'input priority 0' 'ct state new udp dport 53 drop'
	ip netns exec "$client" udp send -n 8 -b 4000 $SERVER 53
	expect 8 "$server" reason=NETFILTER_DROP
	ip netns exec "$client" flood -n 3000 -p 1500 $SERVER 10000
	expect 3000 "$server" reason=NO_SOCKET
	expect_json '[[],true]' '[map(select(.dport >= 10000 and .conntrack)),
		(map(select(.dport >= 10000)) | length > 40)]' -n 0
}

tests_run \
	conntrack_new \
	conntrack_reply \
	conntrack_nat \
	conntrack_ipv6 \
	conntrack_untracked \
	conntrack_none \
	owner_of_sender \
	owner_of_receiver \
	owner_of_tun \
	owner_of_moved_tun \
	owner_of_nobody \
	taken_over
