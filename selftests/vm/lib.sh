# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Shared by the scripts in this directory, which source it.

VM_DIR=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
VM_TOP=$(readlink -f "$VM_DIR/../..")
VM_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
VM_CHROOT_ENV=(HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin)
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

VM_PASSED=XDG_CACHE_HOME,KERNELS,TESTS,TEST_SCALE,MINUTES,ROUNDS,PACKETS
VM_PASSED+=,VM_APPEND,VM_ENV,VM_IDLE,VM_SMP

# Most scripts need root to install packages, create root file systems and chroot.
vm_as_root()
{
	[ "$(id -u)" = 0 ] && return
	command -v sudo >/dev/null ||
		vm_die "must run as root: sudo is missing"
	exec sudo --preserve-env="$VM_PASSED" "$0" "$@"
}

# vm_kernels SET...: print the names of the kernels in these sets
vm_kernels()
{
	awk -v sets="$*" '!/^#/ && NF && index(sets, $2) { print $1 }' \
		"$VM_DIR/kernels"
}

# vm_kernel_row NAME [COLUMN]: print a kernel's line of the table, or one column of it
vm_kernel_row()
{
	awk -v name="$1" -v column="${2:-0}" \
		'!/^#/ && $1 == name { print $column }' "$VM_DIR/kernels"
}

vm_kernel_suite()
{
	vm_kernel_row "$1" 3
}

vm_kernel_package()
{
	vm_kernel_row "$1" 4
}

# The package with the kernel's headers, or the configuration fragment of a kernel that
# is built from source
vm_kernel_headers()
{
	vm_kernel_row "$1" 5
}

# vm_kernel_built NAME: whether the kernel is built from source, with debug options
vm_kernel_built()
{
	[[ $(vm_kernel_package "$1") = linux-source-* ]]
}

# vm_tests SUITE [VARIABLE...]: print the tests that the suite's Makefile lists in these
# variables, by default in all of them
vm_tests()
{
	local suite=$1

	shift
	[ $# -gt 0 ] || set -- TEST_PROGS TEST_PROGS_ONCE
	make -s --no-print-directory -C "$VM_TOP/selftests/$suite" LISTS="$*" \
		--eval 'list: ; @printf "%s\n" $(foreach l,$(LISTS),$($l))' list
}

# The cache directory of a kernel that is built from source; for the checksum, see
# vm_root
vm_kernel_dir()
{
	local sum

	sum=$(cd "$VM_DIR" && cat kbuild.sh kernel.sh kernel-packages \
		guest.config "$(vm_kernel_headers "$1")" | sha256sum)
	printf '%s/kernel-%s-%s\n' "$VM_CACHE" "$1" "${sum:0:12}"
}

# The package tables for a root file system; VM_PACKAGES can name another one.
vm_package_tables()
{
	printf '%s\n' "$VM_DIR/packages" ${VM_PACKAGES:+"$VM_PACKAGES"}
}

# The cache directory of a kernel's root file system. Its name contains a checksum of
# everything that determines its contents, so a stale directory is never used.
vm_root()
{
	local name=$1 sum

	sum=$(cd "$VM_DIR" && {
		vm_package_tables | xargs cat bootstrap.sh init root.sh
		vm_kernel_row "$name"
		! vm_kernel_built "$name" || vm_kernel_dir "$name"
	} | sha256sum)
	printf '%s/%s-%s\n' "$VM_CACHE" "$name" "${sum:0:12}"
}

# The release of the kernel that is installed in a root file system
vm_release()
{
	basename "$(find "$1/root/usr/lib/modules" -mindepth 1 -maxdepth 1)"
}

# vm_remove DIR...: remove root file systems. A process that was killed while building
# one may have left this machine's /proc, /sys or /dev mounted in it, so never descend
# into other file systems.
vm_remove()
{
	rm -rf --one-file-system -- "$@"
}

# Run a command in its own mount namespace, if one can be created, so that its mounts
# disappear when it exits.
vm_mount_private()
{
	if unshare --mount true 2>/dev/null; then
		unshare --mount "$@"
	else
		"$@"
	fi
}

# vm_chroot ROOT COMMAND...: run a command in a root file system, with /proc and
# /dev/pts, in its own mount namespace. If this machine is itself a plain chroot, there
# is no root mount to make private, so unmount /proc and /dev/pts afterwards instead.
vm_chroot()
{
	local root=$1 status=0

	shift
	if unshare --mount true 2>/dev/null; then
		unshare --mount sh -c '
			mount -t proc proc "$0/proc" && mkdir -p "$0/dev/pts" &&
			mount -t devpts devpts "$0/dev/pts" &&
			exec chroot "$0" "$@"
		' "$root" env -i "${VM_CHROOT_ENV[@]}" "$@"
		return
	fi
	mkdir -p "$root/dev/pts"
	mount -t proc proc "$root/proc"
	mount -t devpts devpts "$root/dev/pts"
	chroot "$root" env -i "${VM_CHROOT_ENV[@]}" "$@" || status=$?
	umount "$root/dev/pts" "$root/proc"
	return $status
}

# What a kernel prints when something is wrong
VM_SPLAT='BUG:|WARNING:|Oops|KASAN|KCSAN|UBSAN|refcount_t:|general protection'
VM_SPLAT+='|circular locking|recursive locking|inconsistent lock state'
VM_SPLAT+='|suspicious RCU|scheduling while atomic|sleeping function called'
VM_SPLAT+='|INFO: (task|rcu)|rcu: INFO|soft lockup|hard LOCKUP|leaked'
VM_SPLAT+='|unreferenced object|unregister_netdevice: waiting'
# If kmemleak cannot allocate a scan area, it scans the whole object and continues, so
# that message is not listed.
VM_SPLAT+='|kmemleak: (Memory pool|Cannot (allocate a kmemleak|insert))'
# Printed with most of the above, but also with reports of memory shortage
VM_SPLAT_STACK='Call Trace'

# vm_console CONSOLE: print the console without harmless reports. A memory shortage is
# not a bug, so skip the report and its stack trace. The end of the report may be
# missing, so skip at most as many lines as a report can have. The kernel has data races
# of its own; print only those that involve dropstat.
vm_console()
{
	awk -v splat="$VM_SPLAT" '
	     /page allocation failure: |vmalloc error: |invoked oom-killer: / {
		skip = 80
	     }
	     /BUG: KCSAN: / { race = "" ; racing = 1 }
	     racing { race = race $0 "\n" }
	     $0 ~ splat { skip = 0 }
	     !racing && (!skip || !skip--) { print }
	     /<\/TASK>/ { skip = 0 }
	     racing && /=====\r?$/ {
		if (race ~ /\[dropstat\]/)
			printf "%s", race
		racing = 0
	     }
	     END { if (racing) printf "%s", race }' "$1"
}

# vm_splats CONSOLE: print splats; return 1 if there are any, or if the console file
# does not exist
vm_splats()
{
	local console=$1

	[ -e "$console" ] || return 1
	vm_console "$console" | grep -q -a -E "$VM_SPLAT|$VM_SPLAT_STACK" ||
		return 0
	vm_console "$console" | grep -a -E -A 30 "$VM_SPLAT|$VM_SPLAT_STACK" |
		head -n 60 | sed 's/^/#   /'
	return 1
}
