#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Unpack the networking part of a kernel's own selftests.
#
# usage: prepare.sh KERNEL DIR
# creates DIR/linux with tools/testing/selftests and the makefiles that it needs

set -eu
# shellcheck source-path=SCRIPTDIR source=../vm/lib.sh
. "$(dirname "$0")/../vm/lib.sh"

kernel=${1:?usage: prepare.sh KERNEL DIR} dir=${2:?}
# A flavour, such as 6.12-rt, is built from the same source.
kernel=${kernel%%-*}
top=linux-source-$kernel
source=$("$VM_DIR/source.sh" "$kernel")
mkdir "$dir/linux"
tar -C "$dir/linux" --strip-components=1 -xJf "$source" \
	--exclude="$top/tools/testing/selftests/net/mptcp" \
	--exclude="$top/tools/testing/selftests/net/packetdrill" \
	--wildcards --no-wildcards-match-slash \
	"$top/scripts/Makefile.compiler" \
	"$top/tools/testing/selftests/*.[hm]*" \
	"$top/tools/testing/selftests/kselftest" \
	"$top/tools/testing/selftests/net*" \
	"$top/tools/testing/selftests/tc-testing"
# In newer kernels, netfilter is a subdirectory of net.
[ -e "$dir/linux/tools/testing/selftests/net/netfilter" ] ||
	ln -s ../netfilter "$dir/linux/tools/testing/selftests/net/"
