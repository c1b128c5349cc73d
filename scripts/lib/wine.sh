# SPDX-License-Identifier: MIT
# What preparing Wine and running programs in it have in common: the environment, the server,
# the canaries. Sourced, never run; needs common.sh.
# shellcheck shell=bash

QUTIL_SERVER_IDLE=300 # seconds after which an idle wineserver ends by itself

# useWay [native|emulated|none]: each way to run x86 programs has a folder of its own for settings,
# prefix and the state of its server, so that changing between them disturbs nobody. Without an
# argument it is the way that set-up chose.
useWay() {
    QUTIL_WINE=$QUTIL_CACHE/wine${1:+-$1}
    QUTIL_PREFIX=$QUTIL_WINE/prefix
    QUTIL_WINE_SETTINGS=$QUTIL_WINE/settings.sh
}
useWay "${QUTIL_X86:-}"

# loadWine: reads the settings that scripts/setup.sh wrote, see writeSettings().
loadWine() {
    # shellcheck source=/dev/null
    . "$QUTIL_WINE_SETTINGS"
}

# wineEnvironment [PREFIX]: what every Wine process gets. The caller's WINEDEBUG and additional
# WINEDLLOVERRIDES count; his prefix and architecture don't.
wineEnvironment() {
    loadWine
    export WINEPREFIX=${1:-$QUTIL_PREFIX}
    export WINEDEBUG=${WINEDEBUG--all}
    # No Mono, Gecko or menu entries (each asks or waits), and no debugger that hides a crash.
    local base='mscoree=;mshtml=;winemenubuilder.exe=;winedbg.exe='
    [[ ${WINEDLLOVERRIDES:-} == "$base"* ]] ||
        export WINEDLLOVERRIDES="$base${WINEDLLOVERRIDES:+;$WINEDLLOVERRIDES}"
    unset WINEARCH WINELOADER DISPLAY WAYLAND_DISPLAY
    # Wine 10 looks for a Wayland display all the same, and complains if this names no folder.
    export XDG_RUNTIME_DIR=$QUTIL_WINE/run
    export WINESERVER=$QUTIL_WINESERVER
    if [[ -n $QUTIL_WINEDLLPATH ]]; then
        export WINEDLLPATH=$QUTIL_WINEDLLPATH
    else
        unset WINEDLLPATH
    fi
}

# wineLoader x64|x86: sets loader to the program that starts a program of that architecture.
wineLoader() {
    # shellcheck disable=SC2034
    if [[ $1 == x86 ]]; then loader=$QUTIL_WINE_X86; else loader=$QUTIL_WINE_X64; fi
}

# processIdentity PID: sets identity to "PID START-TIME", which no later process shares.
processIdentity() {
    local -a field
    identity=
    { read -r -a field <"/proc/$1/stat"; } 2>/dev/null || return 1
    [[ ${field[2]} != Z ]] || return 1
    identity="$1 ${field[21]}"
}

# findServer: sets identity to that of our prefix's wineserver, which sits in a directory named
# after the prefix's device and inode.
findServer() {
    local process name place
    place=$(printf 'server-%x-%x' "0x$(stat -c %D "$WINEPREFIX")" "$(stat -c %i "$WINEPREFIX")")
    identity=
    for process in /proc/[0-9]*; do
        { read -r name <"$process/comm"; } 2>/dev/null || continue
        [[ $name == wineserver* && $(readlink "$process/cwd") == */"$place" ]] || continue
        processIdentity "${process##*/}" && return 0
    done
    return 1
}

# serverIsWarm: is the server that was warmed up still there, and far from its idle end?
serverIsWarm() {
    local known last=0
    { read -r known <"$QUTIL_WINE/run/server"; } 2>/dev/null || return 1
    processIdentity "${known%% *}" && [[ $identity == "$known" ]] || return 1
    { read -r last <"$QUTIL_WINE/run/last-use"; } 2>/dev/null || return 1
    ((EPOCHSECONDS - last < QUTIL_SERVER_IDLE / 2))
}

canaryIsAlive() {
    local known
    { read -r known <"$QUTIL_WINE/run/canary-$1"; } 2>/dev/null && [[ $known == "$identity" ]]
}

noteUse() { printf '%s\n' "$EPOCHSECONDS" >"$QUTIL_WINE/run/last-use"; }

# warmUp x64|x86: starts the server with everything that the first program brings up, and lets
# the canary prove that programs of the architecture run. Parallel callers wait for one another.
#
# The first Wine process starts services that inherit what it has open; a reader of its pipes
# would wait for them for ever. So here all output goes to a file, and the locks are closed.
warmUp() {
    local loader log=$QUTIL_CACHE/log/warm-up.log code=0
    mkdir -p "$QUTIL_WINE/run" "$QUTIL_CACHE/log"
    wineLoader "$1"
    {
        flock 9
        if ! serverIsWarm; then
            "$WINESERVER" "-p$QUTIL_SERVER_IDLE" 7>&- 8>&- 9>&- >"$log" 2>&1 </dev/null || true
            "$QUTIL_WINE_X64" cmd /c exit 7>&- 8>&- 9>&- >>"$log" 2>&1 </dev/null || true
            if ! findServer; then
                warn "no wineserver runs after the warm-up; see $log. Run scripts/setup.sh to make Wine's prefix anew."
                return 1
            fi
            noteUse
            printf '%s\n' "$identity" >"$QUTIL_WINE/run/server"
        fi
        if ! canaryIsAlive "$1"; then
            "$loader" "$QUTIL_CACHE/canary/$1.exe" 7>&- 8>&- 9>&- >>"$log" 2>&1 </dev/null || code=$?
            if ((code != 7)); then
                warn "the $1 canary, a program that returns 7, returned $code: Wine doesn't run $1 programs here.
Run scripts/setup.sh --wine-anew; if that doesn't help, see $log with WINEDEBUG= set.
(x86 programs run here: $QUTIL_X86_WAY; QUTIL_X86=native|emulated|none before a command changes that.)"
                return 1
            fi
            printf '%s\n' "$identity" >"$QUTIL_WINE/run/canary-$1"
        fi
    } 9>"$QUTIL_WINE/run/lock"
}

# useWine: marks Wine as in use until this process and what it starts have ended, so that nobody
# who finishes his own work stops the server under it.
useWine() {
    exec 7>>"$QUTIL_WINE/run/users"
    flock -s 7
}

# stopServer PREFIX: ends its server with all its programs, and waits until it is gone.
stopServer() {
    (
        wineEnvironment "$1"
        "$WINESERVER" -k || true
        "$WINESERVER" -w || true
    ) >/dev/null 2>&1 </dev/null
}

# leaveWine: for the end of a script. Where others still use Wine, it goes by itself later.
leaveWine() {
    [[ -r $QUTIL_WINE_SETTINGS && -d $QUTIL_PREFIX && -d $QUTIL_WINE/run ]] || return 0
    {
        if flock -n -x 7; then stopServer "$QUTIL_PREFIX"; fi
    } 7>>"$QUTIL_WINE/run/users"
}
