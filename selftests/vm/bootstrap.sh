# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Creates root file systems from the distribution's archive. Source this after lib.sh.

# vm_mirror LABEL: print the URI of the archive with this label that this machine's apt
# uses
vm_mirror()
{
	apt-get indextargets --format '$(REPO_URI)|$(LABEL)' \
		'Created-By: Packages' |
		awk -F'|' -v label="$1" '$2 == label { print $1; exit }'
}

# vm_sources SUITE: print a sources.list for the suite
vm_sources()
{
	local suite=$1 main security

	main=$(vm_mirror Debian)
	[ -n "$main" ] || vm_die "this machine's apt has no Debian archive"
	printf 'deb [signed-by=%s] %s %s main\n' "$VM_KEYRING" "$main" "$suite"
	security=$(vm_mirror Debian-Security)
	[ "$suite" = sid ] || [ -z "$security" ] ||
		printf 'deb [signed-by=%s] %s %s-security main\n' \
			"$VM_KEYRING" "$security" "$suite"
}

# apt verifies all signatures, but accepts an expired Release file. No initramfs is
# built, and documentation is left out. The descriptors of the lock files are closed:
# otherwise mmdebstrap would use descriptors with two digits, which the shell that it
# runs does not support.
vm_bootstrap_once()
{
	local suite=$1 dir=$2 packages=$3 variant=${4:-minbase}

	vm_sources "$suite" > "$dir/sources.list"
	vm_mount_private mmdebstrap --quiet --mode=root --variant="$variant" --format=directory \
		--keyring="$VM_KEYRING" \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--aptopt='Acquire::Languages "none"' \
		--aptopt='Acquire::Retries "5"' \
		--aptopt='APT::Install-Recommends "false"' \
		--dpkgopt='path-exclude=/etc/kernel/postinst.d/initramfs-tools' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--include="$packages" "$suite" "$dir/root" "$dir/sources.list" 7>&- 8>&- 9>&-
}

# vm_bootstrap SUITE DIR PACKAGE,... [VARIANT]: create a root file system in DIR/root,
# with one of mmdebstrap's variants. Retry, because the archive may be briefly
# unavailable.
vm_bootstrap()
{
	local seconds

	for seconds in 5 30 0; do
		! vm_bootstrap_once "$@" || return 0
		vm_say "cannot create a root file system for $1: the archive may be busy"
		vm_remove "$2/root"
		sleep $seconds
	done
	return 1
}
