# SPDX-License-Identifier: MIT
# 32-bit Wine in emulation, for machines that can't execute 32-bit code: unpacks Wine's i386
# packages and qemu-user into a folder of the cache. Installs nothing but a compiler. Sourced by
# setup.sh, never run.
# shellcheck shell=bash

QUTIL_EMULATION=$QUTIL_CACHE/emulation
QUTIL_EMULATION_RECIPE=1 # count it up when this file makes something else
QUTIL_QEMU_OLDEST=10     # with 7.2, programs that have several threads crash or hang

# The libraries that 32-bit Wine needs for console programs; libpng's name changed with Debian 13.
QUTIL_EMULATION_LIBRARIES=(libc6 libgcc-s1 zlib1g libbz2-1.0 libfreetype6 libbrotli1 libfontconfig1
    libexpat1)
QUTIL_EMULATION_LIBPNG=(libpng16-16t64 libpng16-16)

emulationKey() { say "$QUTIL_EMULATION_RECIPE $(wineVersion)"; }

emulationReady() {
    local key=
    { read -r key <"$QUTIL_EMULATION/key"; } 2>/dev/null || return 1
    [[ $key == "$(emulationKey)" && -x $QUTIL_EMULATION/usr/bin/qemu-i386 ]]
}

# upstreamNumber VERSION: the first number of a package's version.
upstreamNumber() {
    local version=${1#*:}
    say "${version%%[!0-9]*}"
}

# addQemuSource WORK: uses a configured source if its qemu-user is new enough, else Debian's
# backports.
addQemuSource() {
    local version
    version=$(apt-cache madison qemu-user 2>/dev/null | awk -F'|' 'NR == 1 { gsub(/ /, "", $2); print $2 }')
    version=$(upstreamNumber "$version")
    if ((${version:-0} >= QUTIL_QEMU_OLDEST)); then
        privateAptAdd "$1" deb amd64 qemu-user
    else
        sed -n 's/^deb \[arch=i386\] \([^ ]*\) \([a-z]*\) main$/deb [arch=amd64] \1 \2-backports main/p' \
            "$1/sources.list" >"$1/backports"
        cat "$1/backports" >>"$1/sources.list"
    fi
}

# downloadEmulation WORK: libwine must have the installed version, because the 32-bit part talks to
# the installed wineserver.
downloadEmulation() {
    local work=$1 version libpng
    local -a packages
    version=$(wineVersion)
    privateAptBegin "$work"
    privateAptAdd "$work" deb i386 libwine "$version" || return 1
    addQemuSource "$work" || return 1
    privateApt "$work" i386 update || warn "some lists could not be fetched; trying without them"
    packages=("libwine:i386=$version" "wine32:i386=$version" qemu-user:amd64
        "${QUTIL_EMULATION_LIBRARIES[@]/%/:i386}")
    for libpng in "${QUTIL_EMULATION_LIBPNG[@]}"; do
        # apt downloads nothing if it doesn't know one of the names.
        privateApt "$work" i386 download "${packages[@]}" "$libpng:i386" && break
    done
    compgen -G "$work/download/libpng*_i386.deb" >/dev/null || return 1
    version=$(dpkg-deb -f "$work"/download/qemu-user_*.deb Version)
    (($(upstreamNumber "$version") >= QUTIL_QEMU_OLDEST)) || {
        warn "qemu-user is $version here; $QUTIL_QEMU_OLDEST or newer is needed"
        return 1
    }
}

# unpackEmulation WORK ROOT
unpackEmulation() {
    local package
    for package in "$1"/download/*_i386.deb; do
        dpkg -x "$package" "$2" || return 1
    done
    dpkg-deb --fsys-tarfile "$1"/download/qemu-user_*.deb | tar -x -C "$2" ./usr/bin/qemu-i386 || return 1
    # Programs name ld.so in /lib. Since Debian 13 the packages don't create that folder.
    [[ -e $2/lib ]] || ln -s usr/lib "$2/lib"
    stripWindowsFiles "$2"
    rm -rf "${2:?}"/usr/share "$2"/usr/lib/wine/wineserver* "$2"/usr/lib/i386-linux-gnu/gconv
}

# addInstalledWine ROOT: adds the installed 64-bit Wine as links. Wine looks for its files, and for
# the loader of the other architecture, near its own files: so ntdll.so and wine64 are copies.
addInstalledWine() {
    local installed=/usr/lib/x86_64-linux-gnu/wine
    mkdir -p "$1/usr/lib/x86_64-linux-gnu" "$1/usr/share"
    cp -rs "$installed" "$1/usr/lib/x86_64-linux-gnu/" || return 1
    cp --remove-destination "$installed/x86_64-unix/ntdll.so" "$1$installed/x86_64-unix/" || return 1
    cp /usr/lib/wine/wine64 "$1/usr/lib/wine/" || return 1
    # Installing libwine creates this file; unpacking doesn't.
    cp "$installed/i386-windows/zlib1.dll" "$1/usr/lib/i386-linux-gnu/wine/i386-windows/" || return 1
    ln -s /usr/share/wine "$1/usr/share/wine"
}

# prepareGuest ROOT: makes the preload library, and ld.so's cache, without which the host's
# libraries would be used.
prepareGuest() {
    mkdir -p "$1/etc" "$1/usr/lib/qutil"
    gcc -m32 -O2 -Wall -Wextra -Werror -fPIC -shared -nostdlib -ffreestanding -fno-stack-protector \
        -fcf-protection=none -fno-asynchronous-unwind-tables -Wl,-soname,preload.so \
        -o "$1/usr/lib/qutil/preload.so" "$QUTIL_SCRIPTS/emulation/preload.c" || return 1
    say /usr/lib/qutil/preload.so >"$1/etc/ld.so.preload"
    printf '/lib/i386-linux-gnu\n/usr/lib/i386-linux-gnu\n' >"$1/etc/ld.so.conf"
    /sbin/ldconfig -r "$1"
}

# writeStarter ROOT: writes the script that replaces the 32-bit loader. The 64-bit Wine in this
# folder calls it for each 32-bit process: wine-preloader LOADER PROGRAM ARGUMENTS.
#
# -B 0: otherwise ReadProcessMemory fails. -tb-size 8 (MB): tests that measure memory count the
# translation cache as the program's.
writeStarter() {
    local starter=$1/usr/lib/wine/wine-preloader
    {
        printf '#!/bin/sh\n# Written by scripts/setup.sh.\n'
        printf 'export WINELOADERNOEXEC=1 # else the loader starts itself a second time\n'
        printf 'exec %q -L %q -B 0 -tb-size 8 "$@"\n' "$QUTIL_EMULATION/usr/bin/qemu-i386" "$QUTIL_EMULATION"
    } >"$starter"
    chmod +x "$starter"
}

# emulationStarts ROOT: checks that qemu starts an i386 program and finds all libraries.
emulationStarts() {
    "$1/usr/bin/qemu-i386" -L "$1" "$1/lib/ld-linux.so.2" --list \
        "$1/usr/lib/i386-linux-gnu/libfontconfig.so.1"
}

# makeEmulation: does it all, in a folder with another name until it is complete.
makeEmulation() {
    local work=$QUTIL_CACHE/apt-emulation new=$QUTIL_EMULATION.new
    [[ -x /usr/lib/wine/wine64 && -d /usr/lib/x86_64-linux-gnu/wine/x86_64-unix ]] || {
        warn "Wine is not where Debian installs it; elsewhere the emulation isn't known to work"
        return 1
    }
    rm -rf "$new"
    mkdir -p "$new"
    downloadEmulation "$work" && unpackEmulation "$work" "$new" && addInstalledWine "$new" &&
        prepareGuest "$new" && emulationStarts "$new" && writeStarter "$new" || return 1
    emulationKey >"$new/key"
    rm -rf "$QUTIL_EMULATION" "$work"
    mv "$new" "$QUTIL_EMULATION"
}
