#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The details that dropstat shows about a flow: conntrack's view of the packet,
# conntrack's current entry for it, the answers that conntrack waits for, the owner, the
# direction, and the call path to the drop

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=detail-lib.sh
. ./detail-lib.sh

NOBODY=65534

# track NETNS [RULE]: enable conntrack in NETNS, with RULE for input. With the timeout set
# here, entries outlive the test on any machine.
track()
{
	ip netns exec "$1" nft -f - <<-RULES
		table inet t {
			chain c {
				type filter hook input priority 0
				ct state established counter
				${2:-}
			}
		}
	RULES
	ip netns exec "$1" sysctl -qw net.netfilter.nf_conntrack_udp_timeout=3600
}

# --- conntrack -----------------------------------------------------------------

setup_refused()
{
	setup_pair
	track "$server" 'ct state new udp dport 53 ct mark set 7 drop'
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 53
	expect 3 "$server" reason=NETFILTER_DROP
}

# JSON always has conntrack's view. Text shows it only with --conntrack, on separate
# lines.
entry_of_packet()
{
	setup_refused
	expect_json '["NEW",false,false,false,0,7]' \
		'.[0].conntrack | [.state, .replied, .assured, .confirmed,
			.zone, .mark]' -N "$server" --dport 53
	expect_json "$(tuple UDP $CLIENT $SERVER 4000 53)" \
		'.[0].conntrack.orig' -N "$server" --dport 53
	expect_json "$(tuple UDP $SERVER $CLIENT 53 4000)" \
		'.[0].conntrack.reply' -N "$server" --dport 53
	says "conntrack: NEW, UNREPLIED, orig UDP $CLIENT:4000 -> $SERVER:53, reply UDP $SERVER:53 -> $CLIENT:4000, not in its table, mark 0x7" \
		show --conntrack -N "$server"
	says "conntrack has no entry for it now, and no similar one" \
		show --conntrack -N "$server"
	expect_json '[[null,null]]' \
		'map([.conntrack_own, .conntrack_expected])' \
		-N "$server" --conntrack
	expect_json '[false]' 'map(has("conntrack_own"))' -N "$server"
	says_not conntrack show -N "$server"
}

# Like a proxy, or a service with many addresses: the client sends to one address and
# port, and the answer is sent from another.
setup_proxy()
{
	setup_pair
	ip -n "$server" addr add 198.51.100.3/24 dev sveth
	track "$client"
	track "$server" 'udp dport 53 drop'
	ip netns exec "$client" udp send -b 4000 $SERVER 53
	expect 1 "$server" reason=NETFILTER_DROP
}

# answer SOURCE PORT: send an answer from SOURCE and PORT to the client's address and port
answer()
{
	ip netns exec "$server" nft -f - <<-RULES
		table ip n {
			chain p {
				type nat hook postrouting priority 100
				udp sport 5300 snat to $1:$2
			}
		}
	RULES
	ip netns exec "$server" udp send -b 5300 $CLIENT 4000
	expect 1 "$client" reason=NO_SOCKET source="$1:$2"
}

expected_port()
{
	setup_proxy
	answer $SERVER 5300
	says "conntrack tracks it as a separate flow: NEW, UNREPLIED" \
		show --conntrack -N "$client"
	says "conntrack waits for UDP $SERVER:53 -> $CLIENT:4000 (UNREPLIED, from $CLIENT:4000 to $SERVER:53): the source port differs, 5300 instead of 53; the addresses are the same" \
		show --conntrack -N "$client"
	expect_json '["reply",["sport"],false,"NEW"]' \
		'.[0].conntrack_expected | [.direction, .differs, .replied,
			.state]' -N "$client" --conntrack
	expect_json "$(tuple UDP $CLIENT $SERVER 4000 53)" \
		'.[0].conntrack_expected.orig' -N "$client" --conntrack
	expect_json "$(tuple UDP $SERVER $CLIENT 5300 4000)" \
		'.[0].conntrack_own.orig' -N "$client" --conntrack
	# All namespaces together, from outside
	expect_json '[["sport"]]' \
		'map(select(.conntrack_expected).conntrack_expected.differs)' \
		--conntrack
}

expected_address()
{
	setup_proxy
	answer 198.51.100.3 53
	says "conntrack waits for UDP $SERVER:53 -> $CLIENT:4000 (UNREPLIED, from $CLIENT:4000 to $SERVER:53): the source address differs, 198.51.100.3 instead of $SERVER; the ports are the same" \
		show --conntrack -N "$client"
}

