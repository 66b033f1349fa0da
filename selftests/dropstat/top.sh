#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# dropstat-top on a terminal: what it shows, and what its keys do. ../tools/top.sh has the
# tests that do not need the module.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=term.sh
. ./term.sh

keys_at_80x24()
{
	setup_pair
	drop 10
	drop 5 10
	term_setup 80 24 "$TOP -d 0.5 -N $server"
	sees ' 0.0 +15 .* NO_SOCKET '
	press g
	sees 'by netns'
	press G
	sees 'by reason'
	press 9
	sees ' 10 .* 9/UDP'
	press s
	sees 'packets first'
	press S
	sees 'rate first'
	press 1 Enter
	sees ' 15 .* sveth +NO_SOCKET +_*udp'
	press Enter
	sees "UDP +$CLIENT:4000 +$SERVER:10"
	press Down Enter
	sees 'EXPLAIN'
	sees "UDP $CLIENT:4000 -> $SERVER:10"
	sees 'Usual causes'
	press PPage Left
	sees 'by flow'
	press BSpace
	sees 'by site'
	press Escape
	sees 'by reason'
	press e
	sees 'EXPLAIN'
	press Escape +
	sees 'every 1 s'
	press -- - -
	sees 'every 0.2 s'
	press q
	ended
}

# The details of a flow, which are also shown while paused
flow_page()
{
	setup_pair
	ip netns exec "$server" nft -f - <<-RULES
		table inet filter {
			chain input {
				type filter hook input priority 0
				ct state new udp dport 53 drop
			}
		}
	RULES
	drop 3 53
	term_setup 100 110 "$TOP -d 0.5 -g flow -N $server"
	sees " 3 .* NETFILTER_.* $SERVER:53"
	press / ":53" Enter p
	sees PAUSED
	press Enter
	sees 'EXPLAIN'
	sees '^direction: rx, incoming'
	sees '^conntrack: NEW, UNREPLIED, orig UDP '
	sees '^Call path, innermost first'
	sees '^  ip_local_deliver'
	press q
	ended
}

typing_a_filter()
{
	setup_pair
	drop 10
	drop 5 10
	term_setup 80 24 "$TOP -d 0.5 -N $server -g flow"
	sees '2 rows'
	press / ":10x"
	sees 'Filter: :10x_'
	sees 'Nothing matches'
	press BSpace
	sees '1 row( |$)'
	press Enter
	lacks 'Filter: '
	sees 'filter ":10"'
	press Escape
	sees '2 rows'
	press / x Escape
	sees '2 rows'
	press q
	ended
}

pause_and_help()
{
	setup_pair
	drop 10
	term_setup 80 24 "$TOP -d 0.2 -N $server"
	sees ' 10 .* NO_SOCKET'
	press p
	sees PAUSED
	drop_more 5
	expect 15 "$server" class=packet
	press h
	sees 'any key closes this help'
	press x
	lacks 'any key closes'
	screen_has ' 10 .* NO_SOCKET' || fail "not paused:" "$(screen)"
	press Space
	sees ' 15 .* NO_SOCKET'
	lacks PAUSED
	press '?'
	sees 'any key closes this help'
	press q q
	ended
}

showing_noise()
{
	setup_pair
	ip netns exec "$client" sysctl -qw net.ipv4.ping_group_range='1 0'
	ip netns exec "$client" ping -q -c 2 -i 0.2 $SERVER > /dev/null
	term_setup 80 24 "$TOP -d 0.5 -N $client"
	sees 'noise 2 .* hidden'
	sees 'Nothing was dropped'
	press a
	sees ' 2 .* packet +NO_SOCKET'
	press a
	sees 'Nothing was dropped'
	press q
	ended
}

wide_200x50()
{
	setup_pair
	drop 10
	term_setup 200 50 "$TOP -d 0.5 -g flow"
	sees " 10 .* $server +sveth +NO_SOCKET +_*udp.*UDP +$CLIENT:4000 +$SERVER:9"
	press q
	ended
}

resizing()
{
	setup_pair
	drop 10
	term_setup 80 24 "$TOP -d 0.5 -N $server"
	sees ' 10 .* NO_SOCKET'
	term resize-window -x 20 -y 5
	sees '^terminal too small'
	term resize-window -x 40 -y 8
	sees ' 10 .* NO_SOCKET'
	term resize-window -x 200 -y 50
	press 0
	sees "sveth +NO_SOCKET +_*udp.*UDP +$CLIENT:4000 +$SERVER:9"
	term resize-window -x 80 -y 24
	sees "sveth +NO_SOCKET +UDP +$CLIENT:4000 +$SERVER:9"
	sees 'h help'
	press q
	ended
}

module_reload()
{
	setup_pair
	drop 10
	term_setup 80 24 "$TOP -d 0.5 -N $server"
	sees ' 10 .* NO_SOCKET'
	unload || fail "cannot unload while dropstat-top runs"
	sees 'STALE .*modprobe dropstat'
	screen_has ' 10 .* NO_SOCKET' || fail "the last rows are gone"
	reload
	lacks STALE
	sees 'Nothing was dropped'
	drop_more 7
	sees ' 7 .* NO_SOCKET'
	press q
	ended
	unload
	"$TOP" -b 2> /dev/null
	[ $? = 3 ] || fail "exit status without the module is not 3"
	reload
}

# If dropstat is reloaded between two updates, counts restart and no rate is shown.
module_reload_while_paused()
{
	setup_pair
	drop 10
	term_setup 80 24 "$TOP -d 0.5 -N $server"
	sees ' 10 .* NO_SOCKET'
	press p
	sees PAUSED
	reload
	drop_more 20
	press -- + + + + + p
	sees ' - +20 .* NO_SOCKET'
	sees 'rates: no data yet'
	press q
	ended
}

tests_run \
	keys_at_80x24 \
	flow_page \
	typing_a_filter \
	pause_and_help \
	showing_noise \
	wide_200x50 \
	resizing \
	module_reload \
	module_reload_while_paused
