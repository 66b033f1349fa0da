#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# dropstat without the module: its help, its output for a copy of /proc/net/dropstat,
# and its error messages.
#
# environment: TOOLS_BUILD, the build directory of dropstat
# prints TAP; status: 0 if nothing failed

# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
TOP=$HERE/../..
MAN=$TOP/tools/man/dropstat.8
DROPSTAT=${TOOLS_BUILD:?}/dropstat
COMMANDS='show totals monitor explain flush config export'

DIR=$(mktemp -d)
trap 'rm -r "$DIR"' EXIT
COPY=$DIR/copy

# A row of every kind, with one more column than dropstat knows
cat > "$COPY" <<'ROWS'
CLASS REASON IFACE LOCATION PROTO SOURCE DESTINATION PACKETS ERROR BYTES FIRST LAST NEW
packet SOCKET_RCVBUFF eth0 udp_queue_rcv_one_skb+0x40a UDP 198.51.100.1:40003 198.51.100.2:514 40 0 1280 0.108 0.108 x
packet NO_SOCKET eth0 __udp6_lib_rcv+0x235 UDP [2001:db8::1]:40000 [2001:db8::2]:53 20 3 800 4000.944 0.945 x
unknown/packet NOT_SPECIFIED if2 udp_destruct_common+0xbd TCP 198.51.100.1 198.51.100.2 10 0 320 0.092 0.092 x
gone/packet NETFILTER_DROP eth1 nft_do_chain+0x40e[nf_tables] ICMP 203.0.113.1:3 203.0.113.2:1 7 0 420 0.528 0.528 x
packet QDISC_DROP eth0 __dev_queue_xmit+0xcfb * * * 5 0 222 90000.308 - x
packet UNHANDLED_PROTO eth0 __netif_receive_skb_core+0x1 0x88cc - - 4 0 9 1.000 1.000 x
local NOT_SPECIFIED - unix_release+0x2 - - - 2 0 222 0.308 0.308 x
ROWS

# prints WANT COMMAND...: the output of the command is WANT
prints()
{
	local want=$1 out

	shift
	out=$("$@" 2>&1)
	[ "$out" = "$want" ] || fail "$*:" "$out" "expected:" "$want"
}

# rows OPTION...: print the packet counts of the rows that dropstat shows for the copy
rows()
{
	"$DROPSTAT" show -f "$COPY" -j "$@" 2> /dev/null |
		jq -c '[.[].packets]'
}

# wrong STATUS TEXT ARGUMENT...: dropstat exits with STATUS, without output, and prints
# one line on standard error, which contains TEXT
wrong()
{
	local want=$1 text=$2 err status

	shift 2
	err=$("$DROPSTAT" "$@" 2>&1 > "$DIR/out" < /dev/null)
	status=$?
	[ $status = "$want" ] || fail "$*: status $status, expected $want: $err"
	[[ $err = "dropstat: "*"$text"* ]] || fail "$*: $err"
	[ "$(wc -l <<< "$err")" = 1 ] || fail "$*: more than one line:" "$err"
	[ ! -s "$DIR/out" ] || fail "$*: unexpected output:" "$(cat "$DIR/out")"
}

# on_terminal COLUMNS COMMAND: run it on a terminal of that width, and strip each \r
on_terminal()
{
	TERM=xterm script -qec "stty cols $1; $2" /dev/null < /dev/null |
		tr -d '\r'
}

# --- help and manual page -----------------------------------------------------

options_of_help()
{
	local command

	{
		"$DROPSTAT" --help
		for command in $COMMANDS; do
			"$DROPSTAT" "$command" --help
		done
	} | grep -oE '^  (-., |    )--[a-z]+' | grep -oE -- '-[a-zA-Z],|--[a-z]+' |
		tr -d , | sort -u
}

