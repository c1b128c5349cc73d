#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a Windows program. ctest and the other scripts use this too.
#
#     scripts/run-in-wine.sh x64|x86 PROGRAM.exe [ARGUMENTS]
#
# PROGRAM is a path, or the name of a program that comes with Windows (regsvr32, cmd, ...).
# The exit code is Wine's: the low 8 bits of the program's, or 1 if these would hide a failure. 125
# means that the program was not started; a message says why.
#
# QUTIL_X86=native|emulated|none chooses another way to run x86 programs. Run set-up with the same
# value first.
#
# The caller's WINEDEBUG, WINEPATH and WINEDLLOVERRIDES are used. WINEDEBUG= (empty) shows Wine's
# own messages.
set -euo pipefail
QUTIL_SCRIPTS=${BASH_SOURCE[0]%/*}
[[ $QUTIL_SCRIPTS != "${BASH_SOURCE[0]}" ]] || QUTIL_SCRIPTS=.
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"

refuse() {
    warn "$@"
    exit 125
}

# checkMachine x64|x86 FILE: checks the program before it is run, because Wine returns 0 for some
# programs that it can't start. Reads only the first KB unless the PE header is further back.
checkMachine() {
    local -a byte
    local offset machine
    read -r -d '' -a byte < <(od -An -v -tu1 -N 1024 -- "$2") || true
    ((${#byte[@]} >= 64 && byte[0] == 77 && byte[1] == 90)) ||
        refuse "$2 is not a Windows program (it doesn't begin with MZ). Is the path right, and was it built with a preset for Windows?"
    offset=$((byte[60] | byte[61] << 8 | byte[62] << 16 | byte[63] << 24))
    if ((offset + 6 > ${#byte[@]})); then
        read -r -d '' -a byte < <(od -An -v -tu1 -j "$offset" -N 6 -- "$2" 2>/dev/null) || true
        offset=0
    fi
    ((${#byte[@]} >= offset + 6 && byte[offset] == 80 && byte[offset + 1] == 69)) ||
        refuse "$2 is damaged or a DOS program: no PE header. Build it again."
    machine=$((byte[offset + 4] | byte[offset + 5] << 8))
    case $1:$machine in
        x64:34404 | x86:332) ;;
        x64:332) refuse "$2 is an x86 program. Run it with: $0 x86 …" ;;
        x86:34404) refuse "$2 is an x64 program. Run it with: $0 x64 …" ;;
        *) refuse "$2 is for a machine of type $machine, neither x64 nor x86; Wine can't run it here." ;;
    esac
}

# locate x64|x86 NAME: sets program to an absolute path.
locate() {
    local system=$QUTIL_PREFIX/drive_c/windows/system32
    [[ $1 == x64 ]] || system=$QUTIL_PREFIX/drive_c/windows/syswow64
    program=$2
    if [[ $2 != */* && ! -e $2 ]]; then
        program=$system/${2%.exe}.exe
    fi
    [[ -f $program ]] || refuse "there is no program $2. Build it first (cmake --workflow --preset $1), or check the path."
    [[ -r $program ]] || refuse "$2 can't be read; check its permissions."
    [[ $program == /* ]] || program=$PWD/$program
}

# explain CODE: explains the exit codes with which Wine fails without a message.
explain() {
    local why
    case $1 in
        53) why="a DLL that it needs was not found" ;;
        57) why="a DLL lacks a function that it needs" ;;
        66) why="a DLL's initialisation failed" ;;
        123) why="a DLL is damaged or of the other architecture" ;;
        *) return 0 ;;
    esac
    warn "$program ended with code $1. If it printed nothing, it probably never started: $why.
DLLs are looked for beside the program and in WINEPATH. To see more: WINEDEBUG=+module $0 …"
}

# runProgram PROGRAM [ARGUMENTS]: sets code. With a program's first window Wine starts explorer.exe,
# which inherits stderr and can outlive the program by minutes. A reader of that pipe, such as
# ctest, would wait for it. So the program gets its own pipe, which ends with the program.
runProgram() {
    local mark relay reader
    if [[ ! -p /dev/stderr ]]; then
        "${QUTIL_WINE_START[@]}" "$loader" "$@" 7>&- || code=$?
        return 0
    fi
    mark="end of stderr $$ $RANDOM"
    exec {relay}> >(exec sed -u "/$mark\$/{s///;/./!Q;q}" >&2)
    reader=$!
    "${QUTIL_WINE_START[@]}" "$loader" "$@" 2>&"$relay" {relay}>&- 7>&- || code=$?
    printf '%s\n' "$mark" >&"$relay"
    exec {relay}>&-
    wait "$reader"
}

main() {
    if (($# < 2)) || [[ $1 != x64 && $1 != x86 ]]; then
        refuse "usage: $0 x64|x86 PROGRAM.exe [ARGUMENTS]"
    fi
    local architecture=$1 program loader code=0
    # shellcheck disable=SC2034 # set and read by the functions of wine.sh
    local identity
    exec 8>&- # the lock of takePrefix: Wine's services outlive the program, and would keep it
    [[ -r $QUTIL_WINE_SETTINGS && -d $QUTIL_PREFIX && -r $QUTIL_CACHE/canary/$1.exe ]] ||
        refuse "Wine isn't set up for this project yet${QUTIL_X86:+ (with QUTIL_X86=$QUTIL_X86)}. Run scripts/setup.sh first."
    loadWine
    [[ $1 == x64 || $QUTIL_X86_WAY != none ]] ||
        refuse "x86 programs can't be run here. scripts/setup.sh says: $QUTIL_X86_WHY"
    locate "$1" "$2"
    checkMachine "$1" "$program"
    shift 2
    wineEnvironment
    useWine
    if ! serverIsWarm || ! canaryIsAlive "$architecture"; then
        warmUp "$architecture" || exit 125
    fi
    noteUse
    wineLoader "$architecture"
    runProgram "$program" "$@"
    explain "$code"
    return "$code"
}

main "$@"
