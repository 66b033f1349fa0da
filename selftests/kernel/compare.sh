# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of "same": compares the results of several runs of a selftest. $OUT/RUN/TEST has
# one result per line: "passed NAME", "failed NAME" or "skipped NAME".

# Print "N passed, N failed, N skipped". The exit status counts as a result only if
# there is no other result.
summary()
{
	awk '/ exit status / && NR > 1 { next }
		{ n[$1]++ }
		END { printf "%d passed, %d failed, %d skipped\n",
			n["passed"], n["failed"], n["skipped"] }' "$1"
}

# differing FILE FILE: print the names of the results that differ between two runs
differing()
{
	awk '{ result = $1; sub(/^[^ ]+ /, "") }
		FNR == NR { first[$0] = result; next }
		!($0 in first) || first[$0] != result { print }
		{ delete first[$0] }
		END { for (name in first) print name }' "$1" "$2" | sort
}

# Print the results that differ with dropstat, but were the same in all runs without it.
unexplained()
{
	local test=$1 i

	differing "$OUT/without/$test" "$OUT/with/$test" > "$OUT/differ"
	for ((i = 1; i <= AGAIN; i++)); do
		[ ! -e "$OUT/without-$i/$test" ] || {
			differing "$OUT/without/$test" "$OUT/without-$i/$test"
		}
	done | sort -u | comm -23 "$OUT/differ" -
}

# Print the results for which every run with dropstat differs from the first run without
# it.
always_different()
{
	local test=$1 i

	differing "$OUT/without/$test" "$OUT/with/$test" > "$OUT/always"
	for ((i = 1; i <= AGAIN; i++)); do
		[ -e "$OUT/with-$i/$test" ] || continue
		differing "$OUT/without/$test" "$OUT/with-$i/$test" |
			comm -12 "$OUT/always" - > "$OUT/always.new"
		mv "$OUT/always.new" "$OUT/always"
	done
	cat "$OUT/always"
}

# print_result TEST NAME: print one result, for each run with dropstat
print_result()
{
	local test=$1 name=$2 run

	for run in "$OUT"/with*/; do
		run=${run#"$OUT"/} run=${run%/}
		[ ! -e "$OUT/$run/$test" ] || printf '%s: %s; ' "$run" "$(
			awk -v name="$name" '
				{ result = $1; sub(/^[^ ]+ /, "") }
				$0 == name { print result; found = 1 }
				END { if (!found) print "no result" }' \
				"$OUT/$run/$test")"
	done
	printf '%s\n' "$name"
}

# verdict TEST: print a summary; fail unless the results are the same with dropstat
verdict()
{
	local test=$1 with=$OUT/with/$1 without=$OUT/without/$1 differ

	differ=$(differing "$without" "$with" | wc -l)
	if [ -n "$(unexplained "$test")$(always_different "$test")" ]; then
		echo "different: $(summary "$without") without dropstat," \
			"$(summary "$with") with it"
		return 1
	elif grep -q -E ' exit status (124|137)$' "$with"; then
		echo "too slow: $(summary "$with")"
		return 1
	elif [[ $(summary "$with") = '0 passed'* ]]; then
		echo "nothing passed: $(summary "$with")"
		return 1
	elif [ "$differ" -gt 0 ]; then
		echo "same with dropstat, except $differ results that are" \
			"flaky without it: $(summary "$with")"
	else
		echo "same with and without dropstat: $(summary "$with")"
	fi
}
