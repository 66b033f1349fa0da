#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whoever may make a netns can make any number of flows, namespaces and interfaces;
# and modules that come and go have any number of locations. What dropstat takes
# of memory stays the same, a drop costs no more, all is counted, and what others lose
# is still shown.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

NOBODY=65534

# Rows of the smaller tables here, and what is more than there are on a CPU
SITES=64
MANY=100

# on_each_cpu COMMAND...: one after the other
on_each_cpu()
{
	local cpu

	for ((cpu = 0; cpu < $(nproc); cpu++)); do
		taskset -c $cpu "$@" || fail "cannot attack"
	done
}

# All that the module has of memory in whole pages: its tables, and itself
memory()
{
	awk '/dropstat/ { n += $2 } END { print n }' /proc/vmallocinfo
}

# some_drops SEED: in $one, of flows that are new, but for three
some_drops()
{
	ip netns exec "$one" stream -c 0 -n "$(scaled 10000)" -r "$1" hidden 9
}

# cost SEED: microseconds of that
cost()
{
	local start=${EPOCHREALTIME/[.,]/}

	some_drops "$1" > /dev/null
	echo $((${EPOCHREALTIME/[.,]/} - start))
}

# no_dearer BEFORE: other seeds each time
no_dearer()
{
	SEED=$((SEED % 14 + 1))
	COST=$(cost $SEED)
	[ "$COST" -le $((4 * $1)) ]
}

# expect_cost BEFORE: what drops cost then. Who else needs the processor may make them
# slow for a while; tables that are full, for good.
expect_cost()
{
	SEED=1
	wait_for $((6 * WAIT_SHORT)) no_dearer "$1" ||
		fail "some drops took $1 us before, and $COST after"
	echo "# some drops take $1 us before, and $COST after"
}

# The drops of a netns that is new have a row of their own.
has_room()
{
	local status

	(
		DEFERRED=()
		setup_pair
		ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
		wait_for 2 counts 3 "$server" reason=NO_SOCKET \
			source=$CLIENT:4000 iface=sveth
		status=$?
		run_deferred
		exit $status
	)
}

expect_room()
{
	wait_for $((2 * WAIT_SHORT)) has_room ||
		fail "no room for others' drops:" "$(cat $PROC)"
}

# expect_flat BEFORE: not a page more
expect_flat()
{
	[ "$(memory)" = "$1" ] || fail "memory: $1 bytes before, $(memory) after"
}

# 100,000 flows, of which nobody sends two packets
spoofed_tuples()
{
	local before cost n

	n=$(scaled 100000)
	before=$(memory)
	setup_ns one
	some_drops 2 > /dev/null
	cost=$(cost 1)
	ip netns exec "$one" stream -c 0 -n "$n" turns="$n" 9 > /dev/null
	expect_flat "$before"
	expect_cost "$cost"
	wait_for $WAIT_SHORT counted_at_least "$n" "$one" ||
		fail "$(count "$one" class=packet) of $n are counted"
	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
	expect 3 "$server" reason=NO_SOCKET source=$CLIENT:4000
}

# ICMP errors about them may find the backlog full as well.
counted_at_least()
{
	[ "$(count "$2" class=packet)" -ge "$1" ]
}

# By somebody without any right, in namespaces of its own
netns_creator()
{
	local before cost

	reload_with sites=$SITES
	setup_ns one
	cost=$(cost 1)
	before=$(memory)
	on_each_cpu setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups \
		unshare --user --map-root-user --net churn netns $MANY
	expect_room
	expect_flat "$before"
	expect_cost "$cost"
	wait_for $WAIT_SHORT folded_netns ||
		fail "nothing is folded:" "$(cat $PROC)"
	BOOKS_TOTAL_ONLY=1
}

# Why and where is kept of those that have ended.
folded_netns()
{
	[ "$(count '' class=gone/packet reason=NO_SOCKET 'iface~^[*]$' \
	     symbol=$RCV)" -gt 0 ]
}

iface_creator()
{
	local before cost

	reload_with sites=$SITES
	modprobe tun
	setup_ns one
	setup_no_ipv6 "$one" default
	cost=$(cost 1)
	before=$(memory)
	on_each_cpu ip netns exec "$one" churn iface $MANY
	expect_room
	expect_flat "$before"
	expect_cost "$cost"
	[ "$(count "$one" class=packet reason=IP_CSUM 'iface~^[*]$')" -gt 0 ] ||
		fail "nothing is folded:" "$(rows "$one")"
	BOOKS_TOTAL_ONLY=1
}

# The same code, elsewhere each time: 16 packets on every CPU
location_comes()
{
	insmod ./drop_irq.ko && echo 1 > /sys/module/drop_irq/parameters/drop &&
		rmmod drop_irq
}

location_creator()
{
	local before cost packets rounds i sites=$SITES

	# To load and to unload takes slow machines some seconds.
	[ -z "${KSFT_MACHINE_SLOW:-}" ] || sites=32
	reload_with sites=$sites
	setup_ns one
	cost=$(cost 1)
	before=$(memory)
	defer "rmmod drop_irq"
	rounds=$((sites * 5 / 4))
	for ((i = 0; i < rounds; i++)); do
		location_comes || fail "cannot attack"
	done
	expect_room
	expect_flat "$before"
	expect_cost "$cost"
	packets=$((rounds * 16 * $(nproc)))
	expect $packets "" reason=NO_SOCKET location~drop_irq
}

# What a reader's cgroup pays for in the kernel
charged()
{
	awk '$1 == "kernel" { print $2 }' "$CGROUP/memory.stat"
}

# charged_is -ge|-lt BYTES
charged_is()
{
	test "$(charged)" "$1" "$2"
}

# setup_reader: in $one, who reads one byte when told to by $GO, and then closes
setup_reader()
{
	setup_memory_cgroup reader
	GO=$(mktemp -u)
	mkfifo "$GO"
	defer "rm $GO"
	ip netns exec "$one" sh -c "exec 3< $PROC 4<> $GO
		read go <&4; head -c 1 <&3; read go <&4; exec 3<&-; read go <&4" \
		> /dev/null &
	defer "kill $!; wait $!"
	wait_for $WAIT_SHORT test -e "/proc/$!/fd/4" || fail "no reader"
	echo $! > "$CGROUP/cgroup.procs"
}

# Who reads no further has a picture of what there is, and pays for it.
slow_reader()
{
	local before n=10000

	[ -z "${KSFT_MACHINE_SLOW:-}" ] || n=3000
	setup_ns one
	ip netns exec "$one" stream -c 0 -n $n turns=$n 9 > /dev/null
	setup_reader
	before=$(charged)
	echo go > "$GO"
	wait_for $WAIT_SHORT charged_is -ge $((before + n * 64)) ||
		fail "$n rows: charged $before before, $(charged) with them"
	echo "# charged $before before, $(charged) for $n rows"
	echo go > "$GO"
	wait_for $WAIT_SHORT charged_is -lt $((before + n * 32)) ||
		fail "charged $(charged) when it has closed"
}

# As long as there is room, what is gone has rows of its own.
few_ifaces()
{
	setup_ns one
	modprobe tun
	setup_no_ipv6 "$one" default
	ip netns exec "$one" churn iface 20
	expect 20 "$one" class=packet reason=IP_CSUM
	[ "$(rows "$one" reason=IP_CSUM | wc -l)" = 20 ] ||
		fail "not 20 rows:" "$(rows "$one")"
}

tests_run \
	spoofed_tuples \
	netns_creator \
	iface_creator \
	location_creator \
	slow_reader \
	few_ifaces
