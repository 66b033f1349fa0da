#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Make each of the module's allocations fail, one by one and then at random. Every request
# must be either refused or done correctly, and every drop must be counted.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

FAILSLAB=/sys/kernel/debug/failslab
FAIL_PAGE=/sys/kernel/debug/fail_page_alloc
FAIL_USERCOPY=/sys/kernel/debug/fail_usercopy

# setting FILE VALUE: write VALUE, and restore the old value at the end of the test
setting()
{
	defer "echo $(cat "$1") > $1"
	echo "$2" > "$1" || fail "cannot set $1"
}

# Allow faults for all kinds of memory, without a report for each fault.
setup_faults()
{
	local dir

	if ! [ -e /proc/self/fail-nth ] || ! [ -d $FAILSLAB ]; then
		skip "no fault injection in this kernel"
		return 1
	fi
	for dir in $FAILSLAB $FAIL_PAGE; do
		setting $dir/ignore-gfp-wait N
		setting $dir/verbose 0
	done
	setting $FAIL_USERCOPY/verbose 0
	setting $FAIL_PAGE/min-order 0
	setting $FAIL_PAGE/ignore-gfp-highmem N
}

# fail_each ACTION [ARGUMENT]: run fail_nth in $server; sets OUTPUT to its output
fail_each()
{
	OUTPUT=$(ip netns exec "$server" fail_nth "$@" 2>&1) || fail "$OUTPUT"
	printf '%s\n' "$OUTPUT"
}

# Create 500 flows at one site in $server, and a few other rows.
setup_rows()
{
	setup_pair
	ip netns exec "$client" flood -n 1000 -p 500 $SERVER 10000
	ip netns exec "$client" udp send -n 4 -b 4000 $SERVER 9
	expect 1004 "$server" class=packet reason=NO_SOCKET
	expect_quiet
}

quiet()
{
	local before

	before=$(hist_hits)
	sleep 1
	[ "$(hist_hits)" = "$before" ]
}

expect_quiet()
{
	wait_for $WAIT_SHORT quiet || fail "drops did not stop"
}

# Put the module into $DIR, uncompressed, as finit_module() requires.
module_file()
{
	local file

	file=$(modinfo -n dropstat)
	case $file in
	*.xz)
		xz -dc "$file" > "$DIR/dropstat.ko" ;;
	*)
		cp "$file" "$DIR/dropstat.ko" ;;
	esac
}

load_fails()
{
	setup_faults || return
	DIR=$(mktemp -d)
	defer "rm -r $DIR"
	module_file
	setup_ns server
	unload
	fail_each load "$DIR/dropstat.ko"
	reload
}

# text and text_end print the start and the end of the module's code.
text()
{
	cat /sys/module/dropstat/sections/.text
}

text_end()
{
	printf '0x%x\n' $(($(text) + $(cat /sys/module/dropstat/coresize)))
}

# fail_ours DIR: for this kind of memory, fail only allocations with the module on their
# stack
fail_ours()
{
	setting "$1/require-start" "$(text)"
	setting "$1/require-end" "$(text_end)"
	setting "$1/stacktrace-depth" 32
}

# Create a netns; status: 0 done, 1 refused, 2 done but without the file in /proc
create_netns()
{
	unshare --net sh -c 'test -r /proc/self/net/dropstat || exit 2' \
		2> /dev/null
}

# netns_fails_of DIR STEP: fail one of our allocations for a new netns: at first the first
# allocation, then the one after "space" bytes or pages, which grows in steps of STEP.
# Allocations of other subsystems do not fail, because not all of them clean up correctly
# (fib4_rules_init() in 6.12 does so without a lock). Pages are allocated only if slab has
# none left, so possibly no page allocation fails.
netns_fails_of()
{
	local dir=$1 space status steps=0 counts=(0 0 0)

	for ((space = 0; space < 200 * $2; space += $2)); do
		echo "$space" > "$dir/space"
		echo 1 > "$dir/times"
		echo 100 > "$dir/probability"
		create_netns
		status=$?
		echo 0 > "$dir/probability"
		[ "$(cat "$dir/times")" = 0 ] || break
		steps=$((steps + 1))
		counts[status]=$((counts[status] + 1))
	done
	echo "# ${dir##*/}: $steps failures, ${counts[1]} refused, ${counts[0]} done"
	[ $steps -lt 200 ] || fail "allocations still fail after $steps steps"
	[ "${counts[2]}" = 0 ] ||
		fail "${counts[2]} namespaces have no file in /proc"
	[ $steps -gt 0 ] || [ "$dir" = $FAIL_PAGE ] ||
		fail "none of our allocations failed"
}

netns_fails()
{
	local dir

	setup_faults || return
	for dir in $FAILSLAB $FAIL_PAGE; do
		fail_ours $dir
		setting $dir/space 0
		setting $dir/times 1
		setting $dir/probability 0
	done
	netns_fails_of $FAILSLAB 64
	netns_fails_of $FAIL_PAGE 1
}

iface_fails()
{
	setup_faults || return
	modprobe tun
	setup_ns server
	setup_no_ipv6 "$server" default
	fail_each create
	fail_each rename
	expect 0 "" class=packet reason=IP_CSUM
	expect_lost "$server" class=packet 'iface~^fail[01]$'
	expect_lost "" class=unknown/packet 'iface~^if[0-9]*$'
}

