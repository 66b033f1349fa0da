#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A netfilter rule that drops packets, and one that does not

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# The location is in nf_tables, or in the netfilter hook on kernels whose nf_tables does
# not have drop reasons.
DROPPER='^(nft_do_chain|nf_hook_slow)$'

setup()
{
	setup_pair
	ip netns exec "$server" nft -f - <<-RULES
		table inet filter {
			chain input {
				type filter hook input priority 0
				udp dport 53 $1
			}
		}
	RULES
}

send_and_receive()
{
	receive "$server" 6 $SERVER 53
	ip netns exec "$client" udp send -n 6 -w -b 4000 $SERVER 53
}

drop()
{
	setup "counter drop"
	send_and_receive
	expect 6 "$server" class=packet reason=NETFILTER_DROP iface=sveth \
		symbol~$DROPPER proto=UDP \
		source=$CLIENT:4000 destination=$SERVER:53
	expect_hist 6 NETFILTER_DROP
	ip netns exec "$server" nft list ruleset | grep -q 'packets 6 ' ||
		fail "nft has a different count"
}

accept()
{
	setup "counter accept"
	send_and_receive
	expect_received
	expect_no_drop "$server"
	expect_no_drop "$client"
}

# With a conntrack entry, which also identifies the netns, the result must be the same.
drop_with_conntrack()
{
	setup "ct state new counter drop"
	send_and_receive
	expect 6 "$server" class=packet reason=NETFILTER_DROP iface=sveth \
		symbol~$DROPPER proto=UDP destination=$SERVER:53
	expect_hist 6 NETFILTER_DROP
}

tests_run \
	drop \
	accept \
	drop_with_conntrack
