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
SITES=64 MANY=100
[ -z "${KSFT_MACHINE_SLOW:-}" ] || SITES=32 MANY=50
# What costs are measured with: rounds of 16 drops on every CPU, of which five times
# as many leave half of so many flows' rows free; what part of them is noise
ROUNDS=400 FLOWS=65536 NOISE=10
[ -z "${KSFT_MACHINE_SLOW:-}" ] || ROUNDS=25 FLOWS=4096 NOISE=2

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

# COST: microseconds of drops with interrupts off, each of a flow that is new, at a location
# that is new: the least of some times, for who else needs the processor makes it more.
cost()
{
	local start took least=

	insmod ./drop_irq.ko || fail "no drop_irq"
	for _ in 1 2 3 4 5; do
		start=${EPOCHREALTIME/[.,]/}
		echo "$ROUNDS" > /sys/module/drop_irq/parameters/drop ||
			fail "no drops"
		took=$((${EPOCHREALTIME/[.,]/} - start))
		[ "${least:-$took}" -lt $took ] || least=$took
	done
	rmmod drop_irq
	COST=$least
}

# setup_cost PARAMETER...: what they cost without dropstat, $BARE, and with its tables
# empty, $EMPTY; loads it so
setup_cost()
{
	unload
	cost
	BARE=$COST
	reload_with "$@"
	cost
	EMPTY=$COST
}

# What dropstat takes of it is not more than twice what it was.
no_dearer()
{
	local ours=$((EMPTY - BARE)) least=$((BARE / NOISE))

	cost
	[ $((COST - BARE)) -le $((2 * (ours > least ? ours : least))) ]
}

expect_cost()
{
	wait_for $((6 * WAIT_SHORT)) no_dearer ||
		fail "drops take $BARE us without dropstat, $EMPTY with empty" \
			"tables, and $COST with full ones"
	echo "# drops take $BARE us, $EMPTY with empty tables, $COST with full ones"
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
	local before n

	n=$(scaled 100000)
	setup_cost flows=$FLOWS
	setup_ns one
	before=$(memory)
	ip netns exec "$one" stream -c 0 -n "$n" turns="$n" 9 > /dev/null
	expect_flat "$before"
	expect_cost
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
	local before

	setup_cost sites=$SITES
	before=$(memory)
	on_each_cpu setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups \
		unshare --user --map-root-user --net churn netns $MANY
	expect_room
	expect_flat "$before"
	expect_cost
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

# on_ifaces KIND: churn makes interfaces in $one, for packets to be lost
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
		fail "nothing is folded:" "$(rows "$one")"
}

# What was in a socket at its close is of nobody's netns, and of the interface by whose
# number it came, which anybody may choose.
unknown_creator()
{
	on_ifaces unknown
	[ "$(count '' class=unknown/packet symbol=udp_destruct_common \
	     'iface~^[*]$')" -gt 0 ] || fail "nothing is folded:" "$(cat $PROC)"
}

# The same code, elsewhere each time: 16 packets on every CPU
location_comes()
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
		location_comes || fail "cannot attack"
	done
	expect_room
	expect_flat "$before"
	packets=$((counted + rounds * 16 * $(nproc)))
	expect $packets "" reason=XFRM_POLICY location~drop_irq
	expect_cost
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

# come_and_go COUNT: so many interfaces, in $one
come_and_go()
{
	seq "$1" | sed 's/.*/link add gone& group 7 type dummy/' |
		ip -n "$one" -batch - || fail "no interfaces"
	ip -n "$one" link del group 7 || fail "interfaces stay"
}

# All that is of no size of its own. Each interface that has a name would be one.
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

# When as many more have come and gone as are known, and no drop can come on them
no_more_objects()
{
	local before

	before=$(objects)
	come_and_go $NAMES
	wait_for $((2 * WAIT_SHORT)) objects_below $((before + NAMES / 2))
}

# Names are kept of the last 1024 that have gone.
NAMES=1024
names_are_forgotten()
{
	setup_ns one
	modprobe tun
	setup_no_ipv6 "$one" default
	ip netns exec "$one" churn iface 1
	expect 1 "$one" iface=churn0 reason=IP_CSUM
	come_and_go $NAMES
	ip netns exec "$one" churn iface 2
	wait_for $((2 * WAIT_SHORT)) counts 1 "$one" 'iface~^if[0-9]*$' \
		reason=IP_CSUM || fail "all names are known:" "$(rows "$one")"
	expect 1 "$one" iface=churn0 reason=IP_CSUM
	expect 1 "$one" iface=churn1 reason=IP_CSUM
	# kmemleak knows better.
	[ -z "${KSFT_MACHINE_SLOW:-}" ] || return
	wait_for 60 no_more_objects || fail "there come to be $OBJECTS objects"
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
