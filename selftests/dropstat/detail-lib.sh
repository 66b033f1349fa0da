# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced after cli-lib.sh by the tests that check the details of a row.

# ask_flow NETNS JQ: set ANSWER to the one flow of a netns that matches the jq condition
ask_flow()
{
	ANSWER=$(show -a -N "${1:-init}" | jq -c "map(select($2))")
	[ "$(jq length <<< "$ANSWER")" = 1 ] ||
		fail "expected exactly one flow with $2:" "$ANSWER"
	ANSWER=$(jq -c '.[0]' <<< "$ANSWER")
}

# is JQ WANT: the jq filter, applied to ANSWER, yields WANT
is()
{
	local got

	got=$(jq -c "$1" <<< "$ANSWER" 2>&1)
	[ "$got" = "$(jq -c . <<< "$2")" ] ||
		fail "$1 is $got, expected $2:" "$ANSWER"
}

tuple()
{
	printf '{"proto":"%s","saddr":"%s","daddr":"%s","sport":%s,"dport":%s}' \
		"$@"
}

# rules NETNS CHAIN RULE: add a table with one chain and one rule
rules()
{
	ip netns exec "$1" nft -f - <<-RULES
		table inet t {
			chain c {
				type filter hook $2
				$3
			}
		}
	RULES
}

# Create host with an interface d0 that drops everything it sends.
setup_lossy()
{
	setup_ns host
	ip -n "$host" link add d0 type dummy
	setup_addr "$host" d0 192.0.2.1
	tc -n "$host" qdisc add dev d0 root netem loss 100%
}

# Create host with an interface d0, and delete its qdisc with four datagrams in it.
setup_queue_deleted()
{
	setup_ns host
	ip -n "$host" link add d0 type dummy
	setup_addr "$host" d0 192.0.2.1
	tc -n "$host" qdisc add dev d0 root netem delay 100s
	ip netns exec "$host" udp send -n 4 -b 4000 192.0.2.9 53
	tc -n "$host" qdisc del dev d0 root
	expect 4 "$host" symbol=__rtnl_unlock
}
