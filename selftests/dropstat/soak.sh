#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Everything at once, for as long as SOAK_MINUTES says: see soak-work.sh for what,
# and soak-era.sh for how the books are compared meanwhile. What is leaked is told by
# run-tests, on a kernel that knows it.

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
# Seconds of an era; for what should come soon, but for all the others; for what
# should when these wait at the gate; and to use up memory
ERA_SECONDS=10 PATIENCE=300 QUIET=60 HOG_SECONDS=10
if [ -n "${KSFT_MACHINE_SLOW:-}" ]; then
	ERA_SECONDS=30 PATIENCE=600 QUIET=120 HOG_SECONDS=30
fi
# Or nothing was shown: hits of an era, and those of each of REASONS_DROPPED in all
ERA_HITS_MIN=100 DROPS_MIN=20
REASONS_DROPPED="NO_SOCKET SOCKET_RCVBUFF QDISC_DROP NETFILTER_DROP IP_CSUM"
REASONS_DROPPED+=" XFRM_POLICY"
DEEDS="kill_reader kill_dump abandon_dump stop_monitor read_orphan ask_orphan flush
	configure read_in_cgroup flood_in_process"
# In KB: of each use, and of pages that the kernel does not say whose they are. One that
# checks itself keeps stacks in such.
MEMORY_ALLOWED=1024 UNKNOWN_ALLOWED=1024
[ -z "${KSFT_MACHINE_SLOW:-}" ] || UNKNOWN_ALLOWED=16384
# What a cgroup may have, and what is left to all of the guest but for moments
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

# A receiver without room, and an interface whose qdisc drops
setup_targets()
{
	setup_pair
	ip netns exec "$server" udp hold -r 1 $SERVER 5000 < "$WORK/never" &
	defer "kill $!"
	wait_for "$PATIENCE" udp_bound "$server" 5000 || fail "no receiver"
	ip -n "$client" link add sink type dummy
	setup_no_ipv6 "$client" sink
	setup_lossy "$client" sink 192.0.2.1 192.0.2.2 || fail "no netem"
	insmod ./drop_irq.ko || fail "no drop_irq"
	defer "rmmod drop_irq"
	setup_memory_cgroup soak
	echo ${CGROUP_MB}M > "$CGROUP/memory.high"
}

# Or it would take minutes each time, on a slow kernel, to use up what there is
setup_room()
{
	hog $(($(mem_available) - ROOM_MB)) 86400 &
	defer "kill $!"
}

