#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Docker in Docker: a UDP proxy on the host answers from the bridge's address, but
# conntrack on the path expects the answer from the address that was queried.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=case-lib.sh
. ./case-lib.sh

answer_from_bridge()
{
	docker_setup
	docker_ask
	expect_lost 3 "$dind2" NO_SOCKET eth0 $RCV UDP $DOCKER_GATEWAY:4000 \
		$DOCKER_OUTER:34320
	expect_none_lost "$host" "$inner"
	expect_no_answer
	expect_explained NO_SOCKET "docker-proxy" "IP_PKTINFO"
}

AWAITED="UDP $DOCKER_ASKED:4000 -> $DOCKER_OUTER:34320 (UNREPLIED, from\
 $DOCKER_INNER:34320 to $DOCKER_ASKED:4000): the source address differs,\
 $DOCKER_GATEWAY instead of $DOCKER_ASKED; the ports are the same"

# Conntrack tracks the answer as a separate flow, and the masqueraded query stays
# unreplied.
answer_is_not_translated()
{
	docker_setup
	docker_ask
	expect 3 "$dind2" reason=NO_SOCKET
	expect_flow "$dind2" "src=$DOCKER_INNER dst=$DOCKER_ASKED sport=34320\
 dport=4000 [UNREPLIED] src=$DOCKER_ASKED dst=$DOCKER_OUTER sport=4000\
 dport=34320"
	expect_flow "$dind2" "src=$DOCKER_GATEWAY dst=$DOCKER_OUTER sport=4000\
 dport=34320 [UNREPLIED]"
	expect_awaited "$dind2" '["saddr"]' "$AWAITED"
	expect_explained "UDP $DOCKER_GATEWAY:4000 -> $DOCKER_OUTER:34320" \
		"conntrack waits for $AWAITED" "NO_SOCKET: no socket matches" \
		"docker-proxy"
}

answer_from_asked()
{
	docker_setup
	docker_ask -p
	expect_answers
	expect_none_lost "$host" "$dind2" "$inner"
	! flows "$dind2" | grep -F UNREPLIED ||
		fail "conntrack has unreplied entries"
	# A datagram without a preceding query is not an answer.
	ip netns exec "$host" udp send -b 4001 $DOCKER_OUTER 9
	expect 1 "$dind2" reason=NO_SOCKET
	expect_none_awaited "$dind2"
}

tests_run \
	answer_from_bridge \
	answer_is_not_translated \
	answer_from_asked
