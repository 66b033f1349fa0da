#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Any user who can create a netns can create any number of flows, namespaces and
# interfaces. Reloading modules creates any number of locations. Even then, dropstat's
# memory must not grow, a drop must not cost more, all drops must be counted, and other
# users' drops must still be shown.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

NOBODY=65534

# The size of the small tables in these tests, and a number that exceeds it
SITES=64 MANY=100
[ -z "${KSFT_MACHINE_SLOW:-}" ] || SITES=32 MANY=50
# For measuring costs: ROUNDS of 16 drops per CPU, where five times as many flows leave
# half of the FLOWS rows free; 1/NOISE of the time may be measurement noise
ROUNDS=400 FLOWS=65536 NOISE=10
[ -z "${KSFT_MACHINE_SLOW:-}" ] || ROUNDS=25 FLOWS=4096 NOISE=2

# on_each_cpu COMMAND...: run it on each CPU in turn
on_each_cpu()
{
	local cpu

	for ((cpu = 0; cpu < $(nproc); cpu++)); do
		taskset -c $cpu "$@" || fail "the attack failed"
	done
}

# The module's memory in whole pages: its tables, code and data
memory()
{
	awk '/dropstat/ { n += $2 } END { print n }' /proc/vmallocinfo
}

# Set COST to the time in microseconds of drops with interrupts off, which all belong to
# new flows at a new location. It is the minimum of twenty runs, because other processes
# on the CPU only add time.
cost()
{
	local start took least=

	insmod ./drop_irq.ko || fail "cannot load drop_irq"
	for _ in {1..20}; do
		start=${EPOCHREALTIME/[.,]/}
		echo "$ROUNDS" > /sys/module/drop_irq/parameters/drop ||
			fail "drop_irq failed"
		took=$((${EPOCHREALTIME/[.,]/} - start))
		[ "${least:-$took}" -lt $took ] || least=$took
	done
	rmmod drop_irq
	COST=$least
}

# setup_cost PARAMETER...: load dropstat with these parameters; sets BARE to the cost
# without dropstat, and EMPTY to the cost with empty tables
setup_cost()
{
	unload
	cost
	BARE=$COST
	reload_with "$@"
	cost
	EMPTY=$COST
}

# Check that dropstat's part of the cost is at most twice its part with empty tables.
cost_is_flat()
{
	local ours=$((EMPTY - BARE)) least=$((BARE / NOISE))

	cost
	[ $((COST - BARE)) -le $((2 * (ours > least ? ours : least))) ]
}

expect_cost()
{
	wait_for $((6 * WAIT_SHORT)) cost_is_flat ||
		fail "drops take $BARE us without dropstat, $EMPTY with empty" \
			"tables, and $COST with full ones"
	echo "# drops take $BARE us, $EMPTY with empty tables, $COST with full ones"
}

# Check that the drops of a new netns get a row of their own.
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
		fail "no row for another user's drops:" "$(cat $PROC)"
}

# expect_flat BEFORE: the module's memory is still BEFORE
expect_flat()
{
	[ "$(memory)" = "$1" ] || fail "memory: $1 bytes before, $(memory) after"
}

# 100,000 flows of one packet each
spoofed_tuples()
{
	local before n

	n=$(scaled 100000)
	setup_cost flows=$FLOWS
	setup_ns one
	before=$(memory)
	ip netns exec "$one" stream -c 0 -n "$n" turns="$n" 9 > /dev/null
	expect_flat "$before"
	expect_cost
	wait_for $WAIT_SHORT counted_at_least "$n" "$one" ||
		fail "only $(count "$one" class=packet) of $n drops are counted"
	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
	expect 3 "$server" reason=NO_SOCKET source=$CLIENT:4000
}

# If the backlog is full, ICMP errors about the drops may also be dropped.
counted_at_least()
{
	[ "$(count "$2" class=packet)" -ge "$1" ]
}

# An unprivileged user creates namespaces, in its own user namespace.
netns_creator()
{
	local before

	setup_cost sites=$SITES
	before=$(memory)
	on_each_cpu setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups \
		unshare --user --map-root-user --net churn netns $MANY
	expect_room
	expect_flat "$before"
	expect_cost
	wait_for $WAIT_SHORT folded_netns ||
		fail "no rows are folded:" "$(cat $PROC)"
	BOOKS_TOTAL_ONLY=1
}

# Folded rows of gone namespaces keep the reason and the location.
folded_netns()
{
	[ "$(count '' class=gone/packet reason=NO_SOCKET 'iface~^[*]$' \
	     symbol=$RCV)" -gt 0 ]
}

# on_ifaces KIND: run churn in $one to create interfaces and lose packets on them
on_ifaces()
{
	local before

	setup_cost sites=$SITES
	modprobe tun
	setup_ns one
	setup_no_ipv6 "$one" default
	before=$(memory)
	on_each_cpu ip netns exec "$one" churn "$1" $MANY
	expect_room
	expect_flat "$before"
	expect_cost
	BOOKS_TOTAL_ONLY=1
}

