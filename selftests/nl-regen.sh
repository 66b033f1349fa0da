#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Regenerate the netlink policies and the uapi header from the specification with
# the kernel's own generator, tools/net/ynl from 6.12. It runs in the root file system
# that style.sh uses.
#
# usage: nl-regen.sh [check]
#	check: do not change any file; fail if one is out of date

set -eu
# shellcheck source-path=SCRIPTDIR source=vm/lib.sh
. "$(dirname "$0")/vm/lib.sh"
# shellcheck source-path=SCRIPTDIR source=vm/bootstrap.sh
. "$VM_DIR/bootstrap.sh"
# shellcheck source-path=SCRIPTDIR source=vm/tools.sh
. "$VM_DIR/tools.sh"

TREE=/tmp/nl-regen
SPEC=netlink/specs/dropstat.yaml

# generate MODE KIND FILE: FILE is relative to the module's directory
generate()
{
	vm_chroot "$root" sh -c "cd $TREE && mkdir -p \"\$(dirname '$3')\" &&
		python3 tools/net/ynl/ynl-gen-c.py --mode $1 --$2 \
			--spec $SPEC -o '$3'"
	if [ "$mode" = check ]; then
		cmp "$root$TREE/$3" "$VM_TOP/module/$3"
	else
		cp "$root$TREE/$3" "$VM_TOP/module/$3"
	fi
}

vm_as_root "$@"
mode=${1:-}
"$VM_DIR/deps.sh" "$VM_DIR/host-packages"
root=$(vm_tools style "$VM_TOP/selftests/style-packages")
ynl=$("$VM_DIR/ynl.sh")/6.12
rm -rf "$root$TREE"
mkdir -p "$root$TREE/netlink/specs"
cp -r "$ynl/tools" "$root$TREE/"
# The generator expects the schema in the parent of the specification's directory, and
# takes the directory that contains MAINTAINERS as the top of the tree.
cp "$ynl/Documentation/netlink/genetlink-legacy.yaml" "$root$TREE/netlink/"
cp "$VM_TOP/module/$SPEC" "$root$TREE/$SPEC"
cp "$VM_TOP/MAINTAINERS" "$root$TREE/"

generate uapi header include/uapi/linux/dropstat.h
generate kernel header netlink/netlink-gen.h
generate kernel source netlink/netlink-gen.c
