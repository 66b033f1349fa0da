# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of soak.sh: the gate, and the checks while it is closed. During an era, dropstat
# stays loaded; at the end of the era, the books are compared. Between two eras, dropstat
# is unloaded and loaded repeatedly during the full flood.

parked()
{
	local name

	for name in $WORKERS; do
		word "parked/$name"
		[ "$WORD" = $EPOCH ] || { LATE=$name; return 1; }
	done
}

# Wait until no worker is in a round.
close_gate()
{
	EPOCH=$((EPOCH + 1))
	echo $EPOCH > "$WORK/closed.new"
	mv "$WORK/closed.new" "$WORK/closed"
	wait_for "$PATIENCE" parked && return
	found chaos "$LATE did not finish its round within $PATIENCE s"
}

open_gate()
{
	rm -f "$WORK/closed"
}

# --- books ------------------------------------------------------------------------

# total NAME...: print the sum of these values of dropstat totals, for all namespaces
total()
{
	dropstat totals -j |
		jq '[.[$ARGS.positional[]]] | add' --args "$@"
}

# Read the counts from /proc, from netlink and from the histogram.
era_read()
{
	books_read
	ERA_FLUSHED=$(total flushed)
	ERA_NETLINK=$(total packets fraglist local flushed)
	ERA_HITS=$(hist_hits)
}

# Whether /proc has all rows. It cannot show the rows of a netns that is being deleted.
era_whole()
{
	local shown

	era_read
	shown=$(awk '{ n += $8 } END { print n + 0 }' <<< "$BOOKS_NOW")
	[ "$shown" = $((ERA_NETLINK - ERA_FLUSHED)) ]
}

era_begin()
{
	wait_for $QUIET era_whole ||
		found books "era $ERA: /proc and netlink still differ after $QUIET s"
	BOOKS=$(books_difference)
	ERA_HITS_START=$ERA_HITS
	ERA_START=$((ERA_NETLINK - ERA_HITS))
	ERA_FLUSHED_START=$ERA_FLUSHED
}

# Compare the books; sets ERA_ERROR. The count of each reason must be correct. If hits were
# flushed or are in the site "other", only the sum must be correct.
era_balances()
{
	local flushed

	era_read
	flushed=$((ERA_FLUSHED - ERA_FLUSHED_START))
	ERA_ERROR=
	BOOKS_TOTAL_ONLY=
	if [ $flushed != 0 ] || [ "$(total other)" != 0 ]; then
		BOOKS_TOTAL_ONLY=1
	fi
	ERA_ERROR=$(books_error | grep -v -x "\* -$flushed")
	if [ $flushed != 0 ] && [ -z "$(books_error)" ]; then
		ERA_ERROR="flushed $flushed, but no hits are missing"
	fi
	[ $((ERA_NETLINK - ERA_HITS)) = $ERA_START ] ||
		ERA_ERROR+=" netlink: $((ERA_NETLINK - ERA_HITS - ERA_START))"
	[ -z "$ERA_ERROR" ]
}

sites_balance()
{
	SITES=$(nl_books 2>&1)
}

# Flush everything. The number of flushed hits is the sum of the flows' hits and the sites'
# evicted hits, so it is wrong if these do not add up to the sites' hits.
flush_books()
{
	dropstat flush -a > /dev/null || found site_books "cannot flush"
	era_read
	[ $((ERA_NETLINK - ERA_HITS)) = $ERA_START ] ||
		found site_books "era $ERA ($PARAMETERS): after a flush, off by" \
			$((ERA_NETLINK - ERA_HITS - ERA_START))
}

# Compare the books. This may have to wait for namespaces that are being deleted.
era_end()
{
	local before=$TEST_FAILED

	TEST_FAILED=
	wait_for $QUIET era_balances ||
		found books "era $ERA ($PARAMETERS), dropstat minus histogram:" \
			"$ERA_ERROR" "$(rows_all | head -n 20)"
	[ -z "$TEST_FAILED" ] || found books "era $ERA: drops did not stop"
	TEST_FAILED=$before
	[ $((ERA_HITS - ERA_HITS_START)) -ge $ERA_HITS_MIN ] ||
		found books "era $ERA: only $((ERA_HITS - ERA_HITS_START)) hits"
	wait_for 5 sites_balance ||
		found site_books "era $ERA ($PARAMETERS):" "$SITES"
	COMPARED=$((COMPARED + 1))
	echo "# era $ERA ($PARAMETERS): books of $ERA_HITS hits compared," \
		"$((ERA_HITS - ERA_HITS_START)) of this era," \
		"$((ERA_FLUSHED - ERA_FLUSHED_START)) of them flushed;" \
		"sites, flows, packets: ${SITES##*$'\n'}"
	flush_books
}

# Run one era. The gate is closed before and after it.
era()
{
	ERA=$((ERA + 1))
	era_begin
	echo $ERA > "$WORK/era"
	open_gate
	sleep $ERA_SECONDS
	close_gate
	era_end
	echo churn > "$WORK/era"
}

# --- unloading -----------------------------------------------------------------------

