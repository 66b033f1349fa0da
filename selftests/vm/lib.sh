# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Shared by the scripts of this directory; to be sourced.

VM_DIR=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck disable=SC2034
VM_TOP=$(readlink -f "$VM_DIR/../..")
VM_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/dropstat

vm_say()
{
	printf '# %s\n' "$*" >&2
}

vm_die()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# Most of this needs root: packages, foreign root file systems, chroot.
vm_as_root()
{
	[ "$(id -u)" = 0 ] && return
	command -v sudo >/dev/null ||
		vm_die "needs root, and there is no sudo"
	exec sudo --preserve-env=XDG_CACHE_HOME,KERNELS,TESTS "$0" "$@"
}

# The names in the table of kernels.
vm_kernels()
{
	awk '!/^#/ && NF { print $1 }' "$VM_DIR/kernels"
}

# vm_kernel_field NAME COLUMN
vm_kernel_field()
{
	awk -v name="$1" -v col="$2" '!/^#/ && $1 == name { print $col }' \
		"$VM_DIR/kernels"
}

# The directory of a kernel's root file system. Its name changes with whatever
# decides what is in it, so that an old one is never taken for a new one.
vm_root()
{
	local name=$1 sum

	sum=$(cd "$VM_DIR" && cat init kernels packages root.sh |
		sha256sum)
	printf '%s/%s-%s\n' "$VM_CACHE" "$name" "${sum:0:12}"
}

# The release of the kernel that is installed in a root.
vm_release()
{
	basename "$(find "$1/root/usr/lib/modules" -mindepth 1 -maxdepth 1)"
}

# vm_chroot ROOT COMMAND...: in a mount namespace of its own, with /proc.
vm_chroot()
{
	local root=$1

	shift
	# shellcheck disable=SC2016
	unshare --mount --fork sh -c '
		root=$1; shift
		mount -t proc proc "$root/proc" &&
		exec chroot "$root" env -i HOME=/root LC_ALL=C.UTF-8 \
			PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' sh "$root" "$@"
}
