#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run the kernels' own selftests in guests, with and without dropstat; see "same".
# Prints one TAP stream and a line "N passed, N failed".
#
# environment: KERNELS and TESTS, lists of names; all if empty

set -eu
# shellcheck source-path=SCRIPTDIR source=../vm/lib.sh
. "$(dirname "$0")/../vm/lib.sh"

vm_as_root "$@"
VM_SUITE=kernel VM_RUNNER=same exec "$VM_DIR/check.sh"
