#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# dropstat-top -b: its output with each option

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=term.sh
. ./term.sh

# batch OPTION...: print the rows of one update
batch()
{
	"$TOP" -b -n 1 "$@" | tail -n +6
}

# has_row REGEX OPTION...: dropstat-top prints a row that matches REGEX
has_row()
{
	local regex=$1

	shift
	batch "$@" | grep -Eq "$regex" ||
		fail "dropstat-top $*: no row '$regex':" "$("$TOP" -b -n 1 "$@")"
}

# has_rows N OPTION...: dropstat-top prints N rows
has_rows()
{
	local want=$1 rows

	shift
	rows=$(batch "$@")
	[ "$(grep -c . <<< "$rows")" = "$want" ] ||
		fail "dropstat-top $*: expected $want rows:" "$rows"
}

# updates FILE N: whether the file has N updates or more
updates()
{
	[ "$(grep -c '^dropstat-top ' "$1")" -ge "$2" ]
}

batch_rates()
{
	local out rate

	setup_pair
	drop 10
	out=$(mktemp)
	defer "rm $out"
	"$TOP" -b -n 2 -d 3 -N "$server" > "$out" &
	wait_for $WAIT_SCREEN updates "$out" 1 || fail "no output"
	drop_more 30
	wait $! || fail "status $?"
	grep -q 'rates: no data yet' "$out" ||
		fail "the first update has rates"
	grep -Eq '^ +- +10 .* NO_SOCKET ' "$out" || fail "no row with 10 drops"
	# The interval is measured; it may exceed 3 s on a slow guest.
	rate=$(awk '$2 == 40 && /NO_SOCKET/ { print $1 }' "$out")
	awk -v rate="${rate:-0}" 'BEGIN { exit !(rate > 6 && rate < 10.5) }' ||
		fail "the rate of 30 drops in 3 s is $rate/s"
	grep -q "^drops 40  $rate/s" "$out" ||
		fail "the totals are not 40 drops and $rate/s"
	[ -z "$TEST_FAILED" ] || fail "$(cat "$out")"
}

batch_without_drops()
{
	setup_pair
	has_rows 0 -N "$server"
	"$TOP" -b -n 1 -N "$server" | grep -q '^drops 0 ' ||
		fail "expected 0 drops"
}

batch_groups()
{
	setup_pair
	drop 10
	has_row ' 10 .* NO_SOCKET ' -g reason -N "$server"
	has_row " 10 .* $server +NO_SOCKET" -g netns
	has_row ' 10 .* sveth +NO_SOCKET' --group iface -N "$server"
	has_row ' 10 .*udp[a-z0-9_]*rcv[^ ]* +NO_SOCKET' -g loc -N "$server"
	has_row ' 10 .* UDP +NO_SOCKET' -g proto -N "$server"
	has_row " 10 .* $CLIENT +NO_SOCKET" -g saddr -N "$server"
	has_row " 10 .* $SERVER +NO_SOCKET" -g daddr -N "$server"
	has_row ' 10 .* 4000/UDP +NO_SOCKET' -g sport -N "$server"
	has_row ' 10 .* 9/UDP +NO_SOCKET' -g dport -N "$server"
	has_row " 10 +0 .* $server +sveth .* UDP +$CLIENT:4000 +$SERVER:9" \
		-g flow
}

# A group shows the reason with the most drops in the group, not the reason of its largest
# row, and indicates that there are other reasons.
batch_group_of_many()
{
	local port

	setup_pair
	ip netns exec "$server" nft -f - <<-RULES
		table ip t {
			chain c {
				type filter hook input priority 0
				udp dport 53 drop
			}
		}
	RULES
	for port in {5001..5040}; do
		ip netns exec "$client" udp send -b "$port" $SERVER 53
	done
	drop 5
	expect 40 "$server" reason=NETFILTER_DROP
	has_rows 1 -N "$server" -g daddr
	has_row " 45 .* $SERVER +NETFILTER_DROP, \.\.\. +mostly: " \
		-g daddr -N "$server"
	has_row " 45 .* NETFILTER_DROP, \.\.\. +mostly: " \
		-g iface -N "$server"
	has_row ' 5 .* NO_SOCKET +[^m]' -g dport -N "$server"
	COLUMNS=60 has_row ' NETF[A-Z_]*~?, \.\.\.' -g daddr -N "$server"
	[ "$(dropstat -j -N "$server" --by daddr,reason |
		jq -r '.[0].reason')" = NETFILTER_DROP ] ||
		fail "dropstat and dropstat-top disagree"
}

