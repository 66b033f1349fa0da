# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Shared by the scripts of this directory; to be sourced.

BENCH_DIR=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source-path=SCRIPTDIR source=../vm/lib.sh
. "$BENCH_DIR/../vm/lib.sh"

# The benchmark's root file systems have more in them.
export VM_PACKAGES=$BENCH_DIR/packages