options_of_man()
{
	sed -n '/^\.Sh OPTIONS/,/^\.Sh NETNS/p' "$MAN" |
		sed -n 's/^\.It Fl //p' |
		grep -oE '(^|, )-?[A-Za-z]+' | sed 's/^, //' | sed 's/^/-/' |
		sort -u
}

help_and_man_agree()
{
	[ -n "$(options_of_help)" ] || fail "--help lists no options"
	prints "$(options_of_help)" options_of_man
}

commands_and_man_agree()
{
	local command

	for command in $COMMANDS help version; do
		grep -q "^\.It Cm $command$" "$MAN" ||
			fail "$command is not in the manual page"
		"$DROPSTAT" help | grep -q "^  $command " ||
			fail "$command is not in the help"
	done
	[ "$("$DROPSTAT" help | grep -c '^  [a-z]')" = 9 ] ||
		fail "the help does not list nine commands"
}

# Each option is used by a test, in its short or its long form.
every_option_has_a_test()
{
	local option tests=("$HERE"/cli*.sh "$HERE"/../dropstat/cli*.sh)

	for option in $(options_of_help | grep '^--'); do
		letter=$("$DROPSTAT" show --help | "$DROPSTAT" show --help |
			sed -n "s/^  \(-.\), $option .*/\1/p")
		grep -qE -e "(dropstat|DROPSTAT|rows|show|wrong|expect_).* ($option|${letter:-$option})( |$|,|\))" \
			"${tests[@]}" || fail "$option has no test"
	done
}

man_is_clean()
{
	if ! command -v mandoc > /dev/null; then
		fail "mandoc is not installed"
		return
	fi
	prints '' mandoc -T lint -W warning "$MAN"
}

version()
{
	local want

	want="dropstat $(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' \
		"$TOP/dkms.conf")"
	prints "$want" "$DROPSTAT" -V
	prints "$want" "$DROPSTAT" --version
	prints "$want" "$DROPSTAT" vers
}

help_of_commands()
{
	local command

	for command in $COMMANDS; do
		prints "$("$DROPSTAT" "$command" -h)" "$DROPSTAT" help "$command"
		"$DROPSTAT" help "$command" |
			grep -q "^usage: dropstat $command" ||
			fail "no usage line in the help of $command"
	done
	prints "$("$DROPSTAT" -h)" "$DROPSTAT" help
}

# --- wrong arguments -----------------------------------------------------------

wrong_commands()
{
	wrong 2 "unknown command 'foo'; the commands are: show, totals" foo
	wrong 2 "'e' is ambiguous; it could be: explain, export" e
	wrong 2 "unknown command ''" ''
	wrong 2 "unexpected argument 'totals'" -j totals
	wrong 2 "unexpected argument 'x'" totals x
}

wrong_options()
{
	wrong 2 "unknown option '-x'" -x
	wrong 2 "unknown option '-x'" show -jx
	wrong 2 "unknown or ambiguous option '--frob'" show --frob
	wrong 2 "unknown or ambiguous option '--s'" show --s
	wrong 2 "missing argument after '-n'" show -n
	wrong 2 "missing argument after '--limit'" show --limit
	wrong 2 "unknown option '-w'" totals -w 1
}

wrong_numbers()
{
	wrong 2 "--limit must be a number from 0" -n x
	wrong 2 "--limit must be a number from 0" -n -1
	wrong 2 "--limit must be a number" -n 99999999999999999999
	wrong 2 "--limit must be a number" monitor -n ''
	wrong 2 "--watch must be a number from 1" -w 0
	wrong 2 "--count must be a number from 1" -w 1 --count 0
	wrong 2 "--count needs --watch" --count 3
	wrong 2 "--sport must be a number from 0 to 65535" --sport 65536
	wrong 2 "--dport must be a number" --dport http
}

