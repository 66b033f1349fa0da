# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Builds a kernel from the distribution's source, in a root file system and with its
# compiler. Source this after lib.sh. A TREE is the path of the kernel source in that
# root file system. Modules can be built against it afterwards.

# vm_kernel_unpack ROOT TREE ARCHIVE: unpack an archive, which is outside ROOT
vm_kernel_unpack()
{
	vm_remove "${1:?}$2"
	mkdir "$1$2"
	tar -C "$1$2" --strip-components=1 -xJf "$3"
}

# vm_kernel_make ROOT TREE ARCH TARGET...
vm_kernel_make()
{
	vm_chroot "$1" make -s -C "$2" ARCH="$3" -j "$(nproc)" "${@:4}"
}

# vm_kernel_configure ROOT TREE ARCH FRAGMENT...: configure the smallest kernel with
# the options in these files
vm_kernel_configure()
{
	local root=$1 tree=$2

	cat "${@:4}" > "$root$tree/fragment.config"
	vm_kernel_make "$root" "$tree" "$3" tinyconfig
	vm_chroot "$root" sh -c "cd $tree &&
		ARCH=$3 scripts/kconfig/merge_config.sh -m .config \
			fragment.config" > /dev/null
	vm_kernel_make "$root" "$tree" "$3" olddefconfig
}

# vm_kernel_lacks ROOT TREE: print the options of the fragment that did not take
# effect. kconfig silently drops an option with an unmet dependency.
vm_kernel_lacks()
{
	local config=$1$2/.config

	grep '^CONFIG_.*[^n]$' "$1$2/fragment.config" | grep -v -x -F -f "$config" || :
	sed -n 's/^\(CONFIG_.*\)=n$/\1=/p' "$1$2/fragment.config" |
		grep -F -f - "$config" || :
}

# vm_kernel_prune ROOT TREE: remove files that are not needed to build modules
vm_kernel_prune()
{
	(cd "$1$2" &&
		rm -rf Documentation drivers fs kernel mm net samples sound vmlinux)
	find "$1$2" -name '*.o' -not -path '*/scripts/*' -delete
}
