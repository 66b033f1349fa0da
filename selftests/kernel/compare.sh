# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of same. The results of a selftest's runs, side by side: $OUT/RUN/TEST has
# those of one, a line each, "passed NAME", "failed NAME" or "skipped NAME".

# "N passed, N failed, N skipped"; the exit status is one of them only if there is
# nothing else
summary()
{
	awk '/ exit status / && NR > 1 { next }
		{ n[$1]++ }
		END { printf "%d passed, %d failed, %d skipped\n",
			n["passed"], n["failed"], n["skipped"] }' "$1"
}

# unlike FILE FILE: names of the results that are not the same in both
unlike()
{
	awk '{ result = $1; sub(/^[^ ]+ /, "") }
		FNR == NR { first[$0] = result; next }
		!($0 in first) || first[$0] != result { print }
		{ delete first[$0] }
		END { for (name in first) print name }' "$1" "$2" | sort
}

# Results that are not what they are without dropstat, and have always been
unexplained()
{
	local test=$1 i

	unlike "$OUT/without/$test" "$OUT/with/$test" > "$OUT/differ"
	for ((i = 1; i <= AGAIN; i++)); do
		[ ! -e "$OUT/without-$i/$test" ] || {
			unlike "$OUT/without/$test" "$OUT/without-$i/$test"
		}
	done | sort -u | comm -23 "$OUT/differ" -
}

# Results that in no run with dropstat are what they are without
never()
{
	local test=$1 i

	unlike "$OUT/without/$test" "$OUT/with/$test" > "$OUT/never"
	for ((i = 1; i <= AGAIN; i++)); do
		[ -e "$OUT/with-$i/$test" ] || continue
		unlike "$OUT/without/$test" "$OUT/with-$i/$test" |
			comm -12 "$OUT/never" - > "$OUT/never.new"
		mv "$OUT/never.new" "$OUT/never"
	done
	cat "$OUT/never"
}

# Of one result, what each run says
say()
{
	local test=$1 name=$2 run

	for run in "$OUT"/with*/; do
		run=${run#"$OUT"/} run=${run%/}
		[ ! -e "$OUT/$run/$test" ] || printf '%s: %s; ' "$run" "$(
			awk -v name="$name" '
				{ result = $1; sub(/^[^ ]+ /, "") }
				$0 == name { print result; found = 1 }
				END { if (!found) print "nothing" }' \
				"$OUT/$run/$test")"
	done
	printf '%s\n' "$name"
}

# verdict TEST: whether dropstat has changed nothing, in words
verdict()
{
	local test=$1 with=$OUT/with/$1 without=$OUT/without/$1 differ

	differ=$(unlike "$without" "$with" | wc -l)
	if [ -n "$(unexplained "$test")$(never "$test")" ]; then
		echo "not the same: $(summary "$without")," \
			"with dropstat $(summary "$with")"
		return 1
	elif grep -q -E ' exit status (124|137)$' "$with"; then
		echo "too slow: $(summary "$with")"
		return 1
	elif [[ $(summary "$with") = '0 passed'* ]]; then
		echo "nothing passes: $(summary "$with")"
		return 1
	elif [ "$differ" -gt 0 ]; then
		echo "same with dropstat but for $differ that are flaky" \
			"without it: $(summary "$with")"
	else
		echo "same with dropstat: $(summary "$with"), both times"
	fi
}
