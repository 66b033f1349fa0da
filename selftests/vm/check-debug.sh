#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run the checks that are too slow for "make check": all tests on a debug kernel and on
# PREEMPT_RT, a short soak on both, and the kernel's own networking selftests as load
# on the debug kernel. Print several TAP streams, then a line "N passed, N failed".
#
# environment: KERNELS, the set "debug" if empty; MINUTES, the length of each soak (2)
# status: 0 if nothing failed

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Debug kernels are slow and take most of the time.
slow()
{
	local kernel

	for kernel in $KERNELS; do
		! vm_kernel_built "$kernel" || echo "$kernel"
	done
}

fast()
{
	local kernel

	for kernel in $KERNELS; do
		vm_kernel_built "$kernel" || echo "$kernel"
	done
}

# half N: print every second test, starting with the Nth
half()
{
	tr ' ' '\n' <<< "$TESTS" | awk -v n="$1" 'NR % 2 == n % 2' | paste -sd' '
}

# run KERNELS TESTS COMMAND: run COMMAND with these kernels and tests, unless either
# list is empty
run()
{
	if [ -n "$1" ] && [ -n "$2" ]; then
		KERNELS=$1 TESTS=$2 "$3"
	fi
}

# TESTS names tests in another directory, so run all kernel tests.
kernel_tests()
{
	TESTS='' "$VM_TOP/selftests/kernel/check.sh"
}

# failed NAME: add a failure if the step ended without printing a summary
failed()
{
	tail -n 1 "$work/$1" | grep -q -x '[0-9]* passed, [0-9]* failed' ||
		printf 'not ok - %s did not finish\n0 passed, 1 failed\n' "$1" \
			>> "$work/$1"
}

# step NAME COMMAND...: run COMMAND, and print its output once it has ended
step()
{
	local name=$1 start=$SECONDS

	shift
	vm_say "$name: starting"
	"$@" > "$work/$name" || failed "$name"
	flock "$work" sed "s/^TAP version 13/&\n# $name/" "$work/$name"
	vm_say "$name: $(tail -n 1 "$work/$name"), $((SECONDS - start)) s"
}

# begin NAME COMMAND...: start a step in the background as soon as a processor is free
begin()
{
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
		wait -n || :
	done
	step "$@" &
}

# Add up the "N passed, N failed" lines of all steps.
summary()
{
	awk '/^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
	     END {
		printf "%d passed, %d failed\n", passed, failed
		exit failed || !passed
	     }' "$@"
}

vm_as_root "$@"
export KERNELS="${KERNELS:-$(vm_kernels debug | paste -sd' ')}"
export MINUTES=${MINUTES:-2} TESTS="${TESTS:-$(vm_tests dropstat | paste -sd' ')}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Start the longest steps first.
begin tests-slow-1 run "$(slow)" "$(half 1)" "$VM_DIR/check.sh"
begin tests-fast run "$(fast)" "$TESTS" "$VM_DIR/check.sh"
begin tests-slow-2 run "$(slow)" "$(half 2)" "$VM_DIR/check.sh"
begin kernel-tests run "$(slow)" all kernel_tests
begin soak-slow run "$(slow)" soak.sh "$VM_DIR/soak.sh"
begin soak-fast run "$(fast)" soak.sh "$VM_DIR/soak.sh"
wait
vm_say "all: $SECONDS s"
summary "$work"/*
