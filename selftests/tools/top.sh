#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# dropstat-top without the module: its options, its error messages, and whether its
# manual page agrees with --help. ../dropstat/top.sh has the tests that need the module.
#
# environment: TOOLS_BUILD, the build directory of dropstat-top

# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"

TOP=${TOOLS_BUILD:?}/dropstat-top
MAN=$(dirname "$(readlink -f "$0")")/../../tools/man/dropstat-top.8

# refuses STATUS PATTERN ARGUMENT...: dropstat-top exits with STATUS, prints nothing but
# a short error message, and the message matches PATTERN
refuses()
{
	local want=$1 pattern=$2 out err status

	shift 2
	out=$("$TOP" "$@" 2> "$errors" < /dev/null) && status=0 || status=$?
	err=$(cat "$errors")
	[ "$status" = "$want" ] || fail "$*: status $status, expected $want"
	[ -z "$out" ] || fail "$*: unexpected output:" "$out"
	[[ $err =~ $pattern ]] || fail "$*: wrong error message:" "$err"
	[ "$(wc -l < "$errors")" -le 2 ] ||
		fail "$*: error message too long:" "$err"
}

# Print a line like "-d --delay SECONDS" for each option.
help_options()
{
	"$TOP" --help |
		sed -n 's/^  \(-[A-Za-z]\), \(--[a-z]*\) *\([A-Z]*\) .*/\1 \2 \3/p' |
		sort
}

man_options()
{
	sed -n 's/^\.It Fl \([A-Za-z]\) , Fl Fl \([a-z]*\)\( Ar \)*\([A-Z]*\)$/-\1 --\2 \4/p' \
		"$MAN" | sort
}

help_and_man_agree()
{
	local options

	options=$(help_options)
	[ "$(wc -l <<< "$options")" = 10 ] ||
		fail "expected ten options:" "$options"
	[ "$options" = "$(man_options)" ] ||
		fail "$(diff <(help_options) <(man_options))"
}

# The synopsis lists exactly the options that --help lists.
synopsis_agrees()
{
	local letters

	letters=$(sed -n '/^\.Sh SYN/,/^\.Sh DES/{
		s/^\.Op Fl \([A-Za-z]*\).*/\1/p }' "$MAN" | fold -w 1 | sort)
	[ "$letters" = "$(help_options | cut -c 2 | sort)" ] ||
		fail "wrong options in the synopsis:" "$letters"
}

# --help and the manual page list all keys, and all keys are accepted.
group_and_sort_keys()
{
	local key

	for key in reason netns iface location proto saddr daddr sport dport \
			flow rate packets last; do
		"$TOP" --help | grep -qw "$key" || fail "--help does not list $key"
		grep -qw "$key" "$MAN" || fail "the manual page does not list $key"
	done
	for key in reason netns iface location proto saddr daddr sport dport \
			flow rea fl; do
		refuses 3 'not loaded' -b -g "$key"
	done
	for key in rate packets last p; do
		refuses 3 'not loaded' -b -s "$key"
	done
}

version()
{
	[ "$("$TOP" --version)" = "$("$TOP" -V)" ] || fail "-V and --version differ"
	[[ $("$TOP" -V) =~ ^dropstat-top\ [0-9]+\.[0-9]+\.[0-9]+$ ]] ||
		fail "$("$TOP" -V)"
}

help_goes_to_stdout()
{
	[ "$("$TOP" -h 2> /dev/null)" = "$("$TOP" --help 2> /dev/null)" ] ||
		fail "-h and --help differ"
	"$TOP" -h > /dev/full 2> /dev/null && fail "no error on a full disk"
	"$TOP" -h | awk 'length > 80 { bad = 1 } END { exit bad }' ||
		fail "lines are too long"
}

bad_delay()
{
	local value

	for value in 0 0.09 -1 3600.1 x 1x '' nan inf 1e9; do
		refuses 2 "delay '$value'.*0\\.1 to 3600" -b -d "$value"
	done
	for value in 0.1 2 3600 1e1; do
		refuses 3 'not loaded' -b --delay "$value"
	done
}

bad_iterations()
{
	local value

	for value in 0 -1 x 1x '' 99999999999999999999; do
		refuses 2 "iterations '$value'" -b -n "$value"
	done
	refuses 3 'not loaded' -b --iterations 1
}

bad_keys()
{
	refuses 2 "group 'x'.*reason.*flow" -b -g x
	refuses 2 "group ''" -b --group=
	refuses 2 "sort 'x'.*rate, packets or last" -b -s x
	refuses 2 "sort ''" -b --sort=
}

bad_filter()
{
	local long

	printf -v long '%064d' 0
	refuses 2 'too long' -b -f "$long"
	refuses 3 'not loaded' -b --filter "${long:1}"
}

bad_netns()
{
	refuses 2 "netns 'no-such'.*no such" -b -N no-such
	refuses 3 'not loaded' -b --netns self
}

bad_options()
{
	refuses 2 "unknown option '-x'.*--help" -x
	refuses 2 'unknown or ambiguous option.*--help' --nonsense
	refuses 2 "missing argument after '-d'.*--help" -d
	refuses 2 "argument 'more'" -b more
}

# refuses_evil STATUS PATTERN ARGUMENT...: the same, and the message is printable ASCII
refuses_evil()
{
	refuses "$@"
	! LC_ALL=C grep -qP '[^\x20-\x7e]' "$errors" ||
		fail "${*:3}: not escaped: $(cat -v "$errors")"
}

# An argument is a name from outside, too.
evil_arguments()
{
	local evil=$'\e[2J\x9b\n'

	refuses_evil 2 "netns '.x1b\\[2J.x9b.x0a'" -b -N "$evil"
	refuses_evil 2 "group '.x1b" -b -g "$evil"
	refuses_evil 2 "sort '.x1b" -b -s "$evil"
	refuses_evil 2 "delay '.x1b" -b -d "$evil"
	refuses_evil 2 "iterations '.x1b" -b -n "$evil"
	refuses_evil 2 "argument '.x1b" -b "$evil"
	refuses_evil 2 "option '--.x1b" -b "--$evil"
	refuses_evil 2 "option '-.x9b" -b $'-\x9b'
}

no_module()
{
	refuses 3 'modprobe dropstat' -b
	refuses 3 'modprobe dropstat'
	refuses 3 'modprobe dropstat' --all
}

tests=(
	help_and_man_agree
	synopsis_agrees
	group_and_sort_keys
	version
	help_goes_to_stdout
	bad_delay
	bad_iterations
	bad_keys
	bad_filter
	bad_netns
	bad_options
	evil_arguments
	no_module
)

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
tests_run "${tests[@]}"
