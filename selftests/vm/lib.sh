# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Shared by the scripts of this directory; to be sourced.

VM_DIR=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
VM_TOP=$(readlink -f "$VM_DIR/../..")
VM_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
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

	sum=$(cd "$VM_DIR" && cat init kernels lib.sh packages root.sh |
		sha256sum)
	printf '%s/%s-%s\n' "$VM_CACHE" "$name" "${sum:0:12}"
}

# vm_mirror LABEL: the archive of that label that this machine's own apt uses
vm_mirror()
{
	apt-get indextargets --format '$(REPO_URI)|$(LABEL)' \
		'Created-By: Packages' |
		awk -F'|' -v label="$1" '$2 == label { print $1; exit }'
}

# vm_sources SUITE: a sources.list for it
vm_sources()
{
	local suite=$1 main security

	main=$(vm_mirror Debian)
	[ -n "$main" ] || vm_die "this machine's apt knows no Debian archive"
	printf 'deb [signed-by=%s] %s %s main\n' "$VM_KEYRING" "$main" "$suite"
	security=$(vm_mirror Debian-Security)
	[ "$suite" = sid ] || [ -z "$security" ] ||
		printf 'deb [signed-by=%s] %s %s-security main\n' \
			"$VM_KEYRING" "$security" "$suite"
}

# vm_bootstrap SUITE DIR PACKAGE,...: a root file system in DIR/root. apt checks
# the signatures; a suite whose Release file has grown old is still signed. No
# initramfs is made in there, and nothing that only people read is kept.
vm_bootstrap()
{
	local suite=$1 dir=$2 packages=$3

	vm_sources "$suite" > "$dir/sources.list"
	mmdebstrap --quiet --mode=root --variant=minbase --format=directory \
		--keyring="$VM_KEYRING" \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--aptopt='Acquire::Languages "none"' \
		--aptopt='APT::Install-Recommends "false"' \
		--dpkgopt='path-exclude=/etc/kernel/postinst.d/initramfs-tools' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--include="$packages" "$suite" "$dir/root" "$dir/sources.list"
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
	unshare --mount --fork sh -c '
		root=$1; shift
		mount -t proc proc "$root/proc" &&
		exec chroot "$root" env -i HOME=/root LC_ALL=C.UTF-8 \
			PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' sh "$root" "$@"
}
