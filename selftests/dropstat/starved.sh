#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A tenant that gets hardly any CPU time, or that holds as much as it can, must not delay
# anyone else: neither readers and flushes of other namespaces, nor the unload of any
# module, nor the creation of a namespace.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

LARGE='sites=65536 flows=1048576'
RUNS=$(scaled 20)
[ "$RUNS" -ge 5 ] || RUNS=5
# In milliseconds. A shorter delay cannot be distinguished from noise.
NOISE=500
TENANT=/sys/fs/cgroup/tenant
AS_TENANT=(setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Urn)

# --- what root does, measured ---------------------------------------------------

read_proc()
{
	cat $PROC > /dev/null
}

read_netlink()
{
	dropstat -a -n 5 > /dev/null
}

flush_own()
{
	dropstat flush -N init > /dev/null
}

unload_module()
{
	rmmod ifb
}

add_netns()
{
	ip netns add worst
}

# undo_NAME: run after each turn, without being measured
undo_read_proc() { :; }
undo_read_netlink() { :; }
undo_flush_own() { :; }
undo_unload_module() { modprobe ifb numifbs=0; }
undo_add_netns() { ip netns del worst; }

DEEDS='read_proc read_netlink flush_own unload_module add_netns'

# worst NAME: print the longest of RUNS turns, in milliseconds
worst()
{
	local i start took most=0

	for ((i = 0; i < RUNS; i++)); do
		start=${EPOCHREALTIME/./}
		"$1" || fail "$1: failed" >&2
		took=$(((${EPOCHREALTIME/./} - start) / 1000))
		[ $took -le $most ] || most=$took
		"undo_$1"
	done
	echo $most
}

# --- the tenant -------------------------------------------------------------------

# setup_tenant COMMAND: a shell in a netns of its own that repeats the command with 1 %
# of a CPU
setup_tenant()
{
	[ -e $TENANT ] || mkdir $TENANT
	defer "rmdir $TENANT"
	echo +cpu > /sys/fs/cgroup/cgroup.subtree_control
	rm -f /tmp/tenant
	"${AS_TENANT[@]}" bash -c "$1; echo ready; while :; do $1; done" \
		> /tmp/tenant 2>&1 &
	defer "kill -KILL $!; wait $!; while grep -q . $TENANT/cgroup.procs; do sleep 0.1; done"
	TENANT_PID=$!
	wait_for $WAIT_SHORT grep -q ready /tmp/tenant ||
		fail "the tenant does not start:" "$(cat /tmp/tenant)"
	echo "1000 100000" > $TENANT/cpu.max
	echo $TENANT_PID > $TENANT/cgroup.procs
	sleep 1
}

# delays_nobody_by COMMAND PARAMETERS: with these module parameters, nothing that root
# does takes much longer while a tenant repeats the command
delays_nobody_by()
{
	local deed starved
	declare -A idle

	# shellcheck disable=SC2086
	reload_with $2
	modprobe ifb numifbs=0
	defer "modprobe -r ifb"
	ip netns exec "$server" udp send -n 3 -b 4000 ::1 9
	for deed in $DEEDS; do
		idle[$deed]=$(worst "$deed")
	done
	setup_tenant "$1"
	for deed in $DEEDS; do
		starved=$(worst "$deed")
		echo "# $deed: ${idle[$deed]} ms idle, $starved ms with the tenant"
		[ "$starved" -le $((2 * idle[$deed] + NOISE)) ] ||
			fail "$deed takes $starved ms, but ${idle[$deed]} ms when idle"
	done
	kill -0 $TENANT_PID || fail "the tenant has ended:" "$(cat /tmp/tenant)"
	# The books do not account for flushes.
	reload
}

reader()
{
	setup_ns server
	delays_nobody_by "mapfile < $PROC" ''
}

reader_of_large_tables()
{
	setup_ns server
	delays_nobody_by "mapfile < $PROC" "$LARGE"
}

flusher_of_large_tables()
{
	setup_ns server
	delays_nobody_by "$PWD/dropstat flush -N self > /dev/null 2>&1" "$LARGE"
}

# --- what a tenant can hold -------------------------------------------------------

# A tenant's flushes are limited to one per second. Root's flushes are not limited.
flush_rate()
{
	local out

	out=$("${AS_TENANT[@]}" sh -c \
		"'$PWD/dropstat' flush -N self; '$PWD/dropstat' flush -N self
		 echo \$?" 2>&1)
	[[ $out = *'was flushed less than a second ago'*1 ]] ||
		fail "the second flush is not refused:" "$out"
	dropstat flush -N init > /dev/null || fail "root's first flush"
	dropstat flush -N init > /dev/null || fail "root's second flush"
	reload
}

# A tenant's flush does not make the dump of another reader inconsistent or longer.
flush_voids_only_own()
{
	local out

	setup_ns server
	setup_tenant "'$PWD/dropstat' flush -N self > /dev/null 2>&1"
	echo max > $TENANT/cpu.max
	for _ in 1 2 3 4 5; do
		out=$(dropstat -a -n 5 2>&1 > /dev/null)
		[[ $out != *inconsistent* ]] || fail "root's dump:" "$out"
		sleep 0.3
	done
	reload
}

mem_available()
{
	awk '/^MemAvailable:/ { print $2 }' /proc/meminfo
}

# The snapshots that open files hold are limited per owner, and the owner's other readers
# share the limit. Root can still read.
open_files()
{
	local out before

	before=$(mem_available)
	out=$("${AS_TENANT[@]}" bash -c "
		ip link set lo up
		for c in 0 1; do
			'$PWD/flood' -c \$c -n 16000 -p 16000 127.0.0.1 1000
		done
		'$PWD/hold_files' 500 $PROC sh -c '
			grep ^MemAvailable: /proc/meminfo
			cat $PROC > /dev/null
			$PWD/dropstat -n 1 2>&1; echo status \$?'" 2>&1)
	echo "# $(head -n 1 <<< "$out"); memory before: $before kB"
	[[ $out =~ ^([0-9]+)\ Device\ or\ resource\ busy ]] ||
		fail "not refused as busy:" "$out"
	[[ $out = *'Device or resource busy'*'Device or resource busy'* ]] ||
		fail "cat is not refused:" "$out"
	[[ $out = *'dropstat: busy: '*'status 1' ]] ||
		fail "dropstat is not refused, or does not say why:" "$out"
	[[ $out =~ MemAvailable:\ *([0-9]+) ]]
	[ $((before - BASH_REMATCH[1])) -lt $((64 * 1024)) ] ||
		fail "they hold too much memory:" "$out"
	cat $PROC > /dev/null || fail "root cannot read"
}

tests_run \
	reader \
	reader_of_large_tables \
	flusher_of_large_tables \
	flush_rate \
	flush_voids_only_own \
	open_files
