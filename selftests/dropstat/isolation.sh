#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Which rows each user sees in /proc/net/dropstat, no matter who opened it. No output
# contains kernel addresses, and users cannot learn about others from their own rows. See
# isolation-lib.sh.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=isolation-lib.sh
. ./isolation-lib.sh

# --- /proc ---------------------------------------------------------------------

# Print the places that have rows in the input, with their packets, in the format of
# told(). "?" stands for the packets of all other rows.
seen()
{
	awk -v places="$PLACES" -v addrs="$(for place in $PLACES; do
			echo "${ADDR[$place]}:$PORT"; done)" '
		BEGIN {
			n = split(places, place, " ")
			split(addrs, addr, " ")
			for (i = 1; i <= n; i++)
				name[addr[i]] = place[i]
			place[++n] = "?"
		}
		$1 ~ /packet$/ {
			who = $7 in name ? name[$7] : "?"
			packets[who] += $8
			if ((who == "gone" || who == "unknown") != ($1 ~ "/"))
				packets["?"] += $8
		}
		END {
			for (i = 1; i <= n; i++)
				if (place[i] in packets)
					printf " %s*%d", place[i],
						packets[place[i]]
		}'
}

# sees NAMES WHO COMMAND...: the command, run by WHO, shows exactly these places. Append
# its output to OUTPUT.
sees()
{
	local out

	told "$1"
	out=$("${@:3}" 2>&1)
	OUTPUT+=$out$'\n'
	[[ $out = CLASS* ]] || fail "$2: no header: $out"
	same "$TOLD" "$(seen <<< "$out")" "$2"
}

# denied WHO COMMAND...: the command, run by WHO, must fail with "Permission denied"
denied()
{
	local out

	if out=$("${@:2}" 2>&1); then
		fail "$1 can read the file:" "$out"
	fi
	OUTPUT+=$out$'\n'
	[[ $out = *"Permission denied"* ]] || fail "$1: wrong error: $out"
}

proc_of_root()
{
	plant
	sees "init gone unknown" "root" cat $PROC
	denied "root without CAP_NET_ADMIN" "${WEAK[@]}" cat $PROC
	sees a "root in a" "${ROOT_OF_A[@]}" cat $PROC
	denied "the same without CAP_NET_ADMIN" "${ROOT_OF_A[@]}" \
		"${WEAK[@]}" cat $PROC
	sees user "root, file of a process in user" \
		cat "/proc/$USER_PID/net/dropstat"
}

proc_of_others()
{
	sees user "root of user" "${ROOT_OF_USER[@]}" cat $PROC
	denied "root of user, file of init" "${ROOT_OF_USER[@]}" \
		cat /proc/1/net/dropstat
	denied "nobody in init" "${NOBODY_OF_INIT[@]}" cat $PROC
	denied "nobody in a" "${ROOT_OF_A[@]}" "${NOBODY_OF_INIT[@]}" \
		cat $PROC
	denied "a userns in init" "${ROOT_OF_USERNS[@]}" cat $PROC
	denied "a userns in a" "${ROOT_OF_A[@]}" "${ROOT_OF_USERNS[@]}" \
		cat $PROC
}

# An open file shows exactly what its opener may see, no matter who reads it. To open it
# again, as through /proc/self/fd, a reader needs its own permission.
proc_passed()
{
	sees "init gone unknown" "nobody, opened by root" \
		"${NOBODY_OF_INIT[@]}" cat 9< $PROC <&9
	denied "nobody, reopening a file of root" "${NOBODY_OF_INIT[@]}" \
		cat /proc/self/fd/9 9< $PROC
	sees "init gone unknown" "root of user, opened by root" \
		"${ROOT_OF_USER[@]}" cat 9< $PROC <&9
	sees "init gone unknown" "root without CAP_NET_ADMIN, opened by root" \
		"${WEAK[@]}" cat 9< $PROC <&9
	sees user "root, opened by root of user" \
		from_opener "${ROOT_OF_USER[@]}"
	sees a "root in init, opened by root in a" \
		from_opener "${ROOT_OF_A[@]}"
}

# from_opener ACTOR...: as root, read a file that the actor has opened
from_opener()
{
	local opener

	"$@" bash -c "exec 9< $PROC; exec sleep 60" &
	opener=$!
	wait_for $WAIT_SHORT test -e /proc/$opener/fd/9 &&
		fd_take $opener 9 sh -c 'cat <&9'
	kill $opener
	wait $opener
}

# local_seen COMMAND...: print the number of AF_UNIX messages that the command shows
local_seen()
{
	"$@" | awk '$1 ~ /local$/ && $4 ~ /^unix_release_sock/ { n += $8 } END { print n + 0 }'
}

