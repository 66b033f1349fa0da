#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Check the source's style and run the tests in user space; then build the module
# for every kernel, boot it, and run the tests there. Print one TAP stream and a line
# "N passed, N failed".
#
# environment: KERNELS and TESTS, lists; all if empty; the tests "style", "unit" and
# "tools" need no kernel; TEST_SCALE, the divisor of the number of packets in a flood
# (4; 1 with TESTS); VM_ENV, "NAME=VALUE ..." for the tests; VM_SUITE, the
# directory of the tests (dropstat), and VM_RUNNER, the program that runs them
# there (run-tests)
# status: 0 if nothing failed

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

SUITES='style unit tools'
[ -z "${VM_SUITE:-}" ] || SUITES=''

# result STATUS NAME: print one result of a job
result()
{
	if [ "$1" = 0 ]; then
		printf 'ok - %s\n' "$2"
	else
		printf 'not ok - %s\n' "$2"
	fi
}

# skip_allowed KERNEL TEST CASE: whether the list of allowed skips has it
skip_allowed()
{
	awk -v kernel="$1" -v name="$2 $3" '
		!/^#/ && index("," $1 ",", "," kernel ",") && $2 " " $3 == name {
			found = 1
		}
		END { exit !found }' "$VM_DIR/skips"
}

# Read the results from a guest's nested KTAP. These count as failures, too: a test
# that failed without a failed result, a test with fewer results than planned, and a
# guest that did not finish.
results()
{
	local kernel=$1 line test='' inner='' name planned=-1 seen=0 status=1
	local said=0 to_say=-1

	while IFS= read -r line; do
		case $line in
		'1..'*)
			planned=${line#1..} ;;
		'# Subtest: '*)
			test=${line#\# Subtest: } inner='' seen=$((seen + 1))
			said=0 to_say=-1 ;;
		'    1..'*)
			to_say=${line#    1..} ;;
		'    ok '*'# SKIP'*)
			said=$((said + 1))
			name=${line#    ok * }
			skip_allowed "$kernel" "$test" "${name%% *}"
			result $? "$kernel $test $name" ;;
		'    ok '*)
			said=$((said + 1))
			result 0 "$kernel $test ${line#    ok * }" ;;
		'    not ok '*)
			said=$((said + 1)) inner=1
			result 1 "$kernel $test ${line#    not ok * }" ;;
		'not ok '*)
			[ -n "$inner" ] || result 1 "$kernel ${line#not ok * }"
			;;
		'ok '*'# SKIP'*)
			result 1 "$kernel $test: skipped completely" ;;
		'ok '*)
			[ "$said" = "$to_say" ] ||
				result 1 "$kernel $test: $said of $to_say results" ;;
		'KTAP version'*|'    TAP version'*)
			;;
		'# done '*)
			[ "$planned" = "$seen" ] && [ "$seen" -gt 0 ] &&
				planned=complete ;;
		'# exit '*)
			status=${line#\# exit } ;;
		*)
			printf '#   %s\n' "${line#    }" ;;
		esac
	done
	[ "$planned" = complete ] && [ "$status" = 0 ]
	result $? "$kernel: all $seen tests ran to completion"
}

kernels()
{
	echo "${KERNELS:-$(vm_kernels check | paste -sd' ')}"
}

# tests KERNEL: the requested tests. By default, these are the tests that the suite's
# Makefile lists for every kernel, and on the first kernel also the tests that need only
# one kernel.
tests()
{
	local lists='TEST_PROGS TEST_PROGS_ONCE' kernels

	kernels=$(kernels)
	if [ -n "${TESTS:-}" ]; then
		printf '%s\n' "$TESTS" | tr ' ' '\n' |
			grep -v -x -e "${SUITES// /$'\n'}" | paste -sd' '
		return
	fi
	[ "$1" = "${kernels%% *}" ] || lists=TEST_PROGS
	# shellcheck disable=SC2086
	vm_tests "${VM_SUITE:-dropstat}" $lists | paste -sd' '
}

suite_script()
{
	case $1 in
	style)	echo "$VM_TOP/selftests/style.sh" ;;
	*)	echo "$VM_TOP/selftests/$1/run.sh" ;;
	esac
}

# A suite prints "ok - NAME" and "not ok - NAME", with or without numbers, and other
# lines.
check_suite()
{
	local suite=$1 line ended=1

	while IFS= read -r line; do
		case $line in
		'ok '*)
			result 0 "$suite ${line#* - }" ;;
		'not ok '*)
			result 1 "$suite ${line#* - }" ;;
		'# ended')
			ended=0 ;;
		'1..'*)
			;;
		*)
			printf '#   %s\n' "$line" ;;
		esac
	done < <("$(suite_script "$suite")" && echo '# ended')
	result "$ended" "$suite: all ran to completion"
}

