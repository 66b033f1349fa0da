#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whether a dump is refused depends on the sender of the request, not on the process that
# reads the answer. See nl_late.c.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Exit status of nl_late
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
			fail "nobody's request for $question was not refused: $status"
	done
}

# The same requests from root must be answered with rows.
asked_by_root()
{
	local question out status

	for question in $QUESTIONS; do
		out=$(nl_late -p "$question" 2>&1)
		status=$?
		echo "# $question: ${out#\# }"
		[[ $status = "$SHOWN" && $out != "# 0 rows"* ]] ||
			fail "root's request for $question was not answered: $status"
	done
}

tests_run \
	asked_by_nobody \
	asked_by_root
