#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The call path to a site.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=detail-lib.sh
. ./detail-lib.sh

# ask_site JQ: set ANSWER to the one site that matches the jq condition, with its call
# path
ask_site()
{
	ANSWER=$(show -a --stack --by netns,iface,reason,location |
		jq -c "map(select($1))")
	[ "$(jq length <<< "$ANSWER")" = 1 ] ||
		fail "expected exactly one site with $1:" "$ANSWER"
	ANSWER=$(jq -c '.[0]' <<< "$ANSWER")
}

stack()
{
	setup_pair
	ip netns exec "$client" udp send -n 3 -b 4000 $SERVER 53
	expect 3 "$server" reason=NO_SOCKET
	ask_site ".netns == \"$server\" and .reason == \"NO_SOCKET\""
	is '.stack[0] == .location' true
	is '.stack | map(select(test("^ip_local_deliver"))) | length > 0' true
	is '.stack | length > 5' true
}

# The location is a helper, but the next frame is its caller.
stack_of_helper()
{
	setup_queue_deleted
	ask_site ".netns == \"$host\" and .iface == \"d0\""
	is '.stack[1] | test("^(rtnetlink_rcv_msg|rtnl_unlock|netdev_run_todo)")' true
}

# The names of a module's functions are kept after it is unloaded, even in call paths.
stack_after_module()
{
	setup_ns host
	setup_tun "$host" tun0 192.0.2.1
	ip netns exec "$host" tun_send -c -n 3 tun0 192.0.2.9 4000 192.0.2.1 53
	expect 3 "$host" reason=IP_CSUM
	ip -n "$host" link del tun0
	wait_for $WAIT_SHORT modprobe -q -r tun || fail "cannot unload tun"
	ask_site ".netns == \"$host\" and .reason == \"IP_CSUM\""
	is '.stack | map(select(endswith("[tun]"))) | length > 0' true
}

# Every frame has a name, not an address.
stack_names()
{
	local odd stacks

	stacks=$(show -a --stack --by netns,iface,reason,location)
	odd=$(jq -r '.[].stack // [] | .[]' <<< "$stacks" |
		grep -v -x -E '[A-Za-z_][A-Za-z0-9_.]*\+0x[0-9a-f]+(\[[a-z0-9_]+\])?')
	[ -z "$odd" ] || fail "malformed frames:" "$odd"
	[ "$(jq 'map(select(.stack)) | length' <<< "$stacks")" -gt 0 ] ||
		fail "no site has a call path"
}

tests_run \
	stack \
	stack_of_helper \
	stack_after_module \
	stack_names
