# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of lib.sh. For each drop reason, the hits that dropstat has counted since it was
# loaded, over all namespaces, must equal those of the kernel's own histogram on
# skb:kfree_skb.
#
# The histogram may lose hits: while one CPU inserts a new reason, other CPUs do not wait
# (tracing_map.c). It reports how many hits it lost, but not for which reason. In that
# case, dropstat's surplus must be exactly that number.

# Read both counts at the same moment: retry until no hit occurs in between.
books_read()
{
	local try

	for try in {1..100}; do
		BOOKS_NOW_HIST=$(< $HIST/hist)
		BOOKS_NOW=$(rows_all)
		[ "$BOOKS_NOW_HIST" != "$(< $HIST/hist)" ] || return 0
		sleep 0.1
	done
	fail "drops never paused in $try reads of both counts"
}

# Print lines "REASON N", where N is dropstat's count minus the histogram's, and "LOST N",
# where N is minus the number of hits that the histogram lost.
books_difference()
{
	awk "$HIST_AWK"'
		hits != "" { n[reason] -= hits }
		$1 == "Dropped:" { n["LOST"] -= $2 }
		NF >= 12 { sub(/.*\/.*/, "SUBSYSTEM", $2); n[$2] += $8 }
		END { for (reason in n) print reason, n[reason] }' <<-INPUT
		$REASONS
		$BOOKS_NOW_HIST
		$BOOKS_NOW
	INPUT
}

# Print how this difference has changed since it was first taken. Print nothing if the
# hits that the histogram lost explain the change.
books_error()
{
	awk -v total="$BOOKS_TOTAL_ONLY" '
		$1 == "now" { now = 1 }
		NF == 2 { n[total ? "*" : $1] += now ? $2 : -$2 }
		END {
			for (reason in n) {
				sum += n[reason]
				bad = bad || (n[reason] < 0 && reason != "LOST")
			}
			for (reason in n)
				if ((sum || bad) && n[reason])
					print reason, n[reason]
		}' <<-INPUT
		$BOOKS
		now
		$(books_difference)
	INPUT
}

# books_flushed N: adjust the books after dropstat flushed N hits, which the histogram
# still counts
books_flushed()
{
	local off

	books_read
	off=$(books_error | awk '{ n += $2 } END { print n + 0 }')
	[ "$off" = "-$1" ] || fail "flushed $1 hits, but the count changed by $off"
	BOOKS=$(books_difference)
}

books_balance()
{
	books_read
	BOOKS_ERROR=$(books_error)
	[ -z "$BOOKS_ERROR" ]
}

books_histogram()
{
	awk "$HIST_AWK"'hits != "" { print reason, hits }' <<-INPUT
		$REASONS
		$BOOKS_NOW_HIST
	INPUT
}

# Wait, because freeing a deleted netns takes a while, and its rows cannot be read until
# then.
books_compare()
{
	wait_for $WAIT_SHORT books_balance ||
		fail "dropstat's counts minus the histogram's:" "$BOOKS_ERROR" \
			"dropstat's rows:" "$(rows_all | head -n 30)" \
			"the histogram:" "$(books_histogram)"
}
