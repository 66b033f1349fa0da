#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Build a kernel in the table "kernels" from source, unless it is cached.
#
# usage: kernel.sh KERNEL
# prints the path of a directory with vmlinuz; modules/, to be copied to /usr/lib; and
# linux/, to be copied to /usr/src, against which modules can be built

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=bootstrap.sh
. "$VM_DIR/bootstrap.sh"
# shellcheck source-path=SCRIPTDIR source=kbuild.sh
. "$VM_DIR/kbuild.sh"
# shellcheck source-path=SCRIPTDIR source=tools.sh
. "$VM_DIR/tools.sh"

# The target of the "build" link in the directory of the kernel's modules
TREE=/usr/src/linux

build()
{
	local name=$1 root=$2 dir=$3 source lacks

	source=$("$VM_DIR/source.sh" "${name%-*}")
	vm_kernel_unpack "$root" $TREE "$source"
	vm_kernel_configure "$root" $TREE x86_64 \
		"$VM_DIR/guest.config" "$VM_DIR/$(vm_kernel_headers "$name")"
	lacks=$(vm_kernel_lacks "$root" $TREE)
	[ -z "$lacks" ] || vm_die "these options did not take effect: ${lacks//$'\n'/ }"
	vm_kernel_make "$root" $TREE x86_64 bzImage modules
	vm_remove "$root/usr/lib/modules"
	vm_chroot "$root" make -s -C $TREE modules_install
	cp "$root$TREE/arch/x86/boot/bzImage" "$dir/vmlinuz"
	vm_kernel_prune "$root" $TREE
	mv "$root/usr/lib/modules" "$root$TREE" "$dir/"
}

vm_as_root "$@"
name=${1:?usage: kernel.sh KERNEL}
dir=$(vm_kernel_dir "$name")
exec 7> "$VM_CACHE/kernel.lock"
flock 7
if ! [ -e "$dir" ]; then
	# All kernels are built in the same root file system, which has the compiler.
	root=$(vm_tools kernel "$VM_DIR/kernel-packages")
	vm_say "$name: building the kernel (about ten minutes)"
	vm_remove "$dir.part"
	mkdir "$dir.part"
	build "$name" "$root" "$dir.part" >&2
	mv "$dir.part" "$dir"
fi
printf '%s\n' "$dir"
