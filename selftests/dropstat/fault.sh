#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every allocation that the module needs fails, one by one, and then any of them at
# random: what is asked for is refused, or done; what is lost is counted.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

FAILSLAB=/sys/kernel/debug/failslab
FAIL_PAGE=/sys/kernel/debug/fail_page_alloc
FAIL_USERCOPY=/sys/kernel/debug/fail_usercopy

# setting FILE VALUE: until the test has ended
setting()
{
	defer "echo $(cat "$1") > $1"
	echo "$2" > "$1" || fail "cannot set $1"
}

# Of all kinds of memory, and without a word about each
setup_faults()
{
	local dir

	if ! [ -e /proc/self/fail-nth ] || ! [ -d $FAILSLAB ]; then
		skip "the kernel does not inject faults"
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

# fail_each DEED [ARGUMENT]: in $server; $OUTPUT is what it says
fail_each()
{
	OUTPUT=$(ip netns exec "$server" fail_nth "$@" 2>&1) || fail "$OUTPUT"
	printf '%s\n' "$OUTPUT"
}

# In $server, 500 flows at one site and others
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
	wait_for $WAIT_SHORT quiet || fail "it is never quiet"
}

# The file of the module, as insmod wants it
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

# Where the module's code begins, and ends
text()
{
	cat /sys/module/dropstat/sections/.text
}

text_end()
{
	printf '0x%x\n' $(($(text) + $(cat /sys/module/dropstat/coresize)))
}

# fail_ours DIR: of that kind of memory, only allocations that have the module on
# their stack
fail_ours()
{
	setting "$1/require-start" "$(text)"
	setting "$1/require-end" "$(text_end)"
	setting "$1/stacktrace-depth" 32
}

# To begin a netns: 0 done, 1 refused, 2 done and without the file
netns_begins()
{
	unshare --net sh -c 'test -r /proc/self/net/dropstat || exit 2' \
		2> /dev/null
}

# netns_fails_of DIR STEP: what the others allocate for a netns is left alone: not
# all of them give back what they have when it fails (fib4_rules_init() of 6.12
# without a lock). One of ours fails, at first the first: when SPACE bytes, or
# pages, have been had before. Pages are only needed where slab has none left, if at all.
netns_fails_of()
{
	local dir=$1 space status steps=0 counts=(0 0 0)

	for ((space = 0; space < 200 * $2; space += $2)); do
		echo "$space" > "$dir/space"
		echo 1 > "$dir/times"
		echo 100 > "$dir/probability"
		netns_begins
		status=$?
		echo 0 > "$dir/probability"
		[ "$(cat "$dir/times")" = 0 ] || break
		steps=$((steps + 1))
		counts[status]=$((counts[status] + 1))
	done
	echo "# ${dir##*/}: $steps times, ${counts[1]} refused, ${counts[0]} done"
	[ $steps -lt 200 ] || fail "no end"
	[ "${counts[2]}" = 0 ] || fail "${counts[2]} without the file"
	[ $steps -gt 0 ] || [ "$dir" = $FAIL_PAGE ] || fail "none is ours"
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

# expect_lost NETNS CONDITION...: packets, there; of an interface that there was no
# memory to know only the number is known
expect_lost()
{
	[ "$(count "$@" reason=IP_CSUM)" -gt 0 ] ||
		fail "nothing is counted, $*:" "$(rows "$1")"
}

# Of another netns: not all that the others allocate for that may fail. Each packet
# is lost where the interface is then, or nobody knows where.
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
	local deed

	setup_faults || return
	setup_rows
	for deed in proc sites flows totals config config-set join flush; do
		fail_each "$deed"
	done
	dropstat config reset > /dev/null 2>&1 || dropstat config set flows on
	# What flush has forgotten, dropstat does not say again.
	reload
}

# More than there are: from it the kernel takes those that it has made fail.
TIMES=1000000

failed()
{
	echo $((TIMES - $(cat $FAILSLAB/times) + TIMES - $(cat $FAIL_PAGE/times)))
}

# Of all rows, without their ages; with all parts that a picture may have
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

# whole_or_refused READER: what it has with memory, or nothing but that there is none
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

# no_room_of DIR STEP: none of that kind is left when a picture has taken SPACE, until
# it needs no more. With a single one failed, a large part would come from vmalloc().
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
	[ $REFUSED -ge 4 ] || fail "only $REFUSED are refused"
	[ "$before" = "$(failed)" ] || fail "no end"
}

pictures_fail()
{
	local dir reader
	local -A WITH_MEMORY

	setup_faults || return
	setup_rows
	for reader in read_proc read_netlink; do
		WITH_MEMORY[$reader]=$($reader) || fail "$reader fails"
		[ -n "${WITH_MEMORY[$reader]}" ] || fail "$reader has nothing"
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

# One in four allocations that have the module on their stack, in whatever task,
# as are the work that tells of events and the notifiers: then every reader gets
# all, once there is memory again.
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
	echo "# $(failed) allocations have failed"
	[ "$(failed)" -ge 30 ] || fail "only $(failed) have failed"
	expect 90 "$server" class=packet reason=NO_SOCKET source=$CLIENT:4000
	dropstat config set threshold 0
}

tests_run \
	load_fails \
	netns_fails \
	iface_fails \
	iface_move_fails \
	readers_fail \
	pictures_fail \
	random
