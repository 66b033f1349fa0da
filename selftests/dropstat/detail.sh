#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is kept of the first packet of a flow's row: its direction, conntrack's
# view of it, whose it was; and how a site was come to.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh

NOBODY=65534

# ask_flow NETNS JQ: the one flow of a netns for which that is true, in ANSWER
ask_flow()
{
	ANSWER=$(show -a -N "${1:-init}" | jq -c "map(select($2))")
	[ "$(jq length <<< "$ANSWER")" = 1 ] || fail "not one flow of $2:" "$ANSWER"
	ANSWER=$(jq -c '.[0]' <<< "$ANSWER")
}

# ask_site JQ: the one site for which that is true, with its call path
ask_site()
{
	ANSWER=$(show -a --stack --by netns,iface,reason,location |
		jq -c "map(select($1))")
	[ "$(jq length <<< "$ANSWER")" = 1 ] || fail "not one site of $1:" "$ANSWER"
	ANSWER=$(jq -c '.[0]' <<< "$ANSWER")
}

# is JQ WANT: of ANSWER
is()
{
	local got

	got=$(jq -c "$1" <<< "$ANSWER" 2>&1)
	[ "$got" = "$(jq -c . <<< "$2")" ] ||
		fail "$1 is $got, not $2, in" "$ANSWER"
}

tuple()
{
	printf '{"proto":"%s","saddr":"%s","daddr":"%s","sport":%s,"dport":%s}' \
		"$@"
}

# rules NETNS CHAIN RULE: a table with one chain
rules()
{
	ip netns exec "$1" nft -f - <<-RULES
		table inet t {
			chain c {
				type filter hook $2
				$3
			}
		}
	RULES
}

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

# An answer, of ICMP: its type and code are where others have ports.
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

# Source address translation is in the reply tuple.
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

# A packet that carries nothing of conntrack's says nothing of it.
conntrack_none()
{
	setup_pair
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NO_SOCKET
	ask_flow "$server" '.dport == 53'
	is '.conntrack' null
}

# --- direction ---------------------------------------------------------------

# direction NETNS JQ WANT
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

