#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproducible.sh PRESET IMPORT-LIBRARY QUTIL-DLL [NAPHOST-DLL]: builds them again from a copy of the
# tree in another folder. The results must be equal, byte for byte. qutil.dll is built without
# naphost.dll if that was given, else with it: that must make no difference to it. What was compared
# before isn't built again.
set -euo pipefail

preset=$1 library=$2 dll=$3 naphost=${4:-}
root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seen=$root/build/$preset/tests/reproducible.sha256
files=("$library" "$dll" ${naphost:+"$naphost"})
if [[ $(wc -l 2>/dev/null <"$seen") == "${#files[@]}" ]] && sha256sum --check --status "$seen"; then
    echo "The same files as when they were last built in another folder."
    exit 0
fi

mkdir "$work/another folder"
tree="$work/another folder/qutil"
mkdir "$tree"
tar -C "$root" --exclude=./build --exclude=./.git -cf - . | tar -C "$tree" -xf -
cd "$tree"

# build ON|OFF TARGET…: with QUTIL_BUILD_NAPHOST on or off.
build() {
    if ! { cmake --preset "$preset" -DQUTIL_BUILD_TESTS=OFF -DQUTIL_BUILD_NAPHOST="$1" &&
        cmake --build --preset "$preset" --target "${@:2}"; } >"$work/log" 2>&1; then
        cat "$work/log"
        exit 1
    fi
}

build "$([[ -n $naphost ]] && echo OFF || echo ON)" qutil qutil_import_library
cmp "$dll" "build/$preset/qutil.dll"
cmp "$library" "build/$preset/libqutil.dll.a"
if [[ -n $naphost ]]; then
    build ON naphost
    cmp "$naphost" "build/$preset/naphost.dll"
fi
sha256sum "${files[@]}" >"$seen"
echo "The same bytes when built in another folder, and qutil.dll also with and without naphost.dll."
