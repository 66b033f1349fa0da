#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Check the style of the source with the kernel's own checkpatch and kernel-doc, and
# with sparse, shellcheck and mandoc. The checkers run in a root file system built for
# them, so that every machine uses the same versions.
#
# status: 0 if nothing was reported

set -eu
# shellcheck source-path=SCRIPTDIR source=vm/lib.sh
. "$(dirname "$0")/vm/lib.sh"
# shellcheck source-path=SCRIPTDIR source=vm/bootstrap.sh
. "$VM_DIR/bootstrap.sh"
# shellcheck source-path=SCRIPTDIR source=vm/tools.sh
. "$VM_DIR/tools.sh"

TREE=/tmp/dropstat
SCRIPTS=/usr/src/scripts

finish_style()
{
	local root=$1 source=usr/src/linux-source-6.12

	mkdir "$root$SCRIPTS"
	tar -C "$root$SCRIPTS" --strip-components=2 \
		-xJf "$root/$source.tar.xz" \
		"$(basename $source)/scripts/checkpatch.pl" \
		"$(basename $source)/scripts/const_structs.checkpatch" \
		"$(basename $source)/scripts/kernel-doc" \
		"$(basename $source)/scripts/spelling.txt"
	rm "$root/$source.tar.xz"
}

# expect_silent NAME COMMAND...: pass if the command succeeds and prints nothing
expect_silent()
{
	local name=$1 out status=0

	shift
	out=$("$@" 2>&1) || status=$?
	if [ "$status" = 0 ] && [ -z "$out" ]; then
		printf 'ok - %s\n' "$name"
	else
		printf '%s\nnot ok - %s\n' "$out" "$name"
		bad=1
	fi
}

# run NAME COMMAND: the same for a shell command that runs in the copy of the tree
run()
{
	expect_silent "$1" vm_chroot "$root" sh -c "cd $TREE && $2"
}

vm_as_root "$@"
"$VM_DIR/deps.sh" "$VM_DIR/host-packages"
root=$(vm_tools style "$VM_TOP/selftests/style-packages") bad=
vm_copy_tree "$root" "$TREE"

# checkpatch learns the kernel's own names from the headers, but mistakes C's _Generic
# for CamelCase. Do not check shim.h, which copies the kernel's macros, or generated
# files, whose style depends on the generator.
checkpatch="$SCRIPTS/checkpatch.pl --no-tree --strict --terse --quiet \
	--no-summary --show-types --root=\$(ls -d /usr/src/linux-headers-*-common)"
run checkpatch "find module -name '*.[ch]' -not -name 'netlink-gen.*' \
		-not -path '*/uapi/*' |
	xargs $checkpatch --ignore CAMELCASE --file"
run checkpatch-user "find selftests tools -name '*.[ch]' -not -name shim.h |
	xargs $checkpatch --ignore CAMELCASE,PREFER_KERNEL_TYPES --file"
run kernel-doc "find module -name '*.[ch]' |
	xargs $SCRIPTS/kernel-doc -none -Wall -Werror"
run sparse "make -s -C /usr/src/linux-headers-*-cloud-amd64 M=$TREE \
	W=1 C=2 CF='-D__CHECK_ENDIAN__' modules 2>&1 |
	grep -v -e '^Skipping BTF generation' || :"
run layout "selftests/layout.sh module module"
run layout-tools "make -s -C tools O=$TREE-tools &&
	selftests/layout.sh tools $TREE-tools"
run shellcheck "grep -rlZ -e '^#!/bin/.*sh' -e '^# shellcheck shell=' . |
	xargs -0 shellcheck -x"
run man "mandoc -T lint -W warning tools/man/*.[0-9]"
run version 'test "$(sed -n "s/^PACKAGE_VERSION=//p" dkms.conf)" = \
	"$(sed -n "s/^#define DROPSTAT_VERSION //p" module/version.h)"'
# Fetch the generator first, because fetching prints messages.
"$VM_DIR/ynl.sh" > /dev/null
expect_silent nl-regen "$VM_TOP/selftests/nl-regen.sh" check
[ -z "$bad" ]
