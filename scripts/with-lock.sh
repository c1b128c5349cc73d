#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a command while nobody else holds the lock of that name. All build folders share one Wine
# prefix, and with it one registry and one list of services: what changes those takes turns, also
# between test runs that know nothing of each other.
#
#     scripts/with-lock.sh NAME COMMAND [ARGUMENTS]
set -euo pipefail
# shellcheck source=lib/common.sh
. "${BASH_SOURCE[0]%/*}/lib/common.sh"

(($# >= 2)) || die "usage: $0 NAME COMMAND [ARGUMENTS]"
lock=$QUTIL_CACHE/run/$1.lock
shift
mkdir -p "${lock%/*}"
# -o: what Wine starts lives longer than the command, and must not inherit the lock.
exec flock -o -w 600 "$lock" "$@"
