# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Shared by the tests of dropstat-top: causes drops to show, and provides a terminal. The
# terminal is a tmux server with a unique name. A shell in it records the terminal modes
# before and after the program, and the program's exit status.

TOP=$PWD/dropstat-top
# Seconds to wait for the screen, which a slow guest takes a long time to draw
WAIT_SCREEN=30

# drop N [PORT]: send N datagrams from the client to a closed port of the server
drop()
{
	ip netns exec "$client" udp send -n "$1" -b 4000 $SERVER "${2:-9}"
	expect "$1" "$server" class=packet destination="$SERVER:${2:-9}"
}

# drop_more N: the same, without waiting until the drops are counted
drop_more()
{
	ip netns exec "$client" udp send -n "$1" -b 4000 $SERVER 9
}

term()
{
	tmux -L "$TERM_NAME" -f "$TERM_DIR/conf" "$@"
}

# term_setup WIDTH HEIGHT COMMAND: run the command in a terminal, in a shell that has
# printed BEFORE. $DIR in that shell is $TERM_DIR here.
term_setup()
{
	TERM_DIR=$(mktemp -d)
	# The server of the previous terminal may not have exited yet.
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
		fail "cannot start tmux"
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

# sees REGEX, lacks REGEX: wait until the screen matches REGEX, or no longer matches it
sees()
{
	wait_for $WAIT_SCREEN screen_has "$1" ||
		fail "'$1' is not on the screen:" "$(screen)"
}

lacks()
{
	wait_for $WAIT_SCREEN screen_lacks "$1" ||
		fail "'$1' is still on the screen:" "$(screen)"
}

press()
{
	term send-keys "$@"
}

# ended [STATUS]: the program exits with STATUS, and the terminal is restored
ended()
{
	wait_for $WAIT_SCREEN test -s "$TERM_DIR/after" ||
		fail "dropstat-top does not exit:" "$(screen)"
	[ "$(cat "$TERM_DIR/status")" = "${1:-0}" ] ||
		fail "status $(cat "$TERM_DIR/status"), expected ${1:-0}"
	cmp -s "$TERM_DIR/before" "$TERM_DIR/after" ||
		fail "terminal modes not restored: $(cat "$TERM_DIR/after")"
	sees AFTER
	screen_has BEFORE || fail "the screen is not restored:" "$(screen)"
	[ "$(term display -p '#{alternate_on} #{cursor_flag}')" = '0 1' ] ||
		fail "still on the alternate screen, or no cursor"
}

top_pid()
{
	pgrep -P "$(term display -p '#{pane_pid}')" -x dropstat-top
}
