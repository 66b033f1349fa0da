#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Unpack the netlink tools (tools/net/ynl) for an older and a newer kernel from the
# distribution's source packages, unless they are cached.
#
# prints the path of a directory with 6.12/ and 7.2/, each with that kernel's
# tools/net/ynl and Documentation/netlink

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

KERNELS_OF_YNL='6.12 7.2'

unpack()
{
	local kernel=$1 dir=$2 name=linux-source-$1 source

	source=$("$VM_DIR/source.sh" "$kernel")
	mkdir -p "$dir/$kernel"
	tar -C "$dir/$kernel" --strip-components=1 -xJf "$source" \
		"$name/tools/net/ynl" "$name/Documentation/netlink"
}

vm_as_root "$@"
sum=$(cd "$VM_DIR" && cat ynl.sh source.sh bootstrap.sh | sha256sum)
dir=$VM_CACHE/ynl-${sum:0:12}
mkdir -p "$VM_CACHE"
exec 9> "$VM_CACHE/lock"
flock 9
if ! [ -e "$dir" ]; then
	vm_remove "$dir.part"
	for kernel in $KERNELS_OF_YNL; do
		unpack "$kernel" "$dir.part"
	done
	mv "$dir.part" "$dir"
fi
printf '%s\n' "$dir"
