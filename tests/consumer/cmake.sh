#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# cmake.sh x64|x86 BUILD-FOLDER: installs qutil, builds the example project with find_package(qutil)
# and runs it. A project for the other architecture must be refused.
set -euo pipefail

arch=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

prefix="$work/an installed qutil"
logged cmake --install "$build" --prefix "$prefix"

cp -R "$root/examples/agent" "$work/agent"
logged cmake -S "$work/agent" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=BOTH --toolchain "$root/cmake/toolchain-$arch.cmake"
logged cmake --build "$work/build"
expectAgent "$work/build/agent-c.exe" C
expectAgent "$work/build/agent-cpp.exe" C++

# judge WINDOWS POINTER-SIZE PROCESSOR WANTED-VERSION: what the version file answers find_package.
cat >"$work/judge.cmake" <<'SCRIPT'
cmake_policy(VERSION 3.16)
set(WIN32 ${windows})
set(CMAKE_SIZEOF_VOID_P ${size})
set(CMAKE_SYSTEM_PROCESSOR ${processor})
set(PACKAGE_FIND_VERSION ${wanted})
string(REGEX MATCH "^[0-9]+" PACKAGE_FIND_VERSION_MAJOR "${wanted}")
include(${file})
if(PACKAGE_VERSION_UNSUITABLE)
    message("unsuitable: ${PACKAGE_VERSION}")
elseif(PACKAGE_VERSION_COMPATIBLE)
    message("taken: ${PACKAGE_VERSION}")
else()
    message("wrong version: ${PACKAGE_VERSION}")
endif()
SCRIPT
judge() {
    cmake -Dwindows="$1" -Dsize="$2" -Dprocessor="$3" -Dwanted="$4" \
        -Dfile="$prefix/lib/cmake/qutil/qutilConfigVersion.cmake" -P "$work/judge.cmake" 2>&1
}
expect() {
    [[ $2 == "$1" ]] || {
        printf 'FAILED: expected "%s", got "%s"\n' "$1" "$2"
        exit 1
    }
}

version=$(sed -n 's/.*QUTIL_VERSION_STRING "\(.*\)"/\1/p' "$root/include/qutilversion.h")
major=${version%%.*}
size=8 other=4 otherArch=x86
[[ $arch == x64 ]] || { size=4 other=8 otherArch=x64; }
expect "taken: $version" "$(judge 1 $size AMD64 "$version")"
expect "taken: $version" "$(judge 1 $size AMD64 "$major")"
expect "wrong version: $version" "$(judge 1 $size AMD64 "$major.999")"
expect "wrong version: $version" "$(judge 1 $size AMD64 "$((major + 1))")"
expect "unsuitable: $version for $arch, not for $otherArch" "$(judge 1 $other AMD64 "$version")"
expect "unsuitable: $version for $arch, not for ARM" "$(judge 1 8 ARM64 "$version")"
expect "unsuitable: $version for $arch, not for a system that is not Windows" \
    "$(judge 0 8 x86_64 "$version")"
echo "Later versions, other architectures and other systems are refused."
