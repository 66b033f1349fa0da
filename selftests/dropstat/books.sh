# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of lib.sh. What dropstat has counted since it was loaded, in all
# namespaces and by reason, has to be what the kernel's own histogram on
# skb:kfree_skb has counted.

# Both counts, of one moment: no hit came between.
books_read()
{
	local hits try

	for try in {1..100}; do
		hits=$(hist_hits)
		BOOKS_NOW=$(dropstat_read)
		BOOKS_NOW_HIST=$(hist_read)
		[ "$hits" != "$(hist_hits)" ] || return 0
		sleep 0.1
	done
	fail "$try reads of both counts, and never quiet"
}

# "REASON dropstat's COUNT minus the histogram's"
books_difference()
{
	{ sed 's/^/+ /' <<< "$BOOKS_NOW"; sed 's/^/- /' <<< "$BOOKS_NOW_HIST"; } |
		awk 'NF == 3 { n[$2] += $1 == "+" ? $3 : -$3 }
		     END { for (reason in n) print reason, n[reason] }' | sort
}

# What has changed in that difference since it was first taken
books_error()
{
	{ sed 's/^/- /' <<< "$BOOKS"; books_difference | sed 's/^/+ /'; } |
		awk -v total="$BOOKS_TOTAL_ONLY" '
			NF == 3 { n[total ? "*" : $2] += $1 == "+" ? $3 : -$3 }
			END { for (reason in n)
				if (n[reason])
					print reason, n[reason] }'
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

# It waits, because a netns that was deleted takes a while to end, and cannot
# be read meanwhile.
books_compare()
{
	wait_for $WAIT_SHORT books_balance ||
		fail "dropstat's count minus the histogram's:" "$BOOKS_ERROR" \
			"dropstat's rows:" "$(rows_all | head -n 30)" \
			"the histogram's:" "$BOOKS_NOW_HIST"
}
