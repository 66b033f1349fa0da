#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run a shell command in User-Mode Linux, on one CPU of this machine. uml.sh builds the
# kernel, which uses the root file system that it was built in. Prints the command's
# output and exits with its status.
#
# usage: uml-run.sh KERNEL DIR COMMAND
#	DIR is copied to /tmp/bench in UML, where the command runs

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

SECONDS_MAX=1800

# Print the script for process 1, which mounts the root file system, file systems for
# temporary files, and a directory of the host for the output.
init()
{
	cat <<-'INIT'
		#!/bin/busybox sh
		B=/bin/busybox
		$B mount -t devtmpfs dev /dev
		$B mount -t hostfs hostfs /newroot
		$B mount -t hostfs -o /tmp/uml-out hostfs /out
		$B mount -t devtmpfs dev /newroot/dev
		$B mount -t proc proc /newroot/proc
		$B mount -t sysfs sys /newroot/sys
		$B mount -t tracefs tracefs /newroot/sys/kernel/tracing
		$B mount -t tmpfs tmpfs /newroot/run
		$B mount -t tmpfs tmpfs /newroot/tmp
		$B cp -r /bench /newroot/tmp/
		$B ip link set lo up
		$B chroot /newroot /bin/bash -c 'cd /tmp/bench && . ./command' \
			< /dev/null > /out/output 2>&1
		$B echo $? > /out/status
		$B poweroff -f
	INIT
}

make_initrd()
{
	local dir=$1 work

	work=$(mktemp -d)
	mkdir "$work"/{bin,dev,newroot,out}
	cp "$(command -v busybox)" "$work/bin/busybox"
	cp -r "$dir" "$work/bench"
	printf '%s\n' "$command" > "$work/bench/command"
	init > "$work/init"
	chmod +x "$work/init"
	(cd "$work" && find . | cpio --quiet -o -H newc -R 0:0) \
		> "$root/tmp/uml-initrd"
	rm -rf "$work"
}

vm_as_root "$@"
name=${1:?usage: uml-run.sh KERNEL DIR COMMAND} command=${3:?}
root=$("$VM_DIR/root.sh" "$name")/root
tree=$("$BENCH_DIR/uml.sh" "$name")
out=$root/tmp/uml-out
rm -rf "$out"
mkdir "$out"
make_initrd "$2"

# UML's memory is a file in /dev/shm. Mount a tmpfs there, so that it is not on a disk.
vm_chroot "$root" sh -c '
	mkdir -p /dev/shm
	mount -t tmpfs tmpfs /dev/shm
	taskset -c "$1" timeout -k 5 "$2" "$3/linux" mem=1024M \
		initrd=/tmp/uml-initrd con=null con0=fd:0,fd:1 ssl=null \
		quiet panic=-1 < /dev/null > /tmp/uml-out/console 2>&1
	umount /dev/shm
' sh "$(($(nproc) - 1))" "$SECONDS_MAX" "$tree" || :
rm -f "$root/tmp/uml-initrd"
if ! [ -s "$out/status" ]; then
	tail -n 30 "$out/console" >&2
	vm_die "User-Mode Linux $name did not finish"
fi
cat "$out/output"
exit "$(cat "$out/status")"
