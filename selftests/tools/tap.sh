# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by the test scripts in this directory. A test is a function that reports each
# failure with fail() and continues.

fail()
{
	printf '%s\n' "$@" | sed 's/^/# /'
	TEST_FAILED=1
}

# tests_run TEST...: run the tests and print TAP; status: 0 if nothing failed
tests_run()
{
	local test number=0 bad=0

	printf 'TAP version 13\n1..%d\n' $#
	for test; do
		number=$((number + 1)) TEST_FAILED=
		# Otherwise, a test without a function would pass.
		declare -F "$test" > /dev/null || fail "no such test"
		"$test"
		[ -z "$TEST_FAILED" ] || bad=1
		printf '%sok %d %s\n' "${TEST_FAILED:+not }" "$number" "$test"
	done
	return $bad
}
