# SPDX-License-Identifier: GPL-2.0
#
# Extract the results from the output of one of the kernel's selftests: TAP,
# "TEST: name [ OK ]", "PASS: name", or a bare "PASS", depending on the script.
# Prints "RESULT name" for each result. The second result with the same name is printed
# as name#2. The last result is the exit status. Parts of a name that change from run
# to run are removed: names of namespaces and files, and times.
#
# variable: status

function result(word, name)
{
	if (word ~ /SKIP|XFAIL/)
		word = "skipped"
	else
		word = word ~ /^(ok|OK|PASS)$/ ? "passed" : "failed"
	gsub(/-[[:alnum:]][[:alnum:]][[:alnum:]][[:alnum:]][[:alnum:]][[:alnum:]]/,
	     "-X", name)
	gsub(/[0-9.]+ ?(ms|us|ns|s|seconds|MB|Mb|bytes)([^a-z]|$)/, "N ", name)
	gsub(/[[:space:]]+/, " ", name)
	gsub(/^[ :.!-]+|[ :.!-]+$/, "", name)
	if (name == "")
		name = "(unnamed)"
	seen[name]++
	print word, name (seen[name] > 1 ? "#" seen[name] : "")
}

{ gsub(/\033\[[0-9;]*m|\r/, "") }

/^[[:space:]]*(not )?ok [0-9]+/ {
	line = $0
	word = line ~ /# *(SKIP|XFAIL)/ ? "SKIP" : $1 == "not" ? "FAIL" : "ok"
	sub(/^[[:space:]]*(not )?ok [0-9]+[ -]*/, "", line)
	sub(/ *# *(SKIP|XFAIL).*/, "", line)
	result(word, line)
	next
}

match($0, /\[ *(OK|PASS|FAIL|FAILED|SKIP|XFAIL|ERROR) *\]/) {
	word = substr($0, RSTART, RLENGTH)
	line = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
	gsub(/[][ ]/, "", word)
	sub(/^[[:space:]]*TEST:/, "", line)
	result(word, line)
	next
}

/^[[:space:]]*(PASS|OK|ok|FAIL|SKIP|ERROR|XFAIL)([:.! ].*)?$/ {
	line = $0
	sub(/^[[:space:]]*[A-Za-z]+/, "", line)
	word = $1
	gsub(/[^A-Za-z]/, "", word)
	result(word, line)
}

END {
	word = status == 4 ? "SKIP" : "FAIL"
	result(status == 0 ? "PASS" : word, "exit status " status)
}
