# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# To be sourced by the tests of this directory.
#
# A test is a function; tests_run runs them and prints TAP. Whatever a test
# finds wrong it says with fail(), and goes on. After every test the books are
# compared: see books.sh.

HIST=/sys/kernel/tracing/events/skb/kfree_skb
PROC=/proc/net/dropstat
KERNEL=$(uname -r)

KSFT_PASS=0
KSFT_FAIL=1
KSFT_SKIP=4

# Seconds to wait for what should come soon
WAIT_SHORT=10
[ -z "${KSFT_MACHINE_SLOW:-}" ] || WAIT_SHORT=120

# Where UDP is received
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

# scaled N: less where every step takes long; see kselftest's KSFT_MACHINE_SLOW
scaled()
{
	if [ -n "${KSFT_MACHINE_SLOW:-}" ]; then
		echo $(($1 / 20))
	else
		echo "$1"
	fi
}

# skip WHY: the test cannot be run on this kernel; see ../vm/skips
skip()
{
	TEST_SKIPPED=$1
}

# Undo COMMAND when the test has ended, the last one first.
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

# keep COMMAND...: what it defers is undone when all tests have ended
keep()
{
	local deferred=("${DEFERRED[@]}")

	DEFERRED=()
	"$@"
	KEPT=("${DEFERRED[@]}" "${KEPT[@]}")
	DEFERRED=("${deferred[@]}")
}

# wait_for SECONDS COMMAND...: until it succeeds
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
	# A name without a function would pass otherwise.
	declare -F "$test" > /dev/null || fail "there is no such test"
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
	modinfo dropstat > /dev/null 2>&1 || skip_all "there is no dropstat"
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

# Load dropstat, with parameters.
load()
{
	modprobe dropstat "$@"
}

# A netlink dump that is under way holds the module for its moment.
unload()
{
	! loaded || wait_for $WAIT_SHORT modprobe -r dropstat 2> /dev/null
}

# Load it anew, and count beside it from then on. A hit before the first read
# of both is in the difference that has to stay.
reload()
{
	unload || return
	hist_off
	echo 'hist:keys=reason:size=4096' > $HIST/trigger
	load "$@" || return
	books_read
	BOOKS=$(books_difference)
}

# As reload, until the test has ended
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

# "NUMBER NAME" of every reason, as tracefs tells; that does not change
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

# For awk: of a histogram's line, with $REASONS before it, reason and hits, which
# is "" for other lines. tracefs knows no names of subsystems' reasons, which
# begin at 1 << 16.
HIST_AWK='
	{ hits = "" }
	NF == 2 && /^[0-9]/ { name[$1] = $2 }
	/^{ reason:/ {
		gsub(/[^0-9 ]/, " ")
		reason = $1 in name ? name[$1] : \
			$1 >= 65536 ? "SUBSYSTEM" : "UNKNOWN"
		hits = $2
	}'

# With those that it says it has lost; see books.sh
hist_hits()
{
	awk '/Hits:|Dropped:/ { n += $2 } END { print n + 0 }' $HIST/hist
}

# hist_count REASON: since the test began
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

# ns_exec NETNS COMMAND...: "" is the initial one
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

# All rows, of all namespaces: that of the initial one has those of the unknown
# and of the ended ones too.
rows_all()
{
	local ns

	tail -n +2 $PROC
	for ns in /run/netns/*; do
		[ ! -e "$ns" ] || nsenter --net="$ns" tail -n +2 $PROC
	done
}

# The rows of a netns that fulfil all conditions. A condition is FIELD=VALUE or
# FIELD~REGEX; a field is a column's name in small letters, or symbol: the
# location without offset, module and compiler's suffixes.
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

# count NETNS CONDITION...: sum of the PACKETS of those rows
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

# counts_over N NETNS CONDITION...: these rows add up to more than N
counts_over()
{
	local less=$1

	shift
	[ "$(count "$@")" -gt "$less" ]
}

# expect N NETNS CONDITION...: these rows come to add up to N
expect()
{
	local want=$1 ns=$2

	shift
	wait_for $WAIT_SHORT counts "$want" "$@" && return
	shift
	fail "in netns '$ns', [$*]: $(count "$ns" "$@"), not $want. All rows:" \
		"$(ns_exec "$ns" head -n 40 $PROC)"
}

# No packet was lost in NETNS, but for what an interface does by itself when it
# comes up.
expect_no_drop()
{
	local lost

	lost=$(rows "$1" class=packet | grep -v ' ip6_mc_input+')
	[ -z "$lost" ] || fail "in netns '$1' there are drops:" "$lost"
}

expect_hist()
{
	[ "$(hist_count "$2")" = "$1" ] ||
		fail "the histogram has $(hist_count "$2") of $2, not $1"
}

# --- commands in the background -------------------------------------------------

# start NETNS COMMAND...: until the test has ended
start()
{
	ip netns exec "$@" &
	STARTED=$!
	defer "stop $STARTED"
}

# stop PID: fails if it has ended before
stop()
{
	kill "$1" 2> /dev/null && wait "$1" 2> /dev/null
	[ $? = 143 ]
}

process_ended()
{
	! kill -0 "$1" 2> /dev/null
}

# expect_success PID TEXT: it ends well, and soon, or what is in TEXT is wrong
expect_success()
{
	if ! wait_for $WAIT_SHORT process_ended "$1" || ! wait "$1"; then
		fail "$2"
	fi
}

# receive NETNS COUNT ADDR PORT: so many datagrams
receive()
{
	start "$1" udp recv -n "${@:2}"
	RECEIVER=$STARTED
	wait_for $WAIT_SHORT udp_bound "$1" "$4" || fail "nobody binds port $4"
}

expect_received()
{
	expect_success "$RECEIVER" "the receiver failed"
}
