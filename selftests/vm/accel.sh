#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Find out whether guests can use KVM on this machine. /dev/kvm may exist but not work,
# so this script boots a kernel under KVM. KVM works if the kernel reports that its root
# disk is missing within a few seconds.
#
# TCG is limited to one thread. With more threads, enabling or disabling a tracepoint
# while another virtual CPU executes it can crash the guest, although its kernel is
# not at fault. cmpxchg16b is disabled: QEMU 7.2 leaves garbage in the flags, and an
# interrupt right after the instruction causes a double fault.
#
# usage: accel.sh KERNELIMAGE
# prints the accelerator and CPU arguments for QEMU

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

KVM_SECONDS=5

kvm_works()
{
	[ -w /dev/kvm ] || return 1
	timeout -k 1 "$KVM_SECONDS" qemu-system-x86_64 -M q35 -accel kvm \
		-cpu max -smp 2 -m 256M -nodefaults -no-user-config -nic none \
		-display none -no-reboot -monitor none -serial stdio \
		-kernel "$1" -append "console=ttyS0 panic=-1" \
		< /dev/null 2>/dev/null |
		grep -q 'Unable to mount root fs'
}

if kvm_works "${1:?usage: accel.sh KERNELIMAGE}"; then
	vm_say "guests run under KVM"
	echo -accel kvm -cpu max
else
	vm_say "guests run under TCG: KVM does not work on this machine"
	echo -accel tcg,thread=single -cpu max,-cx16
fi
