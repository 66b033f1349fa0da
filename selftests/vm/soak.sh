#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The soak of selftests/dropstat/soak.sh, as check.sh runs and prints a test. What
# it takes to begin and to end comes on top of its minutes.
#
# environment: MINUTES (5), and KERNELS; all of the table if empty

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

MARGIN_MINUTES=30

vm_as_root "$@"
minutes=${MINUTES:-5}
export KERNELS="${KERNELS:-$(vm_kernels check debug | paste -sd' ')}" TESTS=soak.sh
export VM_ENV="SOAK_MINUTES=$minutes TIMEOUT=$(((minutes + MARGIN_MINUTES) * 60))"
exec "$VM_DIR/check.sh"
