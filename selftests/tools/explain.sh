#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Check that tools/answer/explain.txt has every reason of every supported kernel and
# follows its own rules, and that explain.awk refuses text that breaks them. The lists
# reasons-6.1, -6.12 and -7.2 were generated from those kernels' headers:
# DEFINE_DROP_REASON, DEFINE_QDISC_DROP_REASON, and drop.h of openvswitch and mac80211,
# with the names that module/registry/reason.c uses. test_explain.c tests the C code.
#
# environment: TOOLS_BUILD, the build directory of dropstat

# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"

HERE=$(dirname "$(readlink -f "$0")")
TOOLS=$HERE/../../tools
TEXT=$TOOLS/answer/explain.txt
KERNELS=(6.1 6.12 7.2)

# Print "REASON SINCE UNTIL" for each reason in the generated C file.
entries()
{
	awk '
		/^\t}/ && !location { print name, since, until ? until : "-" }
		/^\t{/ { name = since = until = "" }
		$1 == ".name" { name = $3 }
		$1 == ".is_location" { location = $3 == "true," }
		$1 == ".since" { since = $3 }
		$1 == ".until" { until = $3 }
		/^};/ { exit }
	' "$made" | tr -d '",' | LC_ALL=C sort
}

# Print the same for each reason in the kernels' lists.
wanted()
{
	cd "$HERE" || return
	awk -v kernels="${KERNELS[*]}" '
		{
			kernel = substr(FILENAME, length("reasons-") + 1)
			if (!($1 in since))
				since[$1] = kernel
			until[$1] = kernel
		}
		END {
			nr = split(kernels, order, " ")
			for (name in since)
				print name, since[name],
					until[name] == order[nr] ? "-" : until[name]
		}
	' "${KERNELS[@]/#/reasons-}" | LC_ALL=C sort
}

# The lists exist and are complete. The list of 6.1 is the shortest.
lists()
{
	local kernel least=65

	for kernel in "${KERNELS[@]}"; do
		[ "$(wc -l < "$HERE/reasons-$kernel")" -ge "$least" ] ||
			fail "reasons-$kernel is too short"
		LC_ALL=C sort -cu "$HERE/reasons-$kernel" ||
			fail "reasons-$kernel is not sorted"
		grep -vE '^[a-z0-9_]*/?[A-Z0-9_]+$' "$HERE/reasons-$kernel" &&
			fail "reasons-$kernel has a line that is not a name"
		least=100
	done
}

every_reason_has_an_entry()
{
	local missing

	missing=$(comm -23 <(wanted | cut -d ' ' -f 1) \
		<(entries | cut -d ' ' -f 1))
	[ -z "$missing" ] || fail "no entry for these reasons:" "$missing"
}

every_entry_is_a_reason()
{
	local unknown

	unknown=$(comm -13 <(wanted | cut -d ' ' -f 1) \
		<(entries | cut -d ' ' -f 1))
	[ -z "$unknown" ] || fail "no supported kernel has these reasons:" "$unknown"
}

since_and_until()
{
	local differing

	differing=$(diff <(entries) <(wanted)) ||
		fail "explain.txt (<) and the kernels (>) differ:" "$differing"
}

the_build_is_current()
{
	cmp -s "$made" "${TOOLS_BUILD:?}/answer/explain-data.c" ||
		fail "$TOOLS_BUILD/answer/explain-data.c differs from explain.awk's output"
}

# Each reason is found even in lower case, and its name is printed first.
dropstat_explains_each()
{
	local name first

	while read -r name _; do
		first=$("$TOOLS_BUILD/dropstat" explain "${name,,}" | head -n 1)
		[[ $first == "$name: "?* ]] || fail "$name: wrong first line: '$first'"
	done < <(wanted)
}

lines_fit()
{
	local long

	long=$(expand "$TEXT" | awk 'length > 80 { print NR ": " $0 }')
	[ -z "$long" ] || fail "lines longer than 80 columns:" "$long"
}