# Before it is routed
direction_rx_early()
{
	setup_ns host
	setup_tun "$host" tun0 192.0.2.1
	ip netns exec "$host" tun_send -c tun0 192.0.2.9 4000 192.0.2.1 53
	expect 1 "$host" reason=IP_CSUM
	# A tun device has no link layer header, so it cannot be certain.
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

setup_lossy()
{
	setup_ns host
	ip -n "$host" link add d0 type dummy
	setup_addr "$host" d0 192.0.2.1
	tc -n "$host" qdisc add dev d0 root netem loss 100%
}

direction_tx()
{
	setup_lossy
	ip netns exec "$host" udp send -b 4000 192.0.2.9 53
	expect 1 "$host" reason=QDISC_DROP
	direction "$host" '.dport == 53' '"tx"'
}

# While it still has its route
direction_tx_early()
{
	setup_pair
	rules "$client" 'output priority 0' 'udp dport 53 drop'
	# The firewall's refusal is an error of sendto().
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
	# And what is for the router itself is not.
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

# What a veth's queue drops could as well have come in: it is not said.
direction_unknown()
{
	setup_pair
	ip -n "$client" neigh add $SERVER lladdr 02:00:00:00:00:01 dev cveth
	tc -n "$client" qdisc add dev cveth root netem loss 100%
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$client" reason=QDISC_DROP
	direction "$client" '.dport == 53' null
}

# What an ifb was handed has not come in, whatever its skb says.
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

# --- owner -------------------------------------------------------------------

# in_cgroup COMMAND...: in $CGROUP, which has to exist
in_cgroup()
{
	CGROUP=$CGROUP sh -c 'echo $$ > "$CGROUP/cgroup.procs"; exec "$@"' sh "$@"
}

setup_cgroup()
{
	CGROUP=/sys/fs/cgroup/sender-$RANDOM
	mkdir $CGROUP
	defer "rmdir $CGROUP"
	# Without a home of its own nobody else's processes are in there.
	CGROUP_ID=$(stat -c %i $CGROUP)
}

# The sender's own call drops: all of it is known.
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

# Whose socket the packet was for, where the kernel says so; and no task, for
# the one in whose context it was dropped is another one's.
owner_of_receiver()
{
	local hold

	setup_pair
	setup_cgroup
	exec {hold}> >(in_cgroup ip netns exec "$server" setpriv \
		--reuid=$NOBODY --regid=$NOBODY --clear-groups \
		./udp hold -r 4096 $SERVER 5140)
	wait_for $WAIT_SHORT udp_bound "$server" 5140 || fail "nobody binds"
	ip netns exec "$client" udp send -n 50 -b 4000 $SERVER 5140
	wait_for $WAIT_SHORT counts_some "$server" reason=SOCKET_RCVBUFF ||
		fail "nothing is dropped"
	ask_flow "$server" '.reason == "SOCKET_RCVBUFF"'
	# The tracepoint passes the receiving socket from 6.11 on.
	if has_reason SOCKET_CLOSE; then
		is '[.uid, .cgroup, .task]' "[$NOBODY,$CGROUP_ID,null]"
	else
		is '[.uid, .cgroup, .task]' '[null,null,null]'
	fi
	exec {hold}>&-
	wait_for $WAIT_SHORT cgroup_empty || fail "the receiver stays"
}

cgroup_empty()
{
	[ ! -s $CGROUP/cgroup.procs ]
}

counts_some()
{
	[ "$(count "$@")" -gt 0 ]
}

# What comes from elsewhere is nobody's here.
owner_of_nobody()
{
	setup_pair
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NO_SOCKET
	ask_flow "$server" '.dport == 53'
	is '[.uid, .cgroup, .task]' '[null,null,null]'
}

# A row that is taken over says nothing of the flow before.
taken_over()
{
	reload_with flows=64
	setup_pair
	rules "$server" 'input priority 0' 'ct state new udp dport 53 drop'
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NETFILTER_DROP
	ip netns exec "$client" flood -n 3000 -p 1500 $SERVER 10000
	expect 3000 "$server" reason=NO_SOCKET
	expect_json '[[],true]' '[map(select(.dport >= 10000 and .conntrack)),
		(map(select(.dport >= 10000)) | length > 40)]' -n 0
}

# --- call paths --------------------------------------------------------------

stack()
{
	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 53
	expect 3 "$server" reason=NO_SOCKET
	ask_site ".netns == \"$server\" and .reason == \"NO_SOCKET\""
	is '.stack[0] == .location' true
	is '.stack | map(select(test("^ip_local_deliver"))) | length > 0' true
	is '.stack | length > 5' true
}

# The location is a helper; who called it is not.
stack_of_helper()
{
	setup_ns host
	ip -n "$host" link add d0 type dummy
	setup_addr "$host" d0 192.0.2.1
	tc -n "$host" qdisc add dev d0 root netem delay 100s
	ip netns exec "$host" udp send -n 4 -b 4000 192.0.2.9 53
	tc -n "$host" qdisc del dev d0 root
	expect 4 "$host" symbol=__rtnl_unlock
	ask_site ".netns == \"$host\" and .iface == \"d0\""
	is '.stack[1] | test("^(rtnetlink_rcv_msg|rtnl_unlock|netdev_run_todo)")' true
}

# Names of a module's functions outlive it, on the way to a site too.
stack_after_module()
{
	setup_ns host
	setup_tun "$host" tun0 192.0.2.1
	ip netns exec "$host" tun_send -c -n 3 tun0 192.0.2.9 4000 192.0.2.1 53
	expect 3 "$host" reason=IP_CSUM
	ip -n "$host" link del tun0
	wait_for $WAIT_SHORT modprobe -q -r tun || fail "tun stays"
	ask_site ".netns == \"$host\" and .reason == \"IP_CSUM\""
	is '.stack | map(select(endswith("[tun]"))) | length > 0' true
}

# No name is an address, or unknown.
stack_names()
{
	local odd stacks

	stacks=$(show -a --stack --by netns,iface,reason,location)
	odd=$(jq -r '.[].stack // [] | .[]' <<< "$stacks" |
		grep -v -x -E '[A-Za-z_][A-Za-z0-9_.]*\+0x[0-9a-f]+(\[[a-z0-9_]+\])?')
	[ -z "$odd" ] || fail "frames:" "$odd"
	[ "$(jq 'map(select(.stack)) | length' <<< "$stacks")" -gt 0 ] ||
		fail "there are none"
}

tests_run \
	conntrack_new \
	conntrack_reply \
	conntrack_nat \
	conntrack_ipv6 \
	conntrack_untracked \
	conntrack_none \
	direction_rx \
	direction_rx_early \
	direction_tx \
	direction_tx_early \
	direction_forward \
	direction_forward_ipv6 \
	direction_local \
	direction_unknown \
	direction_of_ifb \
	owner_of_sender \
	owner_of_receiver \
	owner_of_nobody \
	taken_over \
	stack \
	stack_of_helper \
	stack_after_module \
	stack_names
