#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Names of locations, also after their module was unloaded, and in an NMI

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# drop N: make tun drop N datagrams in host, by closing the device while they are in its
# queue
drop()
{
	local hold

	setup_tun "$host" tun0 192.0.2.1
	exec {hold}> >(exec ip netns exec "$host" tun_send -w -n 0 tun0 \
		192.0.2.9 1 192.0.2.1 1)
	wait_for $WAIT_SHORT ip netns exec "$host" \
		grep -q 1 /sys/class/net/tun0/carrier || fail "no carrier"
	ip netns exec "$host" udp send -n "$1" -b 4000 192.0.2.9 9
	exec {hold}>&-
	wait_for $WAIT_SHORT ip netns exec "$host" \
		grep -q 0 /sys/class/net/tun0/carrier ||
		fail "the device was not closed"
	ip -n "$host" link del tun0
}

unload_tun()
{
	wait_for $WAIT_SHORT modprobe -q -r tun || fail "cannot unload tun"
}

# The row is read for the first time after the module was unloaded.
kept_after_module()
{
	setup_ns host
	drop 3
	unload_tun
	expect 3 "$host" class=packet iface=tun0 destination=192.0.2.9:9 \
		'location~^tun_queue_purge\+0x[0-9a-f]+\[tun\]$'
}

# After a reload, the address may be different, but the name and the row are the same. The
# new device may have a different index.
same_after_reload()
{
	setup_ns host
	drop 3
	unload_tun
	drop 4
	expect 7 "$host" class=packet symbol=tun_queue_purge \
		destination=192.0.2.9:9
	expect 7 "$host" class=packet
}

# symbol+offset is one word, and no location is left without a name.
every_location_named()
{
	local odd

	odd=$(rows_all | awk '
		$4 !~ /^[A-Za-z_][A-Za-z0-9_.]*\+0x[0-9a-f]+(\[[a-z0-9_]+\])?$/ &&
		$4 != "other" && $4 != "nmi"')
	[ -z "$odd" ] || fail "malformed locations:" "$odd"
}

# explain.txt has all drop reasons that this kernel lists. The kernel's list does not
# include the reasons of subsystems.
every_reason_explained()
{
	local reason missing=()

	[ "$(reasons | wc -l)" -gt 60 ] || fail "too few reasons:" "$(reasons)"
	for reason in $(reasons | awk '$2 != "MAX" { print $2 }'); do
		dropstat explain "$reason" > /dev/null 2>&1 ||
			missing+=("$reason")
	done
	[ ${#missing[@]} = 0 ] || fail "no entry for: ${missing[*]}"
}

# In an NMI, a hit is counted, but none of its values are recorded, not even the reason.
nmi()
{
	local flushed

	BOOKS_TOTAL_ONLY=1
	defer reload
	insmod ./drop_irq.ko || fail "cannot load drop_irq"
	defer "rmmod drop_irq"
	expect 0 "" location=nmi
	echo 100 > /sys/module/drop_irq/parameters/nmi
	expect 100 "" location=nmi class=unknown/packet 'proto~^[*]$'
	expect 0 "" location~drop_irq
	expect_hist 100 XFRM_POLICY
	[ "$(dropstat totals -j | jq .nmi)" = 100 ] ||
		fail "wrong totals:" "$(dropstat totals)"
	flushed=$(dropstat flush -a)
	books_flushed "${flushed%% *}"
	expect 0 "" location=nmi
}

# The same hits outside an NMI have all values.
not_nmi()
{
	insmod ./drop_irq.ko || fail "cannot load drop_irq"
	defer "rmmod drop_irq"
	echo 2 > /sys/module/drop_irq/parameters/drop
	expect $((32 * $(nproc))) "" location~drop_irq reason=XFRM_POLICY \
		iface=lo class=packet proto=UDP destination=127.0.0.1:9
	expect 0 "" location=nmi
}

tests_run \
	kept_after_module \
	same_after_reload \
	every_location_named \
	every_reason_explained \
	nmi \
	not_nmi
