# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of lib.sh: create namespaces and interfaces, which are deleted at the end of the
# test.

# setup_ns NAME...: create a netns for each NAME, and set the variable NAME to its name
setup_ns()
{
	local name

	for name; do
		printf -v "$name" '%s-%04x' "$name" $((RANDOM))
		ip netns add "${!name}"
		defer "ip netns del ${!name}"
		ip -n "${!name}" link set lo up
	done
}

# setup_veth NS1 IF1 ADDR1 NS2 IF2 ADDR2: create a veth pair with addresses in a /24 and
# without IPv6, and bring it up
setup_veth()
{
	ip -n "$1" link add "$2" type veth peer name "$5" netns "$4"
	setup_addr "$1" "$2" "$3"
	setup_addr "$4" "$5" "$6"
}

# setup_pair: create the two namespaces that most tests need:
#
#	client, cveth $CLIENT --- $SERVER sveth, server
CLIENT=198.51.100.1
SERVER=198.51.100.2

setup_pair()
{
	setup_ns client server
	setup_veth "$client" cveth $CLIENT "$server" sveth $SERVER
}

# setup_addr NS IF ADDR: set the address and bring the interface up, without IPv6, whose
# router solicitations would be dropped
setup_addr()
{
	setup_no_ipv6 "$1" "$2"
	ip -n "$1" -batch - <<-COMMANDS
		addr add $3/24 dev $2
		link set $2 up
	COMMANDS
}

# setup_no_ipv6 NS IF: disable IPv6; IF is "default" for all future interfaces
setup_no_ipv6()
{
	ip netns exec "$1" sysctl -qw "net.ipv6.conf.$2.disable_ipv6=1"
}

# setup_tun NS IF ADDR: create a tun device
setup_tun()
{
	modprobe tun
	ip -n "$1" tuntap add "$2" mode tun
	setup_addr "$1" "$2" "$3"
}

# setup_memory_cgroup NAME: create an empty cgroup with memory accounting; sets CGROUP
setup_memory_cgroup()
{
	CGROUP=/sys/fs/cgroup/$1
	echo +memory > /sys/fs/cgroup/cgroup.subtree_control
	defer "echo -memory > /sys/fs/cgroup/cgroup.subtree_control"
	mkdir "$CGROUP"
	defer "rmdir $CGROUP"
	[ -e "$CGROUP/memory.high" ] || fail "there is no memory cgroup controller"
}

# udp_bound NS PORT: whether a socket in NS is bound to the UDP port
udp_bound()
{
	local hex

	printf -v hex '%04X' "$2"
	ip netns exec "$1" grep -q "^ *[0-9]*: [0-9A-F]*:$hex " /proc/net/udp \
		/proc/net/udp6
}
