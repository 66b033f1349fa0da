#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Hostile names of interfaces, a netns, a task, a cgroup and its container. All output is
# safe to print on a terminal. JSON and metric labels have the names as valid UTF-8.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=cli-lib.sh
. ./cli-lib.sh
# shellcheck source-path=SCRIPTDIR source=detail-lib.sh
. ./detail-lib.sh

# Nothing in these names is expanded here.
# shellcheck disable=SC2016
{
IFACES=('`id`' '$(id)' 'x;reboot' -rf $'e\e[2J' $'c\x9b2K')
# The same names in /proc, on a terminal, in JSON and in a metric label
PLAIN=('`id`' '$(id)' 'x;reboot' -rf)
IN_PROC=("${PLAIN[@]}" 'e?[2J' 'c?2K')
SHOWN=("${PLAIN[@]}" 'e\x1b[2J' 'c\x9b2K')
IN_JSON=("${PLAIN[@]}" $'e\e[2J' $'c\xef\xbf\xbd2K')
IN_METRIC=("${PLAIN[@]}" $'e\xef\xbf\xbd[2J' $'c\xef\xbf\xbd2K')
NETNS=$'-n\e[31m`id` $(id);x'
TASK=$'t\e[1m\x9b`id`'
CONTAINER=$'\e[7m`id`\x9c x'
}

# Create the netns, with interfaces that drop everything they send; 10.7.N.1 is on the Nth.
setup_evil()
{
	local i name

	ip netns add "$NETNS" || fail "cannot create the netns"
	defer "ip netns del $(printf %q "$NETNS")"
	setup_no_ipv6 "$NETNS" default
	for i in "${!IFACES[@]}"; do
		name=${IFACES[i]}
		if ! ip -n "$NETNS" link add name "$name" type dummy ||
		   ! ip -n "$NETNS" addr add "10.7.$i.1/24" dev "$name" ||
		   ! ip -n "$NETNS" link set dev "$name" up ||
		   ! tc -n "$NETNS" qdisc add dev "$name" root netem loss 100%
		then
			fail "cannot create interface $i"
		fi
	done
}

# setup_evil_task: create the cgroup, and a program with the task's name
setup_evil_task()
{
	local docker

	docker=/sys/fs/cgroup/docker-$(printf '%064x' $RANDOM).scope
	mkdir "$docker"
	defer "rmdir $docker"
	CGROUP=$docker/lxc.payload.$CONTAINER
	mkdir "$CGROUP" || fail "cannot create the cgroup"
	defer "rmdir $(printf %q "$CGROUP")"
	DIR=$(mktemp -d)
	defer "rm -r $DIR"
	cp udp "$DIR/$TASK"
}

# lose_at N: send a datagram to interface N, which drops it
lose_at()
{
	ip netns exec "$NETNS" udp send -b 4000 "10.7.$1.9" 53
}

lose_at_all()
{
	local i

	for i in "${!IFACES[@]}"; do
		lose_at "$i"
	done
	for i in "${!IFACES[@]}"; do
		expect 1 "$NETNS" reason=QDISC_DROP "iface=${IN_PROC[i]}"
	done
}

# Lose a datagram of the task at interface 0.
lose_of_task()
{
	CGROUP=$CGROUP sh -c 'echo $$ > "$CGROUP/cgroup.procs"; exec "$@"' sh \
		ip netns exec "$NETNS" "$DIR/$TASK" send -b 4001 10.7.0.9 53
	expect 1 "$NETNS" reason=QDISC_DROP 'source~:4001$'
}

# is_printable FILE WHAT: fail unless the file has only printable ASCII and newlines
is_printable()
{
	[ -s "$1" ] || fail "$2: no output"
	! LC_ALL=C grep -qP '[^\x20-\x7e]' "$1" ||
		fail "$2: not escaped:" "$(cat -v "$1")"
}