# Hits for skbs that were never packets also belong to a netns.
proc_of_local()
{
	local before

	before=$(local_seen cat $PROC)
	ip netns exec "$a" unix_close 21
	ip netns exec "$b" unix_close 22
	ip netns exec "$user" unix_close 23
	same "$before" "$(local_seen cat $PROC)" "root"
	same 21 "$(local_seen "${ROOT_OF_A[@]}" cat $PROC)" "root in a"
	same 23 "$(local_seen "${ROOT_OF_USER[@]}" cat $PROC)" "root of user"
}

# --- addresses -----------------------------------------------------------------

# clean WHAT COMMAND...: the command prints something, but no kernel address
clean()
{
	local out leak

	out=$("${@:2}" 2>&1)
	[ -n "$out" ] || fail "$1: no output"
	leak=$(leak_scan <<< "$out") || fail "$1:" "$leak"
}

# World-readable files do not contain addresses of flows either.
no_tuple()
{
	local place text

	text=$(grep -r . /sys/module/dropstat/parameters; dmesg)
	for place in $PLACES; do
		[[ $text != *"${ADDR[$place]}"* ]] ||
			fail "the address of $place is in the parameters or the log"
	done
}

# Run dropstat monitor until it announces a new site; sets MONITOR to its output file.
run_monitor()
{
	MONITOR=$(mktemp)
	defer "rm $MONITOR"
	dropstat monitor > "$MONITOR" 2>&1 &
	defer "kill $!; wait $!"
	wait_for $WAIT_SHORT new_site_announced || fail "nothing was announced"
}

new_site_announced()
{
	setup_ns anew
	ip netns exec "$anew" udp send -n 2 -b 4000 ::1 $PORT
	sleep 1
	grep -q NO_SOCKET "$MONITOR"
}

# The tests above have read the rows in /proc, as all users.
no_address()
{
	local reasons

	mapfile -t reasons < <(reasons | awk '$2 != "MAX" { print $2 }' |
		head -n 65)
	clean "output of the tests above" printf '%s' "$OUTPUT"
	clean "dropstat" dropstat show -a --stack --owner --conntrack
	clean "JSON" dropstat show -a -j --stack --owner --conntrack
	clean "export" dropstat export
	clean "totals" dropstat totals
	run_monitor
	clean "monitor" cat "$MONITOR"
	clean "dropstat-top" dropstat-top -b -n 1
	clean "error texts" nl_bad table "${reasons[@]}"
	clean "parameters" grep -r . /sys/module/dropstat/parameters
	clean "the log" grep dropstat <(dmesg)
	clean "the configuration" dropstat config
	no_tuple
}

# leak_scan finds addresses in any notation, and does not report anything else.
address_is_found()
{
	local address text

	address=$(awk '$3 == "consume_skb" { print $1; exit }' /proc/kallsyms)
	for text in "at $address" "at 0x$address/0x20" "[<${address^^}>]" \
		"$(printf '{"at":%u}' "0x$address")" \
		"at ff131ac8011ee000" \
		$'at \x67\x45\x23\x81\xff\xff\xff\xff'; do
		! leak_scan <<< "$text" > /dev/null ||
			fail "no address found in: $text"
	done
	for text in 18446744073709551615 fe80::ffff:8000:1:2:3 \
		ffff8000 0xffffffff deadbeefffffffff 18379471554275704831 \
		cookie=4294967295 ffffffff81000000a; do
		leak_scan <<< "$text" || fail "mistaken for an address: $text"
	done
}

# --- side channels ---------------------------------------------------------------

max_error()
{
	rows "$1" class=packet | awk '$9 > n { n = $9 } END { print n + 0 }'
}

# A flood in another netns may evict rows, but the error of a new flow must not reveal the
# size of the flood, even if it takes the row of one of the flood's heavy flows.
error_is_own()
{
	local before after

	reload_with flows=64
	setup_ns one two
	ip netns exec "$one" flood -c 0 -n 600 -p 600 127.0.0.1 10000
	before=$(max_error "$one")
	ip netns exec "$two" flood -c 0 -n 6400 -p 128 127.0.0.1 20000
	ip netns exec "$one" flood -c 0 -n 16 -p 16 127.0.0.1 30000
	after=$(max_error "$one")
	[ "$(count "$one" class=packet 'proto~^[*]$')" -gt 400 ] ||
		fail "too few drops are evicted:" "$(rows "$one" | head)"
	echo "# error $before, then $after; other netns: $(max_error "$two")"
	[ "$after" -le $((before + 32)) ] ||
		fail "the error rose from $before to $after"
}

tests_run \
	proc_of_root \
	proc_of_others \
	proc_passed \
	proc_of_local \
	no_address \
	address_is_found \
	error_is_own
