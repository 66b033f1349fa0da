# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# dropstat-top's tests share this: drops to look at, and a terminal. That is
# tmux's, told apart by its name; in it a shell notes the terminal's modes before
# and after, and how the program ended.

TOP=$PWD/dropstat-top
# For what a slow guest draws
WAIT_SCREEN=30

# drop N [PORT]: from the client to a port of the server that nobody is bound to
drop()
{
	ip netns exec "$client" udp send -n "$1" -b 4000 $SERVER "${2:-9}"
	expect "$1" "$server" class=packet destination="$SERVER:${2:-9}"
}

# The same, some more
drop_more()
{
	ip netns exec "$client" udp send -n "$1" -b 4000 $SERVER 9
}

term()
{
	tmux -L "$TERM_NAME" -f "$TERM_DIR/conf" "$@"
}

# term_setup WIDTH HEIGHT COMMAND: it is run by a shell that has said BEFORE; what
# it writes into $DIR is in $TERM_DIR
term_setup()
{
	TERM_DIR=$(mktemp -d)
	# Not the last one's, which may be about to end
	TERM_NAME=${TERM_DIR##*/}
	defer "rm -r $TERM_DIR"
	echo 'set -g status off' > "$TERM_DIR/conf"
	cat > "$TERM_DIR/run" <<-END
		set -m
		trap : INT
		DIR=$TERM_DIR
		echo BEFORE
		stty -g > $TERM_DIR/before
		$3
		echo \$? > $TERM_DIR/status
		stty -g > $TERM_DIR/after
		echo AFTER
		exec sleep 1000
	END
	defer "term kill-server"
	term new-session -d -x "$1" -y "$2" "bash $TERM_DIR/run" ||
		fail "there is no terminal"
}

screen()
{
	term capture-pane -p
}

screen_has()
{
	screen | grep -Eq -e "$1"
}

screen_lacks()
{
	! screen_has "$1"
}

# sees REGEX, lacks REGEX: soon
sees()
{
	wait_for $WAIT_SCREEN screen_has "$1" ||
		fail "there is no '$1' on the screen:" "$(screen)"
}

lacks()
{
	wait_for $WAIT_SCREEN screen_lacks "$1" ||
		fail "there is still '$1' on the screen:" "$(screen)"
}

press()
{
	term send-keys "$@"
}

# ended [STATUS]: and the terminal is as it was
ended()
{
	wait_for $WAIT_SCREEN test -s "$TERM_DIR/after" ||
		fail "it does not end" "$(screen)"
	[ "$(cat "$TERM_DIR/status")" = "${1:-0}" ] ||
		fail "status $(cat "$TERM_DIR/status"), not ${1:-0}"
	cmp -s "$TERM_DIR/before" "$TERM_DIR/after" ||
		fail "modes are $(cat "$TERM_DIR/after")"
	sees AFTER
	screen_has BEFORE || fail "not the screen of before:" "$(screen)"
	[ "$(term display -p '#{alternate_on} #{cursor_flag}')" = '0 1' ] ||
		fail "alternate screen or no cursor"
}

top_pid()
{
	pgrep -P "$(term display -p '#{pane_pid}')" -x dropstat-top
}
