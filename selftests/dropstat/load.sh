#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Load and unload the module during a flood of drops, and while its file is being read.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

ROUNDS=$((20 / ${TEST_SCALE:-1}))
[ -z "${KSFT_MACHINE_SLOW:-}" ] || ROUNDS=5

# Read repeatedly, and ignore errors while the file does not exist.
read_loop()
{
	while :; do
		cat $PROC
	done > /dev/null 2>&1
}

background()
{
	"$@" &
	defer "kill $!"
}

under_flood()
{
	local i

	background flood -c 0 -n 0 -p 64 127.0.0.1 9
	background flood -c 1 -n 0 -p 64 127.0.0.1 1000
	background read_loop
	for i in $(seq $ROUNDS); do
		unload || fail "round $i: cannot unload"
		[ ! -e $PROC ] || fail "round $i: $PROC is still there"
		load || fail "round $i: cannot load"
		wait_for $WAIT_SHORT flood_counted ||
			fail "round $i: the flood is not counted"
	done
	run_deferred
	reload
}

flood_counted()
{
	[ "$(count '' class=packet reason=NO_SOCKET)" -gt 0 ]
}

# An open file does not prevent unloading, and cannot be read after that.
open_file()
{
	local fd line

	exec {fd}< $PROC
	read -r -u "$fd" line || fail "cannot read"
	unload || fail "cannot unload while the file is open"
	loaded && fail "still loaded"
	while read -r -u "$fd" line; do
		:
	done 2>/dev/null
	exec {fd}<&-
	reload
}

tests_run \
	under_flood \
	open_file
