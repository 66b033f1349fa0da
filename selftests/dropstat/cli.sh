#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The dropstat command: what it shows, and where the data comes from

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh

# The keys that dropstat(8) documents, in order
ROW_KEYS='netns iface reason location proto saddr daddr sport dport packets
error bytes first last netns_inode class evicted noise direction conntrack cgroup
cgroup_path container uid task'

json_keys()
{
	local keys

	setup_once
	keys=$(row | jq -r 'keys_unsorted | join(" ")')
	[ "$keys" = "$(xargs <<< "$ROW_KEYS")" ] || fail "wrong keys: $keys"
}

json_values()
{
	setup
	expect_json "[\"$server\",\"sveth\",\"NO_SOCKET\",\"UDP\",\"$CLIENT\",\
\"$SERVER\",4000,9,10,0,400,$(stat -L -c %i "/run/netns/$server"),\"packet\",\
false,false]" '.[] | [.netns, .iface, .reason, .proto, .saddr, .daddr, .sport,
		.dport, .packets, .error, .bytes, .netns_inode, .class,
		.evicted, .noise]' -N "$server" -d $SERVER --dport 9
	expect_json true '.[] | .first >= .last and .last >= 0 and
		.first < 100' -N "$server" -d $SERVER --dport 9
}

# Missing values are null.
json_null()
{
	setup_once
	expect_json '[null,null,null,null,null,3]' \
		'.[] | [.iface, .proto, .saddr, .sport, .dport, .packets]' \
		-N "$server" -c local
}

# /proc and dropstat show the same rows for a netns.
agrees_with_proc()
{
	local proc json

	setup_once
	proc=$(rows "$server" | awk '{ print $1, $2, $3, $4, $5, $6, $7, $8,
		$9, $10 }' | sort)
	json=$(show -N "$server" -a | jq -r '
		def peer($addr; $port): if $addr == null then "-"
			elif $port == null then $addr
			elif $addr | contains(":") then "[\($addr)]:\($port)"
			else "\($addr):\($port)" end;
		.[] | [.class, .reason, .iface // "-", .location,
		.proto // "-", peer(.saddr; .sport), peer(.daddr; .dport),
		.packets, .error, .bytes] | map(tostring) | join(" ")' | sort)
	[ "$proc" = "$json" ] || fail "/proc:" "$proc" "dropstat:" "$json"
}

text()
{
	local out

	setup_once
	out=$(dropstat -N "$server" -d $SERVER --dport 9)
	[ "$(head -n 1 <<< "$out" | xargs)" = "NETNS IFACE REASON LOCATION\
 PROTO SOURCE DESTINATION PACKETS LAST" ] || fail "wrong header:" "$out"
	sed -n 2p <<< "$out" | grep -qE "^$server +sveth +NO_SOCKET +\
[a-z0-9_.]+\+0x[0-9a-f]+ +UDP +$CLIENT:4000 +$SERVER:9 +10 +[0-9]+[sm] ago$" ||
		fail "wrong row:" "$out"
	[ "$(wc -l <<< "$out")" = 2 ] || fail "expected one row:" "$out"
}

all_namespaces()
{
	setup_once
	expect_json 10 ".[] | select(.netns == \"$server\").packets" \
		-d $SERVER --dport 9
	expect_json '[]' "map(select(.netns == \"$server\"))" \
		-d $SERVER --dport 11
	[ -z "$(dropstat 2>&1 > /dev/null)" ] || fail "unexpected message on standard error"
}

names_of_namespaces()
{
	local pid inode

	setup_once
	ip netns exec "$server" sleep 60 &
	pid=$!
	defer "kill $pid"
	inode=$(stat -L -c %i "/run/netns/$server")
	wait_for $WAIT_SHORT grep -q sleep /proc/$pid/comm ||
		fail "sleep did not start"
	for name in "$server" $pid "$inode" "net:[$inode]" \
		"/run/netns/$server" /proc/$pid/ns/net; do
		expect_json "\"$server\"" '.[].netns' -N "$name" --dport 9 \
			-d $SERVER
	done
	unix_close 2
	expect_json '["init"]' '[.[] | .netns] | unique - ["unknown"] |
		map(select(startswith("gone") | not))' -N self -a
	[ "$(ip netns exec "$server" dropstat -j -N self --dport 9 |
	     jq -r '.[0].netns')" = "$server" ] ||
		fail "-N self is not the current netns"
}

# A netns without a name is shown with the name of a process in it. The netns must be gone
# before the books are compared, because rows_all cannot find it.
name_of_process()
{
	local dir gone pid

	dir=$(mktemp -d)
	defer "rm -r $dir"
	cp "$(command -v sleep)" "$dir/sleep well"
	gone=$(count '' class=gone/local)

	unshare --net sh -c "$PWD/unix_close 2; exec '$dir/sleep well' 60" &
	pid=$!
	wait_for $WAIT_SHORT grep -q sleep /proc/$pid/comm ||
		fail "sleep did not start"
	expect_json "[\"pid:$pid(sleep well)\"]" '[.[].netns] | unique' \
		-c local -N $pid
	# The raw name, and the name as shown in text output
	expect_json "[\"pid:$pid(sleep well)\"]" '[.[].netns] | unique' \
		-c local -N "pid:$pid(sleep well)"
	expect_json "[\"pid:$pid(sleep well)\"]" '[.[].netns] | unique' \
		-c local -N "pid:$pid(sleep\x20well)"
	kill $pid
	expect $((gone + 2)) '' class=gone/local
}

gone()
{
	setup
	ip netns exec "$client" udp send -n 7 -b 4009 $SERVER 9
	expect_json '[7,false]' '.[] | [.packets, (.netns |
		startswith("gone:["))]' --sport 4009 -d $SERVER
	ip netns del "$server"
	expect_json '[7,true]' '.[] | [.packets, (.netns |
		startswith("gone:["))]' --sport 4009 -d $SERVER
}

