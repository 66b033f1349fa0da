# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # setup_ns sets the names of namespaces
# Sourced by tests of tunnels whose underlay is in a different netns from their device:
#
#	client ccl --- pcl, pod, TUNNEL                 10.77.0.0/24, fd77::/64
#	                     host, hup --- pup, peer    10.9.0.0/24, fd09::/64
#
# The tunnel is created in host, and then moved to pod.

HOST_V4=10.9.0.1 PEER_V4=10.9.0.2
HOST_V6=fd09::1 PEER_V6=fd09::2
POD=10.77.0.1 FAR=10.77.0.2
CLIENT_V4=10.78.0.2

# tunnel_addr NS IF V4 V6: set both addresses at once, without duplicate address detection
tunnel_addr()
{
	ip -n "$1" -batch - <<-COMMANDS
		addr add $3/24 dev $2
		addr add $4/64 dev $2 nodad
		link set $2 up
	COMMANDS
}

setup_underlay()
{
	setup_ns host pod peer
	ip -n "$host" link add hup type veth peer name pup netns "$peer"
	tunnel_addr "$host" hup $HOST_V4 $HOST_V6
	tunnel_addr "$peer" pup $PEER_V4 $PEER_V6
	wait_for $WAIT_SHORT ip netns exec "$host" ping -q -c 1 -W 1 $PEER_V6 \
		> /dev/null || fail "the underlay does not work"
	ip netns exec "$host" ping -q -c 1 $PEER_V4 > /dev/null
}

# setup_firewall NS: drop everything that the host sends to the peer
setup_firewall()
{
	ip netns exec "$1" nft -f - <<-RULES
		table inet f {
			chain out {
				type filter hook output priority 0
				ip daddr $PEER_V4 drop
				ip6 daddr $PEER_V6 meta l4proto != icmpv6 drop
			}
		}
	RULES
}

setup_wireguard()
{
	local key

	ip -n "$host" link add tun0 type wireguard
	key=$(mktemp)
	wg genkey > "$key"
	ip netns exec "$host" wg set tun0 private-key "$key" \
		peer "$(wg genkey | wg pubkey)" endpoint "[$2]:51820" \
		allowed-ips 0.0.0.0/0
	rm "$key"
}

# setup_xfrm ADDR ADDR: an xfrm interface, its key, and policies for both families
setup_xfrm()
{
	local any

	ip -n "$host" link add tun0 type xfrm dev hup if_id 7
	ip -n "$host" xfrm state add src "$1" dst "$2" proto esp spi 7 if_id 7 \
		mode tunnel aead 'rfc4106(gcm(aes))' \
		0x0102030405060708090a0b0c0d0e0f1011121314 128 \
		flag af-unspec
	for any in 0.0.0.0/0 ::/0; do
		ip -n "$host" xfrm policy add dir out src $any dst $any if_id 7 \
			tmpl src "$1" dst "$2" proto esp mode tunnel
	done
}

# setup_tunnel KIND: create tun0 in host, move it to pod, and configure it there
setup_tunnel()
{
	local here=$HOST_V4 there=$PEER_V4

	case $1 in
	*-v6)	here=$HOST_V6 there=$PEER_V6 ;;
	esac
	case $1 in
	vxlan-*)
		ip -n "$host" link add tun0 type vxlan id 7 local "$here" \
			remote "$there" dstport 4789 dev hup ;;
	geneve-*)
		ip -n "$host" link add tun0 type geneve id 7 remote "$there" ;;
	wireguard-*)
		setup_wireguard "$here" "$there" ;;
	xfrm-*)
		setup_xfrm "$here" "$there" ;;
	ipip-v6)
		ip -n "$host" link add tun0 type ip6tnl mode any \
			local "$here" remote "$there" ;;
	gre-v6|gretap-v6)
		ip -n "$host" link add tun0 type "ip6${1%-*}" \
			local "$here" remote "$there" ;;
	*)	ip -n "$host" link add tun0 type "${1%-*}" \
			local "$here" remote "$there" ;;
	esac || return
	ip -n "$host" link set tun0 netns "$pod"
	tunnel_addr "$pod" tun0 $POD fd77::1
	ip -n "$pod" neigh replace $FAR lladdr 02:00:00:00:00:02 dev tun0 2> /dev/null
	ip -n "$pod" neigh replace fd77::2 lladdr 02:00:00:00:00:02 dev tun0 2> /dev/null
	:
}

undo_tunnel()
{
	ip -n "$pod" link del tun0
	ip -n "$host" xfrm policy flush
	ip -n "$host" xfrm state flush
}

# setup_client: a netns that reaches the far side through pod, which forwards
setup_client()
{
	setup_ns client
	ip -n "$client" link add ccl type veth peer name pcl netns "$pod"
	tunnel_addr "$client" ccl $CLIENT_V4 fd78::2
	tunnel_addr "$pod" pcl 10.78.0.1 fd78::1
	ip -n "$client" route add default via 10.78.0.1
	ip -n "$client" route add default via fd78::1
	ip netns exec "$pod" sysctl -qw net.ipv4.ip_forward=1 \
		net.ipv6.conf.all.forwarding=1
	ip netns exec "$client" ping -q -c 1 10.78.0.1 > /dev/null
	ip netns exec "$client" ping -q -c 1 fd78::1 > /dev/null
}

# setup_bridge: a netns on the same segment as the far side, through a bridge in pod
setup_bridge()
{
	setup_ns client
	ip -n "$client" link add ccl type veth peer name pcl netns "$pod"
	tunnel_addr "$client" ccl 10.77.0.3 fd77::3
	ip -n "$client" neigh replace $FAR lladdr 02:00:00:00:00:02 dev ccl
	ip -n "$pod" -batch - <<-COMMANDS
		link add br0 type bridge
		link set pcl master br0 up
		link set br0 up
	COMMANDS
}

# of_host NS: print how many of the host's packets to the peer, which the firewall dropped,
# NS sees
of_host()
{
	count "$1" 'class~^(unknown/)?packet$' reason=NETFILTER_DROP \
		"destination~^[[]?($PEER_V4|$PEER_V6)"
}

# seen_by_host N WHAT: the host sees N or more packets. The pod and the initial netns see
# none.
seen_by_host()
{
	wait_for $WAIT_SHORT seen_at_least "$1" ||
		fail "$2: the host sees $(of_host "$host"), expected $1:" \
			"$(all_rows)"
	[ "$(of_host "$pod")" = 0 ] || fail "$2: the pod sees the host's packets:" \
		"$(rows "$pod")"
	[ "$(of_host '')" = 0 ] || fail "$2: init sees the host's packets:" \
		"$(all_rows)"
}

seen_at_least()
{
	[ "$(of_host "$host")" -ge "$1" ]
}

all_rows()
{
	local ns

	for ns in "$host" "$pod" "$peer" ''; do
		echo "in '$ns':"
		rows "$ns" 'class~^(unknown/)?packet$'
	done
}
