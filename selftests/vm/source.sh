#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Fetch a kernel's source from the distribution, unless it is cached. The archive is not
# unpacked, because most callers need only a small part of it.
#
# usage: source.sh KERNEL
# prints the path of linux-source-KERNEL.tar.xz, in which every path begins with
# linux-source-KERNEL/

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=bootstrap.sh
. "$VM_DIR/bootstrap.sh"

# Only the package's contents are needed, so do not install it.
fetch()
{
	local kernel=$1 dir=$2

	vm_bootstrap "$(vm_kernel_suite "$kernel")" "$dir" \
		"linux-source-$kernel" extract
	mv "$dir/root/usr/src/linux-source-$kernel.tar.xz" "$dir/"
	vm_remove "$dir/root" "$dir/sources.list"
}

vm_as_root "$@"
kernel=${1:?usage: source.sh KERNEL}
[ -n "$(vm_kernel_row "$kernel")" ] ||
	vm_die "no kernel $kernel; choose one of: $(vm_kernels check debug | paste -sd' ')"
sum=$(cd "$VM_DIR" && cat source.sh bootstrap.sh | sha256sum)
dir=$VM_CACHE/source-$kernel-${sum:0:12}
mkdir -p "$VM_CACHE"
# Use a separate lock: callers may hold the others.
exec 8> "$VM_CACHE/source.lock"
flock 8
if ! [ -e "$dir" ]; then
	vm_say "$kernel: fetching the kernel's source"
	vm_remove "$dir.part"
	mkdir "$dir.part"
	fetch "$kernel" "$dir.part" >&2
	mv "$dir.part" "$dir"
fi
printf '%s\n' "$dir/linux-source-$kernel.tar.xz"
