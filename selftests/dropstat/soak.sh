#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Do everything at the same time, for SOAK_MINUTES minutes. soak-work.sh has the workers,
# and soak-era.sh compares the books from time to time. On the debug kernel, run-tests
# checks for leaks.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=soak-work.sh
. ./soak-work.sh
# shellcheck source-path=SCRIPTDIR source=soak-era.sh
. ./soak-era.sh

MINUTES=${SOAK_MINUTES:-5}
CPUS=$(nproc)
MANY=$(scaled 20000)
FEW=$(scaled 200)
# Seconds: the length of an era; the time limits while the workers run and while they wait
# at the gate; the time to use up memory
ERA_SECONDS=10 PATIENCE=300 QUIET=60 HOG_SECONDS=10
if [ -n "${KSFT_MACHINE_SLOW:-}" ]; then
	ERA_SECONDS=30 PATIENCE=600 QUIET=120 HOG_SECONDS=30
fi
# With fewer hits than this, the soak proves nothing: hits in an era, and hits in total for
# each of REASONS_DROPPED
ERA_HITS_MIN=100 DROPS_MIN=20
REASONS_DROPPED="NO_SOCKET SOCKET_RCVBUFF QDISC_DROP NETFILTER_DROP IP_CSUM"
REASONS_DROPPED+=" XFRM_POLICY"
ACTIONS="kill_reader kill_dump abandon_dump stop_monitor read_orphan ask_orphan flush
	configure read_in_cgroup flood_in_process"
# Allowed growth in KB, for each use of memory, and for pages whose use is unknown. The
# debug kernel keeps stack traces in those.
MEMORY_ALLOWED=1024 UNKNOWN_ALLOWED=1024
[ -z "${KSFT_MACHINE_SLOW:-}" ] || UNKNOWN_ALLOWED=16384
# The memory of the cgroup, and the memory that is available in the guest most of the time
CGROUP_MB=32 ROOM_MB=256

setup_work()
{
	WORK=$(mktemp -d)
	mkdir "$WORK"/{parked,rounds,found,did}
	mkfifo "$WORK/never"
	exec {NEVER}<> "$WORK/never" {SAY}>&1
	echo churn > "$WORK/era"
	EPOCH=0 ERA=0 COMPARED=0 UNLOADS=0 REFUSED=0 HELD_CHECKS=0
}

# Set up a receiver with a full buffer, and an interface whose qdisc drops.
setup_targets()
{
	setup_pair
	ip netns exec "$server" udp hold -r 1 $SERVER 5000 < "$WORK/never" &
	defer "kill $!"
	wait_for "$PATIENCE" udp_bound "$server" 5000 ||
		fail "port 5000 is not bound"
	ip -n "$client" link add sink type dummy
	setup_no_ipv6 "$client" sink
	setup_lossy "$client" sink 192.0.2.1 192.0.2.2 || fail "cannot set up netem"
	insmod ./drop_irq.ko || fail "cannot load drop_irq"
	defer "rmmod drop_irq"
	setup_memory_cgroup soak
	echo ${CGROUP_MB}M > "$CGROUP/memory.high"
}

# Occupy most of the memory. Otherwise, using up the rest would take minutes each time on a
# slow kernel.
setup_room()
{
	hog $(($(mem_available) - ROOM_MB)) 86400 &
	defer "kill $!"
}