wrong_values()
{
	wrong 2 "unknown network namespace 'nosuch'" -N nosuch
	wrong 2 "unknown network namespace '/etc/passwd'" -N /etc/passwd
	wrong 2 "--saddr must be an address" -s 300.0.0.1
	wrong 2 "prefix length must be a number from 0 to 32" \
		-s 192.0.2.0/33
	wrong 2 "--daddr must be an address" -d 2001:db8::g
	wrong 2 "from 0 to 128" -d 2001:db8::/129
	wrong 2 "unknown protocol 'foo'" -p foo
	wrong 2 "--class must be" -c foo
	wrong 2 "--color must be" -C sometimes
	wrong 2 "unknown key 'x'; the keys are: netns, iface" --by reason,x
	wrong 2 "--watch cannot be used with --file" -f "$COPY" -w 1
}

# Details need the module, and rows that belong to a single flow or location.
wrong_details()
{
	wrong 2 "cannot be used with --file" -f "$COPY" --conntrack
	wrong 2 "cannot be used with --file" -f "$COPY" --owner
	wrong 2 "cannot be used with --file" -f "$COPY" --stack
	wrong 2 "cannot be used with --by" --by reason --conntrack
	wrong 2 "cannot be used with --by" -t --owner
	wrong 2 "needs the key location" --by reason,netns --stack
}

wrong_flows()
{
	local flow

	for flow in 'UDP 192.0.2.1:53' 'UDP 192.0.2.1:53 -> 192.0.2.2' \
		'UDP 192.0.2.1:53 -> [::1]:53' 'UDQ 192.0.2.1 192.0.2.2' \
		'UDP 192.0.2.1:x 192.0.2.2:1' 'UDP 192.0.2.1:65536 192.0.2.2:1' \
		'UDP ::1:53 - x' 'UDP 192.0.2.1 -> 192.0.2.2 x' 'ARP - 192.0.2.1'
	do
		wrong 2 "a flow is 'PROTO SOURCE -> DESTINATION'" explain "$flow"
	done
	wrong 2 "a flow is 'PROTO SOURCE" explain udp 192.0.2.1:53 192.0.2.2
	wrong 2 "--netns applies only to a flow" explain -N self NO_SOCKET
	wrong 2 "unknown reason 'udp'" explain udp NO_SOCKET
	# These are valid flows; only the module is missing.
	for flow in 'UDP 192.0.2.1:53 -> 192.0.2.2:4000' 'arp - -' \
		'17 2001:db8::1 2001:db8::2' 'ICMPv6 [::1]:128 -> [::1]:0'; do
		wrong 3 "not loaded" explain "$flow"
	done
	wrong 3 "not loaded" explain --netns self udp 192.0.2.1:53 192.0.2.2:9
}

wrong_files()
{
	wrong 1 "cannot read $DIR/none: No such file" -f "$DIR/none"
	wrong 1 "does not look like /proc/net/dropstat" -f /etc/passwd
	: > "$DIR/empty"
	wrong 1 "does not look like" -f "$DIR/empty"
	sed '2s/UDP/UDQ/' "$COPY" > "$DIR/bad"
	wrong 1 "does not look like" -f "$DIR/bad"
	wrong 1 "does not look like" totals --file "$DIR/bad"
}

wrong_config()
{
	wrong 2 "no setting given" config set
	wrong 2 "unknown setting 'foo'" config set foo 1
	wrong 2 "missing value after 'halflife'" config set halflife
	wrong 2 "flows must be on or off, not '1'" config set flows 1
	wrong 2 "halflife must be a number from 0 to 604800" \
		config set halflife 604801
	wrong 2 "'reason NO_SOCKET' must be followed by" \
		config set reason no_socket
	wrong 2 "unexpected argument 'foo'" config show foo
}

wrong_flush()
{
	wrong 2 "either --netns NETNS or --all" flush
	wrong 2 "either --netns NETNS or --all" flush -a -N self
}

wrong_names()
{
	wrong 2 "unknown reason 'NO_SOKET'; did you mean NO_SOCKET" \
		explain NO_SOKET
	wrong 2 "unknown reason 'NO_SOKET'; did you mean NO_SOCKET" \
		-f "$COPY" -r NO_SOKET
	wrong 2 "unknown reason" explain NO_SOCKET no/such/thing
}