# Linux 6.12 warns now and then (dl_rq->running_bw > old), for no fault of ours,
# when the scheduler's server for ordinary tasks stops on a CPU that goes offline.
# So there it has nothing to do.
setup_scheduler()
{
	local file

	[[ $KERNEL = 6.12.* ]] || return
	for file in /sys/kernel/debug/sched/fair_server/*/runtime; do
		[ -e "$file" ] || continue
		defer "echo $(cat "$file") > $file"
		echo 0 > "$file" || fail "$file stays as it is"
	done
}

# RCU waits for who is preempted while it reads. A kernel thread of the lowest priority
# gets so little of a busy guest that this may take minutes, which RCU reports:
# khugepaged does so without dropstat, too.
setup_idlers()
{
	local pid nice

	for pid in $(pgrep -x 'khugepaged|ksmd'); do
		nice=$(ps -o ni= -p "$pid")
		defer "renice -n $nice -p $pid > /dev/null"
		renice -n 0 -p "$pid" > /dev/null || fail "$pid keeps its priority"
	done
}

# Those that only drop are to leave room for the others.
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

# A silent guest is taken for one that hangs.
say_progress()
{
	local start=$SECONDS

	while sleep 20; do
		word era
		echo "# $((SECONDS - start)) s: era $WORD, $(hist_hits) hits"
	done
}

say_rounds()
{
	local name

	for name in $WORKERS; do
		word "rounds/$name"
		printf '%s %s ' "$name" "${WORD:-0}"
	done
	echo "unloads $UNLOADS (refused $REFUSED)"
}

# DONE: "NAME TIMES" of what is dropped, and of what is done while dropstat may go,
# and how short memory was: in the cgroup, and in the guest
what_was_done()
{
	local name

	DONE=$(for name in $REASONS_DROPPED; do
		echo "$name $(hist_count "$name")"
	done
	for name in $DEEDS; do
		echo "$name $(grep -c '' "$WORK/did/$name" 2> /dev/null)"
	done
	echo "memory.high $(awk '$1 == "high" { print $2 }' "$CGROUP/memory.events")"
	awk '/^pgsteal_(kswapd|direct) / { n += $2 } END { print "pages_reclaimed", n }' \
		/proc/vmstat)
}

chaos()
{
	local start end

	# The one that decides, before those who work.
	renice -n -5 $$ > /dev/null
	setup_work
	setup_targets
	setup_room
	setup_scheduler
	setup_idlers
	say_progress &
	defer "kill $!"
	start_workers
	# Once to have in memory what stays there
	churn
	era
	memory_read
	MEMORY_BEFORE=$MEMORY
	load
	start=$SECONDS end=$((SECONDS + MINUTES * 60))
	while [ $SECONDS -lt $end ] || [ $COMPARED -lt 2 ]; do
		churn
		era
		echo "# $((SECONDS - start)) s, rounds: $(say_rounds)"
	done
	memory_read
	touch "$WORK/ended"
	open_gate
	wait "${PIDS[@]}"
	what_was_done
	run_deferred
	reload
	passed chaos
}

# passed BEHAVIOUR: nothing was found
passed()
{
	[ ! -s "$WORK/found/$1" ] || fail "$(head -n 60 "$WORK/found/$1")"
}

books()
{
	passed books
	[ $COMPARED -ge 2 ] || fail "compared $COMPARED times"
}

site_books()
{
	passed site_books
}

unloads()
{
	passed unloads
	[ $UNLOADS -ge 4 ] || fail "unloaded $UNLOADS times"
}

held_files()
{
	passed held_files
	[ $HELD_CHECKS -ge 8 ] || fail "checked $HELD_CHECKS times"
}

# It has met all that it was to meet.
deeds()
{
	local name times want

	while read -r name times; do
		echo "# $name: ${times:-0}"
		want=1
		[[ " $REASONS_DROPPED " != *" $name "* ]] || want=$DROPS_MIN
		[ "${times:-0}" -ge $want ] || fail "$name: ${times:-0}, not $want"
	done <<< "$DONE"
}

# worked NAME: it did something, and nothing was wrong
worked()
{
	passed "$1"
	word "rounds/$1"
	[ "${WORD:-0}" -ge 2 ] || fail "${WORD:-0} rounds"
	echo "# $1: ${WORD:-0} rounds"
}

# After the first era, and at the end, in KB. With nothing leaked it was at most 300
# more; what a reader holds is some hundreds, and several thousands have read. User
# space has part in the others, which are only shown.
memory()
{
	local more

	sed 's|^|# before: |' <<< "$MEMORY_BEFORE"
	sed 's|^|# after: |' <<< "$MEMORY"
	more=$(memory_more)
	[ -z "$more" ] || fail "$more"
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

# Whatever of theirs was open, none is held by it any more.
namespaces_end()
{
	[ -n "$NAMESPACES" ] || fail "nobody counts them"
	[ "$NAMESPACES" -le $MOST_NAMESPACES ] ||
		fail "$NAMESPACES namespaces, not $MOST_NAMESPACES"
}

# What a module has not freed keeps the address of a caller that is no more.
vmalloc()
{
	local left

	unload
	left=$(awk '$3 !~ /^[a-zA-Z_]/ && $3 ~ /^0x/' /proc/vmallocinfo)
	[ -z "$left" ] || fail "$left"
	reload
}

TESTS=(chaos books site_books unloads held_files deeds)
for name in $WORKERS; do
	eval "worker_$name() { worked $name; }"
	TESTS+=("worker_$name")
done
TESTS+=(memory namespaces_end vmalloc)
tests_run "${TESTS[@]}"