by_site()
{
	setup_once
	expect_json '[{"reason":"NO_SOCKET","packets":15}]' \
		'[.[] | select(.reason == "NO_SOCKET") |
		 {reason, packets}]' -N "$server" -i sveth --by reason
	expect_json '["netns","netns_inode","reason","packets","bytes",
		"first","last"]' '.[0] | keys_unsorted' -N "$server" \
		--by reas,netns
}

by_flow()
{
	setup_once
	expect_json '[[9,10],[10,4]]' '[.[] | [.dport, .packets]]' \
		-N "$server" --by dport -d $SERVER -p udp
	expect_json '[["'$CLIENT'",15]]' '[.[] | [.saddr, .packets]]' \
		-N "$server" --by saddr -d $SERVER
	expect_json '[["UDP","'$SERVER'",4000],["UDP","'$SERVER'",4001]]' \
		'[.[] | [.proto, .daddr, .sport]]' \
		-N "$server" --by proto,daddr,sport -d $SERVER -p udp
}

by_bad_key()
{
	expect_error 2 "unknown key 'x'" --by x
	expect_error 2 "unknown key 's'" --by s
	expect_error 2 "--by needs a key" --by ,
}

sum()
{
	local count

	setup_once
	count=$(count "$server" class=packet)
	expect_json "[$count]" '[.[].packets]' -N "$server" -t
}

limit()
{
	local out

	setup_once
	expect_json '[10]' 'map(.packets)' -N "$server" -a -n 1
	expect_json '[2]' 'map(.packets)' -N "$server" -i lo -n 1
	expect_json '[["sveth",15]]' 'map([.iface, .packets])' -N "$server" \
		--by iface -n 1
	out=$(dropstat -N "$server" -a -n 1)
	grep -q '^\.\.\. [1-9][0-9]* more rows*, [1-9][0-9]* drops*; -n 0' \
		<<< "$out" || fail "no closing line:" "$out"
	[ "$(wc -l <<< "$out")" = 3 ] || fail "more than one row:" "$out"
	! dropstat -N "$server" -a -n 0 | grep 'more row' ||
		fail "-n 0 does not show all rows"
}

# fits MEMORY OPTION...: whether MEMORY kB are enough for dropstat with these options
fits()
{
	local memory=$1

	shift
	(ulimit -v "$memory" && exec dropstat -N "$server" "$@" > /dev/null)
}

