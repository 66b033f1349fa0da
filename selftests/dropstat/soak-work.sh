# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of soak.sh: the workers. Each is a function that does one round of work. A round is
# short, and leaves nothing behind. worker() repeats it until the end. Between rounds, it
# waits at the gate while the gate is closed.
#
# Files in $WORK:
#	closed		exists while the gate is closed; has the number of this closing
#	parked/NAME	the number of the last closing for which worker NAME waited
#	rounds/NAME	the number of rounds that the worker has done
#	found/NAME	the errors that it has found
#	did/ACTION	a line for each time that the action was done
#	era		the number of the era, if dropstat stays loaded; or "churn"
#	ended		exists at the end

WORKERS="softirq spoofed process irqs_off namespaces modules hotplug
	proc_readers netlink_readers watchers orphans settings flushes pressure"

# found BEHAVIOUR TEXT...: record an error, and print it immediately, because the guest may
# crash later
found()
{
	local behaviour=$1

	shift
	# shellcheck disable=SC2153 # not a misspelling of WORD
	printf '%s\n' "$@" >> "$WORK/found/$behaviour"
	printf '%s\n' "$@" | sed "s/^/# found by $behaviour: /" >&$SAY
}

# pause SECONDS: sleep without starting a process
pause()
{
	read -r -t "$1" -u "$NEVER"
}

# word FILE: set WORD to its first line; fails if it has none
word()
{
	WORD=
	{ read -r WORD < "$WORK/$1"; } 2> /dev/null
}

