#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who is told of new sites and of rates, of whatever netns: by joining both groups,
# with and without the option that asks for those of every netns. See
# isolation-lib.sh and nl_listen.c.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=isolation-lib.sh
. ./isolation-lib.sh

# Seconds for all listeners to begin, of which there are many
WAIT_ALL=$((3 * WAIT_SHORT))

# listeners: of what follows
listeners()
{
	DIR=$(mktemp -d)
	defer "rm -r $DIR"
	LISTENERS=()
}

# listen WHO COMMAND...: it is nl_listen, as somebody
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
		fail "not all listen:" "$(tail -n 5 "$DIR"/*)"
}

# root_heard WAY PLACE [LOCATION]
root_heard()
{
	grep -q "^$1 $2 ${3:-}" "$DIR/root"
}

# lose_there COUNT: in each of these places, where nothing was lost by planting
lose_there()
{
	local ns

	for ns in "$a" "$b" "$user" ""; do
		ns_exec "$ns" udp send -n "$1" -b 4000 ::1 $PORT
	done
}

# all_heard [SUFFIX]: root, of all of them
all_heard()
{
	local place

	for place in init a b user; do
		wait_for $WAIT_ALL root_heard all-events "$place${1:-}" ||
			fail "root is not told of $place${1:-}:" \
				"$(cat "$DIR/root")"
	done
}

# Each place loses something where it has not lost anything yet, and then much of it.
# When root is told of it all, those who are told later are told at the latest before
# root is told of another loss. Of what is nobody's there is much at once.
lose_anew()
{
	dropstat config set threshold 1 || fail "no threshold"
	defer "dropstat config set threshold 0"
	lose_there 2
	all_heard
	lose_there 200
	lose_unknown
	all_heard /rate
	wait_for $WAIT_ALL root_heard all-events unknown/rate ||
		fail "root is not told of what is nobody's:" "$(cat "$DIR/root")"
	: < /dev/tcp/127.0.0.1/$PORT
	wait_for $WAIT_ALL root_heard all-events init tcp_v4_rcv ||
		fail "root is not told of the last:" "$(cat "$DIR/root")"
} 2> /dev/null

# With its rate, of each place
expected()
{
	printf '%s\n' "$@" | awk -v places=" $PLACES " '
		{ print }
		NF == 2 && index(places, " " $2 " ") { print $0 "/rate" }'
}

# heard WHO [LINE...]: all that a listener has printed, but for the locations
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

# number_in NETNS...: all of the others get a number there, for who asks for all is
# told only of those that have one.
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

# Or some of it may be told of as new: who is the first to listen is told of what came
# in the last second. So that is another one.
plant_is_old()
{
	listen first nl_listen
	listeners_ready
	: < /dev/tcp/::1/$PORT
	wait_for $WAIT_ALL grep -q '^all-events init tcp_v6_rcv' "$DIR/first" ||
		fail "nobody is told of anything:" "$(cat "$DIR/first")"
} 2> /dev/null

# What root has joined stays joined; but nobody joins what root has opened.
who_is_told()
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

# own: a netns in which root may join without CAP_NET_ADMIN, since it owns its user
# namespace
make_own()
{
	local pid

	unshare --user --map-root-user unshare --net sleep 60 &
	pid=$!
	defer "kill $pid"
	wait_for $WAIT_SHORT has_left $pid || fail "no netns of its own"
	own=own-$((RANDOM))
	ip netns attach $own $pid
	defer "ip netns del $own"
	number_in "$own"
}

# A group has a number that anybody may join while it belongs to nobody: who has
# done so before the module was loaded is not told anything. Neither is one who
# has every right but CAP_NET_ADMIN, from where it may join; kernels before 6.8
# cannot leave it out.
joined_otherwise()
{
	local own

	make_own
	unload
	listeners
	listen early "${NOBODY_OF_INIT[@]}" nl_listen -e
	listeners_ready
	reload || fail "it cannot be loaded"
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
	who_is_told \
	joined_otherwise
