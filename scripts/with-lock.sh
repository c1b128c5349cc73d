#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a command while it holds the lock NAME. All build folders share one Wine prefix, and so one
# registry and one list of services. Tests that change these take turns, also between separate test
# runs.
#
#     scripts/with-lock.sh NAME COMMAND [ARGUMENTS]
set -euo pipefail
# shellcheck source=lib/common.sh
. "${BASH_SOURCE[0]%/*}/lib/common.sh"

(($# >= 2)) || die "usage: $0 NAME COMMAND [ARGUMENTS]"
lock=$QUTIL_CACHE/run/$1.lock
shift
mkdir -p "${lock%/*}"
# -o: Wine's services outlive the command, and must not inherit the lock.
exec flock -o -w 600 "$lock" "$@"