cannot_write()
{
	local err

	err=$("$DROPSTAT" -f "$COPY" 2>&1 > /dev/full)
	[ $? = 1 ] || fail "wrong exit status on a full disk"
	[ "$err" = "dropstat: cannot write: No space left on device" ] ||
		fail "$err"
	err=$("$DROPSTAT" help 2>&1 > /dev/full)
	[ $? = 1 ] || fail "wrong exit status of help on a full disk"
}

closed_pipe()
{
	local err

	err=$({ "$DROPSTAT" explain | head -n 1 > /dev/null; } 2>&1)
	[ -z "$err" ] || fail "error message:" "$err"
	err=$({ (trap '' PIPE; "$DROPSTAT" explain) | :; } 2>&1)
	[ -z "$err" ] || fail "error message with SIGPIPE ignored:" "$err"
}

# --- a copy of /proc/net/dropstat ----------------------------------------------

copy_default()
{
	prints '[40,20,10,7,5,4]' rows
	prints '[40,20,10,7,5,4,2]' rows -a
	prints '[40,20,10,7,5,4,2]' rows --class all
	prints '[2]' rows -c local
	prints '[]' rows -c fraglist
}

copy_values()
{
	prints '[null,"eth0","NO_SOCKET","__udp6_lib_rcv+0x235","UDP","2001:db8::1","2001:db8::2",40000,53,20,3,800,4000.944,0.945,null,"packet",false,false,null,null,null,null,null,null,null]' \
		jq -c '.[1] | [.[]]' <("$DROPSTAT" -f "$COPY" -j)
	prints '[["unknown","TCP","198.51.100.1",null,null],["gone","ICMP","203.0.113.1",3,1],[null,null,null,null,true],[null,"0x88cc",null,null,false]]' \
		jq -c '.[2:] | [([.[0,1] | [.netns, .proto, .saddr, .sport,
			.dport]] | .[]), ([.[2,3] | [.netns, .proto, .saddr,
			.sport, .evicted]] | .[])]' \
		<("$DROPSTAT" -f "$COPY" -j | sed 's/"LLDP"/"0x88cc"/')
	prints 'null 90000.308' jq -r '.[4] | "\(.last) \(.first)"' \
		<("$DROPSTAT" -f "$COPY" -j)
}

# Evicted drops may belong to any flow, so a message mentions them if flows are filtered.
copy_filters_rest()
{
	local rest="dropstat: 5 drops without a flow row may belong here; see: dropstat"

	prints "$rest --file=$COPY --by location" messages -p udp
	prints "$rest --file=$COPY --by location" messages -p lldp
	prints "$rest --file=$COPY --iface=eth0 --by location" \
		messages -p lldp -i eth0
	prints '' messages -r NO_SOCKET -p udp
	prints "dropstat: a file does not name the network namespace of its rows" \
		messages -N init
}

# messages OPTION...: print dropstat's standard error
messages()
{
	"$DROPSTAT" show -f "$COPY" -j "$@" 3>&1 > /dev/null 2>&3
}

copy_filters()
{
	prints '[10]' rows -N unknown
	prints '[40,20,5,4]' rows -i eth0
	prints '[40,20,5,4]' rows --iface eth0
	prints '[20]' rows -r no_socket
	prints '[20]' rows --reason SKB_DROP_REASON_NO_SOCKET
	prints '[7]' rows -l nft_do_chain
	prints '[7]' rows --location 'nft_do_chain+0x40e[nf_tables]'
	prints '[]' rows -l nft_do
	prints '[40,20]' rows -p udp
	prints '[40,20]' rows --proto 17
	prints '[4]' rows -p lldp
	prints '[4]' rows -p 0x88cc
	prints '[40,10]' rows -s 198.51.100.0/24
	prints '[40,10]' rows --saddr 198.51.100.1
	prints '[]' rows -s 198.51.100.2
	prints '[40,10,7]' rows -s 0.0.0.0/0
	prints '[20]' rows -d 2001:db8::/33
	prints '[]' rows --daddr 2001:db8:8000::/33
	prints '[40]' rows --sport 40003
	prints '[]' rows --sport 40002
	prints '[20]' rows --dport 53
	prints '[]' rows --dport 52
	prints '[7]' rows --dport 1 -p icmp
}

