#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Create a kernel's root file system, unless it is cached. It contains the userland of
# the kernel's suite, the kernel, its headers and the compiler. apt verifies all
# signatures, and uses the same mirror as this machine. kernel.sh builds kernels that
# are not packaged.
#
# usage: root.sh KERNEL
# environment: VM_PACKAGES, a table of additional packages
# prints the path of a directory with root/, base.erofs, initramfs.cpio and vmlinuz

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=bootstrap.sh
. "$VM_DIR/bootstrap.sh"

packages()
{
	vm_package_tables | xargs awk '!/^#/ && NF { print $1 }' |
		sed "s/KERNEL/$1/"
	vm_kernel_built "$1" ||
		printf '%s\n' "$(vm_kernel_package "$1")" \
			"$(vm_kernel_headers "$1")"
}

# Create the guest's root disk. Leave out the modules, which have their own disk, and
# everything that is needed only to build them.
base_image()
{
	local dir=$1

	mkfs.erofs --quiet -zlz4 -T 0 \
		--exclude-regex='^usr/(src|include|lib/(gcc|modules))/' \
		--exclude-regex='^(boot|var/cache|var/lib/(apt|dkms|dpkg))/' \
		"$dir/base.erofs" "$dir/root" >/dev/null
}

# Print the modules needed to mount the root file system, in load order.
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

# Install a kernel that was built from source.
install_kernel()
{
	local built=$1 root=$2

	cp -a "$built/linux" "$root/usr/src/"
	cp -a "$built/modules" "$root/usr/lib/"
	cp "$built/vmlinuz" "$root/boot/vmlinuz-$(ls "$built/modules")"
}

make_root()
{
	local name=$1 dir=$2 built='' release

	! vm_kernel_built "$name" || built=$("$VM_DIR/kernel.sh" "$name")
	vm_remove "$dir" "$dir.part"
	mkdir -p "$dir.part"
	vm_bootstrap "$(vm_kernel_suite "$name")" "$dir.part" \
		"$(packages "$name" | paste -sd,)"
	[ -z "$built" ] || install_kernel "$built" "$dir.part/root"
	release=$(vm_release "$dir.part")
	case $release in
	"${name%-*}".*) ;;
	*) vm_die "$(vm_kernel_suite "$name") now has $release, not $name: update $VM_DIR/kernels" ;;
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
	vm_die "no kernel $name; choose one of: $(vm_kernels check debug | paste -sd' ')"
dir=$(vm_root "$name")
mkdir -p "$VM_CACHE"
# One lock per kernel, because creating a root file system takes a long time
exec 9> "$VM_CACHE/$name.lock"
flock 9
if ! [ -e "$dir" ]; then
	vm_say "$name: fetching the kernel and a root file system"
	make_root "$name" "$dir"
	vm_say "$name: $(vm_release "$dir"), $(du -sm "$dir" | cut -f1) MB in $dir"
fi
printf '%s\n' "$dir"
