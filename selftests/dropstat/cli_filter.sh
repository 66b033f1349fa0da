#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The filters of dropstat: each selects the right rows and no others.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh

# packets WANT OPTION...: the selected rows in server have these packet counts, in order
packets()
{
	local want=$1

	shift
	expect_json "$want" 'map(.packets)' -N "$server" "$@"
}

netns()
{
	setup_once
	packets '[10,4,2,1]'
	expect_json '[]' 'map(select(.class == "packet"))' -N "$client"
	expect_json '[]' 'map(select(.netns != "unknown"))' -N unknown
}

iface()
{
	setup_once
	packets '[10,4,1]' -i sveth
	packets '[2]' --iface lo
	packets '[]' -i cveth
	packets '[10]' -i sveth -n 1
	expect_error 2 "1 to 15 characters" -i 0123456789abcdef
}

reason()
{
	setup_once
	packets '[10,4,2,1]' -r NO_SOCKET
	packets '[10,4,2,1]' --reason skb_drop_reason_no_socket
	packets '[]' -r TCP_CSUM
}

location()
{
	local place

	setup_once
	place=$(row | jq -r .location)
	packets '[10,4]' -l "$place"
	packets '[10,4]' --location "${place%%+*}"
	packets '[]' -l "${place%%+*}+0x1"
	packets '[]' -l kfree
}

proto()
{
	setup_once
	packets '[10,4,2]' -p udp
	packets '[1]' --proto icmp
	packets '[1]' -p 1
	packets '[]' -p tcp
	packets '[]' -p arp
}

# A protocol other than IP
proto_arp()
{
	setup
	ip netns exec "$server" nft -f - <<-RULES
		table arp filter {
			chain input {
				type filter hook input priority 0
				drop
			}
		}
	RULES
	ip netns exec "$client" ping -q -c 1 -W 1 198.51.100.3 > /dev/null
	ip -n "$server" neigh flush all
	ip -n "$client" neigh flush all
	ip netns exec "$client" ping -q -c 1 -W 1 $SERVER > /dev/null
	wait_for $WAIT_SHORT has_arp || fail "$(dropstat -N "$server" -a)"
	expect_json '["ARP"]' 'map(.proto) | unique' -N "$server" -p arp
}

has_arp()
{
	[ "$(show -N "$server" -p arp | jq length)" -gt 0 ]
}

source_and_destination()
{
	setup_once
	packets '[10,4,1]' -s $CLIENT
	packets '[10,4,1]' --saddr 198.51.0.0/16
	packets '[2]' -s ::/0
	packets '[10,4,1]' -s 0.0.0.0/0
	packets '[]' -s $SERVER
	packets '[10,4,1]' -d $SERVER
	packets '[2]' --daddr ::1
	packets '[]' -d 198.51.100.0/31
	packets '[10,4,1]' -s 198.51.100.0/31 -d $SERVER/31
}

ports()
{
	setup_once
	packets '[10,2]' --sport 4000
	packets '[4]' --sport 4001
	packets '[10,2]' --dport 9
	packets '[4]' --dport 10
	packets '[1]' --sport 0 -p icmp
	packets '[]' --dport 11
}

class()
{
	setup_once
	packets '[3]' -c local
	packets '[10,4,2,1]' --class packet
	packets '[]' -c fraglist
	packets '[10,4,3,2,1]' -c all
	packets '[10,4,3,2,1]' -a
}

combined()
{
	setup_once
	packets '[10]' -i sveth -r NO_SOCKET -p udp -s $CLIENT --dport 9
	packets '[]' -i lo -r NO_SOCKET -p udp -s $CLIENT --dport 9
}

# A filter on flows cannot select evicted flows, and a message mentions them.
evicted()
{
	local message

	setup_pair
	defer dropstat config set flows on
	dropstat config set flows off || fail "cannot configure"
	ip netns exec "$client" udp send -n 6 -b 4000 $SERVER 9
	expect 6 "$server" class=packet reason=NO_SOCKET 'proto=*'
	packets '[6]'
	expect_json '[[true,null,6]]' 'map([.evicted, .proto, .packets])' \
		-N "$server"
	said=$(dropstat -N "$server" --dport 9 2>&1 > /dev/null)
	[[ $said = "dropstat: 6 drops without a flow row may belong here"* ]] ||
		fail "wrong message: $said"
	packets '[]' --dport 9
	expect_json '[["NO_SOCKET",6]]' 'map([.reason, .packets])' \
		-N "$server" --by reason
}

not_evicted()
{
	local message

	setup_once
	message=$(dropstat -N "$server" --dport 9 2>&1 > /dev/null)
	[ -z "$message" ] || fail "unexpected message: $message"
}

# A reason from another kernel version, which dropstat accepts but the kernel refuses
refused()
{
	case $KERNEL in
	6.1.*) expect_error 1 "no such drop reason" -r TCP_ABORT_ON_DATA ;;
	*) expect_error 1 "no such drop reason" \
		-r mac80211_unusable/RX_DROP_U_REPLAY ;;
	esac
}

tests_run \
	netns \
	iface \
	reason \
	location \
	proto \
	proto_arp \
	source_and_destination \
	ports \
	class \
	combined \
	evicted \
	not_evicted \
	refused
