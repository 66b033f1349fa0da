# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by the tests in this directory.
#
# A test is a function. tests_run runs the tests and prints TAP. A test reports each
# failure with fail() and continues. After every test, the books are compared; see
# books.sh.

HIST=/sys/kernel/tracing/events/skb/kfree_skb
PROC=/proc/net/dropstat
KERNEL=$(uname -r)

KSFT_PASS=0
KSFT_FAIL=1
KSFT_SKIP=4

# Seconds to wait for something that should happen soon
WAIT_SHORT=10
[ -z "${KSFT_MACHINE_SLOW:-}" ] || WAIT_SHORT=120

# The functions that receive UDP
case $KERNEL in
6.*) RCV=__udp4_lib_rcv RCV6=__udp6_lib_rcv ;;
*) RCV=udp_rcv RCV6=udpv6_rcv ;;
esac

cd "$(dirname "$(readlink -f "$0")")" || exit $KSFT_FAIL
PATH=$PATH:$PWD

# shellcheck source-path=SCRIPTDIR source=books.sh
. ./books.sh
# shellcheck source-path=SCRIPTDIR source=setup.sh
. ./setup.sh

# --- results ---------------------------------------------------------------

fail()
{
	printf '%s\n' "$@" | sed 's/^/# /'
	TEST_FAILED=1
}

# scaled N: print N, or less on a slow machine; see kselftest's KSFT_MACHINE_SLOW
scaled()
{
	if [ -n "${KSFT_MACHINE_SLOW:-}" ]; then
		echo $(($1 / 20))
	else
		echo $(($1 / ${TEST_SCALE:-1}))
	fi
}

# skip WHY: this kernel cannot run the test; see ../vm/skips
skip()
{
	TEST_SKIPPED=$1
}

# defer COMMAND: run it at the end of the test, in the reverse order of the calls
defer()
{
	DEFERRED=("$*" "${DEFERRED[@]}")
}

run_deferred()
{
	local command

	for command in "${DEFERRED[@]}"; do
		eval "$command" > /dev/null 2>&1
	done
	DEFERRED=()
}

# keep COMMAND...: run it, and postpone its deferred commands to the end of all tests
keep()
{
	local deferred=("${DEFERRED[@]}")

	DEFERRED=()
	"$@"
	KEPT=("${DEFERRED[@]}" "${KEPT[@]}")
	DEFERRED=("${deferred[@]}")
}

# wait_for SECONDS COMMAND...: repeat the command until it succeeds, for at most SECONDS
wait_for()
{
	local end=$((SECONDS + $1))

	shift
	until "$@"; do
		[ "$SECONDS" -le "$end" ] || return 1
		sleep 0.05
	done
}

test_run()
{
	local number=$1 test=$2

	TEST_FAILED='' TEST_SKIPPED='' BOOKS_TOTAL_ONLY='' DEFERRED=()
	BOOKS_HIST=$(< $HIST/hist)
	# Otherwise, a test without a function would pass.
	declare -F "$test" > /dev/null || fail "no such test"
	"$test"
	books_compare
	run_deferred
	if [ -n "$TEST_FAILED" ]; then
		printf 'not ok %d %s\n' "$number" "$test"
		TESTS_FAILED=1
	elif [ -n "$TEST_SKIPPED" ]; then
		printf 'ok %d %s # SKIP %s\n' "$number" "$test" "$TEST_SKIPPED"
	else
		printf 'ok %d %s\n' "$number" "$test"
	fi
}

tests_run()
{
	local test number=0

	TESTS_FAILED='' KEPT=()
	reasons > /dev/null
	[ "$(id -u)" = 0 ] || skip_all "needs root"
	modinfo dropstat > /dev/null 2>&1 || skip_all "dropstat is not installed"
	printf 'TAP version 13\n1..%d\n' $#
	if ! reload; then
		echo "Bail out! dropstat cannot be loaded"
		exit $KSFT_FAIL
	fi
	for test; do
		number=$((number + 1))
		test_run "$number" "$test"
	done
	DEFERRED=("${KEPT[@]}")
	run_deferred
	[ -z "$TESTS_FAILED" ] || exit $KSFT_FAIL
	exit $KSFT_PASS
}

skip_all()
{
	printf 'TAP version 13\n1..0 # SKIP %s\n' "$1"
	exit $KSFT_SKIP
}

# --- the module and the kernel's own count -----------------------------------

loaded()
{
	grep -q '^dropstat ' /proc/modules
}

# load PARAMETER...: load dropstat with these module parameters
load()
{
	modprobe dropstat "$@"
}

# Retry, because a netlink dump in progress briefly holds a reference to the module.
unload()
{
	! loaded || wait_for $WAIT_SHORT modprobe -r dropstat 2> /dev/null
}

# reload PARAMETER...: reload dropstat, and restart the histogram. If hits occur before
# both are read, the counts differ from the start; only changes of that difference are
# errors.
reload()
{
	unload || return
	hist_off
	echo 'hist:keys=reason:size=4096' > $HIST/trigger
	load "$@" || return
	books_read
	BOOKS=$(books_difference)
}

# reload_with PARAMETER...: reload dropstat with these parameters, until the end of the
# test
reload_with()
{
	reload "$@" || fail "cannot load with $*"
	defer reload
}

hist_off()
{
	grep -q '^hist:' $HIST/trigger || return 0
	echo '!hist:keys=reason' > $HIST/trigger
}

