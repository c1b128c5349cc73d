#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# idl.sh x64|x86 BUILD-FOLDER|INCLUDE-FOLDER: each shipped IDL file compiles alone, with only the
# shipped files, to the shipped header. Its proxies compile, and all proxies link to one DLL as
# docs/deploy.md says. The same is tried with the system's real IDL, where that is installed. A
# build folder is installed first.
set -euo pipefail

arch=$1 include=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

if [[ -f $include/CMakeCache.txt ]]; then
    logged cmake --install "$include" --prefix "$work/an installed qutil"
    include="$work/an installed qutil/include/qutil"
fi
shopt -s nullglob
files=("$include"/*.idl)
[[ ${#files[@]} != 0 ]] || {
    echo "FAILED: no IDL in $include"
    exit 1
}

# withImports FOLDER: makes header and proxies of each file, with the system's IDL from that folder.
withImports() {
    local file name
    local -a idl=(-I "$include" -I "$1")
    names=()
    for file in "${files[@]}"; do
        name=$(basename "$file" .idl)
        logged "$triplet-widl" "${idl[@]}" -h -o "$name.h" "$file"
        # The first line says where the IDL was.
        diff <(tail -n +2 "$name.h") <(tail -n +2 "$include/$name.h") || {
            echo "FAILED: < is what $name.idl says now, > is the header beside it"
            exit 1
        }
        logged "$triplet-widl" "${idl[@]}" -Oif -D QUTIL_NO_ASYNC -p -o "${name}_p.c" "$file"
        logged "$triplet-widl" "${idl[@]}" -u -o "${name}_i.c" "$file"
        # Types alone make no proxies.
        if grep -q '_ProxyInfo\b' "${name}_p.c"; then
            names+=("$name")
        else
            rm "${name}_p.c" "${name}_i.c"
        fi
    done
    printf '%s files, %s with proxies (%s), the system'\''s IDL from %s\n' \
        "${#files[@]}" "${#names[@]}" "$arch" "$1"
}

mkdir "$work/made"
cd "$work/made"
if [[ -f /usr/include/wine/wine/windows/unknwn.idl ]]; then
    withImports /usr/include/wine/wine/windows
fi
withImports "$include/import"
logged "$triplet-widl" --dlldata-only -o dlldata.c "${names[@]}"
printf 'EXPORTS\n%s PRIVATE\n%s PRIVATE\n%s PRIVATE\n%s PRIVATE\n' DllGetClassObject \
    DllCanUnloadNow DllRegisterServer DllUnregisterServer >proxies.def
logged "$triplet-gcc" -shared -static -DREGISTER_PROXY_DLL -I "$include" -o proxies.dll ./*.c \
    proxies.def -Wl,--enable-stdcall-fixup -lrpcrt4 -lole32 -loleaut32
echo "The proxies link."