# Check which row is first in each order, by its number of drops.
batch_order()
{
	setup_pair
	drop 10
	drop 5 10
	has_rows 2 -N "$server" -g dport
	[ "$(batch -N "$server" -g dport -s packets |
		awk 'NR == 1 { print $2 }')" = 10 ] ||
		fail "the row with the most packets is not first"
	[ "$(batch -N "$server" -g dport --sort last |
		awk 'NR == 1 { print $2 }')" = 5 ] ||
		fail "the row with the latest drop is not first"
}

batch_filter()
{
	setup_pair
	drop 10
	drop 5 10
	has_rows 2 -N "$server" -g flow -f SVETH
	has_rows 1 -N "$server" -g flow --filter "$SERVER:10"
	has_row ' 5 .* NO_SOCKET' -N "$server" -f "$SERVER:10"
	has_rows 0 -N "$server" -f nowhere
}

# The echo reply to a ping with a raw socket is always dropped, which is harmless.
batch_noise()
{
	setup_pair
	ip netns exec "$client" sysctl -qw net.ipv4.ping_group_range='1 0'
	ip netns exec "$client" ping -q -c 2 -i 0.2 $SERVER > /dev/null
	expect 2 "$client" proto=ICMP
	has_rows 0 -N "$client"
	"$TOP" -b -n 1 -N "$client" |
		grep -q '^drops 2 .*noise 2 .*hidden' ||
		fail "noise is not mentioned"
	has_row ' 2 .* packet +NO_SOCKET' -N "$client" -a
	has_rows 1 -N "$client" --all
}

batch_netns()
{
	local inode

	setup_pair
	drop 10
	has_rows 1 -N "$server"
	has_rows 0 --netns "$client"
	inode=$(stat -L -c %i "/run/netns/$server")
	has_rows 1 -N "$inode"
}

# Users without rights elsewhere see their own netns. Without netlink, /proc shows it.
batch_own()
{
	local out

	out=$(unshare -Urn sh -c "ip link set lo up
		./udp send -n 3 127.0.0.1 9; exec '$TOP' -b -n 1")
	grep -q 'own namespace' <<< "$out" ||
		fail "not limited to its own netns:" "$out"
	grep -Eq ' 3 .* NO_SOCKET' <<< "$out" || fail "no row of 3:" "$out"
	out=$(no_netlink "$TOP" -b -n 1)
	grep -q 'own namespace  from /proc' <<< "$out" ||
		fail "not read from /proc:" "$out"
	out=$(setpriv --bounding-set=-net_admin --inh-caps=-net_admin \
		"$TOP" -b 2>&1)
	[ $? = 4 ] || fail "exit status without permission is not 4"
	[[ $out = *"needs CAP_NET_ADMIN in this network namespace" ]] ||
		fail "it does not say what is missing:" "$out"
}

batch_ends()
{
	local out status

	[ "$("$TOP" -b --iterations 3 --delay 0.1 | grep -c ^dropstat-top)" = 3 ] ||
		fail "expected three updates"
	out=$("$TOP" -b -d 0.1 2>&1 | head -n 1)
	[[ $out = dropstat-top* ]] || fail "with a closed pipe: $out"
	"$TOP" -b -n 1 > /dev/full 2> /dev/null &&
		fail "no error on a full disk"
	out=$(mktemp)
	defer "rm $out"
	# Background processes of a shell ignore SIGINT by default.
	env --default-signal=INT "$TOP" -b -d 0.1 > "$out" &
	wait_for $WAIT_SCREEN updates "$out" 2 || fail "no output"
	kill -INT $!
	wait $!
	status=$?
	[ $status -gt 128 ] || fail "SIGINT: status $status"
}

batch_width()
{
	setup_pair
	drop 10
	COLUMNS=60 "$TOP" -b -n 1 -g flow |
		awk 'length > 60 { bad = 1 } END { exit bad }' ||
		fail "lines are too long"
	has_row "$SERVER:9" -N "$server" -g flow
	COLUMNS=60 has_row "$SERVER:9" -N "$server" -g flow
	"$TOP" -b -n 1 -a -g flow | LC_ALL=C grep -q '[^ -~]' &&
		fail "non-ASCII characters in the output"
}

tests_run \
	batch_rates \
	batch_without_drops \
	batch_groups \
	batch_group_of_many \
	batch_order \
	batch_filter \
	batch_noise \
	batch_netns \
	batch_own \
	batch_ends \
	batch_width
