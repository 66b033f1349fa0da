#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who receives announcements of new sites and rates, and for which namespaces: after
# joining both groups, with and without the option to listen in all namespaces. See
# isolation-lib.sh and nl_listen.c.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=isolation-lib.sh
. ./isolation-lib.sh

# Seconds to wait for all listeners, of which there are many
WAIT_ALL=$((3 * WAIT_SHORT))

# Prepare for calls to listen().
listeners()
{
	DIR=$(mktemp -d)
	defer "rm -r $DIR"
	LISTENERS=()
}

# listen WHO COMMAND...: start nl_listen as WHO in the background; the command includes
# nl_listen and its options
listen()
{
	LISTENERS+=("$1")
	"${@:2}" "${WORDS[@]}" > "$DIR/$1" 2>&1 &
	defer "kill $!"
}

listening()
{
	[ "$(cat "$DIR"/* 2> /dev/null | grep -c '^listening$')" = ${#LISTENERS[@]} ]
}

listeners_ready()
{
	wait_for $WAIT_ALL listening ||
		fail "not all listeners are ready:" "$(tail -n 5 "$DIR"/*)"
}

# root_heard WAY PLACE [LOCATION]: whether root has received such an announcement
root_heard()
{
	grep -q "^$1 $2 ${3:-}" "$DIR/root"
}

# lose_there COUNT: drop IPv6 packets in each live place, at a site that plant() did not
# use
lose_there()
{
	local ns

	for ns in "$a" "$b" "$user" ""; do
		ns_exec "$ns" udp send -n "$1" -b 4000 ::1 $PORT
	done
}

# all_heard [SUFFIX]: wait until root has received announcements for all live places
all_heard()
{
	local place

	for place in init a b user; do
		wait_for $WAIT_ALL root_heard all-events "$place${1:-}" ||
			fail "root received nothing about $place${1:-}:" \
				"$(cat "$DIR/root")"
	done
}

# Drop packets at a new site in each place, then at a high rate. Wait until root has
# received all announcements, and then one more: by then, all other listeners have received
# theirs. In place "unknown", many packets are dropped at the same time.
lose_anew()
{
	dropstat config set threshold 1 || fail "cannot set the threshold"
	defer "dropstat config set threshold 0"
	lose_there 2
	all_heard
	lose_there 200
	lose_unknown
	all_heard /rate
	wait_for $WAIT_ALL root_heard all-events unknown/rate ||
		fail "root received nothing about unknown:" "$(cat "$DIR/root")"
	: < /dev/tcp/127.0.0.1/$PORT
	wait_for $WAIT_ALL root_heard all-events init tcp_v4_rcv ||
		fail "root did not receive the last announcement:" "$(cat "$DIR/root")"
} 2> /dev/null

# Print the arguments, and after each line about a place also the line about its rate.
expected()
{
	printf '%s\n' "$@" | awk -v places=" $PLACES " '
		{ print }
		NF == 2 && index(places, " " $2 " ") { print $0 "/rate" }'
}

# heard WHO [LINE...]: a listener has printed exactly these lines, without locations
heard()
{
	same "$(expected "${@:2}" | sort)" \
		"$(grep -v '^listening$' "$DIR/$1" |
			awk '{ print $1, $2 }' | sort -u)" "$1"
}

refused()
{
	heard "$1" "all-events EPERM" "all-events+ EPERM" "events EPERM" \
		"events+ EPERM"
}

# number_in NETNS...: assign IDs to all other namespaces there. A listener for all
# namespaces receives announcements only from namespaces that have an ID.
number_in()
{
	local ns

	ip netns attach "$a-init" 1
	for ns; do
		printf 'netns set %s auto\n' "$a-init" "$a" "$b" "$user" |
			ns_exec "$ns" ip -force -batch - 2> /dev/null
	done
	ip netns del "$a-init"
}

# The first listener receives announcements of drops in the last second, which may include
# planted ones. Therefore, start another listener first.
plant_is_old()
{
	listen first nl_listen
	listeners_ready
	: < /dev/tcp/::1/$PORT
	wait_for $WAIT_ALL grep -q '^all-events init tcp_v6_rcv' "$DIR/first" ||
		fail "nothing was announced:" "$(cat "$DIR/first")"
} 2> /dev/null

# If root has joined the groups with a socket, the socket works for user nobody. If root
# has only opened it, nobody cannot join the groups with it.
who_is_notified()
{
	plant
	number_in "" "$a" "$b" "$user"
	listeners
	plant_is_old
	listen root nl_listen
	listen a "${ROOT_OF_A[@]}" nl_listen
	listen user "${ROOT_OF_USER[@]}" nl_listen
	listen nobody "${NOBODY_OF_INIT[@]}" nl_listen
	listen userns "${ROOT_OF_USERNS[@]}" nl_listen
	listen weak "${WEAK[@]}" nl_listen
	listen joined nl_open -j 9 "${NOBODY_OF_INIT[@]}" nl_listen -f 9
	listen opened nl_open 9 "${NOBODY_OF_INIT[@]}" nl_listen -j 9
	listeners_ready
	lose_anew
	heard root {all-events+,all-events,events+}" "{a,b,init,user} \
		{all-events+,all-events}" unknown/rate" "events init"
	heard a {all-events+,events+}" "{a,b,init,user} \
		"all-events+ unknown/rate" "events a"
	heard user "events+ user" "events user"
	heard joined inherited" "{a,b,init,user} "inherited unknown/rate"
	heard opened "inherited EPERM"
	refused nobody
	refused userns
	refused weak
}

# Create the netns $own, in which root may join the groups even without CAP_NET_ADMIN,
# because it owns the user namespace.
make_own()
{
	local pid

	unshare --user --map-root-user unshare --net sleep 60 &
	pid=$!
	defer "kill $pid"
	wait_for $WAIT_SHORT has_left $pid || fail "no new netns"
	own=own-$((RANDOM))
	ip netns attach $own $pid
	defer "ip netns del $own"
	number_in "$own"
}

# Anybody may join a group number that does not belong to a family yet. Listeners that did
# so before the module was loaded must not receive anything. The same applies to root
# without CAP_NET_ADMIN that joined in a netns where it may, but kernels before 6.8 cannot
# filter it out.
joined_in_other_ways()
{
	local own

	make_own
	unload
	listeners
	listen early "${NOBODY_OF_INIT[@]}" nl_listen -e
	listeners_ready
	reload || fail "cannot load dropstat"
	listen root nl_listen
	listen weak "${WEAK[@]}" nsenter --net=/run/netns/$own nl_listen
	listeners_ready
	lose_anew
	heard early
	case $KERNEL in
	6.1.*) heard weak {all-events+,events+}" "{a,b,init,user} \
		"all-events+ unknown" ;;
	*) heard weak ;;
	esac
}

tests_run \
	who_is_notified \
	joined_in_other_ways
