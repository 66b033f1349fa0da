#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Module parameters, the refusal of bad values, and full tables

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# refused PARAMETER MESSAGE: loading fails, and if MESSAGE is not empty, the log has it
refused()
{
	unload
	if load "$1" 2>/dev/null; then
		fail "$1 was accepted"
	fi
	loaded && fail "dropstat is loaded"
	[ -z "$2" ] || dmesg | tail -n 5 | grep -q -F "dropstat: $2" ||
		fail "no message '$2':" "$(dmesg | tail -n 5)"
	reload
}

sites_too_few()
{
	refused sites=15 "sites=15: must be 16 to 65536"
}

sites_too_many()
{
	refused sites=65537 "sites=65537: must be 16 to 65536"
}

flows_too_few()
{
	refused flows=63 "flows=63: must be 0, or 64 to 1048576"
}

flows_too_many()
{
	refused flows=1048577 "flows=1048577: must be 0, or 64 to 1048576"
}

halflife_too_long()
{
	refused halflife=604801 "halflife=604801: must be 0, or 1 to 604800"
}

# memory_kb SITE FLOW: print the kB that 1024 sites and 65536 flows of these sizes need on
# all CPUs. Lockdep adds 64 bytes to the seqcount of each site and of every eight flows.
memory_kb()
{
	local lockdep=0

	[ ! -e /proc/lockdep ] || lockdep=64
	echo $((cpus * (1024 * ($1 + lockdep) + 65536 * ($2 + lockdep / 8)) / 1024))
}

memory_is_logged()
{
	local cpus kb

	cpus=$(awk -F- '{ print $NF + 1 }' /sys/devices/system/cpu/possible)
	reload_with sites=1024 flows=65536
	kb=$(memory_kb 272 216)
	dmesg | tail -n 5 | grep -q -F \
		"dropstat: 1024 sites and 65536 flows on each of $cpus CPUs: $kb kB" ||
		fail "expected $kb kB:" "$(dmesg | tail -n 5)"
}

memory_without_details()
{
	local cpus kb

	cpus=$(awk -F- '{ print $NF + 1 }' /sys/devices/system/cpu/possible)
	reload_with sites=1024 flows=65536 details=0
	kb=$(memory_kb 144 88)
	dmesg | tail -n 5 | grep -q -F "on each of $cpus CPUs: $kb kB" ||
		fail "expected $kb kB:" "$(dmesg | tail -n 5)"
	setup_pair
	ip netns exec "$client" udp send -n 7 -b 4000 $SERVER 9
	expect 7 "$server" reason=NO_SOCKET source=$CLIENT:4000
}

details_not_a_bool()
{
	refused details=perhaps ""
}

# Make the backlog large enough for a busy guest, until the end of the test.
setup_backlog()
{
	defer "sysctl -qw net.core.netdev_max_backlog=$(sysctl -n net.core.netdev_max_backlog)"
	sysctl -qw net.core.netdev_max_backlog=1000000
}

# old_flows HALFLIFE: create 8 heavy flows, wait 8 s, then create ten times as many
# lighter flows as there are rows left. Set OLD to the number of heavy flows that still
# have rows. The chance that seven of the eight share a set, which then has no room for
# more, is one in 300,000. The backlog must not overflow, because flows dropped for that
# reason would also take rows.
old_flows()
{
	reload_with flows=64 halflife="$1"
	setup_pair
	setup_backlog
	ip netns exec "$client" flood -c 0 -n "$(scaled 48000)" -p 8 \
		$SERVER 10000
	sleep 8
	ip netns exec "$client" flood -c 0 -n "$(scaled 30000)" -p 500 \
		$SERVER 20000
	OLD=$(rows "$server" reason=NO_SOCKET 'destination~:100..$' | wc -l)
	run_deferred
}

ageing()
{
	old_flows 1
	[ "$OLD" -le 1 ] || fail "$OLD old flows still have rows"
	old_flows 0
	[ "$OLD" -ge 7 ] || fail "without ageing, only $OLD old flows still have rows"
}

not_a_number()
{
	refused sites=many ""
}

rounded_up()
{
	reload_with sites=100 flows=100
	[ "$(cat /sys/module/dropstat/parameters/sites)" = 128 ] ||
		fail "sites: $(cat /sys/module/dropstat/parameters/sites)"
	[ "$(cat /sys/module/dropstat/parameters/flows)" = 128 ] ||
		fail "flows: $(cat /sys/module/dropstat/parameters/flows)"
}

# There are more flows than rows. Drops without a flow row are in the evicted row.
flows_full()
{
	local held

	reload_with flows=64
	setup_pair
	ip netns exec "$client" flood -n 5000 -p 1000 $SERVER 10000
	expect 5000 "$server" class=packet reason=NO_SOCKET
	expect_hist 5000 NO_SOCKET
	held=$(rows "$server" reason=NO_SOCKET proto=UDP | wc -l)
	[ "$held" -gt 0 ] || fail "no flow has a row"
	[ "$held" -le $((64 * $(nproc))) ] ||
		fail "$held flow rows from $(nproc) tables of 64"
	[ "$(rows "$server" reason=NO_SOCKET 'proto~^[*]$' | wc -l)" = 1 ] ||
		fail "expected one evicted row:" "$(rows "$server" proto!=UDP)"
	# Each of the thousand flows had five drops.
	[ -z "$(rows "$server" proto=UDP | awk '$8 > 5 || $8 + $9 < 5')" ] ||
		fail "a count is not in [PACKETS, PACKETS + ERROR]:" \
			"$(rows "$server" proto=UDP)"
	[ "$(rows "$server" reason=NO_SOCKET |
	     awk '{ n += $10 } END { print n }')" = $((5000 * 15)) ] ||
		fail "the bytes do not add up"
}

no_flows()
{
	reload_with flows=0
	setup_pair
	ip netns exec "$client" flood -n 100 -p 10 $SERVER 10000
	expect 100 "$server" class=packet reason=NO_SOCKET 'proto~^[*]$' \
		'source~^[*]$' 'destination~^[*]$'
	expect 100 "$server" class=packet
}

# There are more sites than rows. Drops at sites without a row are in the site "other",
# which the initial netns shows. Every device is a separate site.
sites_full()
{
	local i other

	reload_with sites=16
	setup_ns client
	for i in {1..30}; do
		ip -n "$client" link add "d$i" type dummy
		setup_addr "$client" "d$i" "192.0.$i.1"
		tc -n "$client" qdisc add dev "d$i" root netem loss 100%
		ip netns exec "$client" udp send -n 2 "192.0.$i.9" 9
	done
	wait_for $WAIT_SHORT counts_hist 60 QDISC_DROP ||
		fail "only $(hist_count QDISC_DROP) of 60 drops happened"
	other=$(count '' class=unknown/packet location=other)
	[ "$other" -gt 0 ] || fail "no site \"other\":" "$(cat $PROC)"
	[ "$(rows '' class=unknown/packet location=other |
	     awk '{ print $2, $3, $5, $6, $7 }')" = "* * * * *" ] ||
		fail "$(rows '' location=other)"
	# The reasons of hits in "other" are lost.
	BOOKS_TOTAL_ONLY=1
}

counts_hist()
{
	[ "$(hist_count "$2")" = "$1" ]
}

tests_run \
	sites_too_few \
	sites_too_many \
	flows_too_few \
	flows_too_many \
	halflife_too_long \
	memory_is_logged \
	memory_without_details \
	details_not_a_bool \
	ageing \
	not_a_number \
	rounded_up \
	flows_full \
	no_flows \
	sites_full
