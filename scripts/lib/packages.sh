# SPDX-License-Identifier: MIT
# The only list of the packages that are needed, and how they are installed.
# Sourced, never run.
# shellcheck shell=bash

# group | package | a command or file (* allowed) that it installs | purpose
#
# Groups: "base" is for the build and the demo, "test" for the tests, "emulation" for running x86
# programs in emulation, "plot" for the picture of the benchmarks. The mingw packages are the -posix
# ones, because the plain names also install a second compiler of 200 MB each, with another thread
# model, that isn't used here.
QUTIL_PACKAGES='
base | ca-certificates                | /etc/ssl/certs/ca-certificates.crt | upstream archives over https
base | gcc-mingw-w64-x86-64-posix     | x86_64-w64-mingw32-gcc      | the 64-bit DLL and programs
base | g++-mingw-w64-x86-64-posix     | x86_64-w64-mingw32-g++      | headers and examples in C++
base | gcc-mingw-w64-i686-posix       | i686-w64-mingw32-gcc        | the 32-bit DLL and programs
base | g++-mingw-w64-i686-posix       | i686-w64-mingw32-g++        | headers and examples in C++
base | mingw-w64-tools                | x86_64-w64-mingw32-widl     | widl turns the IDL into headers
base | cmake                          | cmake                       | the build; 3.25 or newer
base | ninja-build                    | ninja                       | the generator that the presets name
base | python3                        | python3                     | small build steps and checks
base | xz-utils                       | xz                          | cmocka comes as .tar.xz
base | wine64                         | /usr/share/doc/wine64       | runs the Windows programs (its files are elsewhere in Ubuntu)
base | wine                           | wine                        | the usual commands of Wine
test | clang                          | clang                       | native sanitizer and fuzz builds, MSVC-ABI tests
test | libclang-rt-dev                | /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-x86_64.a | ASan, UBSan and libFuzzer
test | libc6-dev                      | /usr/include/stdlib.h       | native builds
test | lld                            | lld-link                    | links as MSVC does
test | llvm                           | llvm-dlltool                | import libraries for MSVC
test | libwine-dev                    | /usr/include/wine/wine/windows/windef.h | Windows headers that clang accepts for the MSVC ABI
test | python3-pefile                 | /usr/lib/python3/dist-packages/pefile.py | the audit of the binaries
test | pkgconf                        | pkg-config                  | test of a project that uses pkg-config
test | valgrind                       | valgrind                    | native memory check
test | shellcheck                     | shellcheck                  | analysis of these scripts
test | clang-format                   | clang-format                | formatting of sources
test | clang-tidy                     | clang-tidy                  | static analysis
test | cppcheck                       | cppcheck                    | static analysis across files
test | gcovr                          | gcovr                       | figures and reports of coverage.sh
test | python3-clang                  | /usr/lib/python3/dist-packages/clang/cindex.py | mutate.py finds the mutants
emulation | gcc                       | gcc                         | builds scripts/emulation/preload.c
plot | gnuplot-nox                    | gnuplot                     | the picture of scripts/bench.sh --plot
'

# present CHECK: is the command or file installed?
present() {
    if [[ $1 == /* ]]; then
        compgen -G "$1" >/dev/null
    else
        command -v "$1" >/dev/null
    fi
}

# missingPackages GROUP...: prints the names of the packages that are not installed yet.
missingPackages() {
    local group package check rest
    while IFS='|' read -r group package check rest; do
        group=${group//[[:space:]]/} package=${package//[[:space:]]/} check=${check//[[:space:]]/}
        [[ -n $group && " $* " == *" $group "* ]] || continue
        present "$check" || say "$package"
    done <<<"$QUTIL_PACKAGES"
}

# asRoot COMMAND...: through sudo, unless this runs as root.
asRoot() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

aptGet() {
    asRoot env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"
}

hasCandidate() {
    [[ -n $(apt-cache madison "$1" 2>/dev/null) ]]
}

# refreshLists: runs apt-get update once. A broken third-party source is no failure.
refreshLists() {
    [[ -z ${QUTIL_LISTS_FRESH:-} ]] || return 0
    runLogged "$QUTIL_CACHE/log/apt-update.log" aptGet update ||
        warn "apt-get update had errors; going on with the lists there are"
    QUTIL_LISTS_FRESH=1
}

# installPackages GROUP...
installPackages() {
    local -a missing
    local package
    mapfile -t missing < <(missingPackages "$@")
    if ((${#missing[@]} == 0)); then
        say "      all there"
        return 0
    fi
    command -v apt-get >/dev/null ||
        die "no apt-get here. Install what corresponds to these Debian packages, then run this again:
    ${missing[*]}"
    say "      missing: ${missing[*]}"
    ((EUID == 0)) || { command -v sudo >/dev/null && sudo -v; } ||
        die "installing needs root, and sudo is missing or was refused. Have root run:
    apt-get update && apt-get install --no-install-recommends ${missing[*]}
and then run this again."
    refreshLists
    for package in "${missing[@]}"; do
        hasCandidate "$package" ||
            die "apt knows no package $package. On Ubuntu enable the component universe
(sudo add-apt-repository universe); on Debian check that /etc/apt names the component main. Then run this again."
    done
    runLogged "$QUTIL_CACHE/log/apt-install.log" aptGet install --no-install-recommends "${missing[@]}" ||
        die "apt-get could not install everything. Mend what it says above (often: apt-get -f install), then run this again."
    mapfile -t missing < <(missingPackages "$@")
    ((${#missing[@]} == 0)) ||
        warn "installed, but not found where expected: ${missing[*]}"
}

# checkCMake: workflow presets need 3.25.
checkCMake() {
    local version
    version=$(cmake --version) version=${version%%$'\n'*} version=${version##* }
    [[ $(printf '%s\n' 3.25 "$version" | sort -V | head -n 1) == 3.25 ]] ||
        die "CMake $version is too old; 3.25 is needed for workflow presets. Take a distribution of 2023 or
later, or put a newer cmake first in PATH (cmake.org has archives that need no installation)."
}