# expect_lost NETNS CONDITION...: drops that meet these conditions are counted. If there
# was no memory to register an interface, it is shown by its number.
expect_lost()
{
	[ "$(count "$@" reason=IP_CSUM)" -gt 0 ] ||
		fail "no drops counted in [$*]:" "$(rows "$1")"
}

# Move an interface to another netns. Only our allocations fail, because the kernel cannot
# handle failures of the others. Each packet is counted in the netns of the interface, or
# as unknown.
iface_move_fails()
{
	local n stayed

	setup_faults || return
	modprobe tun
	reload
	setup_ns server
	setup_no_ipv6 "$server" default
	fail_ours $FAILSLAB
	fail_ours $FAIL_PAGE
	fail_each move
	expect_lost "" class=packet iface=fail0
	n=$(grep -o '[0-9]* allocations' <<< "$OUTPUT" | grep -o '^[0-9]*')
	stayed=$(count "$server" class=packet reason=IP_CSUM)
	expect "$stayed" "$server" class=packet reason=IP_CSUM iface=fail0
	expect $((n + 2 - stayed)) "" 'class~^(unknown.)?packet$' reason=IP_CSUM
}

readers_fail()
{
	local action

	setup_faults || return
	setup_rows
	for action in proc sites flows totals config config-set join flush; do
		fail_each "$action"
	done
	dropstat config reset > /dev/null 2>&1 || dropstat config set flows on
	# The books do not account for the flushed hits.
	reload
}

# More than the possible number of failures; the kernel decrements it with each failure.
TIMES=1000000

failed()
{
	echo $((TIMES - $(cat $FAILSLAB/times) + TIMES - $(cat $FAIL_PAGE/times)))
}

# Read all rows with all optional parts, but without ages.
read_proc()
{
	set -o pipefail
	ip netns exec "$server" cat $PROC |
		awk '{ $11 = $12 = "" } { print }' | sort
}

read_netlink()
{
	set -o pipefail
	dropstat show -a -n 0 -N "$server" --stack --owner -j |
		jq -c '.[] | del(.first, .last)' | sort
}

# whole_or_refused READER: it must print the same as without faults, or only the error
whole_or_refused()
{
	local out status

	out=$($1 2>&1)
	status=$?
	if [ $status = 0 ]; then
		WHOLE=$((WHOLE + 1))
		[ "$out" = "${WITH_MEMORY[$1]}" ] || fail "$1:" "$out"
	else
		REFUSED=$((REFUSED + 1))
		[[ $out != *$'\n'* && $out = *"Cannot allocate memory" ]] ||
			fail "$1: status $status:" "$out"
	fi
}

# no_room_of DIR STEP: make all allocations of this kind fail after "space" bytes or pages,
# and increase the space until it is enough for a snapshot. If only one allocation failed,
# kvmalloc() would fall back to vmalloc().
no_room_of()
{
	local dir=$1 space before=-1 reader

	WHOLE=0 REFUSED=0
	for ((space = 0; before != $(failed) && space < 200 * $2; space += $2)); do
		before=$(failed)
		for reader in read_proc read_netlink; do
			echo "$space" > "$dir/space"
			echo 100 > "$dir/probability"
			whole_or_refused $reader
			echo 0 > "$dir/probability"
		done
	done
	echo "# ${dir##*/}: $REFUSED refused, $WHOLE whole, up to $((space - $2))"
	[ $REFUSED -ge 4 ] || fail "only $REFUSED reads were refused"
	[ "$before" = "$(failed)" ] || fail "reads still fail with space $space"
}

snapshots_fail()
{
	local dir reader
	local -A WITH_MEMORY

	setup_faults || return
	setup_rows
	for reader in read_proc read_netlink; do
		WITH_MEMORY[$reader]=$($reader) || fail "$reader fails"
		[ -n "${WITH_MEMORY[$reader]}" ] || fail "$reader prints nothing"
	done
	for dir in $FAILSLAB $FAIL_PAGE; do
		fail_ours $dir
		setting $dir/space 0
		setting $dir/times $TIMES
		setting $dir/probability 0
	done
	no_room_of $FAILSLAB 4096
	no_room_of $FAIL_PAGE 4
}

# One in four allocations with the module on their stack fails, in any task, including the
# work that sends events, and the notifiers. Afterwards, no drop is missing.
random()
{
	local dir i

	setup_faults || return
	setup_pair
	timeout 600 dropstat monitor > /dev/null 2>&1 &
	defer "kill $!"
	for dir in $FAILSLAB $FAIL_PAGE; do
		fail_ours $dir
		setting $dir/times $TIMES
		setting $dir/probability 25
	done
	for i in {1..30}; do
		ip -n "$client" link add "r$i" type dummy
		ip -n "$client" link set "r$i" name "s$i"
		ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 9
		cat $PROC
		dropstat show
		dropstat totals
		dropstat config set threshold $i
	done > /dev/null 2>&1
	for dir in $FAILSLAB $FAIL_PAGE; do
		echo 0 > $dir/probability
	done
	echo "# $(failed) allocations failed"
	[ "$(failed)" -ge 30 ] || fail "only $(failed) allocations failed"
	expect 90 "$server" class=packet reason=NO_SOCKET source=$CLIENT:4000
	dropstat config set threshold 0
}

tests_run \
	load_fails \
	netns_fails \
	iface_fails \
	iface_move_fails \
	readers_fail \
	snapshots_fail \
	random
