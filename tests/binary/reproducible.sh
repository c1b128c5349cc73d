#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproducible.sh PRESET DLL IMPORT-LIBRARY: builds both again from a copy of the tree in another
# folder. The results must be equal, byte for byte. What was compared before isn't built again.
set -euo pipefail

preset=$1 dll=$2 library=$3
root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seen=$root/build/$preset/tests/reproducible.sha256
if sha256sum --check --status "$seen" 2>/dev/null; then
    echo "The same files as when they were last built in another folder."
    exit 0
fi

mkdir "$work/another folder"
tree="$work/another folder/qutil"
mkdir "$tree"
tar -C "$root" --exclude=./build --exclude=./.git -cf - . | tar -C "$tree" -xf -
cd "$tree"
build() {
    cmake --preset "$preset" -DQUTIL_BUILD_TESTS=OFF &&
        cmake --build --preset "$preset" --target qutil qutil_import_library
}
if ! build >"$work/log" 2>&1; then
    cat "$work/log"
    exit 1
fi
cmp "$dll" "build/$preset/qutil.dll"
cmp "$library" "build/$preset/libqutil.dll.a"
sha256sum "$dll" "$library" >"$seen"
echo "qutil.dll and its import library are the same bytes when built in another folder."
