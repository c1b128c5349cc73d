#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# hello.sh x64|x86 BUILD-FOLDER: takes the program and the commands from "Build a program" of
# README.md, builds and runs it: with mingw-w64, with CMake, and with clang in place of MSVC.
set -euo pipefail

arch=$1 build=$2
headers=/usr/include/wine/wine/windows # Windows' own, as clang wants them
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=../consumer/lib.sh
. "${BASH_SOURCE[0]%/*}/../consumer/lib.sh"

# block LANGUAGE NUMBER: prints that fenced block of the section.
block() {
    awk -v fence="\`\`\`$1" -v wanted="$2" '
        /^## / { inside = $0 == "## Build a program" }
        /^```/ && printing { exit }
        printing { print }
        inside && $0 == fence && ++number == wanted { printing = 1 }' "$root/README.md"
}

# line LANGUAGE NUMBER: prints the block, a command, changed for this architecture as the README
# says.
line() {
    if [[ $arch == x64 ]]; then
        block "$@"
    else
        block "$@" | sed 's/x86_64/i686/g; s/x64/x86/g'
    fi
}

# greets WAY: checks that hello.exe in this folder, with the DLL beside it, prints what the README
# says.
greets() {
    local output code=0
    cp "$prefix/bin/qutil.dll" .
    output=$("$root/scripts/run-in-wine.sh" "$arch" "$PWD/hello.exe" 2>&1 </dev/null | tr -d '\r') || code=$?
    if [[ $code != 0 || -z $output ]] || ! grep -qF "\`hello.exe\` prints \`$output\`" "$root/README.md"; then
        printf 'FAILED: %s (%s) ended with %s and said: %s\n' "$1" "$arch" "$code" "$output"
        exit 1
    fi
    printf '%s (%s): %s\n' "$1" "$arch" "$output"
    rm hello.exe
}

withMingw() {
    logged eval "$(line sh 1)"
    greets mingw-w64
}

withCMake() {
    block cmake 1 >CMakeLists.txt
    printf 'set(CMAKE_SYSTEM_NAME Windows)\nset(CMAKE_C_COMPILER %s-gcc)\n' "$triplet" >toolchain.cmake
    export CMAKE_TOOLCHAIN_FILE=$PWD/toolchain.cmake CMAKE_GENERATOR=Ninja
    local commands
    commands=$(block sh 2)
    commands=${commands//FOLDER-OF-THE-ARCHIVE/\"\$prefix\"}
    logged eval "${commands//$'\n'/ && }"
    mv build/hello.exe .
    greets CMake
}

# cl by clang, with other headers, libraries and start-up code than Microsoft's, which aren't
# available here. It takes options from these two variables. /GS needs Microsoft's start-up code.
cl() {
    local system=/usr/$triplet/lib safeseh=
    [[ $arch == x64 ]] || safeseh=/safeseh:no
    CL="--target=$target -fuse-ld=lld /GS- -imsvc$headers -imsvc$headers/../msvcrt /FIwindows-sdk.h" \
    _CL_="start.obj $system/libkernel32.a $system/libucrtbase.a /link /nodefaultlib $safeseh" \
        clang --driver-mode=cl "$@"
}

withMsvc() {
    local command target=${triplet%%-*}-pc-windows-msvc
    cp "$root/tests/msvc/windows-sdk.h" .
    clang "--target=$target" -Wno-incompatible-library-redeclaration -c "$root/tests/msvc/start.c" -o start.obj
    command=$(line bat 1)
    logged eval "${command//\\//}"
    greets "clang as MSVC"
}

# Installs, and links the files into folders like those of the archive.
prefix=$work/installed
logged cmake --install "$build" --prefix "$prefix"
mkdir -p "$work/archive/lib"
cd "$work/archive"
ln -s "$prefix/include/qutil" include
ln -s "$prefix/lib/qutil" "lib/$arch"
block c 1 >hello.c

withMingw
withCMake
if [[ -e lib/$arch/qutil.lib && -e $headers/windows.h ]] && command -v lld-link >/dev/null; then
    withMsvc
else
    echo "The line for MSVC is not tried: that needs clang, lld, llvm and libwine-dev."
fi