expected_address_and_port()
{
	setup_proxy
	answer 198.51.100.3 7893
	expect_json '["saddr","sport"]' '.[0].conntrack_expected.differs' \
		-N "$client" --conntrack
}

# The case of the transparent proxy, entirely on lo
expected_ipv6()
{
	setup_ns one
	track "$one"
	ip -n "$one" addr add 2001:db8::53/128 dev lo nodad
	ip netns exec "$one" nft "add rule inet t c udp dport 53 drop"
	ip netns exec "$one" nft "add table ip6 n; add chain ip6 n p {
		type nat hook postrouting priority 100; };
		add rule ip6 n p udp dport 53 snat to [::1]:8888"
	ip netns exec "$one" udp send -b 8888 2001:db8::53 53
	expect 1 "$one" reason=NETFILTER_DROP
	ip netns exec "$one" udp send -b 7893 ::1 8888
	expect 1 "$one" reason=NO_SOCKET source='[::1]:7893'
	expect_json '["saddr","sport"]' \
		'map(select(.sport == 7893))[0].conntrack_expected.differs' \
		-N "$one" --conntrack
}

# The packet's own entry is never reported as the expected one.
expected_none()
{
	setup_pair
	track "$server"
	ip netns exec "$client" udp send -b 4000 $SERVER 9
	expect 1 "$server" reason=NO_SOCKET
	says "conntrack tracks it as a separate flow: NEW, UNREPLIED" \
		show --conntrack -N "$server"
	says_not 'waits for' show --conntrack -N "$server"
}

# On a terminal, lines are wrapped, not cut off.
fits_terminal()
{
	local out wide

	setup_refused
	out=$(TERM=xterm script -qec "stty cols 80; dropstat show --conntrack \
		--owner -C never -N $server" /dev/null < /dev/null | tr -d '\r')
	wide=$(awk 'length > 80' <<< "$out")
	[ -z "$wide" ] || fail "lines are wider than the terminal:" "$wide"
	xargs <<< "$out" | grep -qF "UNREPLIED, orig UDP $CLIENT:4000 -> $SERVER:53, reply UDP" ||
		fail "$out"
	grep -q '^        [^ ]' <<< "$out" || fail "not indented:" "$out"
}

# Rows are still shown, and one line explains why conntrack's entries are missing.
no_permission()
{
	local out

	setup_refused
	out=$(setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin \
		dropstat show --conntrack -N "$server" 2>&1 > /dev/null) ||
		fail "status $?"
	[[ $out = "dropstat: cannot read conntrack of $server: not permitted"* ]] ||
		fail "wrong message:" "$out"
	[ "$(wc -l <<< "$out")" = 1 ] || fail "more than one line:" "$out"
}

wrong_options()
{
	expect_error 2 "cannot be used with --by or --totals" \
		show --conntrack --by reason
	expect_error 2 "cannot be used with --by or --totals" \
		show --owner -t
	expect_error 2 "needs the key location" show --stack --by reason
	expect_error 2 "cannot be used with --file" \
		show --stack -f /proc/net/dropstat
}

# --- owner and direction -------------------------------------------------------

# Create a cgroup with a name like that of a container, and send from it.
setup_sender()
{
	CGROUP=/sys/fs/cgroup/docker-$(printf '%064x' $RANDOM).scope
	mkdir "$CGROUP"
	defer "rmdir $CGROUP"
	setup_lossy
	CGROUP=$CGROUP sh -c 'echo $$ > "$CGROUP/cgroup.procs"; exec "$@"' sh \
		ip netns exec "$host" setpriv --reuid=$NOBODY --regid=$NOBODY \
		--clear-groups ./udp send -n 2 -b 4000 192.0.2.9 53
	expect 2 "$host" reason=QDISC_DROP
}

owner()
{
	local path

	setup_sender
	path=${CGROUP#/sys/fs/cgroup}
	expect_json "[\"tx\",$(stat -c %i "$CGROUP"),\"$path\",\"docker:000000000000\",$NOBODY,\"udp\"]" \
		'.[0] | [.direction, .cgroup, .cgroup_path, .container, .uid,
			.task]' -N "$host" --dport 53
	says "direction: tx, outgoing" show --owner -N "$host" --dport 53
	says "owner: cgroup $path, container docker:000000000000, uid $NOBODY (nobody), task udp (in whose context it was dropped)" \
		show --owner -N "$host" --dport 53
	says_not owner: show -N "$host"
	rmdir "$CGROUP"
	expect_json '[null]' 'map(.cgroup_path)' -N "$host" --dport 53
	says_not "$path" show --owner -N "$host"
}