copy_limit()
{
	prints '[40,20]' rows -n 2
	prints '[40,20,10,7,5,4]' rows --limit 0
	prints "... 4 more rows, 36 drops; -n 0 shows all" \
		sed -n 3p <("$DROPSTAT" -f "$COPY" -n 1)
	prints "... not packets: fraglist 0, local 2; -a shows all" \
		tail -n 1 <("$DROPSTAT" -f "$COPY")
	prints '' grep '^\.\.\.' <("$DROPSTAT" -f "$COPY" --all)
}

copy_groups()
{
	prints '[["eth0",69],["if2",10],["eth1",7]]' \
		jq -c '[.[] | [.iface, .packets]]' \
		<("$DROPSTAT" -f "$COPY" -j --by iface)
	prints '[["UDP",60,2080,0.108,4000.944],["TCP",10,320,0.092,0.092]]' \
		jq -c '[.[:2][] | [.proto, .packets, .bytes, .last, .first]]' \
		<("$DROPSTAT" -f "$COPY" -j --by proto)
	prints '[86]' rows -t
	prints '[86]' rows --totals -a
	prints 'PACKETS BYTES LAST 86 3051 0s ago' xargs \
		<<< "$("$DROPSTAT" -f "$COPY" -t | head -n 2)"
}

copy_explain()
{
	"$DROPSTAT" -f "$COPY" --explain | grep NO_SOCKET |
		grep -qF "$("$DROPSTAT" explain -j NO_SOCKET | jq -r .brief)" ||
		fail "no explanation next to the row"
	on_terminal 80 "$DROPSTAT -f $COPY --explain" |
		grep -A 1 NO_SOCKET | grep -q '^    [a-z]' ||
		fail "no explanation below the row"
}

copy_totals()
{
	prints '[86,3051,5,0,2,5,null,null]' jq -c '[.packets, .bytes,
		.evicted_packets, .fraglist, .local, .flows, .sites, .memory]' \
		<("$DROPSTAT" totals -f "$COPY" -j)
	"$DROPSTAT" totals -f "$COPY" | grep -qE '^drops +86$' ||
		fail "wrong text output"
}

copy_export()
{
	local out

	out=$("$DROPSTAT" export -f "$COPY")
	[ "$(tail -n 1 <<< "$out")" = "# EOF" ] || fail "no # EOF:" "$out"
	grep -qF 'dropstat_drops_total{netns="-",netns_inode="0",iface="eth0",reason="NO_SOCKET",location="__udp6_lib_rcv+0x235"} 20' <<< "$out" ||
		fail "$out"
	[ "$(awk '/^dropstat_drops_total/ { n += $2 } END { print n }' \
		<<< "$out")" = 86 ] || fail "wrong sum:" "$out"
	grep -q '^dropstat_local_hits_total 2$' <<< "$out" ||
		fail "no local hits:" "$out"
	[ -z "$(grep -v '^#' <<< "$out" | sed 's/ .*//' | sort | uniq -d)" ] ||
		fail "duplicate labels:" "$out"
	# Each metric's samples follow its TYPE.
	awk '/^# TYPE/ { name = $3; next }
	     /^#/ { next }
	     index($0, name) != 1 { exit 1 }' <<< "$out" ||
		fail "samples do not follow their TYPE:" "$out"
}

