#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Find out how guests can run here. /dev/kvm may exist and not work, so this boots
# a kernel with it, which must get as far as missing its root disk within a few
# seconds.
#
# TCG gets one thread: with more, switching a tracepoint while another virtual CPU
# runs through it can kill the guest, through no fault of its kernel. cmpxchg16b is
# off: QEMU 7.2's leaves garbage in the flags, and an interrupt right after it ends
# in a double fault.
#
# usage: accel.sh KERNELIMAGE
# prints QEMU's arguments

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
	vm_say "guests run under TCG: KVM does not work here"
	echo -accel tcg,thread=single -cpu max,-cx16
fi
