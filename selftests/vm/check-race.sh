#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run all tests and a short soak on a kernel that detects data races. Only races that
# involve dropstat count as failures. Print two TAP streams, each with its own line
# "N passed, N failed".
#
# environment: KERNELS, the set "race" if empty; TESTS; MINUTES, the length of the soak
#	(5)
# status: 0 if nothing failed

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

vm_as_root "$@"
export KERNELS="${KERNELS:-$(vm_kernels race | paste -sd' ')}"
status=0
TESTS="${TESTS:-$(vm_tests dropstat | paste -sd' ')}" "$VM_DIR/check.sh" || status=1
"$VM_DIR/soak.sh" || status=1
exit $status