# A debug kernel is slow, so tests wait longer and do less.
SLOW_ENV='KSFT_MACHINE_SLOW=yes TIMEOUT=1800'
SLOW_IDLE=1200

check_kernel()
{
	local kernel=$1 work=$2 tests env=TEST_SCALE=${TEST_SCALE:-4}

	tests=$(tests "$kernel")
	if vm_kernel_built "$kernel"; then
		env=$SLOW_ENV
		export VM_IDLE=${VM_IDLE:-$SLOW_IDLE}
	elif [ -n "${TESTS:-}" ]; then
		env=TEST_SCALE=${TEST_SCALE:-1}
	fi
	# Reports what it fetches. If it fails, the build fails with the same message.
	"$VM_DIR/root.sh" "$kernel" > /dev/null || :
	vm_say "$kernel: building"
	if ! "$VM_DIR/build.sh" "$kernel" "$work" > "$work/build.log" 2>&1; then
		sed 's/^/#   /' "$work/build.log"
		result 1 "$kernel: dkms builds and installs the module"
		return
	fi
	result 0 "$kernel: dkms builds and installs the module"

	vm_say "$kernel: booting"
	results "$kernel" < <("$VM_DIR/guest.sh" "$kernel" "$work" \
		"$env ${VM_ENV:-} selftests/${VM_RUNNER:-run-tests} $tests"
		echo "# exit $?")
	vm_splats "$work/console"
	result $? "$kernel: no kernel splat"
}

# job NAME: run a suite, or the tests on a kernel
job()
{
	local name=$1 start=$SECONDS

	set +e
	case " $SUITES " in
	*" $name "*)
		vm_say "$name"
		check_suite "$name" ;;
	*)
		mkdir "$work/$name"
		check_kernel "$name" "$work/$name" ;;
	esac
	vm_say "$name: $((SECONDS - start)) s"
}

# Run all jobs, one more at a time than there are processors, because guests often
# wait. The kernels start before the suites, because their jobs are the longest. Each
# job writes to its own file.
run_jobs()
{
	local name

	for name in $(printf '%s\n' "$@" | tac); do
		while [ "$(jobs -rp | wc -l)" -gt "$(nproc)" ]; do
			wait -n || :
		done
		{ job "$name"; echo '# job ended'; } > "$work/$name.out" &
	done
	wait
}

# collect NAME: print a job's output as it is written, with the results numbered
collect()
{
	local line

	while IFS= read -r line; do
		case $line in
		'# job ended')
			return ;;
		'ok - '*)
			passed=$((passed + 1))
			printf 'ok %d - %s\n' $((passed + failed)) \
				"${line#ok - }" ;;
		'not ok - '*)
			failed=$((failed + 1))
			printf 'not ok %d - %s\n' $((passed + failed)) \
				"${line#not ok - }" ;;
		*)
			printf '%s\n' "$line" ;;
		esac
	done < <(tail -q -n +1 -s 0.2 --pid="$jobs" --follow=name --retry \
		 "$work/$1.out" 2> /dev/null)
	failed=$((failed + 1))
	printf 'not ok %d - %s did not finish\n' $((passed + failed)) "$1"
}

# The requested suites and kernels
jobs_asked()
{
	local suite

	for suite in $SUITES; do
		[ -n "${TESTS:-}" ] && [[ " $TESTS " != *" $suite "* ]] ||
			echo "$suite"
	done
	[ -z "$(tests any)" ] || kernels
}

vm_as_root "$@"
"$VM_DIR/deps.sh" "$VM_DIR/host-packages"
# shellcheck disable=SC2207
names=($(jobs_asked))
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo 'TAP version 13'
if [ -n "$(tests any)" ]; then
	# The last kernel's job starts first and needs this root file system at once.
	first=$("$VM_DIR/root.sh" "$(kernels | awk '{ print $NF }')")
	VM_ACCEL=$("$VM_DIR/accel.sh" "$first/vmlinuz")
	export VM_ACCEL
fi
run_jobs "${names[@]}" &
jobs=$!
for name in "${names[@]}"; do
	collect "$name"
done
printf '1..%d\n%d passed, %d failed\n' $((passed + failed)) $passed $failed
[ $failed = 0 ]
