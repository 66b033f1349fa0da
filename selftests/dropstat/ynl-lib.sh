# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# To be sourced after lib.sh: the kernel's own netlink client.

# ynl ARGUMENT...: the client $YNL, in the netns $ASK_IN; prints JSON
ynl()
{
	local dir=ynl/$YNL cli=tools/net/ynl/pyynl/cli.py

	[ -e "$dir/$cli" ] || cli=tools/net/ynl/cli.py
	ns_exec "$ASK_IN" python3 -u "$dir/$cli" --spec dropstat.yaml \
		--schema "$dir/Documentation/netlink/genetlink-legacy.yaml" \
		--output-json "$@"
}

# is JQ WANT: what the last answer says
is()
{
	local got

	got=$(jq -c "$1" <<< "$ANSWER" 2>&1)
	[ "$got" = "$2" ] || fail "$YNL: $1 is $got, not $2, in" "$ANSWER"
}

# ask ARGUMENT...: the answer in ANSWER
ask()
{
	ANSWER=$(ynl "$@" 2>&1) || fail "$YNL: $*:" "$ANSWER"
}
