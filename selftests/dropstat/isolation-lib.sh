# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced after lib.sh by the tests of who may see which rows. plant() drops packets in
# six places, each with its own address and number of packets:
#
#	init	the initial netns
#	a, b	two namespaces of root
#	user	a netns of user nobody, with a user namespace; $USER_PID runs there
#	gone	a netns that has been deleted
#	unknown	no known netns: datagrams that were in a socket when it was closed
#
# An actor is an array with a command that runs another command as a certain user.

PLACES="init a b user gone unknown"
NOBODY=65534
PORT=9

declare -A PACKETS=([init]=11 [a]=12 [b]=13 [user]=14 [gone]=15 [unknown]=16)
declare -A ADDR=([init]=127.77.1.1 [a]=127.77.2.2 [b]=127.77.3.3
	[user]=127.77.4.4 [gone]=127.77.5.5 [unknown]=127.77.6.6)
declare -A INODE=([unknown]=0) COOKIE=([unknown]=0)

# shellcheck disable=SC2034
{
NOBODY_OF_INIT=(setpriv "--reuid=$NOBODY" "--regid=$NOBODY"
	--clear-groups)
ROOT_OF_USERNS=("${NOBODY_OF_INIT[@]}" unshare --user --map-root-user)
WEAK=(setpriv --bounding-set=-net_admin --inh-caps=-net_admin)
}

# lose PLACE [NETNS]: drop the packets of PLACE in NETNS
lose()
{
	ns_exec "${2:-}" udp send -n "${PACKETS[$1]}" -b 4000 "${ADDR[$1]}" \
		$PORT
}

lose_unknown()
{
	exec {HOLD}> >(exec udp hold "${ADDR[unknown]}" $PORT)
	wait_for $WAIT_SHORT udp_is_held || fail "port $PORT is not bound"
	lose unknown
	exec {HOLD}>&-
}

udp_is_held()
{
	local hex

	printf -v hex '%04X' $PORT
	grep -q ":$hex " /proc/net/udp
}

# Create the netns of user nobody, with its user namespace: $user, $USER_PID
make_user()
{
	user=user-$((RANDOM))
	"${ROOT_OF_USERNS[@]}" unshare --net sleep 600 &
	USER_PID=$!
	defer "kill $USER_PID"
	wait_for $WAIT_SHORT has_left "$USER_PID" ||
		fail "user nobody did not get its own netns"
	ip netns attach "$user" "$USER_PID"
	defer "ip netns del $user"
	ip -n "$user" link set lo up
}

# has_left PID: whether the process is already in its own netns
has_left()
{
	[ ! "/proc/$1/ns/net" -ef /proc/self/ns/net ]
}

# identify PLACE [NETNS]: set its INODE and COOKIE
identify()
{
	local id

	id=$(ns_exec "${2:-}" netns_id)
	INODE[$1]=${id%/*} COOKIE[$1]=${id#*/}
}

# Set WORDS to the arguments for nl_as and nl_listen.
place_words()
{
	local place

	WORDS=()
	for place in $PLACES; do
		WORDS+=("$place=${INODE[$place]}/${COOKIE[$place]}/${ADDR[$place]}")
	done
}

# The places exist until unplant() runs at exit, not only until the end of the test.
plant()
{
	local gone

	setup_ns a b gone
	make_user
	lose init
	lose a "$a"
	lose b "$b"
	lose user "$user"
	lose gone "$gone"
	identify init
	identify a "$a"
	identify b "$b"
	identify user "$user"
	identify gone "$gone"
	ip netns del "$gone"
	lose_unknown
	expect ${PACKETS[gone]} '' class=gone/packet
	expect ${PACKETS[unknown]} '' class=unknown/packet
	place_words
	# shellcheck disable=SC2034
	ROOT_OF_A=(nsenter "--net=/run/netns/$a")
	# shellcheck disable=SC2034
	ROOT_OF_USER=("${NOBODY_OF_INIT[@]}" nsenter --preserve-credentials
		--user --net --target "$USER_PID")
	PLANTED=("${DEFERRED[@]}") DEFERRED=()
	trap unplant EXIT
}

unplant()
{
	DEFERRED=("${PLANTED[@]}")
	run_deferred
}

# told NAME...: set TOLD to the packets of these places, in the order of $PLACES, and SUM
# to their sum
told()
{
	local place

	TOLD='' SUM=0
	for place in $PLACES; do
		[[ " $* " = *" $place "* ]] || continue
		TOLD+=" $place*${PACKETS[$place]}"
		SUM=$((SUM + PACKETS[$place]))
	done
}

# same WANT GOT WHO: fail and print the differences unless both are the same
same()
{
	[ "$1" = "$2" ] || fail "$3: expected (<) and got (>):" \
		"$(diff <(echo "$1") <(echo "$2") | grep '^[<>]' | head -n 40)"
}