# prints_safely COMMAND...: the command succeeds, and its output is printable ASCII; saves
# the output in $OUT
prints_safely()
{
	"$@" > "$OUT" 2>&1 || fail "$(printf '%q ' "$@"): status $?"
	is_printable "$OUT" "$(printf '%q ' "$@")"
}

has()
{
	grep -qF -- "$1" "$OUT" || fail "not printed: $1" "$(cat -v "$OUT")"
}

setup_output()
{
	setup_evil
	lose_at_all
	OUT=$(mktemp)
	defer "rm $OUT"
}

# If a shell had run the "id" in a name, its output would be there.
never_run()
{
	! grep -q 'uid=0' "$OUT" || fail "a name was run:" "$(cat -v "$OUT")"
}

proc_file()
{
	local label

	setup_output
	prints_safely ip netns exec "$NETNS" cat $PROC
	for label in "${IN_PROC[@]}"; do
		has " $label "
	done
}

text()
{
	local label command

	setup_output
	for command in 'show -a' 'show --explain' 'show --by netns,iface' \
			'show --by iface,reason,location' 'show --owner' \
			'show --conntrack' 'show --stack' 'show -w 1 --count 1' \
			totals config; do
		# shellcheck disable=SC2086
		prints_safely dropstat $command
		never_run
	done
	prints_safely dropstat totals -N "$NETNS"
	prints_safely dropstat -N "$NETNS"
	# shellcheck disable=SC2016
	has '-n\x1b[31m`id`\x20$(id);x '
	for label in "${SHOWN[@]}"; do
		has " $label "
	done
}

# Filters accept both the raw name and the escaped name that text output shows.
filters()
{
	local i

	setup_output
	# shellcheck disable=SC2016
	for i in "$NETNS" '-n\x1b[31m`id`\x20$(id);x'; do
		expect_json 6 'map(select(.reason == "QDISC_DROP").packets) |
			add' "--netns=$i"
	done
	for i in 0 1 2 3; do
		expect_json "[\"10.7.$i.9\"]" 'map(.daddr)' -N "$NETNS" \
			"--iface=${IFACES[i]}"
	done
}

json()
{
	local labels

	setup_output
	prints_safely dropstat -j -N "$NETNS"
	labels=$(printf '%s\n' "${IN_JSON[@]}" | jq -R . | jq -s sort)
	# shellcheck disable=SC2016
	jq -e --arg netns "$NETNS" --argjson labels "$labels" '
		map(select(.reason == "QDISC_DROP")) |
		all(.netns == $netns) and (map(.iface) | sort) == $labels' \
		"$OUT" > /dev/null ||
		fail "names are missing:" "$(cat "$OUT")"
	prints_safely dropstat -j --by netns,iface
	# shellcheck disable=SC2016
	jq -e --arg netns "$NETNS" 'any(.netns == $netns)' "$OUT" > /dev/null ||
		fail "no netns:" "$(cat "$OUT")"
	prints_safely dropstat totals -j -N "$NETNS"
}

task_and_cgroup()
{
	setup_output
	setup_evil_task
	lose_of_task
	ask_flow "$NETNS" '.sport == 4001'
	# shellcheck disable=SC2016
	is '.task' '"t\u001b[1m\ufffd`id`"'
	# shellcheck disable=SC2016
	is '.container' '"lxc:\u001b[7m`id`\ufffd x"'
	is '.cgroup_path | test("^/docker-0*[0-9a-f]+\\.scope/lxc\\.payload\\.\u001b")' \
		true
	prints_safely dropstat --owner -N "$NETNS"
	# shellcheck disable=SC2016
	has 'container lxc:\x1b[7m`id`\x9c x, uid 0 (root), task t\x1b[1m\x9b`id` (in'
	prints_safely dropstat -j --owner -N "$NETNS"
}

explain()
{
	setup_output
	setup_evil_task
	lose_of_task
	prints_safely dropstat explain -N "$NETNS" \
		'UDP 10.7.0.1:4001 -> 10.7.0.9:53'
	# shellcheck disable=SC2016
	has 'task t\x1b[1m\x9b`id` (in'
	never_run
	prints_safely dropstat explain -j -N "$NETNS" \
		'UDP 10.7.0.1:4001 -> 10.7.0.9:53'
}

