#!/bin/sh
# SPDX-License-Identifier: MIT
# fuzz.sh FUZZER CORPUS OPTION…
#
# Runs a libFuzzer program over the committed corpus and then on. New inputs go to a folder beside
# the program, so the corpus in the source tree doesn't change. Inputs that crash it are that
# folder's crash-* files.
set -eu
fuzzer=$1
corpus=$2
shift 2

[ -n "$(ls "$corpus")" ] || { echo "fuzz.sh: $corpus is empty" >&2; exit 2; }
found=$fuzzer.found
mkdir -p "$found"
exec "$fuzzer" -max_len=4096 -artifact_prefix="$found/" -print_final_stats=1 -verbosity=1 "$@" \
    "$found" "$corpus"
