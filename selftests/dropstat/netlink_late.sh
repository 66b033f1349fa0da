#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A dump is refused or made by who has asked for it, whoever reads it: see
# nl_late.c.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# What nl_late exits with
SHOWN=0
REFUSED=1
UNANSWERED=2

QUESTIONS="sites flows stacks"

asked_by_nobody()
{
	local question out status

	for question in $QUESTIONS; do
		out=$(nl_late "$question" 2>&1)
		status=$?
		echo "# $question: ${out#\# }"
		[ $status = $REFUSED ] || [ $status = $UNANSWERED ] ||
			fail "nobody's $question are not refused: $status"
	done
}

# As root may, the same has to be answered, with rows.
asked_by_root()
{
	local question out status

	for question in $QUESTIONS; do
		out=$(nl_late -p "$question" 2>&1)
		status=$?
		echo "# $question: ${out#\# }"
		[[ $status = "$SHOWN" && $out != "# 0 rows"* ]] ||
			fail "root's $question are not shown: $status"
	done
}

tests_run \
	asked_by_nobody \
	asked_by_root
