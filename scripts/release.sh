#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds both architectures, packs the release archives into build/release/, and prints an audit of
# each binary. Fails if the audit finds a surprise.
#
#     scripts/release.sh            makes the archives, SHA256SUMS and audit.txt
#     scripts/release.sh --check    then builds everything again from a copy of the tree in another
#                                   folder, and compares byte by byte
#
# The archives have the time of SOURCE_DATE_EPOCH; without it, of the last commit; without git, the
# date of the newest version in CHANGELOG.md.
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
tree=$(cd "$QUTIL_SCRIPTS/.." && pwd)

declare -A TRIPLETS=([x64]=x86_64-w64-mingw32 [x86]=i686-w64-mingw32)
PROGRAMS=(qutil.dll naphost.dll sohdump.exe qutil-doctor.exe qutil-conformance.exe)
again='' # folder of the second build, to be removed

# sourceDate: prints seconds since 1970.
sourceDate() {
    local day
    if [[ -n ${SOURCE_DATE_EPOCH:-} ]]; then
        say "$SOURCE_DATE_EPOCH"
    elif [[ -e $tree/.git ]] && git -C "$tree" log -1 --format=%ct 2>/dev/null; then
        return 0
    else
        day=$(sed -nE 's/^## \[[0-9.]+\] - ([0-9-]+)$/\1/p' "$tree/CHANGELOG.md" | head -n 1)
        [[ -n $day ]] || die "no git here, no SOURCE_DATE_EPOCH, and CHANGELOG.md has no version with a date"
        date -u -d "$day" +%s
    fi
}

# The functions below run in a condition, where bash ignores set -e, so each step checks for errors.

# build ARCHITECTURE FOLDER
build() {
    cmake --preset "$1" -B "$2" -DQUTIL_BUILD_TESTS=OFF -DQUTIL_DEBUG_SYMBOLS=ON &&
        cmake --build "$2" -j 2 --target qutil qutil_import_library naphost sohdump \
            qutil_doctor qutil_conformance || return 1
    [[ -s $2/qutil.lib ]] || die "qutil.lib was not made; scripts/setup.sh installs clang and llvm for it"
}

# installAs LAYOUT BUILD-FOLDER PREFIX: installs the same binaries in another layout.
installAs() {
    cmake -DQUTIL_LAYOUT="$1" "$2" && cmake --install "$2" --prefix "$3"
}

# stageTests ARCHITECTURE WORK-FOLDER: stages all test programs, for a Windows without a compiler.
stageTests() {
    cmake --preset "$1" -B "$2/$1-tests" && cmake --build "$2/$1-tests" -j 2 &&
        "$tree/packaging/tests/stage.py" "$2/$1-tests" "$1" "${TRIPLETS[$1]}-strip" "$2/stage/tests"
}

# stage WORK-FOLDER: stages everything that packaging/CMakeLists.txt packs.
stage() {
    local arch
    for arch in x64 x86; do
        build "$arch" "$1/$arch" &&
            installAs prefix "$1/$arch" "$1/stage/prefix/${TRIPLETS[$arch]}" &&
            installAs archive "$1/$arch" "$1/stage/archive" &&
            mkdir -p "$1/stage/symbols/$arch" &&
            cp "$1/$arch/symbols"/*.debug "$1/stage/symbols/$arch/" &&
            stageTests "$arch" "$1" || return 1
    done
    (cd "$1/stage/archive" && sha256sum {x64,x86,lib/x64,lib/x86}/*.* >SHA256SUMS) &&
        chmod -R u=rwX,go=rX "$1/stage" &&
        chmod 644 "$1/stage/symbols"/*/*.debug # made from programs, but not executable
}

# pack WORK-FOLDER OUTPUT-FOLDER
pack() {
    cmake -S "$tree/packaging" -B "$1/packaging" -G Ninja -DQUTIL_STAGE="$1/stage" &&
        cpack --config "$1/packaging/CPackConfig.cmake" -B "$1/packages" -G "ZIP;DEB" &&
        cp "$1/packages"/*.zip "$1/packages"/*.deb "$2/" &&
        (cd "$2" && sha256sum -- *.zip *.deb >SHA256SUMS)
}

# audit WORK-FOLDER: audits the binaries that are packed.
audit() {
    local arch code=0
    cd "$1/stage/archive" || return 1
    for arch in x64 x86; do
        "$QUTIL_SCRIPTS/audit.py" --build "$1/$arch" "${PROGRAMS[@]/#/$arch/}" 2>&1 || code=1
    done
    return "$code"
}

# checkAgain: builds the release again in another folder, and the DLLs as the normal build makes them.
checkAgain() {
    local copy arch dll
    again=$(mktemp -d)
    trap 'rm -rf "$again"' EXIT
    copy="$again/another folder"
    mkdir "$copy"
    tar -C "$tree" --exclude=./build --exclude=./.git -cf - . | tar -C "$copy" -xf -
    say "Once more, in another folder:"
    "$copy/scripts/release.sh" >/dev/null
    diff "$out/SHA256SUMS" "$copy/build/release/SHA256SUMS" || {
        rm -rf "$out/again"
        cp -R "$copy/build/release" "$out/again"
        die "the archives differ; what was built the second time is in build/release/again"
    }
    for arch in x64 x86; do
        (cd "$copy" && cmake --preset "$arch" -DQUTIL_BUILD_TESTS=OFF &&
            cmake --build --preset "$arch" -j 2 --target qutil naphost) >"$log/release-plain-$arch.log" 2>&1
        for dll in qutil.dll naphost.dll; do
            cmp "$out/work/$arch/$dll" "$copy/build/$arch/$dll"
        done
    done
    say "Both times the same bytes; and without debug symbols, too, the same DLLs."
}

main() {
    local check='' start=$SECONDS out=$tree/build/release log=$tree/build/logs
    case ${1:-} in
        '') ;;
        --check) check=1 ;;
        *)
            sed -n '3,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            [[ $1 == -h || $1 == --help ]] && return 0 || return 2
            ;;
    esac
    "$QUTIL_SCRIPTS/setup.sh"
    cd "$tree"
    SOURCE_DATE_EPOCH=$(sourceDate)
    # The ZIP format keeps local times.
    export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C.UTF-8
    umask 022
    [[ ! -e .git || -z $(git status --porcelain 2>/dev/null) ]] ||
        warn "the tree has changes that are not committed, and they go into the archives"
    rm -rf "$out"
    mkdir -p "$log" "$out/work"
    say "Building both architectures (log: build/logs/release.log) …"
    runLogged "$log/release.log" stage "$out/work" || die "the build failed"
    say "Packing (log: build/logs/release-pack.log) …"
    runLogged "$log/release-pack.log" pack "$out/work" "$out" || die "packing failed"
    (audit "$out/work") | tee "$out/audit.txt" || die "the audit found what should not be"
    [[ -z $check ]] || checkAgain
    say "" "In build/release ($((SECONDS - start)) s):"
    (cd "$out" && wc -c -- *.zip *.deb SHA256SUMS | sed '$d' && cat SHA256SUMS)
}

main "$@"
