#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# skbs that were never packets are counted, but not as drops.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

unix_close_with_data()
{
	local reason=SOCKET_CLOSE

	has_reason $reason || reason=NOT_SPECIFIED
	setup_ns host
	ip netns exec "$host" unix_close 9
	expect 9 "$host" class=local reason=$reason iface=- \
		symbol=unix_release_sock proto=- source=- destination=-
	expect_no_drop "$host"
}

unix_close_without_data()
{
	setup_ns host
	ip netns exec "$host" unix_close -r 9
	expect 0 "$host" class=local
	expect_no_drop "$host"
}

# Using netlink must not cause hits.
netlink_is_silent()
{
	setup_ns host
	ip -n "$host" link add dummy0 type dummy
	ip -n "$host" -s link > /dev/null
	expect_no_drop "$host"
}

tests_run \
	unix_close_with_data \
	unix_close_without_data \
	netlink_is_silent
