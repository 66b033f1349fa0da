#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The generic netlink family: bad requests, permissions, filters, flushes and large dumps.
# ynl.sh tests the contents of answers to valid requests.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

NOBODY=65534

malformed()
{
	local out reasons

	mapfile -t reasons < <(reasons | awk '$2 != "MAX" { print $2 }' |
		head -n 65)
	[ ${#reasons[@]} = 65 ] || fail "only ${#reasons[@]} reasons"
	out=$(nl_bad table "${reasons[@]}") || fail "wrong answers:" \
		"$(grep -B 1 wrong <<< "$out")"
	grep '^# [0-9]* requests' <<< "$out"
}

random()
{
	nl_bad random "$(scaled 3000)" "$RANDOM" || fail "nl_bad failed"
	# Random requests may have changed the configuration.
	reload
}

# Closing the socket frees everything that an unfinished dump has allocated.
abandoned()
{
	local before after

	setup_pair
	ip netns exec "$client" flood -n 5000 -p 1000 $SERVER 10000
	expect 5000 "$server" class=packet reason=NO_SOCKET
	nl_bad abandon 100 || fail "nl_bad failed"
	before=$(free_kb)
	ip netns exec "$server" nl_bad abandon "$(scaled 1000)" ||
		fail "nl_bad failed"
	after=$(free_kb)
	[ $((before - after)) -lt 20000 ] ||
		fail "$((before - after)) kB less available after the dumps"
	unload || fail "a dump still holds a reference to the module"
	reload
}

free_kb()
{
	awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo
}

# denied WANT COMMAND...: run as nobody, the command must fail and print WANT
denied()
{
	local want=$1 out

	shift
	if out=$(setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups \
		 "$@" 2>&1); then
		fail "'$*' was not denied:" "$out"
	fi
	[[ $out = *"$want"* ]] || fail "'$*' does not print '$want':" "$out"
}

YNL=(python3 -u ynl/7.2/tools/net/ynl/pyynl/cli.py --spec dropstat.yaml
	--no-schema --output-json)

ynl()
{
	"${YNL[@]}" "$@"
}

unprivileged_user()
{
	local operation

	for operation in "--dump site-get" "--dump flow-get" \
		"--do totals-get" "--do config-get" "--do flush" \
		"--do config-set"; do
		# shellcheck disable=SC2086
		denied "Operation not permitted" "${YNL[@]}" $operation
	done
	denied "Operation not permitted" "${YNL[@]}" --subscribe events \
		--duration 1
	denied "Operation not permitted" "${YNL[@]}" --subscribe all-events \
		--duration 1
}

# Root of a user namespace, in its own netns, may see that netns but no others.
userns_own_netns()
{
	local out ns=(unshare --user --map-root-user unshare --net)

	out=$(setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups "${ns[@]}" \
	      sh -c "$PWD/unix_close 3; ${YNL[*]} --dump site-get" 2>&1) ||
		fail "it cannot see its own netns: $out"
	[ "$(jq -c 'map([.class, .packets])' <<< "$out")" = '[["local",3]]' ] ||
		fail "wrong rows:" "$out"
	for out in '{"all-netns": true}' '{"netns-cookie": 1}' '{"netns": 0}'; do
		denied "needs CAP_NET_ADMIN in the initial user namespace" \
			"${ns[@]}" "${YNL[@]}" --dump flow-get --json "$out"
	done
	denied "Operation not permitted" "${ns[@]}" "${YNL[@]}" \
		--do config-set --json '{"halflife": 1}'
}

# wanted NUMBER FILTER: FILTER selects NUMBER rows in server; check_wanted checks this
wanted()
{
	WANTED+=("$1 { $2 }")
}

# Check all filters given to wanted() in one run, because the client is slow to start.
check_wanted()
{
	local got i inode

	inode=$(ip netns exec "$server" stat -L -c %i /proc/self/ns/net)
	mapfile -t got < <(printf '%s\n' "${WANTED[@]#* }" |
		sed "s/^{/{ \"netns\": $inode,/" |
		./ynl_rows.py ynl/7.2 dropstat.yaml 2>&1)
	for i in "${!WANTED[@]}"; do
		[ "${got[i]}" = "${WANTED[i]%% *}" ] ||
			fail "${WANTED[i]#* } selects ${got[i]} rows," \
				"expected ${WANTED[i]%% *}"
	done
	[ ${#got[@]} = ${#WANTED[@]} ] ||
		fail "the client exited early:" "${got[@]}"
	WANTED=()
}

# Each filter, with a value that matches and one that does not
filters()
{
	local index

	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
	ip netns exec "$client" udp send -n 2 -b 4001 $SERVER 10
	ip netns exec "$server" udp send -n 1 -b 4002 ::1 11
	ip netns exec "$server" unix_close 4
	expect 1 "$server" 'destination~^.::1.:11$'
	index=$(ip netns exec "$server" cat /sys/class/net/sveth/ifindex)
	wanted "$(rows "$server" | wc -l)" '"limit": 100'
	wanted 1 '"limit": 1'
	wanted 2 "\"ifindex\": $index"
	wanted 0 '"ifindex": 77'
	wanted "$(rows "$server" class=packet | wc -l)" '"class": "packet"'
	wanted 1 '"class": "local"'
	wanted 3 '"reason": "NO_SOCKET"'
	wanted 3 '"reason": "SKB_DROP_REASON_NO_SOCKET"'
	wanted 0 '"reason": "TCP_CSUM"'
	wanted 3 '"l4proto": 17'
	wanted 0 '"l4proto": 6'
	wanted 1 '"sport": 4001'
	wanted 1 '"dport": 9'
	wanted 0 '"dport": 4000'
	wanted 2 '"saddr-v4": "'$CLIENT'"'
	wanted 0 '"saddr-v4": "'$SERVER'"'
	wanted 2 '"daddr-v4": "198.51.100.0", "daddr-prefix": 24'
	wanted 0 '"daddr-v4": "198.51.101.0", "daddr-prefix": 24'
	wanted 2 '"daddr-v4": "198.51.101.0", "daddr-prefix": 23'
	wanted 2 '"saddr-v4": "0.0.0.0", "saddr-prefix": 0'
	wanted 1 '"saddr-v6": "::1", "l4proto": 17'
	wanted 1 '"daddr-v6": "::", "daddr-prefix": 127, "sport": 4002'
	wanted 0 '"daddr-v6": "::2", "daddr-prefix": 127'
	check_wanted
}

locations()
{
	local exact symbol

	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
	expect 3 "$server" destination=$SERVER:9
	exact=$(rows "$server" destination=$SERVER:9 | awk '{ print $4 }')
	symbol=${exact%%[+.]*}
	wanted 1 "\"location\": \"$exact\""
	wanted 1 "\"location\": \"$symbol\""
	wanted 0 "\"location\": \"${symbol%?}\""
	wanted 0 "\"location\": \"$exact$exact\""
	check_wanted
}

# The rows from /proc and from netlink, in the same format and without ages
proc_flows()
{
	rows '' reason=NO_SOCKET proto=UDP 'destination~:9$' |
		awk '{ print $6, $7, $8, $9, $10 }' | sort
}

netlink_flows()
{
	jq -r '.[] | "\(.saddr):\(.sport) \(.daddr):\(.dport) " +
		"\(.packets) \(.error) \(.bytes)"' "$1" | sort
}

# Dump a hundred thousand flows, and compare them with /proc.
large_dump()
{
	local n out start kb=

	n=$(scaled 110000)
	out=$(mktemp)
	defer "rm $out"
	reload_with flows=262144
	stream -c 0 -n "$n" turns="$n" 9 > /dev/null
	expect "$n" '' reason=NO_SOCKET class=packet
	start=$(date +%s%N)
	dropstat show -j -n 0 -N init -r NO_SOCKET -p UDP --dport 9 \
		> "$out" 2> /dev/null &
	while [ -e /proc/$!/status ]; do
		kb=$(awk '$1 == "VmHWM:" { print $2 }' /proc/$!/status \
		     2> /dev/null || echo "$kb")
		sleep 0.1
	done
	wait $! || fail "dropstat show failed"
	echo "# $(jq length "$out") rows in" \
		"$((($(date +%s%N) - start) / 1000000)) ms, $kb kB"
	[ "$(jq length "$out")" -ge "$(scaled 100000)" ] || fail "only $(jq length "$out") rows"
	cmp -s <(proc_flows) <(netlink_flows "$out") ||
		fail "/proc has different rows:" \
			"$(diff <(proc_flows) <(netlink_flows "$out") | head)"
}

# Flush during a flood: no hit is lost or counted twice.
flush_under_flood()
{
	local flushed=0 n

	reload_with flows=1024
	setup_pair
	ip netns exec "$client" flood -n "$(scaled 300000)" -p 20000 \
		$SERVER 10000 &
	while kill -0 $! 2>/dev/null; do
		n=$(ynl --do flush --json '{"all-netns": true}' |
			jq .packets) || fail "cannot flush"
		flushed=$((flushed + n))
	done
	wait $! || fail "the flood failed"
	[ "$flushed" -gt 0 ] || fail "nothing was flushed"
	books_flushed "$flushed"
	[ -z "$(rows_all | awk '$8 + 0 <= 0')" ] ||
		fail "there are rows without packets"
}

configure()
{
	ynl --do config-set --json "$1" > /dev/null || fail "cannot set $1"
}

# If flows are turned off for a reason, its drops are only counted by site.
no_flows_of_reason()
{
	defer reload
	setup_pair
	configure '{"reason": [{"name": "NO_SOCKET", "no-flows": true}]}'
	ip netns exec "$client" udp send -n 5 -b 4000 $SERVER 9
	expect 5 "$server" reason=NO_SOCKET 'proto~^[*]$'
	configure '{"forget-reasons": true}'
	ip netns exec "$client" udp send -n 5 -b 4000 $SERVER 9
	expect 5 "$server" reason=NO_SOCKET proto=UDP
	configure '{"flows": 0}'
	ip netns exec "$client" udp send -n 5 -b 4001 $SERVER 9
	expect 10 "$server" reason=NO_SOCKET 'proto~^[*]$'
}

# dropstat's own messages are not drops if they are lost: those left unread when a dump is
# abandoned, and announcements to a listener that does not read.
own_messages()
{
	local before

	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
	expect 3 "$server" class=packet
	before=$(count "$server" class=local)
	start "$server" dropstat monitor > /dev/null
	kill -STOP "$STARTED"
	defer "kill -CONT $STARTED"
	for _ in {1..5}; do
		ask_all > /dev/null || fail "cannot read"
	done
	wait_for $WAIT_SHORT counts_over "$before" "$server" class=local ||
		fail "none of dropstat's own messages were lost:" "$(rows "$server")"
	expect 3 "$server" class=packet
}

ask_all()
{
	ip netns exec "$server" nl_bad abandon 20 &&
		ip netns exec "$server" cat $PROC &&
		ip netns exec "$server" dropstat show && dropstat totals
}

tests_run \
	malformed \
	random \
	abandoned \
	unprivileged_user \
	userns_own_netns \
	filters \
	locations \
	large_dump \
	flush_under_flood \
	no_flows_of_reason \
	own_messages
