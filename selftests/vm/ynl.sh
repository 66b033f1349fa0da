#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The kernel's own netlink tools (tools/net/ynl) from the distribution's source
# packages, of an older and of a newer kernel, unless the cache has them.
#
# prints a directory with 6.12/ and 7.2/: in each tools/net/ynl and
# Documentation/netlink, as in the kernel

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=bootstrap.sh
. "$VM_DIR/bootstrap.sh"

KERNELS_OF_YNL='6.12 7.2'

# What is packed as a source package needs nothing installed.
fetch()
{
	local kernel=$1 dir=$2 name=linux-source-$1

	mkdir -p "$dir/packed" "$dir/$kernel"
	vm_bootstrap "$(vm_kernel_suite "$kernel")" "$dir/packed" "$name" \
		extract
	tar -C "$dir/$kernel" --strip-components=1 \
		-xJf "$dir/packed/root/usr/src/$name.tar.xz" \
		"$name/tools/net/ynl" "$name/Documentation/netlink"
	rm -rf "$dir/packed"
}

vm_as_root "$@"
sum=$(cd "$VM_DIR" && cat ynl.sh bootstrap.sh kernels | sha256sum)
dir=$VM_CACHE/ynl-${sum:0:12}
mkdir -p "$VM_CACHE"
exec 9> "$VM_CACHE/lock"
flock 9
if ! [ -e "$dir" ]; then
	rm -rf "$dir.part"
	for kernel in $KERNELS_OF_YNL; do
		vm_say "ynl of $kernel: fetching"
		fetch "$kernel" "$dir.part" >&2
	done
	mv "$dir.part" "$dir"
fi
printf '%s\n' "$dir"
