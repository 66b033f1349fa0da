#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What "make check" has no time for: all tests on a kernel that checks itself and on
# PREEMPT_RT, a short soak on these and on the newest, and the kernel's own tests as
# load. Prints one TAP stream after the other, and a line "N passed, N failed".
#
# environment: KERNELS, all of the set debug if empty; MINUTES of each soak (3)
# status: 0 if nothing failed

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

NEWEST=7.2

# Those that are fast go together, beside those that are not: each processor has
# about the same to do.
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

# step NAME COMMAND...: what it prints is printed when it is whole
step()
{
	local name=$1 start=$SECONDS

	shift
	vm_say "$name: begins"
	"$@" > "$work/$name" || :
	flock "$work" sed "s/^TAP version 13/&\n# $name/" "$work/$name"
	vm_say "$name: $(tail -n 1 "$work/$name"), $((SECONDS - start)) s"
}

# run KERNELS COMMAND: for those kernels, if there are any
run()
{
	[ -z "$1" ] || KERNELS=$1 "$2"
}

slow_steps()
{
	step tests-slow run "$(slow)" "$VM_DIR/check.sh"
}

fast_steps()
{
	step tests-fast run "$(fast)" "$VM_DIR/check.sh"
	step soak run "$(fast) $NEWEST" "$VM_DIR/soak.sh"
	step soak-slow run "$(slow)" "$VM_DIR/soak.sh"
	unset TESTS
	step kernel-tests run "$(slow)" "$VM_TOP/selftests/kernel/check.sh"
}

# Sums the last lines up; a step that came to none has failed.
summary()
{
	awk 'FNR == 1 && NR > 1 && !said { failed++ }
	     FNR == 1 { said = 0 }
	     /^[0-9]+ passed, [0-9]+ failed$/ {
		said = 1; passed += $1; failed += $3
	     }
	     END {
		if (!said)
			failed++
		printf "%d passed, %d failed\n", passed, failed
		exit failed > 0
	     }' "$@"
}

vm_as_root "$@"
export KERNELS="${KERNELS:-$(vm_kernels debug | paste -sd' ')}"
export MINUTES=${MINUTES:-3} TESTS="${TESTS:-$(vm_tests dropstat | paste -sd' ')}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
slow_steps &
fast_steps
wait
summary "$work"/*
