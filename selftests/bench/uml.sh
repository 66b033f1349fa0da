#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Build a kernel of the table as User-Mode Linux, unless it was built before:
# from the distribution's source, in that kernel's root, where it stays.
#
# usage: uml.sh KERNEL
# prints its source tree, as seen in the root; the kernel is the file linux in it

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# UML keeps a task's FPU state in a place of fixed size, which 6.12 made too
# small for processors with AMX; later ones ask the processor.
mend_fpu()
{
	sed -i 's/DEFINE_LONGS(HOST_FP_SIZE, 2696)/DEFINE_LONGS(HOST_FP_SIZE, 11008)/' \
		"$1/arch/x86/um/user-offsets.c"
}

# What is not needed to build modules against it
prune()
{
	(cd "$1" && rm -rf Documentation drivers fs kernel mm net samples sound)
	find "$1" -name '*.o' -not -path '*/scripts/*' -delete
}

build()
{
	local root=$1 tree=$2 archive=$3

	rm -rf "$root$tree" "$root$tree.part"
	mkdir "$root$tree.part"
	tar -C "$root$tree.part" --strip-components=1 -xJf "$root$archive"
	mend_fpu "$root$tree.part"
	cp "$BENCH_DIR/uml.config" "$root$tree.part/"
	vm_chroot "$root" sh -c "cd $tree.part && export ARCH=um &&
		make -s tinyconfig &&
		scripts/kconfig/merge_config.sh -m .config uml.config &&
		make -s olddefconfig &&
		make -s -j $(nproc) linux modules"
	prune "$root$tree.part"
	mv "$root$tree.part" "$root$tree"
}

vm_as_root "$@"
name=${1:?usage: uml.sh KERNEL}
dir=$("$VM_DIR/root.sh" "$name")
tree=/usr/src/uml-$(sha256sum < "$BENCH_DIR/uml.config" | cut -c 1-12)
if ! [ -e "$dir/root$tree" ]; then
	vm_say "$name: building User-Mode Linux, a few minutes"
	build "$dir/root" "$tree" "/usr/src/linux-source-$name.tar.xz" >&2
fi
printf '%s\n' "$tree"
