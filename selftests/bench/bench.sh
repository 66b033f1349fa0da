#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Compare what dropstat and the alternatives add to the cost of a drop. Instructions are
# measured in a guest whose clock counts them. Nanoseconds are measured in User-Mode
# Linux on one CPU of this machine, for observers that work there.
#
# Prints a table for each kernel, writes results/KERNEL.json and .md, and fails if
# instructions or losses exceed the limits. There are no limits on times.
#
# environment: KERNELS (6.12 7.2), ROUNDS (5), PACKETS (20032)

set -eu -o pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

export VM_SUITE=bench
ROUNDS=${ROUNDS:-5}
PACKETS=${PACKETS:-20032}

IN_GUEST=(none:1 empty:1 dropstat-sites:1 dropstat:1 libbpf-lru:1
	bpftrace-rawtp-reason:1 bpftrace-reason:1 bpftrace-5tuple:1
	drop_monitor:1 hist-reason:1 perf-record:1
	none:1000 dropstat:1000 none:100000 dropstat:100000
	none:1000000 dropstat:1000000 libbpf-lru:1000000
	bpftrace-5tuple:1000000
	none:0 dropstat:0)
IN_UML=(none:1 empty:1 dropstat-sites:1 dropstat:1 drop_monitor:1
	none:1000 dropstat:1000 none:100000 dropstat:100000
	none:1000000 dropstat:1000000 none:0 dropstat:0)

# Derive the guest's clock from the number of executed instructions.
ICOUNT="-accel tcg,thread=single -cpu max,-cx16"
ICOUNT+=" -icount shift=0,sleep=off,align=off"

# VM_IDLE is long because the guest prints nothing while bpftrace compiles.
guest()
{
	local kernel=$1 dir=$2

	"$VM_DIR/build.sh" "$kernel" "$dir" > "$dir/build.log" 2>&1 || {
		cat "$dir/build.log" >&2
		vm_die "cannot build the programs"
	}
	VM_SMP=1 VM_ACCEL=$ICOUNT VM_APPEND=tsc_early_khz=1000000 VM_IDLE=600 \
		"$VM_DIR/guest.sh" "$kernel" "$dir" "selftests/bench-guest \
			$ROUNDS $PACKETS ${IN_GUEST[*]}"
}

# Build the modules and dropgen for User-Mode Linux in the kernel's root file system.
uml_build()
{
	local root=$1 source=$2 dir=$3 tree=/tmp/dropstat

	rm -rf "$root$tree"
	mkdir "$root$tree" "$dir/uml"
	cp -r "$VM_TOP/Kbuild" "$VM_TOP/module" "$VM_TOP/selftests" \
		"$root$tree/"
	vm_chroot "$root" sh -c "
		make -s -C $source ARCH=um M=$tree modules &&
		make -s -C $source ARCH=um M=$tree/selftests/bench modules &&
		make -s -C $tree/selftests/bench $tree/selftests/bench/dropgen" >&2
	cp "$root$tree/module/dropstat.ko" "$root$tree"/selftests/bench/{empty.ko,dropgen,bench-guest} \
		"$dir/uml/"
	rm -rf "${root:?}$tree"
}

# Use more packets and rounds than in the guest, because UML is faster and times vary.
uml()
{
	local kernel=$1 dir=$2 source

	source=$("$BENCH_DIR/uml.sh" "$kernel")
	uml_build "$("$VM_DIR/root.sh" "$kernel")/root" "$source" "$dir"
	"$BENCH_DIR/uml-run.sh" "$kernel" "$dir/uml" "./bench-guest \
		$((ROUNDS * 3)) $((PACKETS * 10)) ${IN_UML[*]}"
}

# complete FILE ROUNDS OBSERVERS: exit with an error if measurements are missing
complete()
{
	local file=$1 rounds=$2 observers=$3

	[ "$(grep -c '^bench ' "$file")" = $((rounds * observers)) ] && return
	tail -n 5 "$file" >&2
	vm_die "measurements are missing"
}

bench()
{
	local kernel=$1 dir=$2

	vm_say "$kernel: counting instructions"
	guest "$kernel" "$dir" > "$dir/icount"
	complete "$dir/icount" "$ROUNDS" ${#IN_GUEST[@]}
	vm_splats "$dir/console" || vm_die "the kernel reported an error"
	vm_say "$kernel: measuring time in User-Mode Linux"
	uml "$kernel" "$dir" > "$dir/time"
	complete "$dir/time" $((ROUNDS * 3)) ${#IN_UML[@]}
	{ sed -n 's/^bench/icount/p' "$dir/icount"
	  sed -n 's/^bench/time/p' "$dir/time"; } > "$dir/measured"

	mkdir -p "$BENCH_DIR/results"
	jq -R -s --arg kernel "$kernel" -f "$BENCH_DIR/results.jq" \
		"$dir/measured" > "$dir/results"
	jq -c '.results[]' "$dir/results" | sed '1s/^/[\n/; $!s/$/,/; $s/$/\n]/' \
		> "$BENCH_DIR/results/$kernel.json"
	jq -r .table "$dir/results" | tee "$BENCH_DIR/results/$kernel.md"
	jq -r '.limits[]' "$dir/results"
	! jq -r '.limits[]' "$dir/results" | grep -q '^not ok'
}

vm_as_root "$@"
"$VM_DIR/deps.sh" "$VM_DIR/host-packages" "$BENCH_DIR/host-packages"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=
for kernel in ${KERNELS:-6.12 7.2}; do
	mkdir "$work/$kernel"
	bench "$kernel" "$work/$kernel" || bad=1
done
[ -z "$bad" ]
