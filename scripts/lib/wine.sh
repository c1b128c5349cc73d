# SPDX-License-Identifier: MIT
# Shared by the scripts that prepare Wine or run programs in it: the environment, the server, the
# canaries. Sourced, never run; needs common.sh.
# shellcheck shell=bash

QUTIL_SERVER_IDLE=300 # seconds after which an idle wineserver ends by itself

# useWay [native|emulated|none]: each way to run x86 programs has its own folder for settings,
# prefix and server state, so that switching disturbs no other run. Without an argument it is the
# way that set-up chose. QUTIL_COPY is the number of the prefix's copy that takePrefix took.
useWay() {
    QUTIL_WINE=$QUTIL_CACHE/wine${1:+-$1}
    QUTIL_WINE_SETTINGS=$QUTIL_WINE/settings.sh
    QUTIL_COPY=${QUTIL_COPY:-}
    QUTIL_PREFIX=$QUTIL_WINE${QUTIL_COPY:+/copy-$QUTIL_COPY}/prefix
    QUTIL_SERVER_STATE=${QUTIL_PREFIX%/*}/run # the state of the prefix's server
}
useWay "${QUTIL_X86:-}"

# loadWine: reads the settings that scripts/setup.sh wrote; see writeSettings.
loadWine() {
    # shellcheck source=/dev/null
    . "$QUTIL_WINE_SETTINGS"
}

# wineEnvironment [PREFIX]: sets the environment of Wine processes. Keeps the caller's WINEDEBUG and
# WINEDLLOVERRIDES, but not the prefix and architecture.
wineEnvironment() {
    loadWine
    export WINEPREFIX=${1:-$QUTIL_PREFIX}
    export WINEDEBUG=${WINEDEBUG--all}
    # No Mono, Gecko or menu entries (each prompts or waits), and no debugger, which hides crashes.
    local base='mscoree=;mshtml=;winemenubuilder.exe=;winedbg.exe='
    [[ ${WINEDLLOVERRIDES:-} == "$base"* ]] ||
        export WINEDLLOVERRIDES="$base${WINEDLLOVERRIDES:+;$WINEDLLOVERRIDES}"
    unset WINEARCH WINELOADER DISPLAY WAYLAND_DISPLAY
    # Wine 10 looks for a Wayland display anyway, and complains if this isn't a folder.
    export XDG_RUNTIME_DIR=$QUTIL_SERVER_STATE
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

# findServer: sets identity to that of our prefix's wineserver. Its working directory is named after
# the prefix's device and inode.
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

# serverIsWarm: does the server from the warm-up still run, and not end soon because it is idle?
serverIsWarm() {
    local known last=0
    { read -r known <"$QUTIL_SERVER_STATE/server"; } 2>/dev/null || return 1
    processIdentity "${known%% *}" && [[ $identity == "$known" ]] || return 1
    { read -r last <"$QUTIL_SERVER_STATE/last-use"; } 2>/dev/null || return 1
    ((EPOCHSECONDS - last < QUTIL_SERVER_IDLE / 2))
}

canaryIsAlive() {
    local known
    { read -r known <"$QUTIL_SERVER_STATE/canary-$1"; } 2>/dev/null && [[ $known == "$identity" ]]
}

noteUse() { printf '%s\n' "$EPOCHSECONDS" >"$QUTIL_SERVER_STATE/last-use"; }

# warmUp x64|x86: starts the server and the services that start with the first program, then runs
# the canary to check that programs of the architecture run. Parallel callers wait for each other.
#
# The first Wine process starts services that inherit its open files, so a reader of its pipes would
# wait for them for ever. So all output goes to a file, and the locks are closed.
warmUp() {
    local loader log=$QUTIL_SERVER_STATE/warm-up.log code=0
    mkdir -p "$QUTIL_SERVER_STATE"
    wineLoader "$1"
    {
        flock 9
        if ! serverIsWarm; then
            "$WINESERVER" "-p$QUTIL_SERVER_IDLE" 7>&- 8>&- 9>&- >"$log" 2>&1 </dev/null || true
            "${QUTIL_WINE_START[@]}" "$QUTIL_WINE_X64" cmd /c exit 7>&- 8>&- 9>&- >>"$log" 2>&1 </dev/null || true
            if ! findServer; then
                warn "no wineserver runs after the warm-up; see $log. Run scripts/setup.sh to make Wine's prefix anew."
                return 1
            fi
            noteUse
            printf '%s\n' "$identity" >"$QUTIL_SERVER_STATE/server"
        fi
        if ! canaryIsAlive "$1"; then
            "${QUTIL_WINE_START[@]}" "$loader" "$QUTIL_CACHE/canary/$1.exe" 7>&- 8>&- 9>&- >>"$log" 2>&1 </dev/null || code=$?
            if ((code != 7)); then
                warn "the $1 canary, a program that returns 7, returned $code: Wine doesn't run $1 programs here.
Run scripts/setup.sh --wine-anew; if that doesn't help, see $log with WINEDEBUG= set.
(x86 programs run here: $QUTIL_X86_WAY; QUTIL_X86=native|emulated|none before a command changes that.)"
                return 1
            fi
            printf '%s\n' "$identity" >"$QUTIL_SERVER_STATE/canary-$1"
        fi
    } 9>"$QUTIL_SERVER_STATE/lock"
}

# useWine: marks Wine as in use until this process has ended, so that no other script stops the server
# meanwhile. Programs are started with 7>&-: explorer.exe can outlive them.
useWine() {
    [[ -d $QUTIL_SERVER_STATE ]] || mkdir -p "$QUTIL_SERVER_STATE"
    exec 7>>"$QUTIL_SERVER_STATE/users"
    flock -s 7
}

# stopServer PREFIX: ends the prefix's server and all programs, and waits for it.
stopServer() {
    (
        wineEnvironment "$1"
        "$WINESERVER" -k || true
        "$WINESERVER" -w || true
    ) >/dev/null 2>&1 </dev/null
}

# leaveWine: for the end of a script. Stops the servers of the prefix and its copies, except those
# that others use; these end later by themselves.
leaveWine() {
    local state
    [[ -r $QUTIL_WINE_SETTINGS ]] || return 0
    for state in "$QUTIL_WINE" "$QUTIL_WINE"/copy-*; do
        [[ -d $state/prefix && -d $state/run ]] || continue
        {
            if flock -w 1 -x 7; then stopServer "$state/prefix"; fi # programs that were ended need a moment
        } 7>>"$state/run/users"
    done
}