# strings FIELD...: print these fields of the generated C file, as "NAME<tab>STRING"
strings()
{
	awk -v fields="$*" '
		BEGIN {
			nr = split(fields, field, " ")
			for (i = 1; i <= nr; i++)
				wanted["." field[i]] = 1
		}
		$1 == ".name" { name = $3; gsub(/[",]/, "", name) }
		$1 in wanted {
			sub(/^[^"]*"/, "")
			sub(/",$/, "")
			print name "\t" $0
		}
	' "$made"
}

# Sentences end with a full stop; other texts do not.
full_stops()
{
	local bad

	bad=$(strings text noise | grep -v '\.$' | cut -c -75)
	[ -z "$bad" ] || fail "a full stop is missing:" "$bad"
	bad=$(
		strings brief causes | grep -E '\.(\\n|$)' | cut -c -75
		sed -n 's/^why: //p' "$TEXT" | grep '\.$'
	)
	[ -z "$bad" ] || fail "unexpected full stop:" "$bad"
}

# A line without a command begins with "# ". All others must be valid shell commands.
commands_are_commands()
{
	local line command='^[a-z][a-z0-9_]*(-[a-z]+)*([ ;]|$)'

	while IFS= read -r line; do
		[[ $line == '# '* ]] && continue
		[[ $line =~ $command ]] || fail "not a command: $line"
		bash -n <<< "$line" 2> /dev/null || fail "not valid shell syntax: $line"
	done < <(strings check fix | cut -f 2 |
		sed 's/\\n/\n/g; s/\\\(["\\]\)/\1/g' | LC_ALL=C sort -u)
}

# Addresses must be reserved for documentation, or have the same meaning everywhere.
addresses()
{
	local bad

	bad=$(grep -oE '[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+' "$TEXT" |
		grep -vE '^(192\.0\.2|198\.51\.100|203\.0\.113|127|239)\.' |
		grep -vxE '0\.0\.0\.0|224\.0\.0\.0|255\.255\.255\.255')
	[ -z "$bad" ] || fail "not documentation addresses:" "$bad"
	bad=$(grep -oE '\b2[0-9a-f]{3}:[0-9a-f:]+' "$TEXT" | grep -v '^2001:db8:')
	[ -z "$bad" ] || fail "not documentation addresses:" "$bad"
}

# Every location of noise has an entry that explains it.
normal_is_explained()
{
	local name some=

	while IFS= read -r name; do
		grep -A 1 "^		\.name = \"$name\"," "$made" |
			grep -q 'is_location = true' ||
			fail "$name has no entry"
		some=1
	done < <(sed -n '/^const struct explain_noise/,/^};/ {
			s/^\t{ ".*", "\(.*\)",$/\1/p }' "$made" | sort -u)
	[ -n "$some" ] || fail "there are no normal entries"
}

# People look for these reasons, so they must not count as normal at any location.
normal_is_little()
{
	local reason

	for reason in NETFILTER_DROP SOCKET_RCVBUFF TCP_CSUM UDP_CSUM IP_CSUM \
			IP_RPFILTER NEIGH_FAILED QDISC_DROP CPU_BACKLOG; do
		grep -q "^normal: $reason " "$TEXT" && fail "$reason has a normal entry"
	done
	grep -E '^normal:.*(tcp_v4_rcv|udp_rcv|ip_rcv_finish_core)' "$TEXT" &&
		fail "a location of real drops has a normal entry"
}

# refuses LINE PATTERN TEXT: with each awk, explain.awk refuses the file TEXT, with one
# error message that names the line and matches PATTERN
refuses()
{
	local line=$1 pattern=$2 text=$3 awk err

	for awk in awk mawk gawk; do
		command -v "$awk" > /dev/null || continue
		err=$("$awk" -f "$TOOLS/answer/explain.awk" "$text" 2>&1 > /dev/null) &&
			fail "$awk accepts it: $pattern"
		[[ $err =~ $text:$line:\ .*$pattern ]] ||
			fail "$awk, expected line $line, $pattern: '$err'"
		[ "$(wc -l <<< "$err")" = 1 ] || fail "$awk, more than one line:" "$err"
	done
}

# with LINES...: write a valid entry and then these lines to $broken
with()
{
	{
		printf 'reason: GOOD\nbrief: b\ntext:\n  T.\ncauses:\n  c\n'
		printf 'check:\n  true\n'
		printf '%b\n' "$@"
	} > "$broken"
}

awk_takes_what_is_good()
{
	with 'fix:' '  say "a\\b" # c' '    d' 'noise: N.' '' \
		'location: here there' '  everywhere' 'like: here_too' \
		'brief: b' '' 'location: here_too' 'brief: b' 'text: T.' \
		'causes:' '  c' '  d' 'check:' '  true' '' \
		'normal: GOOD here there' 'why: w'
	for awk in awk mawk gawk; do
		command -v "$awk" > /dev/null || continue
		"$awk" -f "$TOOLS/answer/explain.awk" "$broken" > "$output" ||
			fail "$awk refuses it"
		grep -qF '.fix = "say \"a\\b\" # c d",' "$output" ||
			fail "$awk: $(grep fix "$output")"
		[ "$(grep -cF '.causes = "c\nd"' "$output")" = 4 ] ||
			fail "$awk: causes are not inherited"
		[ "$(grep -c '^	{ "GOOD", "t*here",$' "$output")" = 2 ] ||
			fail "$awk: $(grep GOOD "$output")"
	done
}

awk_refuses_fields()
{
	with 'sense: none'
	refuses 9 'unknown field sense' "$broken"
	with 'brief: again'
	refuses 9 'duplicate field brief in GOOD' "$broken"
	with 'until: 5.10'
	refuses 9 'unknown kernel 5.10' "$broken"
	with 'fix: at once'
	refuses 9 'the items of fix must begin on the next line' "$broken"
	with 'why: because'
	refuses 9 'field why is not allowed in a reason entry' "$broken"
	with 'stray text'
	refuses 9 'neither a field nor the continuation of one' "$broken"
	with 'noise: N. '
	refuses 9 'trailing whitespace' "$broken"
	echo 'brief: b' > "$broken"
	refuses 1 'field brief before any entry' "$broken"
}

awk_refuses_entries()
{
	local field

	for field in brief text causes check; do
		with 'reason: NEXT' 'brief: b' 'text: T.' 'causes:' '  c' \
			'check:' '  true'
		sed -i "10,\$ { /^$field:/,/^[^ ]/ { /^$field:/d; /^  /d } }" \
			"$broken"
		refuses 9 "NEXT has no $field" "$broken"
	done
	with 'reason: GOOD'
	refuses 9 'duplicate reason GOOD' "$broken"
	with 'location: a b' '  a'
	refuses 10 'duplicate location a' "$broken"
	with 'reason: A B'
	refuses 9 'more than one reason' "$broken"
	with 'reason:'
	refuses 9 'reason without a name' "$broken"
	with 'like: BAD'
	refuses 1 'GOOD inherits from BAD, which has no entry' "$broken"
	with 'like: GOOD'
	refuses 1 'GOOD inherits from itself' "$broken"
	with "location: $(printf '%065d' 0)"
	refuses 9 'name too long' "$broken"
}

awk_refuses_normal()
{
	with 'normal: GOOD here'
	refuses 9 'has no why' "$broken"
	with 'normal: BAD here' 'why: w'
	refuses 9 'BAD has no entry' "$broken"
	with 'normal: GOOD' 'why: w'
	refuses 9 'a normal entry needs a reason and a location' "$broken"
	with 'normal: GOOD here' 'brief: b'
	refuses 10 'field brief is not allowed in a normal entry' "$broken"
}

# Entries of these kinds have only names, without fields.
awk_takes_helpers()
{
	with 'helper: free_* put' '  drop' '' 'helper: more' '' 'root: thread*'
	for awk in awk mawk gawk; do
		command -v "$awk" > /dev/null || continue
		"$awk" -f "$TOOLS/answer/explain.awk" "$broken" > "$output" ||
			fail "$awk refuses it"
		[ "$(sed -n '/explain_helpers/,/NULL/p' "$output" | tr -d '\n\t')" = \
			'const char * const explain_helpers[] = {"free_*","put","drop","more",NULL' ] ||
			fail "$awk: $(grep -A 5 helpers "$output")"
		[ "$(sed -n '/explain_roots/,/NULL/p' "$output" | tr -d '\n\t')" = \
			'const char * const explain_roots[] = {"thread*",NULL' ] ||
			fail "$awk: $(grep -A 5 roots "$output")"
	done
	with 'helper: a' 'brief: b'
	refuses 10 'field brief is not allowed in a helper entry' "$broken"
	with 'root: a' 'why: b'
	refuses 10 'field why is not allowed in a root entry' "$broken"
	with 'helper: a' '  a'
	refuses 10 'duplicate helper a' "$broken"
}

# Helpers are marked as helpers, and functions that drop packets themselves are not.
helpers_are_few()
{
	local name names

	names=$(sed -n '/explain_helpers/,/NULL/s/^\t"\(.*\)",$/\1/p' "$made")
	[ "$(wc -l <<< "$names")" -gt 20 ] || fail "only these helpers:" "$names"
	for name in nft_do_chain udp_rcv tcp_v4_rcv ip_rcv_core tun_queue_purge; do
		grep -qx "$name" <<< "$names" && fail "$name is a helper"
	done
	for name in __rtnl_unlock net_tx_action __dev_queue_xmit \
			__tcf_kfree_skb_list skb_release_data; do
		grep -qx "$name" <<< "$names" || fail "$name is not a helper"
	done
}

tests=(
	lists
	every_reason_has_an_entry
	every_entry_is_a_reason
	since_and_until
	the_build_is_current
	dropstat_explains_each
	lines_fit
	full_stops
	commands_are_commands
	addresses
	normal_is_explained
	normal_is_little
	awk_takes_what_is_good
	awk_refuses_fields
	awk_refuses_entries
	awk_refuses_normal
	awk_takes_helpers
	helpers_are_few
)

made=$(mktemp) output=$(mktemp) broken=$(mktemp)
trap 'rm -f "$made" "$output" "$broken"' EXIT
awk -f "$TOOLS/answer/explain.awk" "$TEXT" > "$made" || exit 1
tests_run "${tests[@]}"
