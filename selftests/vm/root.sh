#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Make a kernel's root file system, unless the cache has it: userland of the
# suite that the kernel comes from, the kernel, its headers and compiler. apt
# checks the signatures of all of it; the mirror is the machine's own.
# A kernel that the suite does not have is built: see kernel.sh.
#
# usage: root.sh KERNEL
# environment: VM_PACKAGES, a table of more packages to have in it
# prints the directory: root/, base.erofs, initramfs.cpio

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=bootstrap.sh
. "$VM_DIR/bootstrap.sh"
# shellcheck source-path=SCRIPTDIR source=kernel.sh
. "$VM_DIR/kernel.sh"

packages()
{
	vm_package_tables | xargs awk '!/^#/ && NF { print $1 }' |
		sed "s/KERNEL/$1/"
	vm_kernel_package "$1"
	if vm_kernel_built "$1"; then
		printf '%s\n' "${VM_KERNEL_PACKAGES[@]}"
	else
		vm_kernel_headers "$1"
	fi
}

# What a guest has on its root disk: no modules, which get a disk of their own,
# and none of what builds them.
base_image()
{
	local dir=$1

	mkfs.erofs --quiet -zlz4 -T 0 \
		--exclude-regex='^usr/(src|include|lib/(gcc|modules))/' \
		--exclude-regex='^(boot|var/cache|var/lib/(apt|dkms|dpkg))/' \
		"$dir/base.erofs" "$dir/root" >/dev/null
}

# The modules that are needed to find the root disk, in order.
initramfs_modules()
{
	local root=$1 release=$2 module

	for module in virtio_pci virtio_blk erofs overlay; do
		modprobe -d "$root" -S "$release" --show-depends "$module"
	done 2>/dev/null |
		awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

initramfs()
{
	local dir=$1 release module work

	release=$(vm_release "$dir")
	work=$(mktemp -d)
	mkdir -p "$work"/{bin,dev,proc,sys,lower,upper,newroot,modules}
	cp "$(command -v busybox)" "$work/bin/busybox"
	cp "$VM_DIR/init" "$work/init"
	initramfs_modules "$dir/root" "$release" |
	while read -r module; do
		case $module in
		*.xz) xz -dc "$module" ;;
		*) cat "$module" ;;
		esac > "$work/modules/$(basename "${module%.xz}")"
		basename "${module%.xz}"
	done > "$work/modules/order"
	(cd "$work" && find . | LC_ALL=C sort |
		cpio --quiet -o -H newc -R 0:0) > "$dir/initramfs.cpio"
	rm -rf "$work"
}

# The kernel, where no package has installed one
build_kernel()
{
	local root=$2/root tree=/usr/src/linux archive config lacks

	archive=/usr/src/$(vm_kernel_package "$1").tar.xz
	config=$VM_DIR/$(vm_kernel_headers "$1")
	vm_kernel_unpack "$root" $tree "$archive"
	rm "$root$archive"
	vm_kernel_configure "$root" $tree x86_64 "$config"
	lacks=$(vm_kernel_lacks "$root" $tree)
	[ -z "$lacks" ] || vm_die "it would not have: ${lacks//$'\n'/ }"
	vm_kernel_make "$root" $tree x86_64 bzImage modules
	vm_chroot "$root" make -s -C $tree modules_install
	cp "$root$tree/arch/x86/boot/bzImage" \
		"$root/boot/vmlinuz-$(vm_release "$2")"
	vm_kernel_prune "$root" $tree
}

# With -e, which a function does not have in a condition
build_kernel_logged()
{
	local name=$1 dir=$2

	vm_say "$name: building the kernel, some ten minutes"
	build_kernel "$name" "$dir" > "$dir/kernel.log" 2>&1 &
	wait $! || {
		tail -n 50 "$dir/kernel.log" >&2
		vm_die "$name does not build"
	}
}

make_root()
{
	local name=$1 dir=$2 release

	rm -rf "$dir" "$dir.part"
	mkdir -p "$dir.part"
	vm_bootstrap "$(vm_kernel_suite "$name")" "$dir.part" \
		"$(packages "$name" | paste -sd,)"
	! vm_kernel_built "$name" ||
		build_kernel_logged "$name" "$dir.part"
	release=$(vm_release "$dir.part")
	case $release in
	"${name%-*}".*) ;;
	*) vm_die "$(vm_kernel_suite "$name") has $release by now, not $name: mend $VM_DIR/kernels" ;;
	esac
	find "$dir.part/root/boot" "$dir.part/root/usr/lib/modules/$release" \
		-maxdepth 1 \( -name "vmlinuz-$release" -o -name vmlinuz \) \
		-type f -exec cp {} "$dir.part/vmlinuz" \;
	base_image "$dir.part"
	initramfs "$dir.part"
	mv "$dir.part" "$dir"
}

vm_as_root "$@"
name=${1:?usage: root.sh KERNEL}
[ -n "$(vm_kernel_row "$name")" ] ||
	vm_die "no kernel $name; there are: $(vm_kernels | paste -sd' ')"
dir=$(vm_root "$name")
mkdir -p "$VM_CACHE"
# One each: a kernel may be built for long.
exec 9> "$VM_CACHE/$name.lock"
flock 9
if ! [ -e "$dir" ]; then
	vm_say "$name: fetching the kernel and a root file system"
	make_root "$name" "$dir"
	vm_say "$name: $(vm_release "$dir"), $(du -sm "$dir" | cut -f1) MB in $dir"
fi
printf '%s\n' "$dir"
