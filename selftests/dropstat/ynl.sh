#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The kernel's own netlink clients, of 6.12 and 7.2, which know nothing but the
# specification.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Starting a client takes seconds on a slow kernel, so only the newer one is used there.
CLIENTS='6.12 7.2'
[ -z "${KSFT_MACHINE_SLOW:-}" ] || CLIENTS=7.2

# ynl ARGUMENT...: run the client of version $YNL in the netns $ASK_IN; prints JSON
ynl()
{
	local dir=ynl/$YNL cli=tools/net/ynl/pyynl/cli.py

	[ -e "$dir/$cli" ] || cli=tools/net/ynl/cli.py
	ns_exec "$ASK_IN" python3 -u "$dir/$cli" --spec dropstat.yaml \
		--schema "$dir/Documentation/netlink/genetlink-legacy.yaml" \
		--output-json "$@"
}

# is JQ WANT: the jq filter, applied to the last answer, yields WANT
is()
{
	local got

	got=$(jq -c "$1" <<< "$ANSWER" 2>&1)
	[ "$got" = "$2" ] || fail "$YNL: $1 is $got, expected $2, in" "$ANSWER"
}

# ask ARGUMENT...: run the client; sets ANSWER
ask()
{
	ANSWER=$(ynl "$@" 2>&1) || fail "$YNL: $*:" "$ANSWER"
}

# each_client FUNCTION: run it with each client, with known drops in two namespaces
each_client()
{
	ASK_IN=''
	setup_pair
	ip netns exec "$client" udp send -n 7 -b 4000 $SERVER 9
	ip netns exec "$server" udp send -n 2 -b 4001 ::1 9
	expect 7 "$server" destination=$SERVER:9
	INODE=$(ip netns exec "$server" stat -L -c %i /proc/self/ns/net)
	for YNL in $CLIENTS; do
		"$1"
	done
}

sites_of()
{
	ask --dump site-get --json "{\"netns\": $INODE}"
	is 'map(select(.ifname == "sveth")) | length' 1
	is 'map(select(.ifname == "sveth"))[0] |
	    [.reason, .class, .scope, .packets, .bytes, .segments,
	     ."evicted-packets"]' '["NO_SOCKET","packet","live",7,280,7,0]'
	is 'map(.packets) | add' "$(count "$server")"
	ask --dump site-get --json '{"all-netns": true}'
	is "map(select(.netns == $INODE)) | map(.packets) | add" \
		"$(count "$server")"
	is 'map(.packets) | add' "$(rows_all | awk '{ n += $8 } END { print n }')"
}

sites()
{
	each_client sites_of
}

flows_of()
{
	ask --dump flow-get --json "{\"netns\": $INODE}"
	is 'map(select(.ifname == "sveth")) | length' 1
	is 'map(select(.ifname == "sveth"))[0] |
	    [.l4proto, ."saddr-v4", ."daddr-v4", .sport, .dport, .packets,
	     .error, .bytes]' \
		"[17,\"$CLIENT\",\"$SERVER\",4000,9,7,0,280]"
	is 'map(select(.dport == 9 and .packets == 2)) |
	    map([."daddr-v6", .sport])' '[["::1",4001]]'
	is length "$(rows "$server" | wc -l)"
}

flows()
{
	each_client flows_of
}

# Only the last row within the limit reports the rows and packets beyond it.
limit_of()
{
	local rows packets v6_rows v6_packets

	rows=$(rows "$server" | wc -l)
	packets=$(count "$server")
	v6_rows=$(rows "$server" 'destination~^\[' | wc -l)
	v6_packets=$(count "$server" 'destination~^\[')
	ask --dump flow-get --json "{\"netns\": $INODE, \"limit\": 1}"
	is 'map([.packets, ."rest-rows", ."rest-packets"])' \
		"[[7,$((rows - 1)),$((packets - 7))]]"
	ask --dump flow-get --json "{\"netns\": $INODE, \"ifname\": \"lo\", \"limit\": 5}"
	is 'map(select(.dport == 9) | [.packets, ."rest-rows"])' '[[2,null]]'
	ask --dump flow-get --json "{\"netns\": $INODE, \"ethertype\": 34525, \"limit\": 1}"
	is 'map([."rest-rows", .packets + ."rest-packets"])' \
		"[[$((v6_rows - 1)),$v6_packets]]"
	ask --dump site-get --json "{\"netns\": $INODE, \"ifname\": \"nowhere\"}"
	is length 0
}

# One client is enough: both send the same attributes.
limit()
{
	local CLIENTS=7.2

	each_client limit_of
}

# The details of a flow that are not columns of its row, and the call path of a site
details_of()
{
	ask --dump flow-get --json "{\"netns\": $INODE, \"dport\": 53}"
	is length 1
	is '.[0] | [.direction, .uid, .cgroup, .task]' '["rx",null,null,null]'
	is '.[0].conntrack | [.state, .zone, .mark, .status % 4 >= 2]' \
		'["new",0,7,false]'
	is '.[0].conntrack.orig' "{\"l4proto\":17,\"saddr-v4\":\"$CLIENT\",\"daddr-v4\":\"$SERVER\",\"sport\":4000,\"dport\":53}"
	is '.[0].conntrack.reply | [.sport, ."daddr-v4"]' "[53,\"$CLIENT\"]"
	ask --dump flow-get --json "{\"netns\": $INODE, \"dport\": 54}"
	is 'map([.conntrack.orig."daddr-v6", .direction])' '[["::1","local"]]'
	ask --dump site-get --json "{\"netns\": $INODE, \"stacks\": true}"
	is 'map(.frame[0] == .location) | all' true
	ask --dump site-get --json "{\"netns\": $INODE}"
	is 'map(select(.frame)) | length' 0
}

