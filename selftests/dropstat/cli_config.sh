#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# dropstat config, flush, totals and export.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh

# config_is WANT FILTER: the jq filter, applied to the configuration, yields WANT
config_is()
{
	local is

	is=$(dropstat config -j | jq -c "$2")
	[ "$is" = "$1" ] || fail "$2: $is, expected $1"
}

set_config()
{
	dropstat config set "$@" || fail "config set $*: status $?"
}

config_values()
{
	reload_with
	config_is '["flows","halflife","threshold","event_limit","reasons"]' \
		keys_unsorted
	config_is '[true,300,[]]' '[.flows, .halflife, .reasons]'
	set_config halflife 60 threshold 1000 event-limit 7
	config_is '[true,60,1000,7]' \
		'[.flows, .halflife, .threshold, .event_limit]'
	set_config flows off
	config_is '[false,60]' '[.flows, .halflife]'
	set_config flows on halflife 0
	config_is '[true,0]' '[.flows, .halflife]'
	[ "$(dropstat config show | xargs)" = "flows yes halflife 0 threshold\
 1000 event-limit 7" ] || fail "wrong text: $(dropstat config)"
}

config_reasons()
{
	reload_with
	set_config reason NO_SOCKET flows off reason tcp_csum threshold 5
	config_is '[["NO_SOCKET",false,null],["TCP_CSUM",true,5]]' \
		'[.reasons | sort_by(.reason)[] | [.reason, .flows, .threshold]]'
	# Settings that are not given keep their values.
	set_config reason NO_SOCKET threshold 9
	config_is '[[false,9]]' '[.reasons[] | select(.reason == "NO_SOCKET") |
		[.flows, .threshold]]'
	set_config reason NO_SOCKET default
	config_is '["TCP_CSUM"]' '[.reasons[].reason]'
	dropstat config | grep -qE '^TCP_CSUM +yes +5$' ||
		fail "wrong text: $(dropstat config)"
	set_config reset-reasons
	config_is '[]' .reasons
}

# Turn off the flow rows of one reason.
config_takes_effect()
{
	reload_with
	set_config reason NO_SOCKET flows off
	setup_pair
	ip netns exec "$client" udp send -n 5 -b 4000 $SERVER 9
	expect_json '[[null,true,5]]' 'map([.proto, .evicted, .packets])' \
		-N "$server"
	set_config reason NO_SOCKET flows on
	ip netns exec "$client" udp send -n 2 -b 4000 $SERVER 9
	expect_json '[["UDP",2]]' \
		'map(select(.evicted | not) | [.proto, .packets])' -N "$server"
}

config_wrong()
{
	expect_error 2 "unknown reason 'NO_SOKET'; did you mean NO_SOCKET" \
		config set reason NO_SOKET flows off
	expect_error 2 "0 to 604800" config set halflife 604801
	config_is '[]' .reasons
}

config_denied()
{
	local out

	out=$(setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$PWD/dropstat" config set halflife 1 2>&1)
	[ $? = 4 ] || fail "wrong exit status"
	[[ $out = "dropstat: "*CAP_NET_ADMIN* ]] || fail "$out"
}

# The reload at the end resets the books, which do not account for the flush.
flush_netns()
{
	setup
	[ "$(dropstat flush -N "$server")" = "20 hits flushed" ] ||
		fail "expected 20 hits to be flushed"
	expect_json '[]' . -N "$server" -a
	ip netns exec "$client" udp send -n 2 -b 4000 $SERVER 9
	expect_json '[2]' 'map(.packets)' -N "$server" -a
	reload
}

flush_all()
{
	setup
	dropstat flush --all | grep -q '^[1-9][0-9]* hits flushed$' ||
		fail "nothing was flushed"
	expect_json '[]' 'map(select(.class == "packet"))'
	dropstat totals -j | jq -e '.flushed >= 20' > /dev/null ||
		fail "$(dropstat totals)"
	reload
}

flush_denied()
{
	local out

	setup_ns other
	out=$(setpriv --bounding-set=-net_admin --inh-caps=-net_admin \
		dropstat flush -N "$other" 2>&1)
	[ $? = 4 ] || fail "wrong exit status"
	[[ $out = "dropstat: "*CAP_NET_ADMIN* ]] || fail "$out"
}

totals()
{
	setup
	[ "$(dropstat totals -j -N "$server" |
	     jq -c '[.packets, .bytes, .local, .fraglist, .evicted_packets,
		.sites, .flows, .version]')" = \
	  "[17,$(rows "$server" class=packet |
		awk '{ n += $10 } END { print n }'),3,0,0,4,4,null]" ] ||
		fail "$(dropstat totals -N "$server")"
	dropstat totals -j | jq -e '.packets >= 17 and .cpus > 0 and
		.memory > 0 and .sites_max >= .sites_used and .uptime > 0 and
		.version == "'"$(modinfo -F version dropstat)"'"' > /dev/null ||
		fail "$(dropstat totals)"
	dropstat totals | grep -qE '^drops +[0-9]+$' || fail "no text output"
}

export_agrees()
{
	local out

	setup
	out=$(dropstat export --netns "$server")
	[ "$(tail -n 1 <<< "$out")" = "# EOF" ] || fail "no # EOF:" "$out"
	[ "$(awk '/^dropstat_drops_total\{/ { n += $2 } END { print n }' \
		<<< "$out")" = 17 ] || fail "$out"
	grep -q "^dropstat_drops_total{netns=\"$server\",netns_inode=\"[0-9]*\",iface=\"sveth\",reason=\"NO_SOCKET\",location=\"[a-z0-9_.]*+0x[0-9a-f]*\"} 14$" \
		<<< "$out" || fail "$out"
	out=$(dropstat export)
	grep -q '^dropstat_memory_bytes [1-9]' <<< "$out" ||
		fail "no memory size:" "$out"
	[ -z "$(grep -v '^#' <<< "$out" | sed 's/ [0-9]*$//' | sort |
		uniq -d)" ] || fail "duplicate labels:" "$out"
}

tests_run \
	config_values \
	config_reasons \
	config_takes_effect \
	config_wrong \
	config_denied \
	flush_netns \
	flush_all \
	flush_denied \
	totals \
	export_agrees
