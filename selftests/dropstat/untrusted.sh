#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets with pointers that cannot be trusted: the probe survives them, and takes
# neither a netns nor an owner from them. See drop_bad.c.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=detail-lib.sh
. ./detail-lib.sh

DROP=/sys/module/drop_bad/parameters

setup()
{
	setup_ns pod
	insmod ./drop_bad.ko || fail "cannot load drop_bad"
	defer "rmmod drop_bad"
}

# in_pod PARAMETER VALUE
in_pod()
{
	ip netns exec "$pod" sh -c "echo $2 > $DROP/$1" || fail "$1 $2: failed"
}

# unknown_only CASE N: none of the N packets belongs to a netns
unknown_only()
{
	local before

	before=$(count '' location~drop_ class~^unknown/)
	in_pod drop "$1"
	expect $((before + $2)) '' location~drop_ class~^unknown/
	expect 0 '' location~drop_ class=packet
	expect 0 "$pod" location~drop_
}

# pod_only CASE N CONDITION...: all N packets belong to pod
pod_only()
{
	local before

	before=$(count '' location~drop_ 'class~^(unknown/)?(packet|local)$')
	in_pod drop "$1"
	expect "$2" "$pod" location~drop_ class=packet "${@:3}"
	expect "$before" '' location~drop_ 'class~^(unknown/)?(packet|local)$'
}

# While a socket is being reused, it briefly has no netns.
socket_without_netns()
{
	setup
	unknown_only no_netns 32
}

# After the last put, the memory of a TCP socket may already be another socket.
reused_socket()
{
	setup
	unknown_only reused 16
}

unreferenced_socket()
{
	setup
	unknown_only unreferenced 16
	unknown_only bad_sk 16
}

error_pointer()
{
	setup
	unknown_only error_sk 16
}

# Without a device, and with a tunnel's device, for which the route determines the netns
bad_route()
{
	setup
	ip -n "$pod" link add tun0 type sit remote 192.0.2.1
	in_pod device tun0
	unknown_only bad_route 32
}

# If the device of a tunnel's route has been removed, the packet's netns is unknown.
# blackhole_netdev, which replaces the device, belongs to the initial netns.
underlay_removed()
{
	setup
	ip -n "$pod" link add tun0 type sit remote 192.0.2.1
	in_pod device tun0
	unknown_only blackhole 16
}

bad_device()
{
	setup
	unknown_only bad_dev 32
}

no_head()
{
	setup
	in_pod drop no_head
	expect_hist 1 XFRM_POLICY
}

# Packets queued on a device may be freed after it is unregistered, but not in a softirq.
dead_device()
{
	setup
	ip -n "$pod" link add dummy0 type dummy
	in_pod device dummy0
	pod_only device 16 iface=dummy0
	ip -n "$pod" link del dummy0
	pod_only device 32 iface=dummy0
}

dead_device_in_softirq()
{
	setup
	ip -n "$pod" link add dummy0 type dummy
	in_pod device dummy0
	ip -n "$pod" link del dummy0
	unknown_only device_softirq 16
}

# A queued packet is in its socket's netns, wherever its device is.
queued_packet()
{
	setup
	ip link add dummy7 type dummy
	defer "ip link del dummy7"
	echo dummy7 > $DROP/device
	pod_only queued 16
}

# Packets with untrusted sockets must not get an owner, because readers would believe it.
no_owner()
{
	# Reload, because rows from other tests would keep their details.
	reload_with
	setup
	unknown_only no_netns 32
	unknown_only reused 16
	ask_flow unknown '.saddr == "10.0.0.7" and (.location | startswith("drop_"))'
	is '[.uid, .cgroup, .task]' '[null,null,null]'
}

tests_run \
	socket_without_netns \
	reused_socket \
	unreferenced_socket \
	error_pointer \
	bad_route \
	underlay_removed \
	bad_device \
	no_head \
	dead_device \
	dead_device_in_softirq \
	queued_packet \
	no_owner
