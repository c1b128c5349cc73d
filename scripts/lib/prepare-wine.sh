# SPDX-License-Identifier: MIT
# Prepares Wine for 64-bit and 32-bit programs: finds or downloads the 32-bit part, makes the
# prefix once, and compiles the canaries. Sourced by setup.sh, never run.
# shellcheck shell=bash

QUTIL_I386=$QUTIL_CACHE/wine-i386
QUTIL_I386_DLLS=$QUTIL_I386/usr/lib/i386-linux-gnu/wine

wineVersion() {
    dpkg-query -W -f '${Version}' libwine:amd64 2>/dev/null ||
        "$(findWine)" --version 2>/dev/null || printf 'unknown'
}

# findWine, findServerProgram: the real programs where Debian and Ubuntu keep them, because the
# commands in /usr/bin are shell wrappers that cost time at each start; else whatever PATH has.
findWine() {
    if [[ -x /usr/lib/wine/wine64 ]]; then
        say /usr/lib/wine/wine64
    else
        command -v wine64 || command -v wine ||
            die "no Wine found after installing it. Install Wine, so that the command wine works, then run this again."
    fi
}
findServerProgram() {
    if [[ -x /usr/lib/wine/wineserver64 ]]; then
        say /usr/lib/wine/wineserver64
    else
        command -v wineserver || die "Wine has no wineserver. Reinstall Wine, then run this again."
    fi
}

# systemRuns32Bit: has this machine a 32-bit Wine of its own?
systemRuns32Bit() {
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

# fetchPrivateDlls: Wine's 64-bit programs run 32-bit ones if they find its i386 PE files, with
# no 32-bit Unix library at all. Those files are in the package libwine:i386, which is unpacked
# into the cache, not installed. It has to be of the installed version: the two sides call each
# other by number.
fetchPrivateDlls() {
    local version work=$QUTIL_CACHE/apt-i386 new=$QUTIL_I386.new
    version=$(wineVersion)
    privateAptPrepare "$work" deb i386 libwine "$version" ||
        warn "some lists could not be fetched; trying without them"
    privateApt "$work" i386 download "libwine:i386=$version" || return 1
    rm -rf "$new"
    mkdir -p "$new"
    dpkg -x "$work"/download/libwine_*_i386.deb "$new" || return 1
    # Debug information would be copied into the prefix: 0.4 GB, and half of the time it takes.
    find "$new" -path '*/i386-windows/*' -type f -print0 |
        xargs -0 -n 50 -P "$(nproc)" i686-w64-mingw32-strip --strip-debug 2>/dev/null || true
    rm -rf "${new:?}"/usr/{bin,share} "${new:?}"/usr/lib/i386-linux-gnu/wine/i386-unix
    say "$version" >"$new/version"
    rm -rf "$QUTIL_I386" "$work"
    mv "$new" "$QUTIL_I386"
}

# installWine32: the ordinary way, undone if apt says that it can't work.
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

# provide32Bit: the cache's copy first, because it changes nothing of the system.
provide32Bit() {
    if runLogged "$QUTIL_CACHE/log/wine-i386.log" fetchPrivateDlls; then return 0; fi
    say "      not to be had that way; installing wine32:i386 …"
    if runLogged "$QUTIL_CACHE/log/wine32.log" installWine32; then return 0; fi
    die "32-bit programs can't run here: neither could libwine:i386 $(wineVersion) be downloaded, nor
wine32:i386 be installed. Check the network, and that the apt sources offer libwine for i386; run
apt-get update && apt-get upgrade, so that both architectures have one version; then run this again."
}

# prepare32Bit: afterwards programs of both architectures can run; writes the settings that
# run-in-wine.sh reads.
prepare32Bit() {
    local dlls='' wine x86
    wine=$(findWine)
    x86=$wine
    systemRuns32Bit || privateDllsReady ||
        step 2 "Fetching Wine's 32-bit part (100 MB, about 30 s)" provide32Bit
    if systemRuns32Bit; then
        [[ ! -x /usr/lib/wine/wine ]] || x86=/usr/lib/wine/wine
    else
        dlls=$QUTIL_I386_DLLS
    fi
    {
        printf '# Written by scripts/setup.sh; says which Wine runs the programs.\n'
        printf 'QUTIL_WINE_X64=%q\nQUTIL_WINE_X86=%q\nQUTIL_WINESERVER=%q\nQUTIL_WINEDLLPATH=%q\n' \
            "$wine" "$x86" "$(findServerProgram)" "$dlls"
    } >"$QUTIL_WINE_SETTINGS.new"
    mv "$QUTIL_WINE_SETTINGS.new" "$QUTIL_WINE_SETTINGS"
}

# compileCanaries: the smallest programs whose start can be told from a start that failed.
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

# prefixKey: what the prefix depends on; another key means another prefix. The number counts
# changes to the recipe below.
prefixKey() {
    # shellcheck source=/dev/null
    (. "$QUTIL_WINE_SETTINGS" && say "1 $(wineVersion) $QUTIL_WINE_X64 ${QUTIL_WINEDLLPATH:+private}")
}

prefixReady() {
    local key=
    { read -r key <"$QUTIL_PREFIX/qutil-key"; } 2>/dev/null || return 1
    [[ $key == "$(prefixKey)" && -e $QUTIL_PREFIX/drive_c/windows/syswow64/ntdll.dll ]]
}

bootPrefix() {
    wineEnvironment "$1"
    # Wine links the prefix's Documents, Desktop and so on to those in HOME: not to the user's.
    HOME=$QUTIL_CACHE/home "$QUTIL_WINE_X64" wineboot --init 7>&- 8>&-
    "$WINESERVER" -w 7>&- 8>&-
    [[ -e $1/drive_c/windows/system32/kernel32.dll && -e $1/drive_c/windows/syswow64/kernel32.dll ]]
}

# makePrefix: under another name first, so that an interrupted attempt is never taken for a prefix.
makePrefix() {
    local new=$QUTIL_PREFIX.new
    if [[ -d $new ]]; then stopServer "$new"; fi
    rm -rf "$new"
    mkdir -p "$new" "$QUTIL_CACHE/home"
    runLogged "$QUTIL_CACHE/log/prefix.log" bootPrefix "$new" ||
        die "Wine could not make its prefix. Free some disk space (1 GB) if it is short, then run this again."
    stopServer "$new"
    # Wine would renew the prefix by itself after an upgrade, in the midst of some test.
    say disable >"$new/.update-timestamp"
    prefixKey >"$new/qutil-key"
    if [[ -d $QUTIL_PREFIX ]]; then stopServer "$QUTIL_PREFIX"; fi
    rm -rf "$QUTIL_PREFIX"
    mv "$new" "$QUTIL_PREFIX"
}
