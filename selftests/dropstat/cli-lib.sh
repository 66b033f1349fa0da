# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# To be sourced after lib.sh by the tests of dropstat, and those that ask it more
# than what its table is.

# quiet_icmpv6 NS: Linux 6.1 says that it drops every ICMPv6 error that it has
# taken in; send them where nobody is
quiet_icmpv6()
{
	ip -n "$1" link add sink type dummy
	ip netns exec "$1" sysctl -qw net.ipv6.conf.sink.disable_ipv6=1
	ip -n "$1" link set sink up
	tc -n "$1" qdisc add dev lo clsact
	tc -n "$1" filter add dev lo egress protocol ipv6 flower \
		ip_proto icmpv6 action mirred egress redirect dev sink ||
		fail "ICMPv6 cannot be redirected"
}

# In server: ten and four datagrams that nobody takes, an IPv6 one, an echo
# reply that only a raw socket wants, and what was no packet. The addresses are
# setup.sh's.
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

# As setup, which is done once for all tests that do no more than look. None of them
# comes after one that loads dropstat anew.
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

# row: that of the ten datagrams
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

# expect_json WANT FILTER OPTION...: what jq makes of the rows comes to be WANT
expect_json()
{
	local want=$1 filter=$2

	wait_for $WAIT_SHORT json_is "$@" && return
	shift 2
	fail "dropstat -j $*: $(show "$@" | jq -c "$filter"), not $want. Rows:" \
		"$(show "$@" | head -n 20)"
}

# says WANT ARGUMENT...: a line that dropstat prints is WANT, blanks aside
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

# expect_error STATUS TEXT ARGUMENT...: one line on standard error, no output
expect_error()
{
	local want=$1 text=$2 err status

	shift 2
	err=$(dropstat "$@" 2>&1 > /dev/full < /dev/null)
	status=$?
	[ $status = "$want" ] || fail "dropstat $*: status $status, not $want"
	[[ $err = "dropstat: "*"$text"* ]] || fail "dropstat $*: $err"
	[ "$(wc -l <<< "$err")" = 1 ] || fail "more than a line:" "$err"
}
