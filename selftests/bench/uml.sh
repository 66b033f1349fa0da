#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Build a kernel in the table "kernels" as User-Mode Linux, unless that has been done
# before. It is built from the distribution's source in that kernel's root file system,
# and the build tree is kept there.
#
# usage: uml.sh KERNEL
# prints the path of the build tree in the root file system; the kernel is the file
# "linux" in it

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../vm/kbuild.sh
. "$VM_DIR/kbuild.sh"

# UML in 6.12 stores a task's FPU state in a buffer of fixed size, which is too small
# for processors with AMX. Later kernels ask the processor for the size.
fix_fpu()
{
	sed -i 's/DEFINE_LONGS(HOST_FP_SIZE, 2696)/DEFINE_LONGS(HOST_FP_SIZE, 11008)/' \
		"$1/arch/x86/um/user-offsets.c"
}

build()
{
	local root=$1 tree=$2 archive=$3

	vm_kernel_unpack "$root" "$tree.part" "$archive"
	fix_fpu "$root$tree.part"
	vm_kernel_configure "$root" "$tree.part" um "$BENCH_DIR/uml.config"
	vm_kernel_make "$root" "$tree.part" um linux modules
	vm_kernel_prune "$root" "$tree.part"
	rm -rf "${root:?}$tree"
	mv "$root$tree.part" "$root$tree"
}

vm_as_root "$@"
name=${1:?usage: uml.sh KERNEL}
dir=$("$VM_DIR/root.sh" "$name")
tree=/usr/src/uml-$(sha256sum < "$BENCH_DIR/uml.config" | cut -c 1-12)
if ! [ -e "$dir/root$tree" ]; then
	vm_say "$name: building User-Mode Linux (takes a few minutes)"
	build "$dir/root" "$tree" "$dir/root/usr/src/linux-source-$name.tar.xz" >&2
fi
printf '%s\n' "$tree"
