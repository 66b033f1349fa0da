#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Heavy flows always have rows. However many other flows are dropped, each flow with a
# significant share of the drops has a row, and its true count, which the sender knows,
# is in [PACKETS, PACKETS + ERROR].

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Use adjacent ports, so that nft uses a range instead of a set: the debug kernel reports
# an RCU error in 6.12's set lookup.
PORT=9 OTHER=10

setup()
{
	reload
	setup_ns one
	ip netns exec "$one" nft -f - <<-RULES
		table inet filter {
			chain input {
				type filter hook input priority 0
				udp dport $PORT-$OTHER drop
			}
		}
	RULES
	SENT=$(mktemp)
	defer "rm $SENT"
}

# send_on CPUS COUNT ARGUMENT...: send COUNT packets in total, with a different seed on
# each CPU; adds the packets of the heavy flows to $SENT
send_on()
{
	local cpus=$1 count cpu pids=()

	count=$(scaled "$2")
	shift 2
	for ((cpu = 0; cpu < cpus; cpu++)); do
		ip netns exec "$one" stream -c $cpu -r $cpu \
			-n $((count / cpus)) "$@" $PORT >> "$SENT" &
		pids+=($!)
	done
	wait "${pids[@]}"
}

# heavy_flows LEAST: print "ADDRESS COUNT PACKETS ERROR" for each heavy flow that has a
# row, and "ADDRESS COUNT" for each heavy flow with LEAST packets or more but no row
heavy_flows()
{
	{ cat "$SENT"; rows "$one" reason=NETFILTER_DROP "destination~:$PORT\$"; } |
		awk -v least="$1" '
			NF == 2 { sent[$1] += $2; next }
			{ sub(/:.*/, "", $7); packets[$7] = $8; error[$7] = $9 }
			END {
				for (addr in sent)
					if (addr in packets)
						print addr, sent[addr], packets[addr],
							error[addr]
					else if (sent[addr] >= least)
						print addr, sent[addr]
			}'
}

# expect_heavy LEAST: all flows with at least LEAST packets have a row, and the bounds of
# every row are correct
expect_heavy()
{
	local flows bad

	flows=$(heavy_flows "$(scaled "$1")")
	bad=$(awk 'NF < 4 || $3 > $2 || $2 > $3 + $4' <<< "$flows")
	[ -n "$flows" ] || fail "there are no heavy flows"
	[ -z "$bad" ] ||
		fail "no row, or wrong bounds: ADDRESS COUNT PACKETS ERROR" "$bad"
	sort -rn -k 2 <<< "$flows" | head -n 3 | sed 's/^/# /'
}

hidden_one_cpu()
{
	setup
	send_on 1 1070000 hidden
	expect "$(scaled 1070000)" "$one" reason=NETFILTER_DROP
	expect_hist "$(scaled 1070000)" NETFILTER_DROP
	expect_heavy 5000
}

hidden_two_cpus()
{
	setup
	send_on 2 600000 hidden
	expect "$(scaled 600000)" "$one" reason=NETFILTER_DROP
	expect_heavy 2700
}

# One CPU drops the heavy flows, the other the flood. The flood increases the heavy flows'
# error, but by no more than a small part of its drops.
flood_on_other_cpu()
{
	local error

	setup
	send_on 1 20000 turns=2
	ip netns exec "$one" stream -c 1 -r 1 -n "$(scaled 200000)" \
		hidden $OTHER > /dev/null
	expect_heavy 10000
	error=$(heavy_flows "$(scaled 10000)" | awk '{ print $4 }' | sort -n | tail -n 1)
	[ "$error" -le "$(scaled 2000)" ] ||
		fail "the error is $error in a flood of $(scaled 200000)"
}

zipf_1_0()
{
	setup
	send_on 2 300000 zipf=1.0
	expect_heavy 500
}

zipf_1_2()
{
	setup
	send_on 2 300000 zipf=1.2
	expect_heavy 500
}

# Without other flows, counts are exact, regardless of the order of packets.
alternating()
{
	setup
	send_on 1 100000 turns=4
	expect_heavy 20
	[ -z "$(heavy_flows 1 | awk '$2 != $3 || $4')" ] ||
		fail "counts are not exact:" "$(heavy_flows 1)"
}

# An attacker who knows the size of the table picks addresses at regular distances that
# would put them into the same sets if the hash had no secret.
adversary()
{
	local stride

	for stride in 8 16; do
		setup
		send_on 1 300000 -t $stride hidden
		expect_heavy 1400
		run_deferred
	done
}

# If no flow is heavy, no row looks heavy: the upper bound of each row is at most a small
# part of all drops.
none_heavy()
{
	local most

	setup
	send_on 1 200000 turns="$(scaled 100000)"
	most=$(rows "$one" reason=NETFILTER_DROP proto=UDP |
		awk '$8 + $9 > n { n = $8 + $9 } END { print n + 0 }')
	[ "$most" -gt 0 ] || fail "no rows"
	[ "$most" -le "$(scaled 1000)" ] ||
		fail "a row has up to $most packets, but each flow had 2"
}

tests_run \
	hidden_one_cpu \
	hidden_two_cpus \
	flood_on_other_cpu \
	zipf_1_0 \
	zipf_1_2 \
	alternating \
	adversary \
	none_heavy
