#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Over netlink, each user sees exactly the places that it may see, no matter what
# it requests and who opened the socket. See isolation-lib.sh and nl_as.c.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=isolation-lib.sh
. ./isolation-lib.sh

# --- expected answers ----------------------------------------------------------

# own_places OWN: print the places in the answer to a user's query for its own netns, if it
# may query that netns. In the initial netns, it also sees "gone" and "unknown".
own_places()
{
	[ "$1" = init ] && echo init gone unknown || echo "$1"
}

# want_places OWN RIGHTS SELECTOR: set NAMES to the places in the answer, or ERROR to the
# expected error. RIGHTS are none, own or all.
want_places()
{
	local own=$1 rights=$2 place=${3#*=}

	NAMES='' ERROR=''
	case $rights:$3 in
	none:*)			ERROR=EPERM ;;
	*:own|*:*="$own")	NAMES=$(own_places "$own") ;;
	own:*)			ERROR=EPERM ;;
	all:all)		NAMES=$PLACES ;;
	all:inode=gone)		ERROR=ENOENT ;;
	all:*)			NAMES=$place ;;
	esac
}

want_rows()
{
	local place

	told "$NAMES"
	WANT+="$TOLD"
	[ "$1" = flows ] || return
	for place in $PLACES; do
		[[ " $NAMES " != *" $place "* ]] || WANT+=" @$place"
	done
}

# want_line QUESTION SELECTOR: append the line that nl_as should print to WANT, based on
# NAMES and ERROR
want_line()
{
	WANT+="$1 $2:"
	if [ -n "$ERROR" ]; then
		WANT+=" $ERROR"
	elif [ "$1" = totals ]; then
		told "$NAMES"
		WANT+=" =$SUM"
		[ "$2" != all ] || WANT+=" machine"
	elif [ "$1" != flush ]; then
		want_rows "$1"
	fi
	WANT+=$'\n'
}

want_of_each()
{
	local question=$1 own=$2 rights=$3 skipped=${4:-} selector place

	for selector in own all; do
		[ "$selector" = "${skipped:+own}" ] && continue
		want_places "$own" "$rights" $selector
		want_line "$question" $selector
	done
	for place in $PLACES; do
		[ "$place" = "$skipped" ] && continue
		for selector in inode cookie; do
			want_places "$own" "$rights" "$selector=$place"
			want_line "$question" "$selector=$place"
		done
	done
}

# The queries with filters are for the user's own netns.
want_filtered()
{
	local own=$1 rights=$2 place filter

	for place in $PLACES; do
		want_places "$own" "$rights" own
		[[ " $NAMES " = *" $place "* ]] && NAMES=$place || NAMES=''
		want_line flows "daddr=$place"
	done
	for filter in location reason proto sport ifindex class saddr daddr; do
		want_places "$own" "$rights" own
		# Packets of "unknown" have a different reason and location.
		case $filter in
		location|reason) NAMES=${NAMES%unknown} ;;
		esac
		want_line flows $filter
	done
}

# Cache of want()
declare -A WANTED

# want OWN RIGHTS [flush [SKIPPED]]: set WANT to the expected output of nl_as
want()
{
	local own=$1 rights=$2 stacks=$2

	WANT=${WANTED[$*]:-}
	[ -z "$WANT" ] || return
	[ "$rights" != own ] || stacks=none
	want_of_each sites "$own" "$rights"
	want_of_each flows "$own" "$rights"
	want_of_each stacks "$own" "$stacks"
	want_of_each totals "$own" "$rights"
	want_filtered "$own" "$rights"
	case $rights in
	none) WANT+=$'config_get : EPERM\nconfig_set : EPERM\n' ;;
	own) WANT+=$'config_get : settings\nconfig_set : EPERM\n' ;;
	all) WANT+=$'config_get : settings\nconfig_set :\n' ;;
	esac
	[ -z "${3:-}" ] || want_of_each flush "$own" "$rights" "${4:-}"
	WANT=${WANT%$'\n'}
	WANTED[$*]=$WANT
}

# --- users ---------------------------------------------------------------------

# ask WHO COMMAND...: run nl_as as WHO, and compare its output with WANT; the command
# includes nl_as and its options
ask()
{
	same "$WANT" "$("${@:2}" $RCV "${WORDS[@]}" 2>&1)" "$1"
}

