# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced after lib.sh by the tests of the dropstat command, and by other tests that use
# its output.

# quiet_icmpv6 NS: redirect ICMPv6 errors to a dummy device, because Linux 6.1 reports
# every one that it receives as a drop
quiet_icmpv6()
{
	ip -n "$1" link add sink type dummy
	ip netns exec "$1" sysctl -qw net.ipv6.conf.sink.disable_ipv6=1
	ip -n "$1" link set sink up
	tc -n "$1" qdisc add dev lo clsact
	tc -n "$1" filter add dev lo egress protocol ipv6 flower \
		ip_proto icmpv6 action mirred egress redirect dev sink ||
		fail "cannot redirect ICMPv6"
}

# Drop the following in server: ten and four IPv4 datagrams and two IPv6 datagrams to
# closed ports, an echo reply that only a raw socket receives, and three messages that
# are not packets. setup.sh sets the addresses.
# shellcheck disable=SC2153
setup()
{
	setup_pair
	quiet_icmpv6 "$server"
	ip netns exec "$client" udp send -n 10 -b 4000 $SERVER 9
	ip netns exec "$client" udp send -n 4 -b 4001 $SERVER 10
	ip netns exec "$server" udp send -n 2 -b 4000 ::1 9
	ip netns exec "$server" unix_close 3
	ip netns exec "$server" ping -q -c 1 $CLIENT > /dev/null
	expect 15 "$server" destination~^$SERVER:
	expect 1 "$server" proto=ICMP
}

# Like setup, but only once for all tests that do not change anything. These tests must
# run before tests that reload dropstat.
setup_once()
{
	if [ -z "${ONCE:-}" ]; then
		keep setup
		ONCE="$client $server"
	fi
	read -r client server <<< "$ONCE"
}

show()
{
	dropstat show -j "$@"
}

# Print the row of the ten datagrams.
row()
{
	show -N "$server" -d $SERVER --dport 9 | jq '.[0]'
}

json_is()
{
	local want=$1 filter=$2

	shift 2
	[ "$(show "$@" | jq -c "$filter")" = "$(jq -c . <<< "$want")" ]
}

# expect_json WANT FILTER OPTION...: the jq filter, applied to the rows, soon yields WANT
expect_json()
{
	local want=$1 filter=$2

	wait_for $WAIT_SHORT json_is "$@" && return
	shift 2
	fail "dropstat -j $*: $(show "$@" | jq -c "$filter"), expected $want. Rows:" \
		"$(show "$@" | head -n 20)"
}

# says WANT ARGUMENT...: dropstat prints the line WANT, ignoring leading blanks
says()
{
	local want=$1 out

	shift
	out=$(dropstat "$@" 2>&1)
	sed 's/^ *//' <<< "$out" | grep -qxF -- "$want" ||
		fail "dropstat $*:" "$out" "has no line:" "$want"
}

says_not()
{
	local unwanted=$1 out

	shift
	out=$(dropstat "$@" 2>&1)
	! grep -qF -- "$unwanted" <<< "$out" || fail "dropstat $*:" "$out"
}

# monitor OPTION...: start it in the background, and wait until it listens; sets MONITOR
# to its process and OUT to the file with its output
monitor()
{
	OUT=$(mktemp)
	defer "rm $OUT"
	dropstat monitor "$@" > "$OUT" 2>&1 &
	MONITOR=$!
	defer "kill $MONITOR"
	wait_for $WAIT_SHORT is_listening $MONITOR ||
		fail "dropstat monitor does not listen"
}

# Whether the process has joined a generic netlink group: the Groups column is not 0
is_listening()
{
	awk -v inode=" $(readlink /proc/"$1"/fd/* | tr -d 'socket:[]' |
		xargs) " '
		$2 == 16 && $4 !~ /^0+$/ && index(inode, " " $10 " ") { n++ }
		END { exit !n }' /proc/"$1"/net/netlink
}

# expect_error STATUS TEXT ARGUMENT...: dropstat exits with STATUS, no output, and one
# line on standard error that contains TEXT
expect_error()
{
	local want=$1 text=$2 err status

	shift 2
	err=$(dropstat "$@" 2>&1 > /dev/full < /dev/null)
	status=$?
	[ $status = "$want" ] ||
		fail "dropstat $*: status $status, expected $want"
	[[ $err = "dropstat: "*"$text"* ]] || fail "dropstat $*: $err"
	[ "$(wc -l <<< "$err")" = 1 ] || fail "more than one line:" "$err"
}
