#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A transparent UDP proxy on IPv6 answers from its listening socket, but the client's
# connected socket only accepts an answer from the address it sent to.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=case-lib.sh
. ./case-lib.sh

answer_from_listener()
{
	tproxy_setup
	tproxy_ask
	expect_lost 3 "$desk" NO_SOCKET lo $RCV6 UDP '[::1]:7893' '[::1]:8888'
	expect_hist 3 NO_SOCKET
	expect_no_answer
	expect_explained NO_SOCKET "tproxy" "IPV6_TRANSPARENT"
}

# Conntrack tracks the answer as a separate flow, and the query stays unreplied.
answer_is_no_reply()
{
	tproxy_setup
	tproxy_ask
	expect 3 "$desk" reason=NO_SOCKET
	expect_flow "$desk" \
		"src=::1 dst=$TPROXY_ASKED sport=8888 dport=53 [UNREPLIED]"
	expect_flow "$desk" \
		"src=::1 dst=::1 sport=7893 dport=8888 [UNREPLIED]"
	expect_awaited "$desk" '["saddr","sport"]' "UDP [$TPROXY_ASKED]:53 ->\
 [::1]:8888 (UNREPLIED, from [::1]:8888 to [$TPROXY_ASKED]:53): the source address\
 and port differ, [::1]:7893 instead of [$TPROXY_ASKED]:53; the destination is\
 the same"
}

answer_from_original()
{
	tproxy_setup
	tproxy_ask -o
	expect_answers
	expect_none_lost "$desk"
	! flows "$desk" | grep -F UNREPLIED ||
		fail "conntrack has unreplied entries"
	# A datagram without a preceding query is not an answer.
	ip netns exec "$desk" udp send -b 7894 ::1 9
	expect 1 "$desk" reason=NO_SOCKET
	expect_none_awaited "$desk"
}

tests_run \
	answer_from_listener \
	answer_is_no_reply \
	answer_from_original
