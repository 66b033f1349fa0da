# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of soak.sh: the gate, and what is done while it is closed. In an era
# dropstat stays loaded, and at its end the books are compared; between two of
# them it is unloaded and loaded again and again under the full flood.

parked()
{
	local name

	for name in $WORKERS; do
		word "parked/$name"
		[ "$WORD" = $EPOCH ] || { LATE=$name; return 1; }
	done
}

# Nobody is in a round when it returns.
close_gate()
{
	EPOCH=$((EPOCH + 1))
	echo $EPOCH > "$WORK/closed.new"
	mv "$WORK/closed.new" "$WORK/closed"
	wait_for "$PATIENCE" parked && return
	found chaos "$LATE is in its round for $PATIENCE s"
}

open_gate()
{
	rm -f "$WORK/closed"
}

# --- books ------------------------------------------------------------------------

# total NAME...: sum of these of dropstat's totals, for all namespaces
total()
{
	dropstat totals -j |
		jq '[.[$ARGS.positional[]]] | add' --args "$@"
}

# Both views, and the histogram's hits since
era_read()
{
	books_read
	ERA_FLUSHED=$(total flushed)
	ERA_NETLINK=$(total packets fraglist local flushed)
	ERA_HITS=$(hist_hits)
}

# Nobody can read what a netns has that is ending: whether there is none
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
		found books "era $ERA: /proc and netlink do not agree for $QUIET s"
	BOOKS=$(books_difference)
	ERA_HITS_START=$ERA_HITS
	ERA_START=$((ERA_NETLINK - ERA_HITS))
	ERA_FLUSHED_START=$ERA_FLUSHED
}

# What is wrong in ERA_ERROR. While nothing is forgotten, and all sites have room,
# every reason has to be right, and otherwise the sum.
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
		ERA_ERROR="flushed $flushed, and nothing is missing"
	fi
	[ $((ERA_NETLINK - ERA_HITS)) = $ERA_START ] ||
		ERA_ERROR+=" netlink: $((ERA_NETLINK - ERA_HITS - ERA_START))"
	[ -z "$ERA_ERROR" ]
}

sites_balance()
{
	SITES=$(nl_books 2>&1)
}

# A flush forgets what sites say to have evicted, their flows' part too: it says to
# have forgotten too few if that is not all that they have.
forget()
{
	dropstat flush -a > /dev/null || found site_books "cannot flush"
	era_read
	[ $((ERA_NETLINK - ERA_HITS)) = $ERA_START ] ||
		found site_books "era $ERA ($PARAMETERS): after a flush off by" \
			$((ERA_NETLINK - ERA_HITS - ERA_START))
}

# Here too namespaces may be ending.
era_end()
{
	local before=$TEST_FAILED

	TEST_FAILED=
	wait_for $QUIET era_balances ||
		found books "era $ERA ($PARAMETERS), dropstat's minus histogram's:" \
			"$ERA_ERROR" "$(rows_all | head -n 20)"
	[ -z "$TEST_FAILED" ] || found books "era $ERA: never quiet"
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
	forget
}

# One era, from a closed gate to a closed gate
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

# Tables too small, none of one kind, and others
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

# A file that is open does not keep the module, and has an error to say then;
# the other one is of a netns that only this file holds.
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

# A member of the groups that are about to go
hold_socket()
{
	ip netns exec "$client" nl_open -j 9 sleep 1000 &
	HELD_SOCKET=$!
	wait_for "$PATIENCE" has_joined $HELD_SOCKET ||
		found held_files "nobody joins the groups"
}

release_socket()
{
	kill $HELD_SOCKET
	wait $HELD_SOCKET
	[ $? = 143 ] || found held_files "who had joined the groups has ended"
} 2> /dev/null

check_held_files()
{
	local fd out

	for fd in $HELD $HELD_BEGUN $HELD_DEAD; do
		out=$(cat <&$fd 2>&1) &&
			found held_files "$1: a file can be read: $out"
		[[ $out = *"Input/output error"* ]] ||
			found held_files "$1: a file says $out"
	done
	HELD_CHECKS=$((HELD_CHECKS + 1))
}

# reload_now PARAMETER...: dropstat is loaded
reload_now()
{
	hold_files
	hold_socket
	wait_for "$PATIENCE" unload_now || {
		found unloads "cannot unload for $PATIENCE s:" \
			"$(grep '^dropstat ' /proc/modules)"
		return
	}
	[ ! -e $PROC ] || found unloads "$PROC is still there"
	check_held_files unloaded
	modprobe dropstat "$@" || found unloads "cannot load with $*"
	check_held_files "loaded again"
	exec {HELD}<&- {HELD_BEGUN}<&- {HELD_DEAD}<&-
	release_socket
	wait_for "$PATIENCE" counted || found unloads "nothing is counted"
	UNLOADS=$((UNLOADS + 1))
}

# Between two eras, from a closed gate to a closed gate
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

# Client, server, and one more: the kernel frees one that has ended when the next
# one ends, so that there is a last one. That the initial one is not counted is
# because it was not allocated.
MOST_NAMESPACES=3

namespaces_ended()
{
	ip netns add soak-last
	ip netns del soak-last
	shrink
	NAMESPACES=$(awk '$1 == "net_namespace" { print $2 }' /proc/slabinfo)
	[ "$NAMESPACES" -le $MOST_NAMESPACES ]
}

# "USE KB": what the kernel tells of, and pages of which it does not say whose they are.
# Free ones that a CPU has at hand are told of elsewhere.
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

# With the gate closed: what is used without dropstat, when nothing is cached
memory_read()
{
	wait_for "$PATIENCE" unload_now || found unloads "it does not go"
	wait_for $QUIET namespaces_ended
	MEMORY=$(memory_uses)
}
