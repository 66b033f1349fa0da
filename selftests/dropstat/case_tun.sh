#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A program injects SYNs through a tun device: with a bad checksum, with the device's own
# address as the source, and without an error.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=case-lib.sh
. ./case-lib.sh

checksum()
{
	tun_setup
	tun_inject $TUN_ADDR -c -n 3
	expect_lost 3 "$gate" IP_CSUM tun0 ip_rcv_core TCP $TUN_ADDR:41626 \
		$TUN_SERVER:10001
	expect_hist 3 IP_CSUM
	expect_none_lost "$backend"
}

# Martians have had a drop reason since 6.13. On older kernels, only the location
# identifies them, and explain must know it.
own_source()
{
	local reason=IP_LOCAL_SOURCE explain=IP_LOCAL_SOURCE

	if ! has_reason $reason; then
		reason=NOT_SPECIFIED
		explain=ip_rcv_finish_core
	fi
	tun_setup
	tun_inject $TUN_ADDR -n 3
	expect_lost 3 "$gate" $reason tun0 ip_rcv_finish_core TCP \
		$TUN_ADDR:41626 $TUN_SERVER:10001
	expect_hist 3 $reason
	expect_none_lost "$backend"
	expect_explained $explain "injects packets through tun" \
		"net.ipv4.conf.tun0.accept_local=1"
	[[ $(dropstat --explain -N "$gate" -n 1) == *martian* ]] ||
		fail "--explain does not mention martians"
}

# The connection is established and closed.
other_source()
{
	tun_setup
	tun_inject $TUN_PEER || fail "the SYN was not answered"
	expect_success $TUN_LISTENER "the listener got no connection"
	expect_none_lost "$gate" "$backend"
}

tests_run \
	checksum \
	own_source \
	other_source
