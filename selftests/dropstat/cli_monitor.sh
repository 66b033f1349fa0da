#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# dropstat monitor: announcements of new sites and of high rates

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh

printed()
{
	grep -q "$@" "$OUT"
}

expect_printed()
{
	wait_for $WAIT_SHORT printed "$@" ||
		fail "not printed: $*" "$(cat "$OUT")"
}

new_site()
{
	setup_pair
	monitor -N "$server"
	ip netns exec "$client" udp send -n 10 -b 4000 $SERVER 9
	expect_printed -E "^[0-9:]{8}  site  $server +sveth +NO_SOCKET +\
[a-z0-9_.]+\+0x[0-9a-f]+ +[0-9]+ +-$"
}

# A site is announced only once.
known_site()
{
	setup_pair
	monitor -N "$server" -n 1
	ip netns exec "$client" udp send -b 4000 $SERVER 9
	wait $MONITOR || fail "status $?"
	monitor -N "$server"
	ip netns exec "$client" udp send -b 4000 $SERVER 9
	ip netns exec "$server" udp send -b 4000 ::1 9
	expect_printed ' lo '
	! printed ' sveth ' || fail "a known site was announced:" "$(cat "$OUT")"
}

json()
{
	local last

	setup_pair
	monitor -j --netns "$server" -r NO_SOCKET -n 1
	ip netns exec "$client" udp send -n 10 -b 4000 $SERVER 9
	wait $MONITOR || fail "status $?"
	last=$(jq -c '[.event, .netns, .iface, .reason, .class, .rate,
		.suppressed]' "$OUT")
	[ "$last" = "[\"site\",\"$server\",\"sveth\",\"NO_SOCKET\",\"packet\",null,0]" ] ||
		fail "$(cat "$OUT")"
	[ "$(jq -r 'keys_unsorted | join(" ")' "$OUT")" = "time event netns\
 iface reason location packets bytes netns_inode class rate suppressed" ] ||
		fail "wrong keys: $(cat "$OUT")"
}

limit()
{
	setup_pair
	monitor --limit 2 -N "$server"
	ip netns exec "$client" udp send -b 4000 $SERVER 9
	expect_printed ' sveth '
	ip netns exec "$server" udp send -b 4000 ::1 9
	wait $MONITOR || fail "status $?"
	[ "$(wc -l < "$OUT")" = 2 ] || fail "$(cat "$OUT")"
}

filters()
{
	setup_pair
	monitor -i lo -l "$(udp6_rcv)" -N "$server" -n 1
	ip netns exec "$client" udp send -b 4000 $SERVER 9
	ip netns exec "$server" udp send -b 4000 ::1 9
	wait $MONITOR || fail "status $?"
	printed ' lo ' || fail "$(cat "$OUT")"
	[ "$(wc -l < "$OUT")" = 1 ] || fail "more than one line:" "$(cat "$OUT")"
}

udp6_rcv()
{
	case $KERNEL in
	6.*) echo __udp6_lib_rcv ;;
	*) echo udpv6_rcv ;;
	esac
}

rate()
{
	local sender

	setup_pair
	defer dropstat config set threshold 0
	dropstat config set threshold 5 || fail "cannot configure"
	monitor -N "$server" -j
	ip netns exec "$client" udp send -w -n 60000 -b 4000 $SERVER 9 &
	sender=$!
	expect_printed '"event":"rate"'
	kill $sender
	wait $sender
	jq -s -e 'map(select(.event == "rate"))[0] | .rate >= 5 and
		.netns == "'"$server"'"' "$OUT" > /dev/null ||
		fail "$(cat "$OUT")"
}

interrupted()
{
	monitor
	kill -INT $MONITOR
	wait $MONITOR || fail "status $?"
}

own_netns_only()
{
	local out

	setup_pair
	out=$(mktemp)
	defer "rm $out"
	ip netns exec "$server" dropstat monitor > "$out" 2>&1 &
	MONITOR=$!
	defer "kill $MONITOR"
	wait_for $WAIT_SHORT is_listening $MONITOR ||
		fail "dropstat monitor does not listen"
	grep -q '^dropstat: this network namespace only' "$out" ||
		fail "no message about it:" "$(cat "$out")"
	ip netns exec "$client" unix_close 3
	ip netns exec "$client" udp send -b 4000 ::1 9
	ip netns exec "$client" udp send -b 4000 $SERVER 9
	wait_for $WAIT_SHORT grep -q NO_SOCKET "$out" || fail "no announcement"
	! grep ' lo ' "$out" || fail "a site in another namespace was announced"
}

# Requests that would wait forever are refused.
refused()
{
	local out

	setup_ns one other
	out=$(timeout 20 dropstat monitor -r NO_SOKET 2>&1)
	[ $? = 2 ] || fail "unknown reason: wrong exit status"
	[[ $out = *NO_SOCKET* ]] || fail "unknown reason: $out"
	out=$(ip netns exec "$one" timeout 20 "$PWD/dropstat" monitor \
		-N "$other" 2>&1)
	[ $? = 4 ] || fail "another netns: wrong exit status"
	[[ $out = *"cannot monitor another network namespace"* ]] ||
		fail "another netns: $out"
}

denied()
{
	local out

	out=$(setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$PWD/dropstat" monitor 2>&1)
	[ $? = 4 ] || fail "wrong exit status"
	[[ $out = "dropstat: "*CAP_NET_ADMIN* ]] || fail "$out"
}

# Unloading ends the monitor, even if dropstat is loaded again immediately.
unloaded()
{
	monitor
	reload
	wait_for $WAIT_SHORT ended $MONITOR ||
		fail "dropstat monitor does not exit"
	wait $MONITOR
	[ $? = 3 ] || fail "wrong exit status"
	printed 'load it with: modprobe dropstat' || fail "$(cat "$OUT")"
}

ended()
{
	! kill -0 "$1" 2> /dev/null
}

tests_run \
	new_site \
	known_site \
	json \
	limit \
	filters \
	rate \
	interrupted \
	own_netns_only \
	refused \
	denied \
	unloaded
