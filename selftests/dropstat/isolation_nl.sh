#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What everybody is told over netlink, whatever they ask for, and whoever opened
# the socket: exactly what they may see of six places. See isolation-lib.sh and
# nl_as.c.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=isolation-lib.sh
. ./isolation-lib.sh

# --- what has to be told -------------------------------------------------------

# own_places OWN: of the own netns, by one who may ask at all; who asks in the
# initial one is admin of everything
own_places()
{
	[ "$1" = init ] && echo init gone unknown || echo "$1"
}

# want_places OWN RIGHTS SELECTOR: NAMES, or the ERROR. RIGHTS are none, own or
# all.
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

# want_line QUESTION SELECTOR: with what want_places has said
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

# Filters let through what is the own netns's, of that.
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
		# What was unread has another reason.
		case $filter in
		location|reason) NAMES=${NAMES%unknown} ;;
		esac
		want_line flows $filter
	done
}

# What want() has found out already
declare -A WANTED

# want OWN RIGHTS [flush [SKIPPED]]: all that nl_as has to print, in WANT
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

# --- who asks ------------------------------------------------------------------

# ask WHO COMMAND...: it is nl_as, as somebody
ask()
{
	same "$WANT" "$("${@:2}" $RCV "${WORDS[@]}" 2>&1)" "$1"
}

# None of these may do anything, not even to what they are in.
ask_in_vain()
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

root_of_another_netns()
{
	want a all
	ask "root in a" "${ROOT_OF_A[@]}" nl_as
	# It is the netns that the socket was opened in.
	ask "root's in a, root in init" "${ROOT_OF_A[@]}" nl_open 9 \
		nsenter --net=/proc/1/ns/net nl_as -f 9
}

root_of_own_netns()
{
	want user own flush user
	ask "root of user" "${ROOT_OF_USER[@]}" nl_as -F -o user
}

nobody_at_all()
{
	ask_in_vain "nobody in init" "${NOBODY_OF_INIT[@]}"
	ask_in_vain "nobody in a" "${ROOT_OF_A[@]}" "${NOBODY_OF_INIT[@]}"
}

root_without_rights()
{
	ask_in_vain "userns in init" "${ROOT_OF_USERNS[@]}"
	ask_in_vain "userns in a" "${ROOT_OF_A[@]}" "${ROOT_OF_USERNS[@]}"
	ask_in_vain "weak in init" "${WEAK[@]}"
	ask_in_vain "weak in a" "${ROOT_OF_A[@]}" "${WEAK[@]}"
	ask_in_vain "weak in a userns" "${WEAK[@]}" unshare --user \
		--map-root-user
}

# A socket's opener lends no rights, not even where only the sender's count.
opened_by_root()
{
	want init none flush
	ask "root's in init, nobody" nl_open 9 \
		"${NOBODY_OF_INIT[@]}" nl_as -a -f 9 -F
	ask "root's in init, root of user" nl_open 9 \
		"${ROOT_OF_USER[@]}" nl_as -a -f 9 -F
	ask "root's in a, root of user" "${ROOT_OF_A[@]}" nl_open 9 \
		"${ROOT_OF_USER[@]}" nl_as -a -f 9 -F
}

# opener COMMAND...: it opens a socket and keeps it, its process in OPENER
opener()
{
	"$@" nl_open 9 sleep 60 &
	OPENER=$!
	defer "kill $OPENER"
	wait_for $WAIT_SHORT test -e /proc/$OPENER/fd/9 ||
		fail "no socket was opened"
}

# Root that writes into a socket of others does it with their rights, unless it
# says itself where the message goes.
opened_for_root()
{
	opener "${NOBODY_OF_INIT[@]}"
	want init none flush
	ask "nobody's, root" fd_take $OPENER 9 nl_as -f 9 -F
	want init all
	ask "nobody's, root, with address" fd_take $OPENER 9 nl_as -a -f 9
	opener "${ROOT_OF_USER[@]}"
	want user own flush user
	ask "user's, root" fd_take $OPENER 9 nl_as -f 9 -F -o user
	want user all
	ask "user's, root, with address" fd_take $OPENER 9 nl_as -a -f 9
}

# What is forgotten of one's own netns is nobody else's; and all that was tried
# above has left everything as it was.
flush_own()
{
	local out

	out=$("${ROOT_OF_USER[@]}" dropstat flush -N "${INODE[user]}" 2>&1)
	[ "$out" = "${PACKETS[user]} hits forgotten" ] || fail "$out"
	books_flushed "${PACKETS[user]}"
	expect 0 "$user" class=packet
	lose user "$user"
	want init all
	ask "root" nl_as
}

# An address in any message is found: so what is not found above is not there.
address_is_found()
{
	local address out

	address=$(awk '$3 == "consume_skb" { print $1; exit }' /proc/kallsyms)
	out=$(nl_as -l "$address" $RCV "${WORDS[@]}")
	want init all
	[ "$(grep -c ' LEAK 0x' <<< "$out")" = "$(wc -l <<< "$WANT")" ] ||
		fail "$address is not found everywhere:" "$out"
}

tests_run \
	root_of_init \
	root_of_another_netns \
	root_of_own_netns \
	nobody_at_all \
	root_without_rights \
	opened_by_root \
	opened_for_root \
	flush_own \
	address_is_found