# Print "NUMBER NAME" for every drop reason known to tracefs, which is read only once.
reasons()
{
	if [ -z "${REASONS:-}" ]; then
		REASONS=$(grep -o '{ [0-9]*, "[A-Z0-9_]*" }' $HIST/format |
			tr -d '{},"' | awk '{ print $1, $2 }')
	fi
	printf '%s\n' "$REASONS"
}

has_reason()
{
	reasons | grep -q " $1\$"
}

# Start of an awk program: sets reason and hits for each line of a histogram; hits is ""
# for other lines. $REASONS must precede the histogram in the input. Reasons of
# subsystems start at 1 << 16, and tracefs does not know their names.
HIST_AWK='
	{ hits = "" }
	NF == 2 && /^[0-9]/ { name[$1] = $2 }
	/^{ reason:/ {
		gsub(/[^0-9 ]/, " ")
		reason = $1 in name ? name[$1] : \
			$1 >= 65536 ? "SUBSYSTEM" : "UNKNOWN"
		hits = $2
	}'

# Print the histogram's total hits, including those it has lost; see books.sh.
hist_hits()
{
	awk '/Hits:|Dropped:/ { n += $2 } END { print n + 0 }' $HIST/hist
}

# hist_count REASON: print the histogram's count since the start of the test
hist_count()
{
	awk -v want="$1" "$HIST_AWK"'
		$1 == "now" { now = 1 }
		hits != "" && reason == want { n += now ? hits : -hits }
		END { print n + 0 }' <<-INPUT
		$REASONS
		$BOOKS_HIST
		now
		$(< $HIST/hist)
	INPUT
}

# --- dropstat's count ---------------------------------------------------------

# ns_exec NETNS COMMAND...: run it in NETNS; "" means the initial netns
ns_exec()
{
	local ns=$1

	shift
	if [ -n "$ns" ]; then
		ip netns exec "$ns" "$@"
	else
		"$@"
	fi
}

# Print all rows of all namespaces. The initial netns also shows the rows of unknown and
# gone namespaces.
rows_all()
{
	local ns

	tail -n +2 $PROC
	for ns in /run/netns/*; do
		[ ! -e "$ns" ] || nsenter --net="$ns" tail -n +2 $PROC
	done
}

# rows NETNS CONDITION...: print the rows of a netns that meet all conditions. A
# condition is FIELD=VALUE or FIELD~REGEX. A field is the name of a column in lower
# case, or "symbol": the location without offset, module and compiler suffixes.
rows()
{
	local ns=$1

	shift
	CONDITIONS=$* ns_exec "$ns" awk '
		BEGIN { n = split(ENVIRON["CONDITIONS"], condition, " ") }
		NR == 1 {
			for (i = 1; i <= NF; i++)
				column[tolower($i)] = i
			next
		}
		{
			for (i = 1; i <= n; i++) {
				match(condition[i], /[=~]/)
				name = substr(condition[i], 1, RSTART - 1)
				op = substr(condition[i], RSTART, 1)
				want = substr(condition[i], RSTART + 1)
				is = $column[name == "symbol" ? "location" : name]
				if (name == "symbol")
					sub(/[.+].*/, "", is)
				if (op == "=" ? is != want : is !~ want)
					next
			}
			print
		}' $PROC
}

# count NETNS CONDITION...: print the sum of PACKETS in the matching rows
count()
{
	rows "$@" | awk '{ n += $8 } END { print n + 0 }'
}

counts()
{
	local want=$1

	shift
	[ "$(count "$@")" = "$want" ]
}

# counts_over N NETNS CONDITION...: whether the sum of PACKETS in the
# matching rows is more than N
counts_over()
{
	local less=$1

	shift
	[ "$(count "$@")" -gt "$less" ]
}

# expect N NETNS CONDITION...: fail unless the matching rows soon add up to N
expect()
{
	local want=$1 ns=$2

	shift
	wait_for $WAIT_SHORT counts "$want" "$@" && return
	shift
	fail "netns '$ns', [$*]: $(count "$ns" "$@"), expected $want. All rows:" \
		"$(ns_exec "$ns" head -n 40 $PROC)"
}

# expect_no_drop NETNS: fail if packets were dropped there, except at ip6_mc_input, where
# an interface that comes up causes drops by itself
expect_no_drop()
{
	local lost

	lost=$(rows "$1" class=packet | grep -v ' ip6_mc_input+')
	[ -z "$lost" ] || fail "unexpected drops in netns '$1':" "$lost"
}

expect_hist()
{
	[ "$(hist_count "$2")" = "$1" ] ||
		fail "the histogram has $(hist_count "$2") hits of $2, expected $1"
}

# --- commands in the background -------------------------------------------------

# start NETNS COMMAND...: run it in the background until the end of the test
start()
{
	ip netns exec "$@" &
	STARTED=$!
	defer "stop $STARTED"
}

# stop PID: kill the process; fail if it had already ended
stop()
{
	kill "$1" 2> /dev/null && wait "$1" 2> /dev/null
	[ $? = 143 ]
}

process_ended()
{
	! kill -0 "$1" 2> /dev/null
}

# expect_success PID TEXT: fail with TEXT unless the process soon exits with status 0
expect_success()
{
	if ! wait_for $WAIT_SHORT process_ended "$1" || ! wait "$1"; then
		fail "$2"
	fi
}

# receive NETNS COUNT ADDR PORT: start a receiver of that many datagrams
receive()
{
	start "$1" udp recv -n "${@:2}"
	RECEIVER=$STARTED
	wait_for $WAIT_SHORT udp_bound "$1" "$4" || fail "port $4 is not bound"
}

expect_received()
{
	expect_success "$RECEIVER" "the receiver failed"
}
