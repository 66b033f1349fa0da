# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced after lib.sh and cli-lib.sh: four real cases of lost packets, each reproduced
# in its own namespaces, broken and fixed. The tests case_*.sh check what dropstat
# reports about them, and "make demo" shows it.

# --- checks ---------------------------------------------------------------------

# shown NETNS: print the rows that dropstat shows for NETNS when it runs outside NETNS,
# except those that it hides by default
shown()
{
	dropstat -N "$1" | awk '
		NR > 1 && !/^\.\.\. / {
			sub(/[.+].*/, "", $4)
			# 6.1 reports every ICMPv6 error it receives as a drop.
			if ($3 " " $4 == "NOT_SPECIFIED icmpv6_rcv")
				next
			print $2, $3, $4, $5, $6, $7, $8
		}'
}

# expect_lost N NETNS REASON IFACE SYMBOL PROTO SOURCE DESTINATION: /proc and dropstat
# show N drops with these values, and dropstat shows no other rows
expect_lost()
{
	local want="$4 $3 $5 $6 $7 $8 $1" shown

	expect "$1" "$2" class=packet reason="$3" iface="$4" symbol="$5" \
		proto="$6" source="$7" destination="$8"
	shown=$(shown "$2")
	[ "$shown" = "$want" ] ||
		fail "dropstat -N $2: expected '$want', got:" "$(dropstat -N "$2")"
}

# expect_none_lost NETNS...: dropstat shows no drops except noise
expect_none_lost()
{
	local ns

	for ns; do
		[ -z "$(shown "$ns")" ] || fail "unexpected drops in $ns:" \
			"$(dropstat -N "$ns")"
	done
}

# expect_explained NAME TEXT...: the output of dropstat explain contains these texts
expect_explained()
{
	local explanation text

	explanation=$(dropstat explain "$1")
	for text in "${@:2}"; do
		grep -qF -e "$text" <<< "$explanation" ||
			fail "explain $1 does not print '$text'"
	done
}

flows()
{
	ip netns exec "$1" conntrack -L -p udp 2> /dev/null
	ip netns exec "$1" conntrack -L -f ipv6 -p udp 2> /dev/null
}

# expect_flow NETNS TEXT: a conntrack entry contains TEXT
expect_flow()
{
	flows "$1" | grep -qF "$2" ||
		fail "conntrack has no entry '$2':" "$(flows "$1")"
}

# expect_awaited NETNS DIFFERS TEXT: when it runs outside NETNS, dropstat reports that the
# dropped answer is a separate flow, and that conntrack waits for the answer that TEXT
# describes
expect_awaited()
{
	local show="show --conntrack -N $1 -r NO_SOCKET"

	# shellcheck disable=SC2086
	says "conntrack tracks it as a separate flow: NEW, UNREPLIED" $show
	# shellcheck disable=SC2086
	says "conntrack waits for $3" $show
	expect_json "[[\"NEW\",false,\"NEW\",false,$2]]" 'map([
		(.conntrack_own | .state, .replied),
		(.conntrack_expected | .state, .replied, .differs)])' \
		--conntrack -N "$1" -r NO_SOCKET
}

# expect_none_awaited NETNS: conntrack does not wait for anything similar to the only
# dropped flow
expect_none_awaited()
{
	says "conntrack tracks it as a separate flow: NEW, UNREPLIED" \
		show --conntrack -N "$1" -r NO_SOCKET
	says_not "conntrack waits" show -a --conntrack -N "$1"
	expect_json '[[true,null]]' \
		'map([has("conntrack_own"), .conntrack_expected])' \
		--conntrack -N "$1" -r NO_SOCKET
}

# --- clients and servers --------------------------------------------------------

# start_proxy NETNS PORT OPTION...: start udp_proxy, and wait until it is ready
start_proxy()
{
	start "$1" udp_proxy "${@:3}" "$2"
	wait_for $WAIT_SHORT udp_bound "$1" "$2" || fail "the proxy did not start"
}

# ask NETNS ARGUMENT...: send three queries, and wait for answers in the background
ask()
{
	start "$1" udp ask -n 3 "${@:2}"
	ASKING=$STARTED
}

expect_answers()
{
	expect_success "$ASKING" "the client got no answer"
}

expect_no_answer()
{
	stop "$ASKING" || fail "the client is no longer waiting"
}

tcp_is_open()
{
	ip netns exec "$1" ss -Hltn "sport = :$2" | grep -q .
}

# start_tcp NETNS ADDR PORT: start a TCP server, and wait until it is ready
start_tcp()
{
	start "$1" tcp accept "$2" "$3"
	wait_for $WAIT_SHORT tcp_is_open "$1" "$3" || fail "port $3 is not open"
}

# --- 1: a transparent UDP proxy answers from the wrong socket -----------------
#
# desk has the client [::1]:8888, a tproxy rule for packets to port 53, and a proxy on
# port 7893.

TPROXY_ASKED=2606:4700:4700::1111

tproxy_setup()
{
	setup_ns desk
	ip -n "$desk" -6 -batch - <<-COMMANDS
		link add eth0 type dummy
		link set eth0 addrgenmode none up
		route add default dev eth0
		rule add fwmark 1 lookup 100
		route add local ::/0 dev lo table 100
	COMMANDS
	ip netns exec "$desk" nft -f - <<-RULES
		table ip6 proxy {
			chain output {
				type route hook output priority mangle
				ip6 daddr $TPROXY_ASKED udp dport 53 mark set 1
			}
			chain prerouting {
				type filter hook prerouting priority mangle
				ct state new counter
				mark 1 udp dport 53 tproxy to :7893 accept
			}
		}
	RULES
}