monitors()
{
	setup_evil
	monitor -N "$NETNS" -n 1
	lose_at 3
	wait $MONITOR || fail "status $?"
	is_printable "$OUT" monitor
	# shellcheck disable=SC2016
	has '-n\x1b[31m`id`\x20$(id);x'
	monitor -N "$NETNS" -n 1 -j
	lose_at 4
	wait $MONITOR || fail "status $?"
	is_printable "$OUT" 'monitor -j'
	# shellcheck disable=SC2016
	has '"-n\u001b[31m`id` $(id);x"'
}

# Labels are UTF-8 without control characters, although some names contain them.
export_text()
{
	local label

	setup_output
	dropstat export > "$OUT" || fail "status $?"
	iconv -f UTF-8 -t UTF-8 "$OUT" > /dev/null || fail "invalid UTF-8"
	! LC_ALL=C grep -qP '[\x00-\x1f\x7f]|\xc2[\x80-\x9f]' "$OUT" ||
		fail "control characters:" "$(cat -v "$OUT")"
	! LC_ALL=C grep -vP '^(#.*|\w+(\{(\w+="([^"\\]|\\[n"\\])*",?)*\})? \d+)$' "$OUT" ||
		fail "these are not samples"
	[ "$(tail -n 1 "$OUT")" = '# EOF' ] || fail "no # EOF"
	[ -z "$(grep -v '^#' "$OUT" | sed 's/ [0-9]*$//' | sort | uniq -d)" ] ||
		fail "duplicate labels:" "$(cat -v "$OUT")"
	# shellcheck disable=SC2016
	has '{netns="-n'$'\xef\xbf\xbd''[31m`id` $(id);x",'
	for label in "${IN_METRIC[@]}"; do
		has "iface=\"$label\""
	done
}

# The command that a message suggests can be pasted into a shell.
messages()
{
	local hint

	reload_with flows=64
	setup_evil
	OUT=$(mktemp)
	defer "rm $OUT"
	# More flows than rows, so that some are evicted
	ip netns exec "$NETNS" flood -n 3000 -p 1500 10.7.0.9 10000
	expect 3000 "$NETNS" reason=QDISC_DROP
	prints_safely dropstat -j -p udp -N "$NETNS" "--iface=${IFACES[0]}"
	hint=$(sed -n 's/.*see: dropstat //p' "$OUT")
	[ -n "$hint" ] || fail "no command:" "$(tail -n 3 "$OUT")"
	eval "set -- $hint"
	dropstat "$@" -j > "$OUT" || fail "dropstat $hint: status $?"
	jq -e 'map(.packets) | add >= 3000' "$OUT" > /dev/null ||
		fail "dropstat $hint:" "$(cat "$OUT")"
	! dropstat -N $'\e[2J\x9b' 2> "$OUT" || fail "no error"
	has "'\\x1b[2J\\x9b'"
	is_printable "$OUT" "an unknown netns"
}

top_batch()
{
	local group label

	setup_output
	for group in reason netns iface location flow; do
		prints_safely dropstat-top -b -n 1 -g $group -N "$NETNS"
		never_run
	done
	# shellcheck disable=SC2016
	has 'netns -n\x1b[31m`id`\x20$(id);x'
	for label in "${SHOWN[@]}"; do
		has " $label "
	done
	prints_safely dropstat-top -b -n 1 -g netns -a
	# shellcheck disable=SC2016
	has ' -n\x1b[31m`id`\x20$(id);x '
	! dropstat-top -b -N $'\e[2J\x9b' 2> "$OUT" || fail "no error"
	is_printable "$OUT" "an unknown netns"
}

tests_run \
	proc_file \
	text \
	filters \
	json \
	task_and_cgroup \
	explain \
	monitors \
	export_text \
	messages \
	top_batch