export_escapes()
{
	printf '%s\n%s\n' "$(head -n 1 "$COPY")" \
		'packet NO_SOCKET a"b\c x+0x1 * * * 1 0 1 - -' > "$DIR/odd"
	"$DROPSTAT" export -f "$DIR/odd" | grep -qF 'iface="a\"b\\c"' ||
		fail "$("$DROPSTAT" export -f "$DIR/odd")"
	prints '"a\"b\\c"' jq -c '.[].iface' <("$DROPSTAT" -f "$DIR/odd" -j)
}

# --- names that are hostile ------------------------------------------------------

# The names, as printf %b wants them; what text shows; and what JSON and labels have
EVIL_NAMES=(
	'`id`'		'`id`'		'`id`'		'`id`'
	'$(id)'		'$(id)'		'$(id)'		'$(id)'
	'x;reboot'	'x;reboot'	'x;reboot'	'x;reboot'
	'-rf'		'-rf'		'-rf'		'-rf'
	"it's"		"it's"		"it's"		"it's"
	'a\0042b\0134c'	'a"b\c'		'a\"b\\c'	'a\"b\\c'
	'\0033[2J'	'\x1b[2J'	'\u001b[2J'	'�[2J'
	'\0233[2K'	'\x9b[2K'	'\ufffd[2K'	'�[2K'
	'\0302\0233'	'\xc2\x9b'	'\u009b'	'�'
	'\0303\0274'	'\xc3\xbc'	'\u00fc'	'ü'
	'\0177'		'\x7f'		'\u007f'	'�'
)

