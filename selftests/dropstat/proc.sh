#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# /proc/net/dropstat: its format, and who may see which rows

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

NOBODY=65534

# Create a row of every kind in server: IPv4, IPv6, ICMP, and messages that are not
# packets.
setup()
{
	setup_pair
	ip netns exec "$client" udp send -n 4 -b 4000 $SERVER 9
	ip netns exec "$server" udp send -n 2 -b 4000 ::1 9
	ip netns exec "$server" unix_close 3
	ip netns exec "$server" ping -q -c 1 $CLIENT > /dev/null
	expect 4 "$server" destination=$SERVER:9
}

# The echo reply is dropped after the raw socket has received a copy.
icmp_type_and_code()
{
	setup
	expect 1 "$server" class=packet reason=NO_SOCKET proto=ICMP \
		source=$CLIENT:0 destination=$SERVER:0
}

header()
{
	setup
	[ "$(ip netns exec "$server" head -n 1 $PROC | xargs)" = "CLASS REASON\
 IFACE LOCATION PROTO SOURCE DESTINATION PACKETS ERROR BYTES FIRST LAST" ] ||
		fail "wrong header: $(head -n 1 $PROC)"
}

twelve_fields()
{
	local odd

	setup
	odd=$({ cat $PROC; ip netns exec "$server" cat $PROC; } |
		awk 'NF != 12')
	[ -z "$odd" ] || fail "rows without twelve fields:" "$odd"
}

sorted()
{
	setup
	ip netns exec "$server" tail -n +2 $PROC | awk '{ print $8 }' |
		sort -c -n -r || fail "not sorted by packets:" "$(cat $PROC)"
}

no_raw_address()
{
	setup
	if { cat $PROC; ip netns exec "$server" cat $PROC; } |
	   grep -i -E '(0x)?ffff[0-9a-f]{8}'; then
		fail "a kernel address is shown"
	fi
}

# FIRST is older than LAST, and both are recent.
ages()
{
	local wrong

	setup
	wrong=$(ip netns exec "$server" tail -n +2 $PROC |
		awk '$11 !~ /^[0-9]+\.[0-9][0-9][0-9]$/ || $11 < $12 ||
		     $11 > 60')
	[ -z "$wrong" ] || fail "wrong ages:" "$wrong"
}

# Small reads return one consistent snapshot.
small_reads()
{
	setup
	[ "$(ip netns exec "$server" dd if=$PROC bs=7 2>/dev/null |
	     awk 'NR > 1 { n += $8 } END { print n }')" = \
	  "$(count "$server")" ] || fail "reads of 7 bytes miss rows"
}

own_netns_only()
{
	setup
	expect 4 "$server" destination=$SERVER:9
	expect 0 "$client" destination=$SERVER:9
	expect 0 '' destination=$SERVER:9 class=packet
	expect 0 "$server" class~unknown
	expect 0 "$server" class~gone
}

# /proc/PID/net shows PID's netns, no matter who reads it.
by_pid()
{
	local pid

	setup
	ip netns exec "$server" sleep 60 &
	pid=$!
	defer "kill $pid"
	wait_for $WAIT_SHORT grep -q ' '$SERVER:9' ' /proc/$pid/net/dropstat ||
		fail "the row is missing:" "$(cat /proc/$pid/net/dropstat)"
}

mode()
{
	[ "$(stat -L -c '%a %u %g' $PROC)" = "444 0 0" ] ||
		fail "wrong mode or owner:" "$(stat -L $PROC)"
}

AS_NOBODY=(setpriv "--reuid=$NOBODY" "--regid=$NOBODY" --clear-groups)

# denied COMMAND...: the command must fail because it may not open the file, and for no
# other reason
denied()
{
	local out

	if out=$("$@" 2>&1); then
		fail "the file can be read by: $*" "$out"
	fi
	[[ $out = *"$PROC: Permission denied"* ]] || fail "wrong error: $out"
}

unprivileged_user()
{
	denied "${AS_NOBODY[@]}" cat $PROC
}

# Root of a user namespace owns the netns it creates, and may read the file there. When
# the netns is created, the user namespace has no root user yet.
userns_own_netns()
{
	local out

	out=$("${AS_NOBODY[@]}" \
		unshare --user --map-root-user --net sh -c "
			$PWD/unix_close 3; cat $PROC" 2>&1) ||
		fail "cannot read its own netns: $out"
	[ "$(grep -c '^local ' <<< "$out")" = 1 ] ||
		fail "the hits of its own netns are missing:" "$out"
	[ "$(grep -c . <<< "$out")" = 2 ] || fail "it sees other rows:" "$out"
}

# Root of a user namespace may not read the file of the initial netns.
userns_other_netns()
{
	denied "${AS_NOBODY[@]}" unshare --user --map-root-user cat $PROC
}

# User 0 without CAP_NET_ADMIN, such as that of a container in the initial netns, reads
# nothing: neither there nor in another netns.
root_without_net_admin()
{
	local weak=(setpriv --bounding-set=-net_admin --inh-caps=-net_admin)

	setup
	denied "${weak[@]}" cat $PROC
	denied ip netns exec "$server" "${weak[@]}" cat $PROC
	ip netns exec "$server" cat $PROC > /dev/null ||
		fail "root with CAP_NET_ADMIN cannot read"
}

# An open file keeps its netns alive, and can still be read.
open_across_netns_end()
{
	local dir

	setup
	dir=$(mktemp -d)
	defer "rm -r $dir"
	mkfifo "$dir/go"
	ip netns exec "$server" sh -c "
		exec 3< $PROC; touch $dir/open; read go < $dir/go
		cat <&3 > $dir/rows" &
	wait_for $WAIT_SHORT test -e "$dir/open" || fail "cannot open"
	ip netns del "$server"
	echo > "$dir/go"
	wait $! || fail "cannot read"
	grep -q " $SERVER:9 " "$dir/rows" ||
		fail "the rows are missing:" "$(cat "$dir/rows")"
}

tests_run \
	icmp_type_and_code \
	header \
	twelve_fields \
	sorted \
	no_raw_address \
	ages \
	small_reads \
	own_netns_only \
	by_pid \
	mode \
	unprivileged_user \
	userns_own_netns \
	userns_other_netns \
	root_without_net_admin \
	open_across_netns_end
