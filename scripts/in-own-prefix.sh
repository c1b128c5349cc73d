#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a command in a copy of Wine's prefix that nothing else uses meanwhile: with a registry and
# services of its own. So tests that change these can run side by side.
#
#     scripts/in-own-prefix.sh COMMAND [ARGUMENTS]
set -euo pipefail
QUTIL_SCRIPTS=${BASH_SOURCE[0]%/*}
[[ $QUTIL_SCRIPTS != "${BASH_SOURCE[0]}" ]] || QUTIL_SCRIPTS=.
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"
# shellcheck source=lib/own-prefix.sh
. "$QUTIL_SCRIPTS/lib/own-prefix.sh"

(($#)) || die "usage: $0 COMMAND [ARGUMENTS]"
takePrefix
"$@"
leaveCopy