# Rows beyond the limit are not fetched: 20,000 rows take several megabytes.
limit_fetches_less()
{
	local memory=12000 rest

	reload_with flows=32768
	setup_pair
	ip netns exec "$client" flood -n 20000 -p 20000 $SERVER 10000
	expect 20000 "$server" class=packet reason=NO_SOCKET
	fits $memory -n 5 || fail "5 rows do not fit in $memory kB"
	fits $memory -n 5 -i sveth -p udp 2> /dev/null ||
		fail "5 filtered rows do not fit in $memory kB"
	fits $memory -n 5 -j || fail "5 rows in JSON do not fit in $memory kB"
	! fits $memory -n 0 2> /dev/null || fail "all rows fit in $memory kB"
	fits 120000 -n 0 || fail "all rows together do not fit in 120 MB"
	rest=$(show -N "$server" | jq -r '.[5:] |
		"... \(length) more rows, \(map(.packets) | add) drops; -n 0 shows all"')
	[ "$(dropstat -N "$server" -n 5 | tail -n 1)" = "$rest" ] ||
		fail "expected $rest:" "$(dropstat -N "$server" -n 5 | tail -n 1)"
}

# Noise does not count towards the limit, even if it has more drops than the other rows.
limit_behind_noise()
{
	local out

	setup_pair
	ip netns exec "$client" sysctl -qw net.ipv4.ping_group_range='1 0'
	ip netns exec "$client" ping -q -c 3 -i 0.2 $SERVER > /dev/null
	ip netns exec "$client" ping -q -c 3 -i 0.2 $SERVER > /dev/null
	expect 6 "$client" proto=ICMP
	ip netns exec "$server" udp send -b 4000 $CLIENT 9
	expect 1 "$client" reason=NO_SOCKET proto=UDP
	out=$(dropstat -N "$client" -n 1)
	grep -q "^$client .* UDP .* 1 " <<< "$out" || fail "no row:" "$out"
	grep -q '^\.\.\. noise, .*: 6 drops in' <<< "$out" ||
		fail "no line about noise:" "$out"
}

# The default limit is thirty rows.
limit_default()
{
	local port

	setup_pair
	for port in {5001..5040}; do
		ip netns exec "$client" udp send -b 4000 $SERVER "$port"
	done
	expect 40 "$server" class=packet reason=NO_SOCKET
	[ "$(dropstat -N "$server" | grep -c NO_SOCKET)" = 30 ] ||
		fail "the default is not thirty rows"
	[ "$(dropstat -N "$server" | tail -n 1)" = \
	  "... 10 more rows, 10 drops; -n 0 shows all" ] || fail "no closing line"
	[ "$(show -N "$server" | jq length)" = 40 ] ||
		fail "JSON is also limited"
}

# The echo reply that only ping's raw socket received is noise.
noise()
{
	local out

	setup_once
	expect_json '[[true,"ICMP"]]' \
		'[.[] | select(.proto == "ICMP") | [.noise, .proto]]' \
		-N "$server"
	out=$(dropstat -N "$server")
	! grep ICMP <<< "$out" || fail "noise is shown by default"
	grep -q '^\.\.\. noise, .*: 1 drop in 1 row; -a' <<< "$out" ||
		fail "no line about noise:" "$out"
	dropstat -N "$server" -a | grep -q ICMP ||
		fail "noise is not shown with -a"
	dropstat -N "$server" -r NO_SOCKET | grep -q ICMP ||
		fail "noise is not shown with -r"
}

no_packets()
{
	local out

	setup_once
	out=$(dropstat -N "$server")
	! grep -v '^\.\.\.' <<< "$out" | grep unix_ ||
		fail "local hits are shown by default"
	grep -q '^\.\.\. not packets: fraglist 0, local 3; -a' <<< "$out" ||
		fail "no line about local hits:" "$out"
	dropstat -N "$server" -a | grep -q '^local ' ||
		fail "local hits are not shown with -a"
	dropstat -N "$server" -c local | grep -q '^local ' ||
		fail "local hits are not shown with -c"
	[ "$(show -N "$server" | jq '[.[].class] | unique[]')" = '"packet"' ] ||
		fail "JSON has classes other than packet"
}

nothing()
{
	setup_ns quiet
	[ "$(dropstat -N "$quiet")" = "no drops" ] ||
		fail "wrong text without drops"
	[ "$(dropstat -j -N "$quiet")" = "[]" ] ||
		fail "wrong JSON without drops"
}

explained()
{
	setup_once
	dropstat --explain -N "$server" | grep NO_SOCKET |
		grep -q 'no socket' || fail "no explanation"
	expect_json true '.[0].brief | length > 10' --explain -N "$server" \
		-d $SERVER
	expect_json false '.[0] | has("brief")' -N "$server" -d $SERVER
}

# The rates times the intervals, as shown, must add up to the drops.
watch()
{
	local out pid

	setup_pair
	out=$(mktemp)
	defer "rm $out"
	dropstat -N "$server" -w 1 --count 4 > "$out" &
	pid=$!
	wait_for $WAIT_SHORT test -s "$out" || fail "no output"
	ip netns exec "$client" udp send -n 100 -b 4000 $SERVER 9
	wait $pid || fail "status $?"
	awk '/, the last/ { seconds = $4 }
	     / NO_SOCKET / { n += $(NF - 2) * seconds }
	     END { exit !(n > 90 && n < 110) }' "$out" ||
		fail "the rates do not add up to 100 drops:" "$(cat "$out")"
	[ "$(grep -c ', the last' "$out")" = 4 ] ||
		fail "expected four updates"
}

watch_json()
{
	local out pid

	setup_pair
	out=$(mktemp)
	defer "rm $out"
	dropstat -j -N "$server" -w 1 > "$out" &
	pid=$!
	wait_for $WAIT_SHORT test -s "$out" || fail "no output"
	ip netns exec "$client" udp send -n 50 -b 4000 $SERVER 9
	wait_for $WAIT_SHORT grep -q NO_SOCKET "$out" || fail "no drops"
	kill -INT $pid
	wait $pid || fail "status $? when interrupted"
	jq -s -e 'flatten | [.[].rate] | add > 30' "$out" > /dev/null ||
		fail "wrong rates:" "$(cat "$out")"
}

# Root of a user namespace sees only its own netns.
own_netns_only()
{
	local out

	setup_once
	out=$(setpriv --reuid=65534 --regid=65534 --clear-groups \
		unshare --user --map-root-user unshare --net sh -c "
			$PWD/unix_close 3; $PWD/dropstat -a -j" 2>&1) ||
		fail "cannot read its own netns: $out"
	grep -q '^dropstat: this network namespace only' <<< "$out" ||
		fail "no message about it:" "$out"
	[ "$(grep -c '"packets":3,' <<< "$out")" = 1 ] ||
		fail "its own row is missing:" "$out"
	[ "$(grep -c '"packets"' <<< "$out")" = 1 ] || fail "it sees other rows:" \
		"$out"
}

without_net_admin()
{
	setpriv --bounding-set=-net_admin --inh-caps=-net_admin "$@"
}

# Without netlink, dropstat reads /proc, which shows the reader's own netns.
falls_back_to_proc()
{
	local out

	setup_once
	out=$(ip netns exec "$server" no_netlink dropstat -j -d $SERVER \
		--dport 9 2>&1) || fail "status $?" "$out"
	grep -q "^dropstat: reading $PROC" <<< "$out" ||
		fail "no message about it:" "$out"
	grep -v ^dropstat <<< "$out" | jq -e '.[0] | .packets == 10 and
		.netns == "'"$server"'"' > /dev/null ||
		fail "wrong rows:" "$out"
	ip netns exec "$server" no_netlink dropstat totals -j 2> /dev/null |
		jq -e ".packets == $(count "$server" class=packet) and
			.local == 3 and .sites == null" > /dev/null ||
		fail "wrong totals"
}

# refused_here ACTOR...: the actor cannot read its own netns
refused_here()
{
	local out

	out=$("$@" "$PWD/dropstat" 2>&1)
	[ $? = 4 ] || fail "$*: wrong exit status"
	[[ $out = dropstat:*"needs CAP_NET_ADMIN in this network namespace" ]] ||
		fail "$*: $out"
}

denied()
{
	local out

	refused_here setpriv --reuid=65534 --regid=65534 --clear-groups
	refused_here without_net_admin
	refused_here without_net_admin no_netlink
	setup_ns other
	out=$(without_net_admin dropstat -N "$other" 2>&1)
	[ $? = 4 ] || fail "wrong exit status for another netns"
	grep -q 'CAP_NET_ADMIN' <<< "$out" || fail "$out"
}

not_loaded()
{
	reload_with
	unload
	expect_error 3 'not loaded; load it with: modprobe dropstat'
	expect_error 3 'modprobe dropstat' totals
	expect_error 3 'modprobe dropstat' monitor
	expect_error 3 'modprobe dropstat' config
	expect_error 3 'modprobe dropstat' flush --all
	expect_error 3 'modprobe dropstat' export
	reload
}

unknown_reason()
{
	expect_error 2 "unknown reason 'NO_SOKET'; did you mean NO_SOCKET" \
		-r NO_SOKET
	# Reasons may be in upper or lower case, and may have the kernel's prefix.
	setup_once
	expect_json 4 length -r SKB_DROP_REASON_no_socket -N "$server"
}

unknown_netns()
{
	expect_error 2 "unknown network namespace 'nosuch'" -N nosuch
	expect_error 2 "unknown network namespace '999999'" -N 999999
	expect_error 1 'no such netns' -N 4294967295
}

# A reader that exits early causes no error message.
closed_pipe()
{
	local out

	setup_once
	out=$({ dropstat -a -n 0 | head -n 1; } 2>&1)
	[[ $out = CLASS* && $out != *$'\n'* ]] || fail "$out"
	out=$( (trap '' PIPE; dropstat -w 1 -j | head -n 1) 2>&1)
	[[ $out != *dropstat:* ]] || fail "with SIGPIPE ignored: $out"
}

tests_run \
	json_keys \
	json_values \
	json_null \
	agrees_with_proc \
	text \
	all_namespaces \
	names_of_namespaces \
	name_of_process \
	gone \
	by_site \
	by_flow \
	by_bad_key \
	sum \
	limit \
	limit_behind_noise \
	limit_default \
	noise \
	no_packets \
	nothing \
	explained \
	watch \
	watch_json \
	own_netns_only \
	falls_back_to_proc \
	denied \
	unknown_reason \
	unknown_netns \
	closed_pipe \
	not_loaded \
	limit_fetches_less
