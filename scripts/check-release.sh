#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Uses the release archive as a new user would: unpacks it in an empty folder, builds agents with
# only its contents, runs them under Wine, and runs qutil-doctor on them.
#
#     scripts/check-release.sh [FOLDER]      the folder of the archives; default: build/release
#
# It also unpacks the Debian package and uses it as if it were installed. And it runs all tests of
# the test archive, started by Wine's cmd, which takes as long as ctest.
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"
# shellcheck source=lib/own-prefix.sh
. "$QUTIL_SCRIPTS/lib/own-prefix.sh"
# shellcheck source=lib/health-check.sh
. "$QUTIL_SCRIPTS/lib/health-check.sh"
tree=$(cd "$QUTIL_SCRIPTS/.." && pwd)

declare -A TRIPLETS=([x64]=x86_64-w64-mingw32 [x86]=i686-w64-mingw32)
checks=0

passed() {
    checks=$((checks + 1))
    say "  $*"
}

# inWine ARCHITECTURE PROGRAM ARGUMENTS…: sets output and code.
inWine() {
    code=0
    output=$("$QUTIL_SCRIPTS/run-in-wine.sh" "$@" 2>&1 </dev/null | tr -d '\r') || code=$?
}

# runs WHAT ARCHITECTURE PROGRAM LANGUAGE: checks exit code and output, because code 0 alone proves
# nothing.
runs() {
    inWine "$2" "$3"
    [[ $code == 0 && $output == "$4: a Statement of Health with 2 attributes" ]] ||
        die "$1 ($2): ended with $code and said: $output"
    passed "$1 ($2): $output"
}

# beside ARCHITECTURE PROGRAM: puts the DLL and the manifests there, as docs/deploy.md says.
beside() {
    cp "$kit/$1/qutil.dll" "$kit/$1/qutil.sxs.manifest" "${2%/*}/"
    cp "$kit/$1/qutil.application.manifest" "$2.manifest"
}

