# SPDX-License-Identifier: MIT
# Finds Wine. Finds or downloads its 32-bit part, for machines that execute 32-bit code. Compiles
# the canaries. Sourced by setup.sh, never run.
# shellcheck shell=bash

QUTIL_I386=$QUTIL_CACHE/wine-i386
QUTIL_I386_DLLS=$QUTIL_I386/usr/lib/i386-linux-gnu/wine

wineVersion() {
    dpkg-query -W -f '${Version}' libwine:amd64 2>/dev/null ||
        "$(findWine)" --version 2>/dev/null || printf 'unknown'
}

# findWine, findServerProgram: prefer the real programs of Debian and Ubuntu, because the commands
# in /usr/bin are shell wrappers that cost time at each start. Otherwise use PATH.
findWine() {
    command -v /usr/lib/wine/wine64 || command -v /usr/lib/x86_64-linux-gnu/wine/wine ||
        command -v wine64 || command -v wine ||
        die "no Wine found after installing it. Install Wine, so that the command wine works, then run this again."
}
findServerProgram() {
    command -v /usr/lib/wine/wineserver64 || command -v /usr/lib/x86_64-linux-gnu/wine/wineserver ||
        command -v wineserver || die "Wine has no wineserver. Reinstall Wine, then run this again."
}

# hasOwn32Bit: is a 32-bit part of Wine installed?
hasOwn32Bit() {
    local wine
    [[ -x /usr/lib/wine/wine && -e /usr/lib/i386-linux-gnu/wine/i386-windows/ntdll.dll ]] && return 0
    wine=$(readlink -f "$(findWine)")
    compgen -G "${wine%/bin/*}/lib*/wine/i386-windows/ntdll.dll" >/dev/null
}

privateDllsReady() {
    local version=
    { read -r version <"$QUTIL_I386/version"; } 2>/dev/null || return 1
    [[ $version == "$(wineVersion)" && -e $QUTIL_I386_DLLS/i386-windows/ntdll.dll ]]
}

# stripWindowsFiles ROOT: removes debug information, which would be copied into the prefix: 0.4 GB,
# and half of the time.
stripWindowsFiles() {
    find "$1" -path '*/i386-windows/*' -type f -print0 |
        xargs -0 -n 50 -P "$(nproc)" i686-w64-mingw32-strip --strip-debug 2>/dev/null || true
}

# fetchPrivateDlls: 64-bit Wine can run 32-bit programs if it finds its i386 PE files; it needs no
# 32-bit Unix libraries. The files are in the package libwine:i386, which is unpacked into the
# cache, not installed. It must have the installed version, because the two parts call each other by
# function numbers.
fetchPrivateDlls() {
    local version work=$QUTIL_CACHE/apt-i386 new=$QUTIL_I386.new
    version=$(wineVersion)
    privateAptBegin "$work"
    privateAptAdd "$work" deb i386 libwine "$version" || return 1
    privateApt "$work" i386 update || warn "some lists could not be fetched; trying without them"
    privateApt "$work" i386 download "libwine:i386=$version" || return 1
    rm -rf "$new"
    mkdir -p "$new"
    dpkg -x "$work"/download/libwine_*_i386.deb "$new" || return 1
    stripWindowsFiles "$new"
    rm -rf "${new:?}"/usr/{bin,share} "${new:?}"/usr/lib/i386-linux-gnu/wine/i386-unix
    say "$version" >"$new/version"
    rm -rf "$QUTIL_I386" "$work"
    mv "$new" "$QUTIL_I386"
}

# installWine32: installs the package as usual. Undone if apt says that it can't work.
installWine32() {
    local added=
    if ! dpkg --print-foreign-architectures | grep -qx i386; then
        asRoot dpkg --add-architecture i386
        added=1
    fi
    aptGet update || true
    if aptGet install --simulate --no-install-recommends wine32:i386; then
        aptGet install --no-install-recommends wine32:i386 && return 0
    fi
    if [[ -n $added ]]; then
        asRoot dpkg --remove-architecture i386
        aptGet update || true
    fi
    return 1
}

# compileCanaries: minimal programs. Their exit code 7 proves that they really ran.
compileCanaries() {
    local architecture compiler dir=$QUTIL_CACHE/canary
    mkdir -p "$dir"
    for architecture in x64:x86_64 x86:i686; do
        compiler=${architecture#*:}-w64-mingw32-gcc architecture=${architecture%:*}
        [[ ! -s $dir/$architecture.exe ]] || continue
        printf 'int main(void) { return 7; }\n' |
            "$compiler" -x c -O1 -s -o "$dir/$architecture.new" - ||
            die "$compiler can't build a program; reinstall its package (see scripts/lib/packages.sh)."
        mv "$dir/$architecture.new" "$dir/$architecture.exe"
    done
}

