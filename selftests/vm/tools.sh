# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Creates root file systems with tools, so that every machine uses the same versions.
# Source this after lib.sh and bootstrap.sh.

# vm_tools NAME TABLE: create a root file system with the packages listed in the file
# TABLE, run the function finish_NAME on it if there is one, and print its path.
vm_tools()
{
	local name=$1 table=$2 dir

	dir=$VM_CACHE/$name-$(sha256sum < "$table" | cut -c 1-12)
	mkdir -p "$VM_CACHE"
	exec 9> "$VM_CACHE/lock"
	flock 9
	if ! [ -e "$dir" ]; then
		vm_say "$name: fetching the tools"
		vm_remove "$dir.part"
		mkdir "$dir.part"
		vm_bootstrap trixie "$dir.part" \
			"$(awk '!/^#/ && NF { print $1 }' "$table" |
			   paste -sd,)" >&2
		if declare -F "finish_$name" > /dev/null; then
			"finish_$name" "$dir.part/root"
		fi
		mv "$dir.part" "$dir"
	fi
	printf '%s\n' "$dir/root"
}

# vm_copy_tree ROOT DIR: copy all files that are not ignored by git to DIR in a root
# file system
vm_copy_tree()
{
	vm_remove "${1:?}$2"
	mkdir "$1$2"
	(cd "$VM_TOP" && git ls-files -z --cached --others --exclude-standard |
		while IFS= read -r -d '' file; do
			[ ! -e "$file" ] || printf '%s\0' "$file"
		done | xargs -0 cp --parents -t "$1$2")
}
