#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run selftests/dropstat/soak.sh with check.sh. The timeout is MINUTES plus a margin for
# startup and the final checks.
#
# environment: MINUTES (5); KERNELS, the sets "check" and "debug" if empty

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

MARGIN_MINUTES=30

vm_as_root "$@"
minutes=${MINUTES:-5}
export KERNELS="${KERNELS:-$(vm_kernels check debug | paste -sd' ')}" TESTS=soak.sh
export VM_ENV="SOAK_MINUTES=$minutes TIMEOUT=$(((minutes + MARGIN_MINUTES) * 60))"
exec "$VM_DIR/check.sh"
