#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# dropstat-top and its terminal: it works on any kind of terminal, and restores the
# terminal however it ends

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=term.sh
. ./term.sh

restored_after_signals()
{
	local signal

	for signal in TERM INT HUP QUIT SEGV ABRT; do
		term_setup 80 24 "ulimit -c 0; $TOP -d 0.5"
		sees 'drops [0-9]'
		[ "$(term display -p '#{alternate_on}')" = 1 ] ||
			fail "not on the alternate screen"
		kill -$signal "$(top_pid)"
		ended $((128 + $(kill -l $signal)))
		term kill-server
	done
	term_setup 80 24 "$TOP -d 0.5"
	sees 'drops [0-9]'
	press C-c
	ended 130
}

stopped_and_continued()
{
	term_setup 80 24 "$TOP -d 0.5; echo STOPPED; read -r; fg"
	sees 'drops [0-9]'
	press C-z
	sees STOPPED
	[ "$(term display -p '#{alternate_on} #{cursor_flag}')" = '0 1' ] ||
		fail "still on the alternate screen, or no cursor"
	press Enter
	sees 'drops [0-9]'
	[ "$(term display -p '#{alternate_on}')" = 1 ] ||
		fail "not back on the alternate screen"
	press q
	ended
}

# The guest's console, which has no size and is not a controlling terminal
serial_console()
{
	local before

	before=$(stty -g < /dev/ttyS0)
	TERM=vt100 timeout 60 "$TOP" -n 2 -d 0.5 <> /dev/ttyS0 >&0 ||
		fail "status $?"
	[ "$(stty -g < /dev/ttyS0)" = "$before" ] ||
		fail "terminal modes not restored"
}

# A vt100 has no colours and no alternate screen.
vt100()
{
	local log

	setup_pair
	drop 10
	term_setup 80 24 "LANG=C TERM=vt100 script -qc '$TOP -d 0.5 -g flow' \
		\$DIR/log"
	log=$TERM_DIR/log
	sees "NO_SOCKET.*$SERVER:9"
	press 1
	sees ' 10 .* NO_SOCKET'
	press Down Up q
	wait_for $WAIT_SCREEN test -s "$TERM_DIR/after" ||
		fail "dropstat-top does not exit"
	cmp -s "$TERM_DIR/before" "$TERM_DIR/after" ||
		fail "terminal modes not restored"
	LC_ALL=C grep -q $'[\x80-\xff]' "$log" && fail "non-ASCII characters"
	grep -q $'\e\\[?1049' "$log" && fail "it uses the alternate screen on a vt100"
	grep -q $'\e\\[3[0-9]m' "$log" && fail "it uses colours on a vt100"
	sees AFTER
}

colours()
{
	term_setup 80 24 "TERM=xterm script -qc '$TOP -n 2 -d 0.2' \
		\$DIR/with; NO_COLOR=1 TERM=xterm script -qc \
		'$TOP -n 2 -d 0.2' \$DIR/without"
	sees AFTER
	grep -q $'\e\\[[0-9;]*3[0-9]m' "$TERM_DIR/with" || fail "no colours"
	grep -q $'\e\\[[0-9;]*3[0-9]m' "$TERM_DIR/without" &&
		fail "colours despite NO_COLOR"
	ended
}

# refused PATTERN COMMAND: the command refuses its terminal with status 2 and a message
# that matches PATTERN
refused()
{
	term_setup 80 24 "$2"
	sees "$1"
	ended 2
	term kill-server
}

unusable_terminals()
{
	local out

	out=$("$TOP" 2>&1 < /dev/null)
	[ $? = 2 ] || fail "exit status without a terminal is not 2"
	[[ $out = *'not a terminal'* ]] || fail "without a terminal: $out"
	refused "'dumb' cannot move its cursor" "TERM=dumb $TOP"
	refused "unknown terminal 'nonsense'" "TERM=nonsense $TOP"
	refused 'TERM is not set' "env -u TERM $TOP"
}

tests_run \
	restored_after_signals \
	stopped_and_continued \
	serial_console \
	vt100 \
	colours \
	unusable_terminals