# ask_refused WHO ACTOR...: the actor is denied everything, even in its own netns
ask_refused()
{
	want init none flush
	ask "$1" "${@:2}" nl_as -F
}

root_of_init()
{
	plant
	want init all
	ask "root" nl_as
}

root_in_other_netns()
{
	want a all
	ask "root in a" "${ROOT_OF_A[@]}" nl_as
	# The netns in which the socket was opened counts, not the sender's.
	ask "root in init, opened in a" "${ROOT_OF_A[@]}" nl_open 9 \
		nsenter --net=/proc/1/ns/net nl_as -f 9
}

root_of_user_namespace()
{
	want user own flush user
	ask "root of user" "${ROOT_OF_USER[@]}" nl_as -F -o user
}

unprivileged_user()
{
	ask_refused "nobody in init" "${NOBODY_OF_INIT[@]}"
	ask_refused "nobody in a" "${ROOT_OF_A[@]}" "${NOBODY_OF_INIT[@]}"
}

root_without_rights()
{
	ask_refused "userns in init" "${ROOT_OF_USERNS[@]}"
	ask_refused "userns in a" "${ROOT_OF_A[@]}" "${ROOT_OF_USERNS[@]}"
	ask_refused "weak in init" "${WEAK[@]}"
	ask_refused "weak in a" "${ROOT_OF_A[@]}" "${WEAK[@]}"
	ask_refused "weak in a userns" "${WEAK[@]}" unshare --user \
		--map-root-user
}

# The rights of the socket's opener do not help the sender. If the sender passes an
# explicit address, only the sender's rights are checked.
opened_by_root()
{
	want init none flush
	ask "nobody, opened by root in init" nl_open 9 \
		"${NOBODY_OF_INIT[@]}" nl_as -a -f 9 -F
	ask "root of user, opened by root in init" nl_open 9 \
		"${ROOT_OF_USER[@]}" nl_as -a -f 9 -F
	ask "root of user, opened by root in a" "${ROOT_OF_A[@]}" nl_open 9 \
		"${ROOT_OF_USER[@]}" nl_as -a -f 9 -F
}

# opener ACTOR...: start a process that opens a socket and keeps it open; sets OPENER
opener()
{
	"$@" nl_open 9 sleep 60 &
	OPENER=$!
	defer "kill $OPENER"
	wait_for $WAIT_SHORT test -e /proc/$OPENER/fd/9 ||
		fail "no socket was opened"
}

# If root writes to a socket that another user opened, the opener's rights apply, unless
# root passes an explicit destination address.
opened_by_others()
{
	opener "${NOBODY_OF_INIT[@]}"
	want init none flush
	ask "root, opened by nobody" fd_take $OPENER 9 nl_as -f 9 -F
	want init all
	ask "root, opened by nobody, with address" \
		fd_take $OPENER 9 nl_as -a -f 9
	opener "${ROOT_OF_USER[@]}"
	want user own flush user
	ask "root, opened by root of user" \
		fd_take $OPENER 9 nl_as -f 9 -F -o user
	want user all
	ask "root, opened by root of user, with address" \
		fd_take $OPENER 9 nl_as -a -f 9
}

# When a user flushes its own netns, no other netns is affected. The requests above did not
# change anything.
flush_own()
{
	local out

	out=$("${ROOT_OF_USER[@]}" dropstat flush -N "${INODE[user]}" 2>&1)
	[ "$out" = "${PACKETS[user]} hits flushed" ] || fail "$out"
	books_flushed "${PACKETS[user]}"
	expect 0 "$user" class=packet
	lose user "$user"
	want init all
	ask "root" nl_as
}

# nl_as finds an address planted in any message, so the tests above would have found one.
address_is_found()
{
	local address out

	address=$(awk '$3 == "consume_skb" { print $1; exit }' /proc/kallsyms)
	out=$(nl_as -l "$address" $RCV "${WORDS[@]}")
	want init all
	[ "$(grep -c ' LEAK 0x' <<< "$out")" = "$(wc -l <<< "$WANT")" ] ||
		fail "$address was not found in every answer:" "$out"
}

tests_run \
	root_of_init \
	root_in_other_netns \
	root_of_user_namespace \
	unprivileged_user \
	root_without_rights \
	opened_by_root \
	opened_by_others \
	flush_own \
	address_is_found