# tproxy_ask OPTION...: start the proxy with these options, and send queries
tproxy_ask()
{
	start_proxy "$desk" 7893 -t "$@"
	ask "$desk" -a ::1 -b 8888 $TPROXY_ASKED 53
}

# --- 2: a UDP proxy on the host answers a container in a container ------------
#
#	inner 172.17.0.2 --- docker0 172.17.0.1, dind2, eth0 172.18.0.3 ---
#	docker0 172.18.0.1, host, eth0 192.168.0.239, a proxy on port 4000
#
# dind2 masquerades. Multicast snooping is off, because the bridge's IGMP reports would be
# dropped. The ports of a bridge are brought up first, so that the bridge has a carrier
# immediately.

DOCKER_ASKED=192.168.0.239
DOCKER_INNER=172.17.0.2
DOCKER_OUTER=172.18.0.3
DOCKER_GATEWAY=172.18.0.1

# docker_bridge NS ADDR CONTAINER ADDR: create docker0 in NS with one container
docker_bridge()
{
	ip -n "$1" -batch - <<-COMMANDS
		link add docker0 type bridge mcast_snooping 0
		link add veth0 type veth peer name eth0 netns $3
		link set veth0 master docker0 up
	COMMANDS
	ip -n "$3" -batch - <<-COMMANDS
		addr add $4/24 dev eth0
		link set eth0 up
		route add default via $2
	COMMANDS
	ip -n "$1" -batch - <<-COMMANDS
		addr add $2/24 dev docker0
		link set docker0 up
	COMMANDS
}

docker_setup()
{
	local ns

	setup_ns host dind2 inner
	for ns in "$host" "$dind2" "$inner"; do
		ip netns exec "$ns" sysctl -qw net.ipv4.ip_forward=1 \
			net.ipv6.conf.default.disable_ipv6=1
	done
	ip -n "$host" link add eth0 type dummy
	setup_addr "$host" eth0 $DOCKER_ASKED
	docker_bridge "$host" $DOCKER_GATEWAY "$dind2" $DOCKER_OUTER
	docker_bridge "$dind2" 172.17.0.1 "$inner" $DOCKER_INNER
	ip netns exec "$dind2" nft -f - <<-RULES
		table ip nat {
			chain postrouting {
				type nat hook postrouting priority srcnat
				ip saddr 172.17.0.0/24 oif eth0 masquerade
			}
		}
	RULES
}

# docker_ask OPTION...: start the proxy with these options, and send queries
docker_ask()
{
	start_proxy "$host" 4000 "$@"
	ask "$inner" -b 34320 $DOCKER_ASKED 4000
}

# --- 3: a program injects SYNs through a tun device -----------------------------
#
#	the program --- tun0 172.30.0.1, gate --- backend 192.168.255.8:10001

TUN_ADDR=172.30.0.1
TUN_PEER=172.30.0.2
TUN_SERVER=192.168.255.8

tun_setup()
{
	setup_ns gate backend
	setup_tun "$gate" tun0 $TUN_ADDR
	setup_veth "$gate" eth0 192.168.255.1 "$backend" eth0 $TUN_SERVER
	ip -n "$backend" route add default via 192.168.255.1
	ip netns exec "$gate" sysctl -qw net.ipv4.ip_forward=1
	start_tcp "$backend" $TUN_SERVER 10001
	TUN_LISTENER=$STARTED
}

# tun_inject SOURCE OPTION...: run tun_tcp with this source address and these options
tun_inject()
{
	ip netns exec "$gate" tun_tcp "${@:2}" tun0 "$1" 41626 $TUN_SERVER 10001
}

# --- 4: XDP redirect between veth pairs, and checksum offload -----------------
#
#	client 10.0.0.1 eth0 --- lb0, balancer, lb1 --- eth0 10.0.0.2 pod
#
# lb0 and lb1 redirect everything to each other with XDP. Their peers accept such frames
# only with NAPI, which veth enables when a program is attached.

XDP_CLIENT=10.0.0.1
XDP_POD=10.0.0.2

xdp_setup()
{
	setup_ns client balancer pod
	setup_no_ipv6 "$balancer" default
	ip -n "$balancer" -batch - <<-COMMANDS
		link add lb0 type veth peer name eth0 netns $client
		link add lb1 type veth peer name eth0 netns $pod
		link set lb0 up
		link set lb1 up
	COMMANDS
	setup_addr "$client" eth0 $XDP_CLIENT
	setup_addr "$pod" eth0 $XDP_POD
	ip netns exec "$client" xdp pass eth0
	ip netns exec "$pod" xdp pass eth0
	ip netns exec "$balancer" xdp redirect lb0 lb1
	ip netns exec "$balancer" xdp redirect lb1 lb0
	start_tcp "$pod" $XDP_POD 80
	XDP_LISTENER=$STARTED
}

xdp_ping()
{
	ip netns exec "$client" ping -q -c 1 -W $WAIT_SHORT $XDP_POD > /dev/null
}

# xdp_lost REASON: whether packets to the pod were dropped for this reason
xdp_lost()
{
	! counts 0 "$pod" class=packet reason="$1"
}

# Both ends of a connection send, so both need the fix.
xdp_fix()
{
	ip netns exec "$client" ethtool -K eth0 tx off > /dev/null
	ip netns exec "$pod" ethtool -K eth0 tx off > /dev/null
}
