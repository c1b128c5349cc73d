# SPDX-License-Identifier: MIT
# Downloads with apt what the system's apt configuration doesn't cover (another architecture, source
# packages). Uses private lists, so the system doesn't change and no root is needed. apt still
# checks the signatures. Sourced, never run; needs common.sh and packages.sh.
# shellcheck shell=bash

# aptOrigins PACKAGE [VERSION]: prints "URI SUITE COMPONENT" of each configured source that offers
# it. Asks apt, because sources files have several formats.
aptOrigins() {
    local version where uri suite rest
    while IFS='|' read -r _ version where; do
        version=${version//[[:space:]]/}
        [[ -z ${2:-} || $version == "$2" ]] || continue
        read -r uri suite rest <<<"$where"
        [[ $rest == *Packages* && $suite == */* ]] || continue
        say "$uri ${suite%/*} ${suite##*/}"
    done < <(apt-cache madison "$1" 2>/dev/null) | sort -u
}

# privateAptBegin DIR: makes empty private lists, and copies the keys that the system trusts for all
# sources, and the distribution's own.
privateAptBegin() {
    local dir=$1 id key
    rm -rf "$dir"
    mkdir -p "$dir"/{lists/partial,cache/archives/partial,trusted,download}
    : >"$dir/sources.list"
    id=$(. /etc/os-release && printf '%s' "${ID:-debian}")
    for key in /etc/apt/trusted.gpg.d/*.gpg /etc/apt/trusted.gpg.d/*.asc \
        "/usr/share/keyrings/$id-archive-keyring.gpg"; do
        [[ ! -r $key ]] || cp -L "$key" "$dir/trusted/"
    done
}

# privateAptAdd DIR TYPE ARCHITECTURE PACKAGE [VERSION]: adds the sources that offer PACKAGE. TYPE
# is deb or deb-src.
privateAptAdd() {
    local dir=$1 type=$2 architecture=$3 uri suite component
    [[ -n $(aptOrigins "${@:4}") ]] || refreshLists
    while read -r uri suite component; do
        say "$type [arch=$architecture] $uri $suite $component"
    done < <(aptOrigins "${@:4}") >>"$dir/sources.list"
    if [[ ! -s $dir/sources.list ]]; then
        warn "no configured apt source offers $4 ${5:-}"
        return 1
    fi
}

# privateApt DIR ARCHITECTURE APT-GET-ARGUMENTS...
privateApt() {
    local dir=$1 architecture=$2
    shift 2
    (cd "$dir/download" && LC_ALL=C.UTF-8 apt-get -q -y \
        -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::Etc::trustedparts="$dir/trusted" \
        -o Dir::State="$dir" -o Dir::State::lists="$dir/lists" -o Dir::State::status=/dev/null \
        -o Dir::Cache="$dir/cache" \
        -o Acquire::Languages=none -o Acquire::Retries=2 \
        -o APT::Sandbox::User="$(id -un)" \
        -o APT::Architectures::="$architecture" -o APT::Architectures::=amd64 "$@")
}