unpack() {
    local -a tops
    cmake -E tar xf "$1"
    tops=(*)
    [[ ${#tops[@]} == 1 && -d ${tops[0]} ]] || die "$1 does not unpack to one folder: ${tops[*]}"
    kit=$PWD/${tops[0]}
    (cd "$kit" && sha256sum --quiet --strict -c SHA256SUMS) || die "SHA256SUMS in $1 is wrong"
    passed "the hashes of $(wc -l <"$kit/SHA256SUMS") binaries are right"
}

# withMingw ARCHITECTURE COMPILER SOURCE LANGUAGE
withMingw() {
    local program=$PWD/$1-mingw-$2/agent.exe
    local -a compile=("${TRIPLETS[$1]}-$2" -Wall -Wextra -Werror -static -I "$kit/include"
        "$kit/examples/agent/$3" -o "$program")
    mkdir -p "${program%/*}"
    # No other library has the ids: without ours, exactly they must be missing.
    if LC_ALL=C "${compile[@]}" -lqutil -lole32 -luuid >log 2>&1; then
        die "$3 links without our library: where do its ids come from?"
    fi
    grep -q 'undefined reference to .*CLSID_NapSoHConstructor' log ||
        die "$3 does not link without our library, but not for its ids: $(cat log)"
    "${compile[@]}" "$kit/lib/$1/libqutil.dll.a" -lole32
    beside "$1" "$program"
    runs "mingw $2" "$1" "$program" "$4"
}

# withMsvc ARCHITECTURE SOURCE LANGUAGE
withMsvc() {
    local program=$PWD/$1-msvc-${2#*.}/agent.exe
    mkdir -p "${program%/*}"
    "$tree/tests/msvc/build.sh" "$1" "$kit/examples/agent/$2" "$kit/include" "$kit/lib/$1/qutil.lib" "$program"
    beside "$1" "$program"
    runs "clang for the MSVC ABI, $2" "$1" "$program" "$3"
}

# withCMake ARCHITECTURE: one folder serves both architectures.
withCMake() {
    {
        cmake -S "$kit/examples/agent" -B "$1-cmake" -G Ninja -DCMAKE_PREFIX_PATH="$kit" \
            -DCMAKE_SYSTEM_NAME=Windows -DCMAKE_C_COMPILER="${TRIPLETS[$1]}-gcc" \
            -DCMAKE_CXX_COMPILER="${TRIPLETS[$1]}-g++" && cmake --build "$1-cmake"
    } >log 2>&1 || die "find_package does not work from the archive ($1): $(cat log)"
    runs "find_package" "$1" "$PWD/$1-cmake/agent-cpp.exe" C++
}

# withPkgConfig ARCHITECTURE OPTION: --define-prefix is the default on Windows, the other one here.
withPkgConfig() {
    local program=$PWD/$1-pkgconfig$2/agent.exe
    local -a flags
    mkdir -p "${program%/*}"
    read -r -a flags <<<"$(PKG_CONFIG_LIBDIR=$kit/lib/$1/pkgconfig pkg-config "$2" --cflags --libs qutil)"
    "${TRIPLETS[$1]}-gcc" "$kit/examples/agent/agent.c" -o "$program" "${flags[@]}" -lole32
    beside "$1" "$program"
    runs "pkg-config $2" "$1" "$program" C
}

# example ARCHITECTURE PROGRAM LAST-LINE ARGUMENTS…
example() {
    inWine "$1" "$kit/examples-$1/$2.exe" "${@:4}"
    [[ $code == 0 && ${output##*$'\n'} == "$3" ]] || die "$2 ($1) ended with $code and said: $output"
    passed "$2 ($1): $3"
}

# healthCheck ARCHITECTURE: without naphost.dll registered at first, and then as it is meant.
healthCheck() {
    local step failed=
    local -a steps=(
        "./contoso-agent-regfree.exe /register"
        "./contoso-agent-regfree.exe /unregister"
        "regsvr32 /s qutil.dll"
        "regsvr32 /s naphost.dll"
        "./contoso-agent.exe /register"
        "regsvr32 /s contoso-validator.dll"
    )
    cd "$kit/examples-$1"
    for step in "${steps[@]}"; do
        # shellcheck disable=SC2086 # several words
        inWine "$1" $step
        ((code == 0)) || failed+="$step ended with $code and said: $output"$'\n'
    done
    output=$(printf '%s\n' "${HEALTH_CHECK_INPUT[@]}" |
        "$QUTIL_SCRIPTS/run-in-wine.sh" "$1" ./contoso-agent.exe /run 2>&1 | tr -d '\r') || failed+="it failed"
    removeHealthCheck "$1"
    cd - >/dev/null
    [[ -z $failed && $output == *'now 1 '*'now 3 '*'now 1 '*'/run: done (0x00000000)' ]] ||
        die "the health check ($1) failed: $failed$output"
    passed "the health check ($1): healthy, unhealthy, repaired"
}

# withExamples ARCHITECTURE: by the very commands of their README.txt, changed as it says.
withExamples() {
    local commands
    # Beside the original, because the commands name the folders around it.
    cp -R "$kit/examples" "$kit/examples-$1"
    commands=$(sed -n 's/^    //p' "$kit/examples/README.txt")
    [[ $1 == x64 ]] || commands=$(sed 's/x86_64/i686/g; s/x64/x86/g' <<<"$commands")
    (cd "$kit/examples-$1" && bash -e -c "$commands") >log 2>&1 ||
        die "the commands of examples/README.txt fail ($1): $(cat log)"
    healthCheck "$1"
    example "$1" watch-agent '0 change(s) seen' --seconds 0
    example "$1" legacy-agent 'All went as the agent expects.'
    example "$1" legacy-agent-dynamic 'All went as the agent expects.'
}

# withWidl ARCHITECTURE: checks that the IDL is complete.
withWidl() {
    "$tree/tests/consumer/idl.sh" "$1" "$kit/include" >log 2>&1 || die "the IDL does not compile ($1): $(cat log)"
    passed "widl ($1): $(tail -n 1 log)"
}

# unpackDeb PACKAGE: also checks that none of its files belongs to another package.
unpackDeb() {
    local file
    dpkg-deb -x "$1" root
    while IFS= read -r -d '' file; do
        [[ ! -e /$file ]] || dpkg-query -S "/$file" 2>/dev/null | grep -q '^libqutil-mingw-w64-dev:' ||
            die "${1##*/} has /$file, which is here already"
    done < <(cd root && find . -type f -printf '%P\0')
    passed "${1##*/} takes no other package's place"
}

# withDeb ARCHITECTURE: find_package must find it in the cross compiler's folder, without a path.
withDeb() {
    local triplet=${TRIPLETS[$1]} root=$PWD/root
    {
        cmake -S "$kit/examples/agent" -B "$1-deb" -G Ninja -DCMAKE_FIND_ROOT_PATH="$root/usr/$triplet" \
            -DCMAKE_SYSTEM_NAME=Windows -DCMAKE_C_COMPILER="$triplet-gcc" \
            -DCMAKE_CXX_COMPILER="$triplet-g++" && cmake --build "$1-deb"
    } >log 2>&1 || die "find_package does not work from the Debian package ($1): $(cat log)"
    runs "Debian package" "$1" "$PWD/$1-deb/agent-c.exe" C
}

# doctorSays ARCHITECTURE WHAT CODE PATTERN FILE
doctorSays() {
    inWine "$1" "$kit/$1/qutil-doctor.exe" "$5"
    [[ $code == "$3" ]] || die "qutil-doctor ($1) ended with $code instead of $3 for $2: $output"
    grep -qE "$4" <<<"$output" || die "qutil-doctor ($1) does not say \"$4\" of $2: $output"
    passed "qutil-doctor ($1): $2: $(grep -m 1 -E "$4" <<<"$output" | sed 's/^[! ]*//')"
}

# askDoctor ARCHITECTURE
askDoctor() {
    local other=x86 patient=$PWD/$1-patients
    [[ $1 == x64 ]] || other=x64
    mkdir -p "$patient"
    doctorSays "$1" "an agent that is well" 0 'All is well' "$1-mingw-g++/agent.exe"
    doctorSays "$1" "one of the other architecture that is well" 0 'All is well' "$other-mingw-g++/agent.exe"

    printf 'LIBRARY qutil.dll\nEXPORTS\nNoSuchFunction%s\n' "$([[ $1 == x64 ]] || echo @0)" >missing.def
    "${TRIPLETS[$1]}-dlltool" -k -d missing.def -l libmissing.a
    printf '__declspec(dllimport) void __stdcall NoSuchFunction(void);\nint main(void) { NoSuchFunction(); }\n' |
        "${TRIPLETS[$1]}-gcc" -x c - -x none -o "$patient/missing.exe" libmissing.a
    cp "$kit/$1/qutil.dll" "$patient"
    doctorSays "$1" "a function that does not exist" 1 '! .*NoSuchFunction' "$patient/missing.exe"

    echo 'This was a letter.' >"$patient/letter.exe"
    doctorSays "$1" "a text file" 1 "! .*letter.exe.* not a Windows|doesn't begin with MZ" "$patient/letter.exe"

    cp "$1-mingw-g++/agent.exe" "$patient/agent.exe"
    cp "$kit/$other/qutil.dll" "$patient"
    doctorSays "$1" "a DLL of the other architecture" 1 "! .*can't use a|0xC000007B" "$patient/agent.exe"
}

# withHost ARCHITECTURE: a program that needs a class of naphost.dll, with nothing registered.
withHost() {
    local folder=$PWD/$1-host
    mkdir -p "$folder"
    cat >agent.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <napsystemhealthagent.h>

int main(void)
{
    INapSystemHealthAgentBinding *binding = NULL;
    HRESULT hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    hr = SUCCEEDED(hr) ? CoCreateInstance(&CLSID_NapSystemHealthAgentBinding, NULL, CLSCTX_INPROC_SERVER,
                                          &IID_INapSystemHealthAgentBinding, (void **)&binding)
                       : hr;
    printf("a binding: 0x%08lX\n", (unsigned long)hr);
    return FAILED(hr);
}
END
    "${TRIPLETS[$1]}-gcc" -I "$kit/include" agent.c -o "$folder/agent.exe" "$kit/lib/$1/libqutil.dll.a" -lole32
    doctorSays "$1" "an agent without the NAP Agent" 1 'naphost\.sxs\.manifest' "$folder/agent.exe"
    cp "$kit/$1"/{qutil,naphost}.dll "$kit/$1"/{qutil,naphost}.sxs.manifest "$folder/"
    cp "$kit/$1/naphost.application.manifest" "$folder/agent.exe.manifest"
    doctorSays "$1" "the same with naphost.dll and its manifest" 0 'All is well' "$folder/agent.exe"
    inWine "$1" "$folder/agent.exe"
    [[ $code == 0 && $output == 'a binding: 0x00000000' ]] ||
        die "naphost.dll by its manifest ($1): ended with $code and said: $output"
    passed "naphost.dll by its manifest ($1): $output"
}

# conforms ARCHITECTURE WHAT DLL: every rule that is tried by default must hold.
conforms() {
    inWine "$1" "$kit/$1/qutil-conformance.exe" "$3"
    [[ $code == 0 && $output == *'all  '*' 0 '* ]] || die "qutil-conformance ($1) ended with $code for $2: $output"
    passed "qutil-conformance ($1): $2: $(grep -c '^holds ' <<<"$output") rules hold"
}

# runTests ARCHITECTURE CODE PATTERN: runs the archive's run-tests.cmd. Its output goes to a file,
# because processes that tests start would hold a pipe open.
runTests() {
    code=0
    (cd "$tests" && "$QUTIL_SCRIPTS/run-in-wine.sh" "$1" cmd /c run-tests.cmd "$1" >log 2>&1 </dev/null) ||
        code=$?
    output=$(tr -d '\r' <"$tests/log")
    { [[ $code == "$2" ]] && grep -qE "$3" <<<"$output"; } ||
        die "run-tests.cmd $1 ended with $code, not with $2 and \"$3\": $output"
}

# refusesToRunTests WHAT PATTERN
refusesToRunTests() {
    runTests x64 2 "$2"
    passed "run-tests.cmd: $1: $(grep -m 1 -E "$2" <<<"$output")"
}

# withTests ARCHIVE: in a path with blanks, as is usual on Windows.
withTests() {
    local tests arch long
    mkdir "$work/a folder (of tests)"
    cd "$work/a folder (of tests)"
    cmake -E tar xf "$1"
    tests=$(echo "$PWD"/*)
    for arch in x64 x86; do
        runTests "$arch" 0 '^[1-9][0-9]+ passed, 0 failed, 0 skipped$'
        # One more than the tests: the canary's output.
        [[ $(find "$tests/report/$arch" -type f | wc -l) == $(($(wc -l <"$tests/$arch/tests.txt") + 1)) ]] ||
            die "run-tests.cmd $arch left no output of some test"
        passed "run-tests.cmd $arch: $(grep -E '^[0-9]+ passed' <<<"$output")"
    done
    # A folder where even root can't write.
    rm -rf "$tests/report"
    ln -s /proc/self/fdinfo "$tests/report"
    refusesToRunTests "a folder that can't be written to" 'Nothing can be written'
    rm "$tests/report"
    mv "$tests/x64/tests/testrunner.exe" "$tests/runner"
    refusesToRunTests "a program is missing" 'testrunner.exe is missing'
    mv "$tests/runner" "$tests/x64/tests/testrunner.exe"
    long=$work/$(printf '%0160d' 0)
    mkdir "$long"
    mv "$tests" "$long/tests"
    tests=$long/tests
    refusesToRunTests "a long path" 'path of this folder is too long'
}

main() {
    local folder archive kit arch work output code
    folder=$(realpath -e -- "${1:-$tree/build/release}") || die "scripts/release.sh makes the archives"
    archive=$(echo "$folder"/qutil-*[0-9].zip)
    [[ -f $archive ]] || die "no archive, or several, in $folder"
    (cd "$folder" && sha256sum --quiet --strict -c SHA256SUMS) || die "SHA256SUMS is not of these archives"
    takePrefix
    work=$(mktemp -d)
    # shellcheck disable=SC2064 # expand the name now
    trap "rm -rf '$work'" EXIT
    say "${archive##*/}, unpacked in an empty folder:"
    mkdir "$work/kit" "$work/programs"
    cd "$work/kit"
    unpack "$archive"
    cd "$work/programs"
    for arch in x64 x86; do
        withMingw "$arch" gcc agent.c C
        withMingw "$arch" g++ agent.cpp C++
        withMsvc "$arch" agent.c C
        withMsvc "$arch" agent.cpp C++
        withCMake "$arch"
        withPkgConfig "$arch" --define-prefix
        withPkgConfig "$arch" --dont-define-prefix
        withExamples "$arch"
        withWidl "$arch"
    done
    for arch in x64 x86; do askDoctor "$arch"; done
    for arch in x64 x86; do withHost "$arch"; done
    for arch in x64 x86; do
        conforms "$arch" "the DLL" "$kit/$arch/qutil.dll"
    done
    unpackDeb "$folder"/*.deb
    for arch in x64 x86; do withDeb "$arch"; done
    withTests "${archive%.zip}-tests.zip"
    say "$checks checks passed."
}

main "$@"
