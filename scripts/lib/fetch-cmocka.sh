# SPDX-License-Identifier: MIT
# Gets cmocka's source archive from the distribution's source package into the cache, where
# cmake/cmocka.cmake finds it. Sourced by setup.sh, never run.
# shellcheck shell=bash

cmockaReady() { compgen -G "$QUTIL_CACHE/cmocka/cmocka_*.orig.tar.*z" >/dev/null; }

fetchCmocka() {
    local work=$QUTIL_CACHE/apt-src
    privateAptBegin "$work"
    privateAptAdd "$work" deb-src amd64 libcmocka-dev || return 1
    privateApt "$work" amd64 update || return 1
    privateApt "$work" amd64 source --download-only --tar-only cmocka || return 1
    mkdir -p "$QUTIL_CACHE/cmocka"
    # apt has checked it against the signed index.
    mv "$work"/download/cmocka_*.orig.tar.*z "$QUTIL_CACHE/cmocka/" || return 1
    rm -rf "$work"
}
