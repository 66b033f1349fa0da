#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Which netns a drop belongs to if the packet is in a different netns from skb->dev: the
# outer packets of tunnels, and packets that a device passes to another netns.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=tunnel-lib.sh
. ./tunnel-lib.sh

V4="vxlan-v4 geneve-v4 gre-v4 gretap-v4 ipip-v4 sit-v4 wireguard-v4 xfrm-v4"
V6="vxlan-v6 geneve-v6 gre-v6 gretap-v6 ipip-v6 wireguard-v6 xfrm-v6"
# These tunnels carry Ethernet frames.
L2="vxlan-v4 geneve-v4 gretap-v4 vxlan-v6 geneve-v6 gretap-v6"

# with_tunnels KINDS SETUP SEND: send five packets through a tunnel of each kind; the host
# drops the outer packets
with_tunnels()
{
	local kind before

	setup_underlay
	[ -z "$2" ] || "$2"
	setup_firewall "$host"
	for kind in $1; do
		setup_tunnel "$kind" || fail "cannot create $kind"
		before=$(of_host "$host")
		"$3" "$kind"
		seen_by_host $((before + 1)) "$kind"
		undo_tunnel
	done
}

# far KIND: the address behind the tunnel; sit carries only IPv6
far()
{
	case $1 in
	sit-*)	echo fd77::2 ;;
	*)	echo $FAR ;;
	esac
}

from_pod()
{
	ip netns exec "$pod" udp send -n 5 -b 4000 "$(far "$1")" 9
}

from_client()
{
	ip netns exec "$client" udp send -n 5 -b 4000 "$(far "$1")" 9
}

from_segment()
{
	ip -n "$pod" link set tun0 master br0
	from_client "$1"
}

sent_v4()
{
	with_tunnels "$V4" '' from_pod
}

sent_v6()
{
	with_tunnels "$V6" '' from_pod
}

forwarded_v4()
{
	with_tunnels "$V4" setup_client from_client
}

forwarded_v6()
{
	with_tunnels "$V6" setup_client from_client
}

bridged()
{
	with_tunnels "$L2" setup_bridge from_segment
}

# A packet that cannot be decrypted belongs to the host, although it already points to the
# xfrm interface in pod.
undecrypted()
{
	local bad=0x1111111111111111111111111111111111111111
	local good=0x2222222222222222222222222222222222222222
	local spi="src $PEER_V4 dst $HOST_V4 proto esp spi 9 mode tunnel"

	setup_underlay
	setup_tunnel xfrm-v4
	# shellcheck disable=SC2086
	ip -n "$host" xfrm state add $spi if_id 7 aead 'rfc4106(gcm(aes))' $good 128
	# shellcheck disable=SC2086
	ip -n "$peer" xfrm state add $spi aead 'rfc4106(gcm(aes))' $bad 128
	ip -n "$peer" xfrm policy add dir out dst $POD/32 \
		tmpl src $PEER_V4 dst $HOST_V4 proto esp mode tunnel
	ip -n "$peer" route add $POD via $HOST_V4
	ip netns exec "$peer" udp send -n 5 -b 4000 $POD 9
	expect 5 "$host" class=packet iface=hup source=$PEER_V4 destination=$HOST_V4
	expect 0 "$pod" source=$PEER_V4
}

# A packet that the tunnel has not encapsulated yet belongs to the pod.
inner_packet()
{
	setup_underlay
	setup_tunnel vxlan-v4
	ip netns exec "$pod" tc qdisc add dev tun0 root netem loss 100%
	from_pod vxlan-v4
	expect 5 "$pod" iface=tun0 destination=$FAR:9
	expect 0 "$host" destination=$FAR:9
}

# setup_stacked KIND...: a device of this kind in pod, on top of a device of host
setup_stacked()
{
	setup_ns host pod
	ip -n "$host" link add low type dummy
	ip -n "$host" link set low up
	ip -n "$host" link add link low name top type "$@"
	ip -n "$host" link set top netns "$pod"
	setup_addr "$pod" top $POD
	ip -n "$pod" neigh replace $FAR lladdr 02:00:00:00:00:02 dev top \
		2> /dev/null
	ip netns exec "$host" tc qdisc add dev low root netem loss 100%
}

# A packet in the queue of the lower device is in that device's netns.
stacked()
{
	local kind

	for kind in macvlan "ipvlan mode l2" "vlan id 7"; do
		# shellcheck disable=SC2086
		setup_stacked $kind
		from_pod "$kind"
		expect 5 "$host" iface=low destination=$FAR:9
		expect 0 "$pod" destination=$FAR:9
		run_deferred
	done
}

# A packet that has crossed a veth pair is in the netns of the receiving device.
crossed_veth()
{
	setup_underlay
	ip netns exec "$peer" nft -f - <<-RULES
		table inet f {
			chain in {
				type filter hook input priority 0
				udp dport 9 drop
			}
		}
	RULES
	ip netns exec "$host" udp send -n 5 -b 4000 $PEER_V4 9
	expect 5 "$peer" iface=pup destination=$PEER_V4:9
	expect 0 "$host" destination=$PEER_V4:9
}

tests_run \
	sent_v4 \
	sent_v6 \
	forwarded_v4 \
	forwarded_v6 \
	bridged \
	undecrypted \
	inner_packet \
	stacked \
	crossed_veth
