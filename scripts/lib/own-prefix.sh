# SPDX-License-Identifier: MIT
# Copies of Wine's prefix: for programs that change the registry or services, so that they can run
# side by side. Sourced, never run; needs common.sh and wine.sh.
# shellcheck shell=bash

QUTIL_COPIES=32 # more than run at once in two checkouts
QUTIL_COPY_WAIT=120

# copyPrefix FROM TO: files are hard links where the disk has them, except those that Wine writes.
# Under another name first, so that an incomplete copy is never used.
copyPrefix() {
    local new=$2.new
    rm -rf "$2" "$new"
    cp -al "$1" "$new" 2>/dev/null || { rm -rf "$new" && cp -a "$1" "$new"; } || {
        rm -rf "$new"
        die "can't copy Wine's prefix to $2. If no space is left, free some, or set QUTIL_CACHE to a folder on another disk and run scripts/setup.sh."
    }
    cp --remove-destination "$1"/*.reg "$new/"
    mv "$new" "$2"
}

# takeCopy: sets QUTIL_COPY to the number of a copy that nobody uses, and locks it.
takeCopy() {
    local end=$((SECONDS + QUTIL_COPY_WAIT))
    while ((SECONDS < end)); do
        for ((QUTIL_COPY = 1; QUTIL_COPY <= QUTIL_COPIES; QUTIL_COPY++)); do
            exec 8>"$QUTIL_WINE/copy-$QUTIL_COPY.lock"
            ! flock -n 8 || return 0
        done
        sleep 0.5
    done
    die "all $QUTIL_COPIES copies of Wine's prefix are in use; end other test runs, and try again"
}

# renewPrefix: makes the prefix as set-up has made it.
renewPrefix() {
    if [[ -d $QUTIL_PREFIX ]]; then stopServer "$QUTIL_PREFIX"; fi
    copyPrefix "$QUTIL_WINE/template" "$QUTIL_PREFIX"
}

# takePrefix: from here on, programs run in a copy of the prefix that nothing else uses until this
# script ends. The copy is new if its last user didn't call leaveCopy, or set-up has made a new prefix.
takePrefix() {
    local made
    { read -r made <"$QUTIL_WINE/template/qutil-made"; } 2>/dev/null ||
        die "Wine isn't set up for this project yet${QUTIL_X86:+ (with QUTIL_X86=$QUTIL_X86)}. Run scripts/setup.sh first."
    takeCopy
    export QUTIL_COPY
    useWay "${QUTIL_X86:-}"
    mkdir -p "$QUTIL_SERVER_STATE"
    if [[ -e $QUTIL_SERVER_STATE/in-use || $(cat "$QUTIL_PREFIX/qutil-made" 2>/dev/null) != "$made" ]]; then
        renewPrefix
    fi
    : >"$QUTIL_SERVER_STATE/in-use"
}

# leaveCopy: for the end of a program that leaves nothing behind.
leaveCopy() { rm -f "$QUTIL_SERVER_STATE/in-use"; }

# removeCopies: of those that nobody uses. takePrefix makes them anew.
removeCopies() {
    local number
    for ((number = 1; number <= QUTIL_COPIES; number++)); do
        [[ -d $QUTIL_WINE/copy-$number ]] || continue
        {
            if flock -n 8; then
                if [[ -d $QUTIL_WINE/copy-$number/prefix ]]; then stopServer "$QUTIL_WINE/copy-$number/prefix"; fi
                rm -rf "$QUTIL_WINE/copy-$number"
            fi
        } 8>"$QUTIL_WINE/copy-$number.lock"
    done
}
