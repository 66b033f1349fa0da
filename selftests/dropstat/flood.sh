#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every hit is counted exactly once. The test causes more than a million drops of several
# kinds, in several namespaces and on two CPUs, while the counts are read continuously.
#
#   one: closed ports, many flows      two: a netfilter rule
#   three: a lossy qdisc               the initial netns: closed ports

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

EACH=$(scaled 150000)
FLOWS=$(scaled 30000)

setup()
{
	setup_ns one two three
	ip netns exec "$two" nft -f - <<-RULES
		table inet filter {
			chain input {
				type filter hook input priority 0
				udp dport 9 drop
			}
		}
	RULES
	tc -n "$three" qdisc add dev lo root netem loss 100%
}

# flood_in NETNS FIRSTPORT PORTS: send from both CPUs
flood_in()
{
	local cpu

	for cpu in 0 1; do
		ns_exec "$1" flood -c $cpu -n $EACH -p "$3" 127.0.0.1 "$2" &
		FLOODS+=($!)
	done
}

read_loop()
{
	local reads=0

	while [ -e "$WORK/reading" ]; do
		cat $PROC
		ip netns exec "$one" cat $PROC
		reads=$((reads + 1))
	done > /dev/null
	echo $reads > "$WORK/reads"
}

# flooded N NETNS REASON: all N packets were dropped for this reason, except those that
# were dropped because the backlog was full. ICMP errors about the packets may have been
# dropped there, too.
flooded()
{
	local n backlog

	n=$(count "$2" class=packet reason="$3")
	backlog=$(count "$2" class=packet reason=CPU_BACKLOG)
	[ "$n" -le "$1" ] && [ $((n + backlog)) -ge "$1" ]
}

expect_flooded()
{
	wait_for $WAIT_SHORT flooded "$@" ||
		fail "netns '$2': expected $1 drops of $3:" \
			"$(ns_exec "$2" head -n 20 $PROC)"
}

million()
{
	local before hits reader

	FLOODS=()
	setup
	WORK=$(mktemp -d)
	touch "$WORK/reading"
	before=$(hist_hits)
	read_loop &
	reader=$!
	flood_in "$one" 1000 "$FLOWS"
	flood_in "$two" 9 1
	flood_in "$three" 1 $((FLOWS / 30))
	flood_in '' 9 100
	wait "${FLOODS[@]}"
	rm "$WORK/reading"
	wait $reader
	hits=$(($(hist_hits) - before))
	printf '# %d hits, %d reads meanwhile\n' $hits "$(cat "$WORK/reads")"
	[ $hits -ge "$(scaled 1000000)" ] || fail "only $hits hits"
	[ "$(cat "$WORK/reads")" -ge $((10 / ${TEST_SCALE:-1})) ] ||
		fail "too few reads during the flood"
	expect_flooded $((2 * EACH)) "$one" NO_SOCKET
	expect_flooded $((2 * EACH)) "$two" NETFILTER_DROP
	expect $((2 * EACH)) "$three" class=packet reason=QDISC_DROP
	rm -r "$WORK"
}

# Read once during a flood, with far more flows than rows, and with enough rows for drops
# to happen during the read. The sum must be a count that the histogram had between the
# start and the end of the read.
read_within()
{
	local before sum after

	before=$(hist_hits)
	sum=$(awk 'NR > 1 { n += $8 } END { print n }' $PROC)
	after=$(hist_hits)
	sum=$((sum - OFFSET))
	[ $sum -ge "$before" ] && [ $sum -le "$after" ] && return
	fail "a read adds up to $sum, expected between $before and $after"
	return 1
}

reads_during_flood()
{
	local cpu i

	reload_with flows=$((FLOWS / 2))
	OFFSET=$(($(awk 'NR > 1 { n += $8 } END { print n + 0 }' $PROC) -
		  $(hist_hits)))
	for cpu in 0 1; do
		flood -c $cpu -n 0 -p "$FLOWS" 127.0.0.1 20000 &
		defer "kill $!"
	done
	wait_for $WAIT_SHORT evicted_more 1000 || fail "no flows were evicted"
	for i in {1..10}; do
		read_within || break
	done
	printf '# %d reads\n' "$i"
	run_deferred
}

evicted_more()
{
	[ "$(count '' class=packet reason=NO_SOCKET 'proto~^[*]$')" -gt "$1" ]
}

# Without traffic, nothing is counted.
silence()
{
	setup_ns one
	expect_no_drop "$one"
	expect 0 "$one"
}

tests_run \
	million \
	reads_during_flood \
	silence
