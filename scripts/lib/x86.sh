# SPDX-License-Identifier: MIT
# How x86 programs run on this machine:
#
#     native     the processor executes 32-bit code
#     emulated   it doesn't; Wine's 32-bit part runs in qemu-user
#     none       not at all: neither is possible, or QUTIL_X86 says so
#
# QUTIL_X86 chooses one. Without it, set-up takes the first that is possible, and downloads what it
# needs. Sourced by setup.sh, never run.
# shellcheck shell=bash

QUTIL_X86_PAUSE=3600 # seconds until a failed download is tried again

runsNatively() { runs32BitSegments || runsI386Programs; }

# chooseX86: sets way. If way is none, sets why to a sentence with the reason. Otherwise everything
# is installed that x86 programs need beside the 64-bit Wine.
chooseX86() {
    way=${QUTIL_X86:-} why=''
    case $way in
        '') if runsNatively; then way=native; else way=emulated; fi ;;
        native)
            runsNatively || die "QUTIL_X86 is native, but this machine executes no 32-bit code.
Take emulated or none, or leave QUTIL_X86 unset."
            ;;
        none)
            why='x86 programs were built but not run, because QUTIL_X86 is none.'
            return 0
            ;;
    esac
    if ! "${way}Ready" && ! { mayTry && "${way}Provide"; }; then
        giveUp
    fi
}

# mayTry: true if QUTIL_X86 names the way, or the last failure was long ago.
mayTry() {
    local failed=0
    [[ -z ${QUTIL_X86:-} ]] || return 0
    { read -r failed <"$QUTIL_CACHE/x86-failed"; } 2>/dev/null || return 0
    ((EPOCHSECONDS - failed >= QUTIL_X86_PAUSE)) || return 1
    rm -f "$QUTIL_CACHE/x86-failed"
}

# giveUp: goes on with x64 only, or dies if QUTIL_X86 names the way.
giveUp() {
    local wanted=$way
    local advice="Check the network, and that the apt sources offer libwine for i386; run apt-get update &&
apt-get upgrade, so that both architectures have one version; then run this again."
    case $way in
        native) why="Wine's 32-bit part can be neither downloaded nor installed" ;;
        emulated) why="this machine executes no 32-bit code, and the emulation can't be set up" ;;
    esac
    [[ -z ${QUTIL_X86:-} ]] || die "QUTIL_X86 is $way, but $why. $advice"
    way=none
    why="x86 programs were built but not run: $why."
    [[ -e $QUTIL_CACHE/x86-failed ]] || {
        say "$EPOCHSECONDS" >"$QUTIL_CACHE/x86-failed"
        warn "${why/were built but not run/can\'t be run} $advice
(An hour from now that is tried again; at once with QUTIL_X86=$wanted.)"
    }
}

nativeReady() { ownPartRuns || { runs32BitSegments && privateDllsReady; }; }

# ownPartRuns: is a 32-bit Wine installed, and does it start?
ownPartRuns() { hasOwn32Bit && runsI386Programs; }

nativeProvide() { step 2 "Fetching Wine's 32-bit part (100 MB, about 30 s)" fetchNative; }

# fetchNative: tries a copy in the cache first, which doesn't change the system.
fetchNative() {
    if runs32BitSegments && runLogged "$QUTIL_CACHE/log/wine-i386.log" fetchPrivateDlls; then return 0; fi
    runsI386Programs || return 1
    say "      not to be had that way; installing wine32:i386 …"
    runLogged "$QUTIL_CACHE/log/wine32.log" installWine32
}

emulatedReady() { emulationReady; }

emulatedProvide() {
    step 2 "Fetching 32-bit Wine and its emulation, since no 32-bit code runs here (180 MB, about a minute)" fetchEmulation
}

# fetchEmulation: in a subshell, because installPackages exits on failure.
fetchEmulation() {
    (installPackages emulation) && runLogged "$QUTIL_CACHE/log/emulation.log" makeEmulation
}

# writeSettings: writes the settings for run-in-wine.sh. Without QUTIL_X86, this way becomes the
# default.
writeSettings() {
    local wine x86 dlls='' start=''
    wine=$(findWine) x86=''
    case $way in
        native)
            x86=$wine
            if ! ownPartRuns; then
                dlls=$QUTIL_I386_DLLS
            elif [[ -x /usr/lib/wine/wine ]]; then
                x86=/usr/lib/wine/wine
            fi
            ;;
        emulated)
            wine=$QUTIL_EMULATION/usr/lib/wine/wine64
            x86=$wine
            ;;
    esac
    # Wine needs some fixed addresses. With random layouts it found one of them taken, and failed,
    # in 1 of 5,000 x86 starts.
    if setarch -R true 2>/dev/null; then start='setarch -R'; fi
    useWay "$way"
    mkdir -p "$QUTIL_SERVER_STATE"
    {
        printf '# Written by scripts/setup.sh; says which Wine runs the programs.\n'
        printf 'QUTIL_X86_WAY=%q\nQUTIL_X86_WHY=%q\n' "$way" "$why"
        printf 'QUTIL_WINE_X64=%q\nQUTIL_WINE_X86=%q\nQUTIL_WINESERVER=%q\nQUTIL_WINEDLLPATH=%q\n' \
            "$wine" "$x86" "$(findServerProgram)" "$dlls"
        printf 'QUTIL_WINE_START=(%s)\n' "$start"
    } >"$QUTIL_WINE_SETTINGS.new"
    mv "$QUTIL_WINE_SETTINGS.new" "$QUTIL_WINE_SETTINGS"
    if [[ -z ${QUTIL_X86:-} ]]; then
        ln -sfn "${QUTIL_WINE##*/}" "$QUTIL_CACHE/wine.new"
        mv -T "$QUTIL_CACHE/wine.new" "$QUTIL_CACHE/wine"
    fi
}
