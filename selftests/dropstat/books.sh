# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of lib.sh. What dropstat has counted since it was loaded, in all
# namespaces and by reason, has to be what the kernel's own histogram on
# skb:kfree_skb has counted.
#
# That loses hits, and says how many, but not of which reason: where a CPU has just
# begun to insert a reason, others give up on theirs (tracing_map.c). Then what
# dropstat has more of has to be just as many.

# Both counts, of one moment: no hit came between.
books_read()
{
	local try

	for try in {1..100}; do
		BOOKS_NOW_HIST=$(< $HIST/hist)
		BOOKS_NOW=$(rows_all)
		[ "$BOOKS_NOW_HIST" != "$(< $HIST/hist)" ] || return 0
		sleep 0.1
	done
	fail "$try reads of both counts, and never quiet"
}

# "REASON dropstat's COUNT minus the histogram's", and how many that has lost, as
# the COUNT of LOST
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

# What has changed in that difference since it was first taken; nothing, if it is
# what the histogram has lost
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

# books_flushed N: dropstat has just forgotten N hits, which the histogram has
# not
books_flushed()
{
	local off

	books_read
	off=$(books_error | awk '{ n += $2 } END { print n + 0 }')
	[ "$off" = "-$1" ] || fail "said to have forgotten $1, is off by $off"
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

# It waits, because a netns that was deleted takes a while to end, and cannot
# be read meanwhile.
books_compare()
{
	wait_for $WAIT_SHORT books_balance ||
		fail "dropstat's count minus the histogram's:" "$BOOKS_ERROR" \
			"dropstat's rows:" "$(rows_all | head -n 30)" \
			"the histogram's:" "$(books_histogram)"
}
