#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Build the tools in all supported ways, and run the tests that do not need the module.
# Uses the root file system of ../unit, but a separate copy of the tree, so that both
# can run at the same time.
#
# prints TAP; status: 0 if nothing failed

set -eu -o pipefail
# shellcheck source-path=SCRIPTDIR source=../vm/lib.sh
. "$(dirname "$0")/../vm/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../vm/bootstrap.sh
. "$VM_DIR/bootstrap.sh"
# shellcheck source-path=SCRIPTDIR source=../vm/tools.sh
. "$VM_DIR/tools.sh"

TREE=/tmp/tools
TESTS=$TREE/selftests/tools

in_tools()
{
	vm_chroot "$root" sh -c "cd $TREE && $1"
}

# builds NAME ARGUMENT...: build the tools in a separate directory
builds()
{
	local name=$1 log

	shift
	if log=$(in_tools "make -s -C tools O=/tmp/build-$name $* &&
		 /tmp/build-$name/dropstat --version &&
		 /tmp/build-$name/dropstat-top --version" 2>&1); then
		echo "ok - builds $name"
	else
		sed 's/^/# /' <<< "$log"
		echo "not ok - builds $name"
		bad=1
	fi
}

# tap NAME COMMAND: run COMMAND, and print its results prefixed with NAME
tap()
{
	in_tools "$2" 2>&1 |
		sed -e '/^TAP version/d; /^# .*ok - /d; /^1\.\./d' \
			-e "s/^\(not \)\{0,1\}ok [0-9]* \(- \)\{0,1\}/\1ok - $1 /" ||
		bad=1
}

vm_as_root "$@"
"$VM_DIR/deps.sh" "$VM_DIR/host-packages"
root=$(vm_tools unit "$VM_TOP/selftests/unit/packages") bad=
vm_copy_tree "$root" "$TREE"
rm -rf "$root"/tmp/build-*
builds gcc
builds clang CC=clang
builds static STATIC=1
in_tools "make -s -C selftests/tools TOOLS_BUILD=/tmp/build-gcc" >&2 ||
	vm_die "cannot build the tests"
for name in ctmatch escape explain model page parse row shorten stack text; do
	tap "$name" "CMOCKA_MESSAGE_OUTPUT=TAP $TESTS/test_$name"
done
for name in cli explain top; do
	tap "$name.sh" "TOOLS_BUILD=/tmp/build-gcc $TESTS/$name.sh"
done
[ -z "$bad" ]
