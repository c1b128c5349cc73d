#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh x64|x86 SOURCE LANGUAGE INCLUDE-FOLDER QUTIL.LIB FOLDER: builds an agent for the MSVC ABI,
# and runs it with the DLL and the manifests in FOLDER.
set -euo pipefail

# shellcheck disable=SC2034 # read by lib.sh
arch=$1 source=$2 language=$3 include=$4 library=$5 folder=$6
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=../consumer/lib.sh
. "$here/../consumer/lib.sh"

program=$work/agent-msvc.exe
logged "$here/build.sh" "$arch" "$source" "$include" "$library" "$program"
besideProgram "$folder" "$program"
expectAgent "$program" "$language"
