# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by the scripts in this directory.

BENCH_DIR=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source-path=SCRIPTDIR source=../vm/lib.sh
. "$BENCH_DIR/../vm/lib.sh"

# The benchmark needs additional packages in the root file systems.
export VM_PACKAGES=$BENCH_DIR/packages