iface_creator()
{
	on_ifaces iface
	[ "$(count "$one" class=packet reason=IP_CSUM 'iface~^[*]$')" -gt 0 ] ||
		fail "no rows are folded:" "$(rows "$one")"
}

# When a socket is closed, the datagrams in it no longer have a netns, only the number of
# the interface that received them. Anybody can choose these numbers.
unknown_creator()
{
	on_ifaces unknown
	[ "$(count '' class=unknown/packet symbol=udp_destruct_common \
	     'iface~^[*]$')" -gt 0 ] || fail "no rows are folded:" "$(cat $PROC)"
}

# Load the same code at a new address each time, and drop 16 packets on every CPU.
drop_at_new_location()
{
	insmod ./drop_irq.ko && echo 1 > /sys/module/drop_irq/parameters/drop &&
		rmmod drop_irq
}

location_creator()
{
	local before counted packets rounds i

	setup_cost sites=$SITES
	before=$(memory)
	counted=$(count "" location~drop_irq)
	defer "rmmod drop_irq"
	rounds=$((SITES * 5 / 4))
	for ((i = 0; i < rounds; i++)); do
		drop_at_new_location || fail "the attack failed"
	done
	expect_room
	expect_flat "$before"
	packets=$((counted + rounds * 16 * $(nproc)))
	expect $packets "" reason=XFRM_POLICY location~drop_irq
	expect_cost
}

# The kernel memory charged to the reader's cgroup
charged()
{
	awk '$1 == "kernel" { print $2 }' "$CGROUP/memory.stat"
}

# charged_is -ge|-lt BYTES: compare the memory charged with BYTES
charged_is()
{
	test "$(charged)" "$1" "$2"
}

# Start a reader in $one. For each line written to $GO, it takes its next step: first it
# reads one byte, then it closes the file.
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
	wait_for $WAIT_SHORT test -e "/proc/$!/fd/4" ||
		fail "the reader did not start"
	echo $! > "$CGROUP/cgroup.procs"
}

# A reader that stops midway holds a snapshot of all rows, which is charged to its cgroup.
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
		fail "charged $before before, $(charged) with $n rows"
	echo "# charged $before before, $(charged) for $n rows"
	echo go > "$GO"
	wait_for $WAIT_SHORT charged_is -lt $((before + n * 32)) ||
		fail "still charged $(charged) after closing the file"
}

# While there is room, deleted interfaces keep their own rows.
few_ifaces()
{
	setup_ns one
	modprobe tun
	setup_no_ipv6 "$one" default
	ip netns exec "$one" churn iface 20
	expect 20 "$one" class=packet reason=IP_CSUM
	[ "$(rows "$one" reason=IP_CSUM | wc -l)" = 20 ] ||
		fail "expected 20 rows:" "$(rows "$one")"
}

# create_and_delete COUNT: create and delete that many interfaces in $one
create_and_delete()
{
	seq "$1" | sed 's/.*/link add gone& group 7 type dummy/' |
		ip -n "$one" -batch - || fail "cannot create interfaces"
	ip -n "$one" link del group 7 || fail "cannot delete the interfaces"
}

# Print the number of kmalloc() objects. Each interface name that is kept is one object.
objects()
{
	local cache

	for cache in /sys/kernel/slab/kmalloc-*/shrink; do
		echo 1 > "$cache"
	done
	awk '/^kmalloc-/ { n += $2 } END { print n }' /proc/slabinfo
}

objects_below()
{
	OBJECTS=$(objects)
	[ "$OBJECTS" -lt "$1" ]
}

# Succeeds if creating and deleting another NAMES interfaces adds no objects.
no_more_objects()
{
	local before

	before=$(objects)
	create_and_delete $NAMES
	wait_for $((2 * WAIT_SHORT)) objects_below $((before + NAMES / 2))
}

# The names of the last 1024 deleted interfaces are kept.
NAMES=1024
names_are_forgotten()
{
	setup_ns one
	modprobe tun
	setup_no_ipv6 "$one" default
	ip netns exec "$one" churn iface 1
	expect 1 "$one" iface=churn0 reason=IP_CSUM
	create_and_delete $NAMES
	ip netns exec "$one" churn iface 2
	wait_for $((2 * WAIT_SHORT)) counts 1 "$one" 'iface~^if[0-9]*$' \
		reason=IP_CSUM || fail "all names were kept:" "$(rows "$one")"
	expect 1 "$one" iface=churn0 reason=IP_CSUM
	expect 1 "$one" iface=churn1 reason=IP_CSUM
	# On the debug kernel, kmemleak is a better check.
	[ -z "${KSFT_MACHINE_SLOW:-}" ] || return
	wait_for 60 no_more_objects || fail "the number of objects grew to $OBJECTS"
}

tests_run \
	spoofed_tuples \
	netns_creator \
	iface_creator \
	unknown_creator \
	location_creator \
	slow_reader \
	few_ifaces \
	names_are_forgotten