# Write a file in which each name is an interface, a reason and a location.
evil_file()
{
	local i name

	head -n 1 "$COPY"
	for ((i = 0; i < ${#EVIL_NAMES[@]}; i += 4)); do
		printf -v name %b "${EVIL_NAMES[i]}"
		echo "packet $name $name $name UDP 192.0.2.1:1 192.0.2.2:2 9 0 9 1.000 1.000"
		echo "packet R$name $name $name * * * 1 0 9 1.000 1.000"
	done
}

# printable FILE: fail unless the file is printable ASCII and newlines
printable()
{
	[ -s "$1" ] || fail "no output"
	! LC_ALL=C grep -qP '[^\x20-\x7e]' "$1" ||
		fail "not escaped:" "$(cat -v "$1")"
}

evil_names()
{
	local i out=$DIR/out command

	evil_file > "$DIR/evil"
	for command in show 'show -a' 'show --explain' 'show --by iface' \
		'show --by reason,location,iface' 'show -p udp' 'show -j' \
		'show -j --by iface' totals 'totals -j'; do
		# shellcheck disable=SC2086
		"$DROPSTAT" $command -f "$DIR/evil" > "$out" 2>&1 ||
			fail "$command: status $?"
		printable "$out"
	done
	on_terminal 80 "$DROPSTAT -C never -f $DIR/evil" > "$out"
	printable "$out"
	"$DROPSTAT" -f "$DIR/evil" > "$out"
	for ((i = 1; i < ${#EVIL_NAMES[@]}; i += 4)); do
		grep -qF -- " ${EVIL_NAMES[i]} " "$out" ||
			fail "no ${EVIL_NAMES[i]}:" "$(cat "$out")"
	done
}

evil_json()
{
	local i out=$DIR/out

	evil_file > "$DIR/evil"
	"$DROPSTAT" -j -f "$DIR/evil" > "$out"
	jq -e 'length == 22' "$out" > /dev/null || fail "invalid JSON"
	for ((i = 2; i < ${#EVIL_NAMES[@]}; i += 4)); do
		grep -qF "\"iface\":\"${EVIL_NAMES[i]}\"" "$out" ||
			fail "no ${EVIL_NAMES[i]}:" "$(cat "$out")"
	done
}

# Names that become equal as labels share a sample.
evil_export()
{
	local i out=$DIR/out

	evil_file > "$DIR/evil"
	"$DROPSTAT" export -f "$DIR/evil" > "$out"
	for ((i = 3; i < ${#EVIL_NAMES[@]}; i += 4)); do
		grep -qF "iface=\"${EVIL_NAMES[i]}\"" "$out" ||
			fail "no ${EVIL_NAMES[i]}:" "$(cat -v "$out")"
	done
	iconv -f UTF-8 -t UTF-8 "$out" > /dev/null || fail "invalid UTF-8"
	! LC_ALL=C grep -P '[\x00-\x1f\x7f]|\xc2[\x80-\x9f]' "$out" ||
		fail "control characters:" "$(cat -v "$out")"
	prints '' grep -vP '^(#.*|\w+(\{(\w+="([^"\\]|\\[n"\\])*",?)*\})? \d+)$' \
		"$out"
	prints '' uniq -d <(grep -v '^#' "$out" | sed 's/ [0-9]*$//' | sort)
	prints 110 awk '/^dropstat_drops_total/ { n += $NF } END { print n }' \
		"$out"
}

# A message escapes what it repeats, and its command can be copied.
evil_messages()
{
	local i name hint evil=$'\e[2J\x9b\n' out=$DIR/out

	wrong 2 "unknown network namespace '\\x1b[2J\\x9b\\x0a'" -N "$evil"
	wrong 2 "unknown reason '\\x1b" explain "$evil"
	wrong 2 "unknown reason '\\x1b" -f "$COPY" -r "$evil"
	wrong 2 "characters: '\\x1b" -i "$evil$evil$evil"
	wrong 2 "unknown protocol '\\x1b" -p "$evil"
	wrong 2 "--class must be packet, fraglist, local or all, not '\\x1b" \
		-c "$evil"
	wrong 2 "unknown command '\\x1b" "$evil"
	wrong 2 "option '--\\x1b" "--$evil"
	wrong 2 "option '-\\x9b'" $'-\x9b'
	wrong 2 "unknown setting '\\x1b" config set "$evil"
	wrong 1 "cannot read $DIR/\\x1b[2J\\x9b\\x0a: No such" -f "$DIR/$evil"
	for ((i = 0; i < ${#EVIL_NAMES[@]}; i += 4)); do
		printf -v name %b "${EVIL_NAMES[i]}"
		evil_file > "$DIR/evil $name"
		"$DROPSTAT" -p udp -i "$name" -f "$DIR/evil $name" -j \
			2> "$out" > /dev/null
		printable "$out"
		hint=$(sed -n 's/.*see: dropstat //p' "$out")
		# It is a command of the shell, so the shell must read it.
		eval "set -- $hint"
		[ "$#,$1,$2" = "4,--file=$DIR/evil $name,--iface=$name" ] ||
			fail "$hint"
		[ "$("$DROPSTAT" "$@" -j | jq length)" = 1 ] ||
			fail "no row: $hint"
	done
}

# --- on a terminal ---------------------------------------------------------------

fits_terminal()
{
	local width wide

	for width in 80 100 120 160; do
		wide=$(on_terminal $width "$DROPSTAT -C never -f $COPY -a" |
			awk -v max=$width 'length > max')
		[ -z "$wide" ] || fail "wider than $width:" "$wide"
	done
	on_terminal 80 "$DROPSTAT -f $COPY -a" | grep -q 'udp_destruc' ||
		fail "no location is shown although the reason is not specified"
	! on_terminal 80 "$DROPSTAT -f $COPY" | grep -q LOCATION ||
		fail "LOCATION is shown in 80 columns"
	on_terminal 120 "$DROPSTAT -f $COPY" | grep -q LOCATION ||
		fail "LOCATION is not shown in 120 columns"
	! COLUMNS=80 "$DROPSTAT" -f "$COPY" -a | grep '~' ||
		fail "text is shortened when written to a pipe"
}

color()
{
	local esc=$'\e'

	on_terminal 80 "$DROPSTAT -f $COPY" | grep -q "$esc" ||
		fail "no color on a terminal"
	! "$DROPSTAT" -f "$COPY" | grep -q "$esc" || fail "color in output to a pipe"
	"$DROPSTAT" -f "$COPY" --color always | grep -q "$esc" ||
		fail "no color with --color always"
	! on_terminal 80 "$DROPSTAT -f $COPY -C never" | grep -q "$esc" ||
		fail "color with -C never"
	! on_terminal 80 "NO_COLOR=1 $DROPSTAT -f $COPY" | grep -q "$esc" ||
		fail "color with NO_COLOR"
	! on_terminal 80 "TERM=dumb $DROPSTAT -f $COPY" | grep -q "$esc" ||
		fail "color with TERM=dumb"
	! "$DROPSTAT" -f "$COPY" -j -C always | grep -q "$esc" ||
		fail "color in JSON"
}

# --- names ---------------------------------------------------------------------

explain_list()
{
	local nr

	nr=$("$DROPSTAT" explain -j | jq length)
	[ "$nr" -gt 100 ] || fail "only $nr explanations"
	prints $((nr + 1)) grep -c . <("$DROPSTAT" explain)
	prints NO_SOCKET jq -r '.[] | select(.name == "NO_SOCKET").name' \
		<("$DROPSTAT" explain --json)
}

explain_names()
{
	prints "NO_SOCKET TCP_CSUM" xargs < <("$DROPSTAT" explain -j no_socket \
		SKB_DROP_REASON_TCP_CSUM | jq -r .name)
	prints '"array"' jq -c '.causes | type' \
		<("$DROPSTAT" explain -j NO_SOCKET)
	"$DROPSTAT" explain NO_SOCKET | grep -q '^Usual causes:$' ||
		fail "no usual causes in the text"
	prints "true false" xargs < <("$DROPSTAT" explain -j __rtnl_unlock \
		udp_rcv | jq .helper)
	"$DROPSTAT" explain __rtnl_unlock |
		grep -q '^This function only frees packets for its caller' ||
		fail "a helper is not explained as one"
	"$DROPSTAT" expl udp_queue_rcv_one_skb+0x40a 2> /dev/null |
		grep -q '^(a location' || fail "a location is not explained as one"
}

completion()
{
	local out

	# shellcheck disable=SC2016
	out=$(PATH=$TOOLS_BUILD:$PATH bash --norc -c '
		. "$1"
		complete_words() {
			COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
			COMPREPLY=()
			_dropstat
			echo "${COMPREPLY[*]}"
		}
		complete_words dropstat ex
		complete_words dropstat show -r NO_SO
		complete_words dropstat show --by reason,sa
		complete_words dropstat show --js
		complete_words dropstat -c fr
		complete_words dropstat explain TCP_CS
		complete_words dropstat config set ha
		complete_words dropstat config set flows o
		complete_words dropstat show --st
		complete_words dropstat show --con
		complete_words dropstat explain --ne
		complete_words dropstat -N se' - "$TOP/tools/completion/dropstat")
	prints "$out" printf '%s\n' 'explain export' NO_SOCKET reason,saddr --json \
		fraglist TCP_CSUM halflife 'on off' --stack --conntrack --netns \
		self
}

tests_run \
	help_and_man_agree \
	commands_and_man_agree \
	every_option_has_a_test \
	man_is_clean \
	version \
	help_of_commands \
	wrong_commands \
	wrong_options \
	wrong_numbers \
	wrong_values \
	wrong_details \
	wrong_flows \
	wrong_files \
	wrong_config \
	wrong_flush \
	wrong_names \
	cannot_write \
	closed_pipe \
	copy_default \
	copy_values \
	copy_filters \
	copy_filters_rest \
	copy_limit \
	copy_groups \
	copy_explain \
	copy_totals \
	copy_export \
	export_escapes \
	evil_names \
	evil_json \
	evil_export \
	evil_messages \
	fits_terminal \
	color \
	explain_list \
	explain_names \
	completion