# Linux 6.12 sometimes warns (dl_rq->running_bw > old) when the scheduler's fair server
# stops on a CPU that goes offline. This is not dropstat's bug, so turn the fair server
# off.
setup_scheduler()
{
	local file

	[[ $KERNEL = 6.12.* ]] || return
	for file in /sys/kernel/debug/sched/fair_server/*/runtime; do
		[ -e "$file" ] || continue
		defer "echo $(cat "$file") > $file"
		echo 0 > "$file" || fail "cannot write $file"
	done
}

# RCU waits for preempted readers. In a busy guest, a kernel thread with the lowest
# priority gets so little CPU time that this may take minutes, and RCU reports a stall.
# This happens with khugepaged even without dropstat.
setup_idlers()
{
	local pid nice

	for pid in $(pgrep -x 'khugepaged|ksmd'); do
		nice=$(ps -o ni= -p "$pid")
		defer "renice -n $nice -p $pid > /dev/null"
		renice -n 0 -p "$pid" > /dev/null || fail "cannot renice $pid"
	done
}

# Workers that only drop packets get a lower priority, to leave CPU time for the others.
start_workers()
{
	local name nice

	PIDS=()
	for name in $WORKERS; do
		nice=2
		case $name in
		softirq|spoofed|process|irqs_off) nice=5 ;;
		esac
		worker "$name" $nice &
		PIDS+=($!)
	done
}

# The host considers a silent guest hung.
print_progress()
{
	local start=$SECONDS

	while sleep 20; do
		word era
		echo "# $((SECONDS - start)) s: era $WORD, $(hist_hits) hits"
	done
}

print_rounds()
{
	local name

	for name in $WORKERS; do
		word "rounds/$name"
		printf '%s %s ' "$name" "${WORD:-0}"
	done
	echo "unloads $UNLOADS (refused $REFUSED)"
}

# Set DONE to lines "NAME TIMES": drops by reason, actions that may fail while dropstat is
# not loaded, and signs of memory shortage in the cgroup and in the guest.
count_actions()
{
	local name

	DONE=$(for name in $REASONS_DROPPED; do
		echo "$name $(hist_count "$name")"
	done
	for name in $ACTIONS; do
		echo "$name $(grep -c '' "$WORK/did/$name" 2> /dev/null)"
	done
	echo "memory.high $(awk '$1 == "high" { print $2 }' "$CGROUP/memory.events")"
	awk '/^pgsteal_(kswapd|direct) / { n += $2 } END { print "pages_reclaimed", n }' \
		/proc/vmstat)
}

chaos()
{
	local start end

	# This process controls the others, and needs a higher priority.
	renice -n -5 $$ > /dev/null
	setup_work
	setup_targets
	setup_room
	setup_scheduler
	setup_idlers
	print_progress &
	defer "kill $!"
	start_workers
	# Warm up: some memory is allocated once and stays in use.
	churn
	era
	memory_read
	MEMORY_BEFORE=$MEMORY
	load
	start=$SECONDS end=$((SECONDS + MINUTES * 60))
	while [ $SECONDS -lt $end ] || [ $COMPARED -lt 2 ]; do
		churn
		era
		echo "# $((SECONDS - start)) s, rounds: $(print_rounds)"
	done
	memory_read
	touch "$WORK/ended"
	open_gate
	wait "${PIDS[@]}"
	count_actions
	run_deferred
	reload
	passed chaos
}

# passed BEHAVIOUR: fail with the errors found, if any
passed()
{
	[ ! -s "$WORK/found/$1" ] || fail "$(head -n 60 "$WORK/found/$1")"
}

books()
{
	passed books
	[ $COMPARED -ge 2 ] || fail "books were compared only $COMPARED times"
}

site_books()
{
	passed site_books
}

unloads()
{
	passed unloads
	[ $UNLOADS -ge 4 ] || fail "dropstat was unloaded only $UNLOADS times"
}

held_files()
{
	passed held_files
	[ $HELD_CHECKS -ge 8 ] || fail "held files were checked only $HELD_CHECKS times"
}

# Check that everything that the soak should exercise has happened.
coverage()
{
	local name times want

	while read -r name times; do
		echo "# $name: ${times:-0}"
		want=1
		[[ " $REASONS_DROPPED " != *" $name "* ]] || want=$DROPS_MIN
		[ "${times:-0}" -ge $want ] ||
			fail "$name: ${times:-0} times, expected $want or more"
	done <<< "$DONE"
}

# worked NAME: the worker has done some rounds, and found no errors
worked()
{
	passed "$1"
	word "rounds/$1"
	[ "${WORD:-0}" -ge 2 ] || fail "only ${WORD:-0} rounds"
	echo "# $1: ${WORD:-0} rounds"
}

# Compare the memory in use after the first era and at the end, in KB. Without a leak, it
# grew by 300 at most. If readers leaked memory, each would leak several hundred, and there
# are thousands of reads. Uses that also depend on user space are only printed.
memory()
{
	local more

	sed 's|^|# before: |' <<< "$MEMORY_BEFORE"
	sed 's|^|# after: |' <<< "$MEMORY"
	more=$(memory_more)
	[ -z "$more" ] || fail "memory has grown:" "$more"
}

memory_more()
{
	awk -v kernel=$MEMORY_ALLOWED -v unknown=$UNKNOWN_ALLOWED '
		BEGIN {
			allowed["SUnreclaim:"] = allowed["SReclaimable:"] = kernel
			allowed["Percpu:"] = allowed["VmallocUsed:"] = kernel
			allowed["unknown:"] = unknown
		}
		!($1 in before) { before[$1] = $2; next }
		$1 in allowed && $2 - before[$1] > allowed[$1] {
			print $1, "from", before[$1], "to", $2
		}' <<-INPUT
		$MEMORY_BEFORE
		$MEMORY
	INPUT
}

# No reference keeps a deleted netns alive.
namespaces_are_freed()
{
	[ -n "$NAMESPACES" ] || fail "cannot count namespaces"
	[ "$NAMESPACES" -le $MOST_NAMESPACES ] ||
		fail "$NAMESPACES namespaces, expected $MOST_NAMESPACES or fewer"
}

# Areas that were not freed by an unloaded module show their caller as a bare address.
vmalloc()
{
	local left

	unload
	left=$(awk '$3 !~ /^[a-zA-Z_]/ && $3 ~ /^0x/' /proc/vmallocinfo)
	[ -z "$left" ] || fail "not freed by an unloaded module:" "$left"
	reload
}

TESTS=(chaos books site_books unloads held_files coverage)
for name in $WORKERS; do
	eval "worker_$name() { worked $name; }"
	TESTS+=("worker_$name")
done
TESTS+=(memory namespaces_are_freed vmalloc)
tests_run "${TESTS[@]}"