in_netns()
{
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

gate()
{
	while word closed; do
		echo "$WORD" > "$WORK/parked/$NAME"
		pause 0.3
	done
	[ ! -e "$WORK/ended" ]
}

# worker NAME NICENESS: repeat rounds of NAME until the end
worker()
{
	NAME=$1 ROUND=0
	renice -n "$2" $BASHPID > /dev/null
	while gate; do
		"$NAME"
		ROUND=$((ROUND + 1))
		echo $ROUND > "$WORK/rounds/$NAME"
	done
}

# did ACTION: record that it was done. An action may fail while dropstat is not loaded.
did()
{
	echo >> "$WORK/did/$1"
}

# must COMMAND...: run a command that does not use dropstat, and that must succeed
must()
{
	local out

	out=$("$@" 2>&1) || found "$NAME" "round $ROUND: $*: status $?: $out"
}

# ask COMMAND...: run a command that uses dropstat, and that must succeed if dropstat stays
# loaded
ask()
{
	local before out status

	word era
	before=$WORD
	out=$("$@" 2>&1 > /dev/null) && return
	status=$?
	word era
	[ -z "${before/churn/}" ] || [ "$WORD" != "$before" ] ||
		found "$NAME" "era $before: $*: status $status: $out"
	return 1
}

# parameter_is NAME VALUE: whether dropstat was loaded with this value of the parameter
parameter_is()
{
	grep -qsx "$2" "/sys/module/dropstat/parameters/$1"
}

# --- drops ----------------------------------------------------------------------

# Send to closed ports: over a veth on every CPU, and over loopback on any CPU, which still
# works while a CPU is offline.
softirq()
{
	local cpu

	for ((cpu = 0; cpu < CPUS; cpu++)); do
		ip netns exec "$client" \
			flood -c $cpu -n $((MANY / CPUS)) -p 64 $SERVER 1000 &
	done
	flood -n $((MANY / CPUS)) -p 64 127.0.0.1 9
	wait
} 2> /dev/null

# Send three heavy flows among flows of one packet each.
spoofed()
{
	local cpu=$(((ROUND + 1) % CPUS))

	stream -c $cpu -n "$MANY" -r $((ROUND % 15)) hidden 9 ||
		stream -n "$MANY" -r $((ROUND % 15)) hidden 9
} > /dev/null 2>&1

# On every CPU that is online, cause drops by a qdisc in the sender's own system call, and
# drops of unread AF_UNIX messages at close. Also cause drops of unread netlink messages,
# and drops at a full receive buffer, which happen in softirq.
process()
{
	local cpu pid pids=()

	for ((cpu = 0; cpu < CPUS; cpu++)); do
		ip netns exec "$client" flood -c $cpu -n $((MANY / CPUS)) -p 9 \
			192.0.2.2 9 2> /dev/null &
		pids+=($!)
		taskset -c $cpu unix_close -n "$FEW" 10 2> /dev/null &
		pids+=($!)
	done
	must ip netns exec "$server" flood -n "$MANY" -p 1 $SERVER 5000
	for pid in "${pids[@]}"; do
		! wait $pid || did flood_in_process
	done
	ip monitor all > /dev/null 2>&1 &
	must ip -n "$client" link set dev sink mtu $((1400 + ROUND % 100))
	kill -9 $!
	wait $! 2> /dev/null
}

irqs_off()
{
	echo "$((FEW / 2))" > /sys/module/drop_irq/parameters/drop ||
		found "$NAME" "round $ROUND: drop_irq failed"
}

# --- namespaces, modules and CPUs -------------------------------------------------

# setup_lossy NETNS IF ADDR PEER: make the interface drop everything sent to PEER
setup_lossy()
{
	tc -n "$1" qdisc replace dev "$2" root netem loss 100% &&
		ip -n "$1" -batch - <<-COMMANDS
		addr add $3/24 dev $2
		link set $2 up
		neigh add $4 dev $2 lladdr 2:0:0:0:0:2
	COMMANDS
}

# Rename, move and delete an interface during a flood, and drop packets on other interfaces
# before and after they are moved.
namespaces()
{
	local a=soak-a b=soak-b flood vlan=v5

	must ip netns add $a
	must ip netns add $b
	must ip -n $a -batch - <<-COMMANDS
		link set lo up
		link add v0 type veth peer name v1 netns $b
		link add br0 type bridge
		link add d0 type dummy
		link add link d0 name d0.5 type vlan id 5
		link set v0 master br0
		addr add 198.18.0.1/24 dev br0
		link set v0 up
		link set br0 up
		link set d0 up
	COMMANDS
	must setup_lossy $a d0.5 198.18.5.1 198.18.5.2
	must ip -n $b -batch - <<-COMMANDS
		addr add 198.18.0.2/24 dev v1
		link set v1 up
	COMMANDS
	ip netns exec $a flood -n "$MANY" -p 9 198.18.0.2 9 &
	flood=$!
	must ip netns exec $a udp send -n 20 198.18.5.2 9
	must ip -n $b link set v1 down
	must ip -n $b link set v1 name w1
	must ip -n $b link set w1 up
	must ip -n $a -batch - <<-COMMANDS
		link set d0.5 down
		link set d0.5 name $vlan
		link set $vlan netns $b
		link set d0 netns $b
		link set br0 down
		link set br0 name br1
		link set br1 up
	COMMANDS
	must setup_lossy $b d0 198.18.6.1 198.18.6.2
	must setup_lossy $b $vlan 198.18.5.1 198.18.5.2
	must ip netns exec $b udp send -n 20 198.18.5.2 9
	must ip netns exec $b udp send -n 20 198.18.6.2 9
	must ip -n $b link del $vlan
	if [ $((ROUND % 2)) = 0 ]; then
		must ip -n $b link set w1 netns $a
		must ip -n $a link set w1 up
	fi
	must ip netns del $b
	must ip -n $a link set br1 down
	wait $flood
	must ip netns del $a
}

# must_unload MODULE...: unload modules in which packets were dropped
must_unload()
{
	wait_for "$PATIENCE" modprobe -r "$@" 2> /dev/null ||
		found "$NAME" "round $ROUND: cannot unload $*:" \
			"$(modprobe -r "$@" 2>&1)"
}

modules()
{
	local ns=soak-modules

	must modprobe tun
	must ip netns add $ns
	must ip -n $ns link set lo up
	must ip netns exec $ns nft -f - <<-RULES
		table inet filter {
			chain input {
				type filter hook input priority 0
				ct state new udp dport 9-99 drop
			}
		}
	RULES
	must ip netns exec $ns flood -n "$FEW" -p 50 127.0.0.1 9
	must ip -n $ns tuntap add soaktun mode tun
	must ip -n $ns addr add 192.0.2.1/24 dev soaktun
	must ip -n $ns link set soaktun up
	must ip netns exec $ns tun_send -c -n 20 soaktun 192.0.2.7 7 192.0.2.1 7
	must ip netns exec $ns nft flush ruleset
	must ip netns del $ns
	must_unload nft_ct nf_tables nf_conntrack
	must_unload tun
}

hotplug()
{
	local cpu=/sys/devices/system/cpu/cpu$((CPUS - 1))/online

	echo 0 > "$cpu" || found "$NAME" "round $ROUND: cannot take the CPU offline"
	pause 0.3
	echo 1 > "$cpu" || found "$NAME" "round $ROUND: cannot bring the CPU online"
	pause 1
}

# --- readers ------------------------------------------------------------------------

# Run readers that read everything, stop midway, seek back as head does, or are killed
# midway.
proc_readers()
{
	ask cat $PROC
	ask ip netns exec "$server" cat $PROC
	ask dd if=$PROC bs=77 count=5
	ask sh -c "{ head -n 2; cat; } < $PROC"
	for _ in 1 2 3 4 5; do
		kill_reader
	done
}

# Kill a reader that has read one line and would otherwise wait forever.
kill_reader()
{
	: > "$WORK/begun"
	{
		read -r
		echo begun > "$WORK/begun"
		pause 1000
	} < $PROC &
	! wait_for 5 word begun || did kill_reader
	kill -9 $!
	wait $!
} 2> /dev/null

# Do the same over netlink. An unfinished dump prevents unloading.
kill_dump()
{
	: > "$WORK/dumped"
	nl_bad hold 1000 > "$WORK/dumped" &
	if wait_for 5 word dumped; then
		did kill_dump
		pause 0.5
	fi
	kill -9 $!
	wait $!
} 2> /dev/null

netlink_readers()
{
	local stack=--stack

	! parameter_is details N || stack=
	case $((ROUND % 6)) in
	0)	ask dropstat show -a -n 0 ;;
	1)	ask dropstat show -j --by reason,netns ;;
	2)	ask dropstat totals ;;
	3)	ask dropstat export ;;
	4)	ask dropstat show --owner $stack -n 20 ;;
	5)	ask dropstat show -r NO_SOCKET -d 127.0.0.0/8 -n 50 ;;
	esac
	! ask nl_bad abandon 20 || did abandon_dump
	kill_dump
}

