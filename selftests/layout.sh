#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Check the #include lines of a tree and the symbols that its object files use. A folder
# may use only folders below it in layout.txt. Within a folder, calls between object
# files must not form a cycle.
#
# usage: layout.sh TREE BUILD
#	TREE is module or tools; BUILD is the directory with its object files
# prints each violation; status: 0 if there are none

set -eu
here=$(dirname "$(readlink -f "$0")")
tree=${1:?usage: layout.sh TREE BUILD} build=${2:?}

# Print "include FROM TO" for each #include "TO", with paths relative to the tree, or
# "missing FROM TO" if the file does not exist.
includes()
{
	local from to

	find . -name '*.[ch]' -printf '%P\n' | sort | while IFS= read -r from; do
		sed -n 's/^#[[:space:]]*include "\([^"]*\)".*/\1/p' "$from" |
			while IFS= read -r to; do
				[ -e "$to" ] || to=$(dirname "$from")/$to
				[ -e "$to" ] && echo "include $from $to" ||
					echo "missing $from $to"
			done
	done
}

# Print lines "defines OBJECT SYMBOL TYPE" and "uses OBJECT SYMBOL".
symbols()
{
	local object

	find . -name '*.o' ! -name '*.mod.o' -printf '%P\n' | sort |
		while IFS= read -r object; do
			# Skip objects that kbuild links from others.
			[ -e "$here/../$tree/${object%.o}.c" ] ||
				[[ $object = *-data.o ]] || continue
			nm -g -P "$object" | awk -v object="${object%.o}.c" '
				$2 == "U" { print "uses", object, $1; next }
				{ print "defines", object, $1, $2 }'
		done
}

{
	(cd "$here/../$tree" && includes)
	(cd "$build" && symbols)
} | awk -v tree="$tree" -v table="$here/layout.txt" '
	function room(file,	at)
	{
		if (file in line)
			return file
		at = index(file, "/")
		at = at ? substr(file, 1, at - 1) : "."
		return at in line ? at : "."
	}
	function arrow(from, to, why)
	{
		if (room(from) == room(to) || line[room(from)] < line[room(to)])
			return
		printf "%s/%s -> %s/%s: %s\n", tree, from, tree, to, why
		bad = 1
	}
	BEGIN {
		while ((getline row < table) > 0) {
			n = split(row, word, /[ \t]+/)
			if (word[1] != tree)
				continue
			nr++
			for (i = 2; i <= n; i++)
				line[word[i]] = nr
		}
		if (!nr) {
			print "layout.txt has no tree " tree
			bad = 1
		}
	}
	$1 == "missing" { print tree "/" $2 ": no " $3; bad = 1 }
	$1 == "include" { arrow($2, $3, "includes it"); seen++ }
	$1 == "defines" { owner[$3] = $2; type[$3] = $4 }
	$1 == "uses" { user[++uses] = $2; used[uses] = $3 }
	END {
		for (i = 1; i <= uses; i++) {
			if (!(used[i] in owner) || owner[used[i]] == user[i])
				continue
			to = owner[used[i]]
			arrow(user[i], to, "needs " used[i])
			calls++
			if (type[used[i]] == "T" && !((user[i], to) in call)) {
				call[user[i], to] = used[i]
				out[user[i]]++
				into[to]++
			}
		}
		if (!seen || !calls) {
			print tree ": nothing to check"
			bad = 1
		}
		# Remove files that call nothing or that nothing calls. Cycles remain.
		do {
			again = 0
			for (edge in call) {
				split(edge, ends, SUBSEP)
				if (out[ends[2]] > 0 && into[ends[1]] > 0)
					continue
				delete call[edge]
				out[ends[1]]--
				into[ends[2]]--
				again = 1
			}
		} while (again)
		for (edge in call) {
			split(edge, ends, SUBSEP)
			printf "%s: cycle: %s calls %s in %s\n", tree, ends[1],
				call[edge], ends[2]
			bad = 1
		}
		exit bad
	}'
