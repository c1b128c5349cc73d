#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# build.sh x64|x86 SOURCE INCLUDE-FOLDER QUTIL.LIB PROGRAM: compiles for the MSVC ABI with clang and
# links with lld-link. The Windows headers are Wine's, the import libraries mingw-w64's.
set -euo pipefail

arch=$1 source=$2 include=$3 library=$4 program=$5
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
wine=${QUTIL_MSVC_HEADERS:-/usr/include/wine/wine/windows}
declare -A targets=([x64]=x86_64-pc-windows-msvc [x86]=i686-pc-windows-msvc)
declare -A system=([x64]=/usr/x86_64-w64-mingw32/lib [x86]=/usr/i686-w64-mingw32/lib)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

language=(-std=c11)
[[ $source != *.cpp ]] || language=(-std=c++17)
compile=(clang "--target=${targets[$arch]}" -O1 -Wall -Wextra -Werror)

"${compile[@]}" -c "$here/start.c" -Wno-incompatible-library-redeclaration -o "$work/start.obj"
"${compile[@]}" "${language[@]}" -isystem "$wine" -isystem "$wine/../msvcrt" \
    -include "$here/windows-sdk.h" -I "$include" -c "$source" -o "$work/agent.obj"

# /SAFESEH, which only 32-bit programs have, needs objects made for it; mingw-w64's aren't.
link=(lld-link /nologo /subsystem:console "/out:$program" /nodefaultlib)
[[ $arch != x86 ]] || link+=(/safeseh:no)
"${link[@]}" "$work/agent.obj" "$work/start.obj" "$library" \
    "${system[$arch]}"/lib{ole32,kernel32,ucrtbase}.a
