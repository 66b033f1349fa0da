#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Names of locations, also of those whose module is gone.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# drop N: have nf_tables drop N datagrams in host
drop()
{
	ip netns exec "$host" nft -f - <<-RULES
		table inet filter {
			chain input {
				type filter hook input priority 0
				udp dport 9 drop
			}
		}
	RULES
	ip netns exec "$host" udp send -n "$1" -b 4000 127.0.0.1 9
	ip netns exec "$host" nft flush ruleset
}

nf_tables_unused()
{
	[ "$(cat /sys/module/nf_tables/refcnt 2>/dev/null)" = 0 ]
}

# Everything that holds nf_tables, and it
unload_nf_tables()
{
	wait_for $WAIT_SHORT modprobe -q -r nft_reject_inet nft_ct nf_tables
	! grep -q '^nf_tables ' /proc/modules ||
		fail "nf_tables stays:" "$(lsmod | grep nf_tables)"
}

# Nobody has read the row before the module goes.
kept_after_module()
{
	setup_ns host
	drop 3
	unload_nf_tables
	expect 3 "$host" class=packet reason=NETFILTER_DROP \
		'location~^nft_do_chain\+0x[0-9a-f]+\[nf_tables\]$'
}

# The address may be another one now; the name, and so the row, is the same.
same_after_reload()
{
	setup_ns host
	drop 3
	unload_nf_tables
	drop 4
	expect 7 "$host" class=packet reason=NETFILTER_DROP \
		symbol=nft_do_chain
	[ "$(rows "$host" reason=NETFILTER_DROP | wc -l)" = 1 ] ||
		fail "not one row:" "$(rows "$host")"
}

# symbol+offset is one word, and no location is left without a name.
every_location_named()
{
	local odd

	odd=$(rows_all | awk '
		$4 !~ /^[A-Za-z_][A-Za-z0-9_.]*\+0x[0-9a-f]+(\[[a-z0-9_]+\])?$/ &&
		$4 != "other" && $4 != "nmi"')
	[ -z "$odd" ] || fail "locations:" "$odd"
}

tests_run \
	kept_after_module \
	same_after_reload \
	every_location_named