# --- call paths ------------------------------------------------------------------

stack()
{
	local out

	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 53
	expect 3 "$server" reason=NO_SOCKET
	expect_json '[true,true,null]' \
		'.[0] | [.stack[0] == .location,
			any(.stack[]; test("udp")), .dropper]' \
		-N "$server" --stack
	# Sites also have the call path.
	expect_json '[true]' 'map(any(.stack[]; test("^ip_local_deliver")))' \
		-N "$server" --stack --by netns,reason,location
	expect_json '[false]' 'map(has("stack"))' -N "$server"
	out=$(dropstat show --stack -N "$server")
	grep -qx '    stack:' <<< "$out" || fail "$out"
	grep -qE '^      ip_local_deliver.*\+0x' <<< "$out" || fail "$out"
}

# The call path is not repeated for the second flow of a site.
stack_once()
{
	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 53
	ip netns exec "$client" udp send -n 2 -b 4001 $SERVER 53
	expect 5 "$server" reason=NO_SOCKET
	says "stack: same as in the row above" show --stack -N "$server"
	expect_json '[true,true]' 'map(.stack | length > 3)' -N "$server" \
		--stack
}

# The location is a helper that frees packets for its callers.
stack_dropper()
{
	local dropper

	setup_queue_deleted
	dropper=$(show -N "$host" --stack --dport 53 | jq -r '.[0].dropper')
	case $dropper in
	null|*unlock*|netdev_run_todo|*+*|'')
		fail "wrong dropper: $dropper" ;;
	esac
	says "stack: dropped by $dropper" show --stack -N "$host" --dport 53
}

stack_denied()
{
	local err status

	# Root of a user namespace may see its own netns, but not call paths.
	err=$(unshare -U -r -n dropstat show --stack -N self 2>&1 > /dev/null)
	status=$?
	[ $status = 4 ] || fail "status $status: $err"
	[ "$err" = "dropstat: call paths (--stack) need CAP_NET_ADMIN in the initial user namespace" ] ||
		fail "wrong message:" "$err"
}

no_details()
{
	reload_with details=0
	setup_refused
	expect_json '[[null,null,null]]' \
		'map([.direction, .conntrack, .uid])' -N "$server" --dport 53
	expect_error 1 'details=0' show --stack
}

# --- explain ---------------------------------------------------------------------

explain_flow()
{
	local out

	setup_proxy
	answer $SERVER 5300
	for out in "$(dropstat explain "UDP $SERVER:5300 -> $CLIENT:4000")" \
		   "$(dropstat explain udp $SERVER:5300 $CLIENT:4000)" \
		   "$(dropstat explain -N "$client" UDP $SERVER:5300 $CLIENT:4000)"; do
		grep -q "^$client .*NO_SOCKET .*UDP .*1$\|^$client .*NO_SOCKET " \
			<<< "$out" || fail "no row:" "$out"
		grep -q '^ *conntrack waits for UDP' <<< "$out" ||
			fail "no expected conntrack entry:" "$out"
		grep -q '^ *direction: ' <<< "$out" || fail "no direction:" "$out"
		grep -q '^NO_SOCKET: no socket matches' <<< "$out" ||
			fail "no explanation:" "$out"
		grep -q '^Usual causes:$' <<< "$out" || fail "no causes"
		grep -q '^To check:$' <<< "$out" || fail "no checks"
	done
	out=$(dropstat explain -j UDP $SERVER:5300 $CLIENT:4000)
	[ "$(jq -c '[length, .[0].reason, .[0].conntrack_expected.differs,
		(.[0].causes | length > 2), (.[0].check | length > 2),
		(.[0].brief | length > 9)]' <<< "$out")" = \
		'[1,"NO_SOCKET",["sport"],true,true,true]' ] || fail "$out"
}

explain_no_flow()
{
	setup_proxy
	expect_error 1 "no drops of this flow are known" \
		explain UDP $SERVER:5301 $CLIENT:4000
	expect_error 1 "no drops of this flow are known" \
		explain UDP $SERVER $CLIENT
	expect_error 1 "no drops of this flow are known" \
		explain --netns "$client" UDP $CLIENT:4000 $SERVER:53
}

tests_run \
	entry_of_packet \
	expected_port \
	expected_address \
	expected_address_and_port \
	expected_ipv6 \
	expected_none \
	fits_terminal \
	no_permission \
	wrong_options \
	owner \
	stack \
	stack_once \
	stack_dropper \
	stack_denied \
	no_details \
	explain_flow \
	explain_no_flow