# Run dropstat -w and dropstat monitor, which exit or are killed. The monitor is stopped
# first, so that it has unread messages.
watchers()
{
	dropstat show -w 1 > /dev/null 2>&1 &
	local watch=$!

	dropstat monitor > /dev/null 2>&1 &
	local monitor=$!

	pause 1
	kill -STOP $monitor
	pause 1
	! grep -q '^State:.T' /proc/$monitor/status || did stop_monitor
	if [ $((ROUND % 2)) = 0 ]; then
		kill -9 $watch $monitor
	else
		kill -CONT $monitor
		kill $watch $monitor
	fi
	wait $watch $monitor
} 2> /dev/null

# An open file keeps a deleted netns alive, and can still be read.
orphans()
{
	local ns=soak-orphan pid fd

	must ip netns add $ns
	ip netns exec $ns sh -c 'unix_close 3; exec sleep 1000' &
	pid=$!
	wait_for "$PATIENCE" in_netns $pid
	if { exec {fd}< /proc/$pid/net/dropstat; } 2> /dev/null; then
		head -n 1 <&$fd > /dev/null 2>&1
		must ip netns del $ns
		kill -9 $pid
		wait $pid 2> /dev/null
		pause 0.5
		! ask cat <&$fd || did read_orphan
		exec {fd}<&-
	else
		kill -9 $pid
		wait $pid 2> /dev/null
		must ip netns del $ns
	fi
	! ask orphan_socket || did ask_orphan
}

# A socket also keeps its netns alive, and can be used from another netns.
orphan_socket()
{
	local ns=soak-orphan-2 out=$WORK/orphan id

	must ip netns add $ns
	must ip -n $ns link set lo up
	must ip netns exec $ns udp send -n 3 127.0.0.1 9
	id=$(ip netns exec $ns netns_id)
	ip netns exec $ns nl_open 9 nsenter --net=/proc/1/ns/net sh -c \
		"echo opened; while [ -e /run/netns/$ns ]; do sleep 0.1; done
		exec nl_as -f 9 $RCV orphan=$id/127.0.0.1" > "$out" &
	wait_for "$PATIENCE" grep -q opened "$out"
	must ip netns del $ns
	wait $!
	# The drops may have been flushed, or may be in another site.
	grep -q -x 'sites own:\( orphan\*[0-3]\)\?' "$out" ||
		{ cat "$out" >&2; false; }
}

# --- disturbances -----------------------------------------------------------------------

# Flows cannot be turned on if dropstat was loaded without them.
settings()
{
	local on=on

	! parameter_is flows 0 || on=off
	ask dropstat config set flows $on halflife $((ROUND % 9)) threshold 50 \
		event-limit 1000
	ask dropstat config set reason NO_SOCKET flows off threshold 5 \
		reason QDISC_DROP threshold 1
	ask dropstat config set flows off event-limit 0 threshold 0
	ask dropstat config
	! ask dropstat config set reset-reasons flows $on halflife 300 \
		event-limit 10 || did configure
}

# Flush only in every other era, because the books cannot compare reasons after a flush.
flushes()
{
	word era
	case $WORD in
	churn|*[02468])
		ask dropstat flush -N init
		! ask dropstat flush -a || did flush ;;
	*)
		pause 1 ;;
	esac
}

mem_available()
{
	awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo
}

cgroup_is_full()
{
	[ "$(cat "$CGROUP/memory.current")" -ge $((CGROUP_MB << 20)) ]
}

# Read in a cgroup that has used up its memory. Then use up the guest's available memory,
# in a process that the OOM killer prefers.
pressure()
{
	(
		echo $BASHPID > "$CGROUP/cgroup.procs"
		timeout "$HOG_SECONDS" hog $((CGROUP_MB + 8)) 2 &
		wait_for "$HOG_SECONDS" cgroup_is_full
		! cat $PROC > /dev/null || did read_in_cgroup
		wait
	)
	timeout "$HOG_SECONDS" choom -n 1000 -- hog "$(mem_available)" 2
	# Do this only sometimes: afterwards, all programs must be read from disk again.
	[ $((ROUND % 4)) != 3 ] || must sysctl -qw vm.drop_caches=3
	pause 2
} 2> /dev/null
