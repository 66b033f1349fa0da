#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Build the module for a kernel in that kernel's root file system, with dkms as users
# do. Build the tools and test programs with the compiler in that root file system.
# Create the modules disk.
#
# usage: build.sh KERNEL WORKDIR
# environment: VM_SUITE, the directory in selftests whose programs are built (dropstat).
#	If it has a prepare.sh, "prepare.sh KERNEL DIR" runs first.
# creates modules.erofs and selftests/ in WORKDIR

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

dkms_install()
{
	local root=$1 release=$2 version

	version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$VM_TOP/dkms.conf")
	vm_remove "$root/usr/src/dropstat-"* "$root/var/lib/dkms/dropstat"
	make --no-print-directory -s -C "$VM_TOP" dkms-source DESTDIR="$root"
	vm_chroot "$root" dkms add -m dropstat -v "$version"
	vm_chroot "$root" dkms build -m dropstat -v "$version" -k "$release" ||
	{
		cat "$root/var/lib/dkms/dropstat/$version/build/make.log"
		return 1
	}
	vm_chroot "$root" dkms install --force -m dropstat -v "$version" \
		-k "$release"
	vm_chroot "$root" dkms status dropstat | grep -q installed
}

programs()
{
	local root=$1 work=$2 tree=/tmp/dropstat suite prepare

	suite=$tree/selftests/${VM_SUITE:-dropstat}
	prepare=$VM_TOP/selftests/${VM_SUITE:-dropstat}/prepare.sh
	vm_remove "$root$tree" "$work/selftests"
	mkdir "$root$tree"
	cp -r "$VM_TOP/dkms.conf" "$VM_TOP/module" "$VM_TOP/selftests" \
		"$VM_TOP/tools" "$root$tree/"
	[ ! -e "$prepare" ] || "$prepare" "$name" "$root$suite"
	vm_chroot "$root" make -s -C "$tree/tools"
	vm_chroot "$root" make -s -C "$suite" \
		KDIR="/lib/modules/$(vm_release "${root%/root}")/build"
	mv "$root$suite" "$work/selftests"
	cp "$root$tree/tools/dropstat" "$root$tree/tools/dropstat-top" \
		"$VM_DIR/run-tests" "$VM_DIR/demo-guest" "$work/selftests/"
	cp -r "$("$VM_DIR/ynl.sh")" "$work/selftests/ynl"
	cp "$VM_TOP/module/netlink/specs/dropstat.yaml" "$work/selftests/"
	vm_remove "${root:?}$tree"
}

vm_as_root "$@"
name=${1:?usage: build.sh KERNEL WORKDIR} work=${2:?}
dir=$("$VM_DIR/root.sh" "$name")
# Allow only one build at a time in a root file system.
exec 9> "$VM_CACHE/$name.lock"
flock 9
dkms_install "$dir/root" "$(vm_release "$dir")"
programs "$dir/root" "$work"
rm -f "$work/modules.erofs"
mkfs.erofs --quiet -zlz4 -T 0 "$work/modules.erofs" \
	"$dir/root/usr/lib/modules" >/dev/null
