#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run the user-space tests in a root file system built for them. By default, run all
# unit tests, and the fuzzers on the corpus. With "fuzz", run each fuzzer for SECONDS,
# and add the new inputs that it finds to the corpus.
#
# usage: run.sh [fuzz SECONDS]
# prints TAP; status: 0 if nothing failed

set -eu -o pipefail
# shellcheck source-path=SCRIPTDIR source=../vm/lib.sh
. "$(dirname "$0")/../vm/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../vm/bootstrap.sh
. "$VM_DIR/bootstrap.sh"
# shellcheck source-path=SCRIPTDIR source=../vm/tools.sh
. "$VM_DIR/tools.sh"

TREE=/tmp/unit
UNIT=$TREE/selftests/unit

in_unit()
{
	vm_chroot "$root" sh -c "cd $UNIT && $1"
}

# Run each fuzzer on the corpus.
replay()
{
	local name

	for name in parse table; do
		if in_unit "./fuzz_$name corpus/$name/*" > "$log" 2>&1; then
			echo "ok - fuzz_$name: $(grep -c '^Executed' "$log") inputs"
		else
			tail -n 30 "$log" | sed 's/^/# /'
			echo "not ok - fuzz_$name"
			bad=1
		fi
	done
}

# fuzz SECONDS: run each fuzzer, and replace the corpus in the tree with the smallest one
# that covers the same code
fuzz()
{
	local name seconds=$1

	for name in parse table; do
		vm_say "fuzz_$name: $seconds s"
		if in_unit "./fuzz_$name -max_total_time=$seconds \
			-max_len=1024 -print_final_stats=1 corpus/$name &&
			mkdir new && ./fuzz_$name -merge=1 new corpus/$name &&
			rm -r corpus/$name && mv new corpus/$name" \
			> "$log" 2>&1; then
			grep '^stat::number_of_executed' "$log" | sed 's/^/# /'
			rm -rf "${VM_TOP:?}/selftests/unit/corpus/$name"
			cp -r "$root$UNIT/corpus/$name" \
				"$VM_TOP/selftests/unit/corpus/"
			echo "ok - fuzz_$name: $seconds s"
		else
			tail -n 60 "$log" | sed 's/^/# /'
			echo "not ok - fuzz_$name"
			bad=1
		fi
	done
}

unit()
{
	local name

	for name in detail parse query reclaim snapshot table; do
		in_unit "CMOCKA_MESSAGE_OUTPUT=TAP ./test_$name" 2>&1 |
			sed -e '/^TAP version/d; /^# .*ok - /d' \
				-e "s/^\(not \)\{0,1\}ok [0-9]* - /&$name /" ||
			bad=1
	done
	replay
}

vm_as_root "$@"
"$VM_DIR/deps.sh" "$VM_DIR/host-packages"
root=$(vm_tools unit "$VM_TOP/selftests/unit/packages") bad=
log=$(mktemp)
trap 'rm -f "$log"' EXIT
vm_copy_tree "$root" "$TREE"
in_unit "make -s -j $(nproc) all fuzzers" >&2 || vm_die "cannot build the tests"
case ${1:-} in
'')	unit ;;
fuzz)	fuzz "${2:?seconds}" ;;
*)	vm_die "usage: run.sh [fuzz SECONDS]" ;;
esac
[ -z "$bad" ]
