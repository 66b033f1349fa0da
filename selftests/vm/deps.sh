#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Install the packages of missing commands. Each line of a TABLE has a command and its
# package.
#
# usage: deps.sh TABLE...

set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

missing()
{
	local command package

	cat "$@" | while read -r command package; do
		case $command in ''|'#'*) continue ;; esac
		command -v "$command" >/dev/null || printf '%s\n' "$package"
	done | sort -u
}

vm_as_root "$@"
command -v apt-get >/dev/null || vm_die "needs a Debian machine: apt-get is missing"
[ "$(dpkg --print-architecture)" = amd64 ] ||
	vm_die "needs an amd64 machine: the guests' kernels are amd64"

mapfile -t packages < <(missing "$@")
[ -e "$VM_KEYRING" ] ||
	packages+=(debian-archive-keyring)
[ "${#packages[@]}" -gt 0 ] || exit 0

vm_say "installing ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --no-install-recommends -y "${packages[@]}" >/dev/null
