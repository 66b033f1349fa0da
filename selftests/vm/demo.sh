#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boot a guest and run demo-guest in it, which shows dropstat at work.
#
# environment: KERNELS, the name of one kernel of the set "check"; 6.12 if empty

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

vm_as_root "$@"
kernel=${KERNELS:-6.12}
"$VM_DIR/deps.sh" "$VM_DIR/host-packages"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

vm_say "$kernel: building"
if ! "$VM_DIR/build.sh" "$kernel" "$work" > "$work/build.log" 2>&1; then
	cat "$work/build.log" >&2
	vm_die "the module does not build"
fi
vm_say "$kernel: booting"
"$VM_DIR/guest.sh" "$kernel" "$work" selftests/demo-guest