details()
{
	ASK_IN=''
	setup_pair
	ip netns exec "$server" nft -f - <<-RULES
		table inet t {
			chain c {
				type filter hook input priority 0
				ct state new ct mark set 7
				udp dport 53-54 drop
			}
		}
	RULES
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	ip netns exec "$server" udp send -b 4000 ::1 54
	expect 2 "$server" reason=NETFILTER_DROP
	INODE=$(ip netns exec "$server" stat -L -c %i /proc/self/ns/net)
	for YNL in $CLIENTS; do
		details_of
	done
}

# Without a netns in the request, the answer is about the client's own.
own_of()
{
	ASK_IN=$server
	ask --dump flow-get
	is 'map(.packets) | add' "$(count "$server")"
	ask --do totals-get --json '{}'
	is '.packets' "$(count "$server" class=packet)"
	is '.version' null
}

own_netns()
{
	each_client own_of
}

totals_of()
{
	ask --do totals-get --json '{"all-netns": true}'
	is '.packets + .fraglist + .local' \
		"$(rows_all | awk '{ n += $8 } END { print n }')"
	is '[.cpus, ."flows-max", .memory > 0, .version != null, .flushed]' \
		"[$(awk -F- '{ print $NF + 1 }' \
		    /sys/devices/system/cpu/possible),4096,true,true,$(
		    jq .flushed <<< "$ANSWER")]"
}

totals()
{
	each_client totals_of
}

config_of()
{
	ask --do config-set --json '{"halflife": 60, "rate-threshold": 7,
		"event-limit": 9, "flows": 1, "reason": [
		{"name": "NO_SOCKET", "no-flows": true},
		{"name": "TCP_CSUM", "rate-threshold": 3}]}'
	ask --do config-get --json '{}'
	is '[.halflife, ."rate-threshold", ."event-limit", .flows]' '[60,7,9,1]'
	is '.reason | map([.name, ."no-flows", ."rate-threshold"])' \
		'[["NO_SOCKET",true,null],["TCP_CSUM",null,3]]'
	[ "$(cat /sys/module/dropstat/parameters/halflife)" = 60 ] ||
		fail "the module parameter has not changed"
	ask --do config-set --json '{"forget-reasons": true, "halflife": 300}'
	ask --do config-get --json '{}'
	is '[.halflife, .reason]' '[300,null]'
}

config()
{
	defer reload
	each_client config_of
}

flush_of()
{
	ip netns exec "$client" udp send -n 5 -b 4000 $SERVER 9
	expect 5 "$server" destination=$SERVER:9
	ask --do flush --json "{\"netns\": $INODE}"
	books_flushed "$(jq .packets <<< "$ANSWER")"
	[ "$(count "$server")" = 0 ] || fail "not flushed:" "$(rows "$server")"
	expect 3 "$client" class=local
}

flush()
{
	setup_pair
	ip netns exec "$client" unix_close 3
	INODE=$(ip netns exec "$server" stat -L -c %i /proc/self/ns/net)
	ASK_IN=''
	for YNL in $CLIENTS; do
		flush_of
	done
}

# announced EVENT IFACE: whether the client has received the announcement. There are no
# rates in the first second after it subscribed, so more packets are dropped each time.
announced()
{
	ip netns exec "$client" udp send -n 8 192.0.2.9 9
	grep "\"$1\"" "$OUT" | grep -q "\"$2\""
}

subscribe_of()
{
	local iface=n${YNL/./} option=--duration=30 pid

	# The older client prints announcements only when it exits.
	[ "$YNL" != 6.12 ] || option=--sleep=15
	OUT=$DIR/$YNL
	ynl --subscribe all-events "$option" > "$OUT" 2>&1 &
	pid=$!
	defer "pkill -P $pid"
	wait_for 30 is_listening ||
		fail "$YNL does not subscribe:" "$(cat "$OUT")"
	ip -n "$client" link add "$iface" type dummy
	setup_addr "$client" "$iface" 192.0.2.1
	tc -n "$client" qdisc add dev "$iface" root netem loss 100%
	wait_for 40 announced site-ntf "$iface" ||
		fail "$YNL received no site-ntf:" "$(cat "$OUT")"
	wait_for 40 announced rate-ntf "$iface" ||
		fail "$YNL received no rate-ntf:" "$(cat "$OUT")"
	ip -n "$client" addr flush dev "$iface"
	# The older client has exited by itself.
	pkill -P "$pid"
	wait "$pid"
	wait_for $WAIT_SHORT no_listener || fail "$YNL still listens"
}

# Whether any socket has joined a group of generic netlink
is_listening()
{
	awk '$2 == 16 && $4 != "00000000" { found = 1 } END { exit !found }' \
		/proc/net/netlink
}

no_listener()
{
	! is_listening
}

subscribe()
{
	DIR=$(mktemp -d)
	defer "rm -r $DIR"
	defer reload
	setup_pair
	ASK_IN=''
	for YNL in $CLIENTS; do
		ask --do config-set --json '{"rate-threshold": 1}'
		subscribe_of
	done
}

tests_run \
	sites \
	flows \
	limit \
	details \
	own_netns \
	totals \
	config \
	flush \
	subscribe