# These include tables that are too small, and tables without flows or details.
PARAMETER_SETS=("" "sites=16" "flows=0" "details=0" "flows=64 halflife=1"
	"sites=16 flows=0 details=0" "sites=4096 flows=16384 halflife=0")

unload_now()
{
	modprobe -r dropstat 2> /dev/null && return
	REFUSED=$((REFUSED + 1))
	return 1
}

counted()
{
	[ "$(total packets 2> /dev/null)" -gt 0 ] 2> /dev/null
}

# Hold open files, some of which have been read. They must not prevent unloading, and reads
# must fail afterwards. One file is in a netns that only the file keeps alive.
hold_files()
{
	local pid

	exec {HELD}< $PROC {HELD_BEGUN}< $PROC
	head -n 1 <&$HELD_BEGUN > /dev/null
	ip netns add soak-held
	ip netns exec soak-held sleep 1000 &
	pid=$!
	wait_for "$PATIENCE" in_netns $pid
	exec {HELD_DEAD}< /proc/$pid/net/dropstat
	head -n 1 <&$HELD_DEAD > /dev/null
	kill -9 $pid
	wait $pid 2> /dev/null
	ip netns del soak-held
}

has_joined()
{
	[ "$(cat "/proc/$1/comm")" = sleep ]
}

# Hold a socket that is a member of the groups while the groups are removed.
hold_socket()
{
	ip netns exec "$client" nl_open -j 9 sleep 1000 &
	HELD_SOCKET=$!
	wait_for "$PATIENCE" has_joined $HELD_SOCKET ||
		found held_files "nl_open did not join the groups"
}

release_socket()
{
	kill $HELD_SOCKET
	wait $HELD_SOCKET
	[ $? = 143 ] || found held_files "the process with the socket has exited"
} 2> /dev/null

check_held_files()
{
	local fd out

	for fd in $HELD $HELD_BEGUN $HELD_DEAD; do
		out=$(cat <&$fd 2>&1) &&
			found held_files "$1: an open file can still be read: $out"
		[[ $out = *"Input/output error"* ]] ||
			found held_files "$1: wrong error from an open file: $out"
	done
	HELD_CHECKS=$((HELD_CHECKS + 1))
}

# reload_now PARAMETER...: reload dropstat with these parameters, under load
reload_now()
{
	hold_files
	hold_socket
	wait_for "$PATIENCE" unload_now || {
		found unloads "cannot unload within $PATIENCE s:" \
			"$(grep '^dropstat ' /proc/modules)"
		return
	}
	[ ! -e $PROC ] || found unloads "$PROC is still there"
	check_held_files unloaded
	modprobe dropstat "$@" || found unloads "cannot load with $*"
	check_held_files "loaded again"
	exec {HELD}<&- {HELD_BEGUN}<&- {HELD_DEAD}<&-
	release_socket
	wait_for "$PATIENCE" counted || found unloads "no drops are counted"
	UNLOADS=$((UNLOADS + 1))
}

# Reload between two eras. The gate is closed before and after that.
churn()
{
	local i

	open_gate
	for i in 1 2; do
		PARAMETERS=${PARAMETER_SETS[UNLOADS % ${#PARAMETER_SETS[@]}]}
		reload_now $PARAMETERS
	done
	close_gate
}

# --- memory --------------------------------------------------------------------------

shrink()
{
	local cache

	sysctl -qw vm.drop_caches=3
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 > "$cache"
	done 2> /dev/null
}

# Client, server, and one that has been deleted: the kernel frees a netns only when the
# next one is deleted, so one always remains. The initial netns is not allocated, so it is
# not counted.
MOST_NAMESPACES=3

namespaces_ended()
{
	ip netns add soak-last
	ip netns del soak-last
	shrink
	NAMESPACES=$(awk '$1 == "net_namespace" { print $2 }' /proc/slabinfo)
	[ "$NAMESPACES" -le $MOST_NAMESPACES ]
}

# Print "USE KB" for each use of memory that the kernel reports, and "unknown:" for the
# rest. Only /proc/zoneinfo reports free pages in per-CPU lists.
memory_uses()
{
	awk -v page=$(($(getconf PAGE_SIZE) / 1024)) '
		FNR == NR { kb[$1] = $2; next }
		$1 == "count:" { kb["CPUsFree:"] += $2 * page }
		END {
			n = split("SUnreclaim: SReclaimable: Percpu:" \
				  " VmallocUsed: PageTables: AnonPages: Cached:" \
				  " Buffers: MemFree: CPUsFree:", uses)
			unknown = kb["MemTotal:"]
			for (i = 1; i <= n; i++) {
				print uses[i], kb[uses[i]] + 0
				unknown -= kb[uses[i]]
			}
			print "unknown:", unknown
		}' /proc/meminfo /proc/zoneinfo
}

# Read the memory use while the gate is closed, without dropstat and with empty caches.
memory_read()
{
	wait_for "$PATIENCE" unload_now || found unloads "cannot unload"
	wait_for $QUIET namespaces_ended
	MEMORY=$(memory_uses)
}
