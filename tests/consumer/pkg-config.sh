#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pkg-config.sh x64|x86 BUILD-FOLDER: installs qutil, compiles the agents with the flags that
# pkg-config prints, and runs them.
set -euo pipefail

# shellcheck disable=SC2034 # read by lib.sh
arch=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

# Installed in one folder, used in another: the .pc file must not contain the first path.
logged cmake --install "$build" --prefix "$work/installed"
mv "$work/installed" "$work/moved"
export PKG_CONFIG_LIBDIR="$work/moved/lib/pkgconfig" PKG_CONFIG_PATH=''

version=$(sed -n 's/.*QUTIL_VERSION_STRING "\(.*\)"/\1/p' "$root/include/qutilversion.h")
said=$(pkg-config --modversion qutil)
[[ $said == "$version" ]] || {
    echo "FAILED: pkg-config says version $said, the header $version"
    exit 1
}
read -r -a cflags <<<"$(pkg-config --cflags qutil)"
read -r -a libs <<<"$(pkg-config --libs qutil)"

# With and without -static, because the linker looks for other file names with it.
for agent in "agent.c gcc C" "agent.c gcc C -static" "agent.cpp g++ C++ -static"; do
    read -r source compiler language static <<<"$agent"
    program=$work/${source%.*}-${compiler//+/p}${static:-}.exe
    logged "$triplet-$compiler" -Wall -Wextra -Werror "${cflags[@]}" ${static:+"$static"} \
        "$root/examples/agent/$source" -o "$program" "${libs[@]}" -lole32
    besideProgram "$work/moved/bin" "$program"
    expectAgent "$program" "$language"
done
