#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boot a kernel, run a shell command in it, stream its output, and return its
# status. The guest has no network device. It stops when the command exits, when the
# kernel panics, or when there has been no output for too long.
#
# usage: guest.sh KERNEL WORKDIR COMMAND
#	WORKDIR is filled by build.sh. The guest sees WORKDIR/selftests as
#	/vm/selftests. Its console is written to WORKDIR/console.
# environment: VM_SMP, the number of processors (2); VM_IDLE, the number of seconds
#	without output after which the guest is killed (300); VM_ACCEL, the output
#	of accel.sh; VM_APPEND, added to the kernel's command line
# status: the command's; 124 if the guest hung, 125 if it died

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Panic on an oops: the guest must not continue in a broken state.
APPEND="console=ttyS0 quiet loglevel=5 oops=panic panic=-1 reboot=t"
APPEND+=" tsc=reliable mitigations=off net.ifnames=0 cryptomgr.notests=1"

# RCU reports a stall after 21 s. A busy emulated machine with few processors can take
# that long to return to a task that was preempted in a read-side critical section. The
# soft lockup detector reports a processor that is stuck.
APPEND+=" rcupdate.rcu_cpu_stall_timeout=120"
APPEND+=" rcupdate.rcu_exp_cpu_stall_timeout=120000"

make_initrd()
{
	local dir=$1 work=$2 command=$3

	rm -rf "$work/initrd.d"
	mkdir -p "$work/initrd.d/vm"
	cp "$VM_DIR/boot" "$work/initrd.d/vm/"
	cp -r "$work/selftests" "$work/initrd.d/vm/"
	printf '%s\n' "$command" > "$work/initrd.d/vm/command"
	(cd "$work/initrd.d" && find . | cpio --quiet -o -H newc -R 0:0) |
		cat "$dir/initramfs.cpio" - > "$work/initrd"
	rm -rf "$work/initrd.d"
}

start_qemu()
{
	local dir=$1 work=$2 accel=$3

	# shellcheck disable=SC2086
	exec qemu-system-x86_64 -M q35 $accel -smp "${VM_SMP:-2}" -m 1536M \
		-nodefaults -no-user-config -display none -no-reboot \
		-monitor none -nic none -device virtio-rng-pci \
		-chardev file,id=console,path="$work/console" \
		-chardev stdio,id=output,signal=off \
		-chardev file,id=status,path="$work/status" \
		-serial chardev:console -serial chardev:output \
		-serial chardev:status \
		-drive "file=$dir/base.erofs,format=raw,if=none,id=base,readonly=on" \
		-device virtio-blk-pci,drive=base \
		-drive "file=$work/modules.erofs,format=raw,if=none,id=modules,readonly=on" \
		-device virtio-blk-pci,drive=modules \
		-kernel "$dir/vmlinuz" -initrd "$work/initrd" \
		-append "$APPEND ${VM_APPEND:-}" < /dev/null
}

# Print the guest's output until end of file. Return 1 if no output arrives for too long.
stream()
{
	local idle=$1 line status

	while :; do
		status=0
		IFS= read -r -t "$idle" line || status=$?
		[ "$status" = 0 ] || break
		printf '%s\n' "$line"
	done
	[ -z "$line" ] || printf '%s\n' "$line"
	# read returns 1 at end of file, and more than 128 on a timeout.
	[ "$status" -le 128 ]
}

cleanup()
{
	kill "$qemu" 2>/dev/null || :
	rm -f "$work/initrd"
}

name=${1:?usage: guest.sh KERNEL WORKDIR COMMAND} work=${2:?} command=${3:?}
dir=$("$VM_DIR/root.sh" "$name")
accel=${VM_ACCEL:-$("$VM_DIR/accel.sh" "$dir/vmlinuz")}
make_initrd "$dir" "$work" "$command"
rm -f "$work/status" "$work/console"
exec 3< <(start_qemu "$dir" "$work" "$accel")
qemu=$!
trap cleanup EXIT

hung=
stream "${VM_IDLE:-300}" <&3 || hung=1
[ -z "$hung" ] || kill "$qemu"
wait "$qemu" || :
status=$(sed -n 's/^status \([0-9]*\).*/\1/p' "$work/status" 2>/dev/null)
if [ -n "$hung" ]; then
	printf '# %s: no output for %s s: hung\n' "$name" "${VM_IDLE:-300}"
	status=124
elif [ -z "$status" ]; then
	printf '# %s: the guest died\n' "$name"
	status=125
fi
[ "$status" -lt 124 ] || tail -n 40 "$work/console" | sed 's/^/#   /'
exit "$status"
