# SPDX-License-Identifier: MIT
# Makes Wine's prefix, once for each way to run x86 programs, and the template of its copies, in which
# no program ever runs. If that fails, says what is missing. Sourced by setup.sh, never run.
# shellcheck shell=bash

QUTIL_PREFIX_MEGABYTES=1200

# prefixKey: what the prefix depends on. If it changes, a new prefix is made. Count the number up
# when the code below makes another prefix. No blank at the end: read would drop it.
prefixKey() {
    (loadWine && say "3 $(wineVersion) $QUTIL_X86_WAY $QUTIL_WINE_X64 ${QUTIL_WINEDLLPATH:-own}")
}

prefixReady() {
    local key=
    { read -r key <"$QUTIL_PREFIX/qutil-key"; } 2>/dev/null || return 1
    [[ $key == "$(prefixKey)" && -e $QUTIL_PREFIX/drive_c/windows/system32/ntdll.dll &&
        -e $QUTIL_WINE/template/qutil-made ]]
}

freeMegabytes() {
    local free
    free=$(df -P -B 1048576 -- "$QUTIL_CACHE" | awk 'NR == 2 { print $4 }')
    say "${free:-0}"
}

# partIsThere system32|syswow64
partIsThere() { [[ -e $new/drive_c/windows/$1/kernel32.dll ]]; }

# bootPrefix: wineboot's exit code is not reliable, so this checks for the files it makes.
bootPrefix() {
    wineEnvironment "$new"
    # Wine links the prefix's Documents, Desktop and so on to HOME: they must not be the user's.
    HOME=$QUTIL_CACHE/home "$QUTIL_WINE_X64" wineboot --init 7>&- 8>&- || say "wineboot: exit code $?"
    "$WINESERVER" -w 7>&- 8>&-
    partIsThere system32 && { [[ $QUTIL_X86_WAY == none ]] || partIsThere syswow64; }
}

# whyNoPrefix: prints what is missing.
whyNoPrefix() {
    local free other=''
    free=$(freeMegabytes)
    [[ $QUTIL_X86_WAY != native ]] || other='QUTIL_X86=emulated or '
    if ((free < 50)); then
        say "no space is left: $free MB are free in $QUTIL_CACHE, and it needs $QUTIL_PREFIX_MEGABYTES.
Free some, or set QUTIL_CACHE to a folder on another disk"
    elif ! partIsThere system32; then
        say "the 64-bit part is missing (windows/system32 has no kernel32.dll), so 64-bit Wine itself
didn't work. Reinstall it (apt-get install --reinstall wine64 libwine)"
    else
        say "the 32-bit part is missing (windows/syswow64 has no kernel32.dll), so 32-bit programs didn't
start although they should ($QUTIL_X86_WAY). Try ${other}QUTIL_X86=none"
    fi
}

# makePrefix: under another name first, so that an incomplete prefix is never used.
makePrefix() {
    local new=$QUTIL_PREFIX.new free
    if [[ -d $new ]]; then stopServer "$new"; fi
    rm -rf "$new"
    free=$(freeMegabytes)
    ((free >= QUTIL_PREFIX_MEGABYTES)) ||
        die "Wine's prefix needs $QUTIL_PREFIX_MEGABYTES MB, and only $free are free in $QUTIL_CACHE.
Free some, or set QUTIL_CACHE to a folder on another disk; then run this again."
    loadWine
    mkdir -p "$new" "$QUTIL_CACHE/home"
    runLogged "$QUTIL_CACHE/log/prefix.log" bootPrefix ||
        die "Wine could not make its prefix: $(whyNoPrefix); then run this again."
    stopServer "$new"
    # Otherwise Wine would update the prefix after an upgrade, in the middle of a test.
    say disable >"$new/.update-timestamp"
    prefixKey >"$new/qutil-key"
    say "$EPOCHREALTIME" >"$new/qutil-made"
    removeCopies
    if [[ -d $QUTIL_PREFIX ]]; then stopServer "$QUTIL_PREFIX"; fi
    copyPrefix "$new" "$QUTIL_WINE/template"
    rm -rf "$QUTIL_PREFIX"
    mv "$new" "$QUTIL_PREFIX"
}
