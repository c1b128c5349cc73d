#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Prints the exports, imports and mitigations of our binaries, and fails on any surprise.

    scripts/audit.py [--build FOLDER] FILE...

A qutil.dll is compared with qutil.def, the toolchain's own libqutil.a, and a short list of allowed
imports, a naphost.dll with naphost.def and the same list. Every other program may import only system DLLs that each Windows since Vista has. All must
have the mitigations and the right version, and must contain no symbols and no folder name of the
build machine. Uses the system's pefile (Debian: python3-pefile).
"""
import argparse
import pathlib
import re
import subprocess
import sys

try:
    import pefile
except ImportError:
    sys.exit("audit.py: the Python module pefile is missing: run scripts/setup.sh, or apt install python3-pefile")

ROOT = pathlib.Path(__file__).resolve().parent.parent
ARCHES = {0x8664: ("x64", "x86_64-w64-mingw32"), 0x14C: ("x86", "i686-w64-mingw32")}

# For each DLL of ours: the list of its exports, and their number.
OUR_DLLS = {"qutil.dll": ("qutil.def", 20), "naphost.dll": ("naphost/naphost.def", 4)}

# None: any function of that DLL. Of msvcrt only memory functions, which need no CRT start-up.
ALLOWED_IMPORTS = {
    "advapi32.dll": None,
    "kernel32.dll": None,
    "msvcrt.dll": {"memcmp", "memcpy", "memmove", "memset"},
    "ntdll.dll": None,
    "ole32.dll": None,
}

# The tools have a CRT. The list is there to exclude the compiler's own DLLs.
PROGRAM_IMPORTS = dict.fromkeys(
    ("advapi32.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll", "ole32.dll", "shell32.dll", "shlwapi.dll",
     "user32.dll"))


class Audit:
    """One file's findings."""

    def __init__(self, path):
        self.path = path
        self.surprises = []
        self.pe = pefile.PE(str(path))
        machine = self.pe.FILE_HEADER.Machine
        if machine not in ARCHES:
            sys.exit(f"audit.py: {path}: machine 0x{machine:04x} is neither x64 nor x86")
        self.arch, self.triplet = ARCHES[machine]

    def check(self, holds, surprise):
        if not holds:
            self.surprises.append(surprise)

    def exports(self):
        directory = getattr(self.pe, "DIRECTORY_ENTRY_EXPORT", None)
        return directory.symbols if directory else []

    def imports(self):
        found = {}
        for name in ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT"):
            for dll in getattr(self.pe, name, []):
                functions = found.setdefault(dll.dll.decode().lower(), set())
                functions.update(i.name.decode() if i.name else f"#{i.ordinal}" for i in dll.imports)
        return found

    def version_strings(self):
        strings = {}
        for block in getattr(self.pe, "FileInfo", [[]])[0]:
            for table in getattr(block, "StringTable", []):
                strings.update({k.decode(): v.decode() for k, v in table.entries.items()})
        return strings


def read_def(name):
    """{name: (ordinal, private, suffix)} of a definition file. Only qutil.def has suffixes."""
    text = (ROOT / name).read_text()
    rows = re.findall(r"(?:; x86 (@\d+)\n)? +(\w+) +@(\d+)( PRIVATE)?", text)
    return {name: (int(ordinal), bool(private), suffix) for suffix, name, ordinal, private in rows}


def read_version():
    text = (ROOT / "include" / "qutilversion.h").read_text()
    return re.search(r'QUTIL_VERSION_STRING\s+"([^"]+)"', text)[1]


def archive_symbols(triplet, archive):
    """The symbols of an import library, without their prefix __imp_."""
    lines = subprocess.run([f"{triplet}-nm", archive], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r" I __imp_(_?\w+(?:@\d+)?)$", lines, re.M))


def toolchain_library(triplet):
    found = subprocess.run([f"{triplet}-gcc", "-print-file-name=libqutil.a"],
                           check=True, capture_output=True, text=True).stdout.strip()
    return found


def decorated(arch, names):
    """The linker's names of these exports on that architecture."""
    return {f"_{name}{suffix}" if arch == "x86" else name for name, suffix in names}


def check_exports(audit, definition, count):
    wanted = read_def(definition)
    found = {s.name.decode() if s.name else f"#{s.ordinal}": s for s in audit.exports()}
    audit.check(len(wanted) == count, f"{definition} lists {len(wanted)} exports, not {count}")
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            audit.check(False, f"{name} is not exported")
        elif name not in wanted:
            audit.check(False, f"{name} is exported but not in {definition}")
        else:
            audit.check(found[name].ordinal == wanted[name][0],
                        f"{name} has ordinal {found[name].ordinal}, not {wanted[name][0]}")
            audit.check(found[name].forwarder is None, f"{name} is a forwarder")


def check_toolchain_library(audit):
    wanted = read_def("qutil.def")
    symbols = archive_symbols(audit.triplet, toolchain_library(audit.triplet))
    expected = decorated(audit.arch, ((name, row[2]) for name, row in wanted.items()))
    audit.check(symbols == expected,
                f"the toolchain's libqutil.a differs: {sorted(symbols ^ expected)}")


def check_import_library(audit, build):
    wanted = decorated(audit.arch, ((name, row[2]) for name, row in read_def("qutil.def").items()
                                    if not row[1]))
    found = archive_symbols(audit.triplet, build / "libqutil.dll.a")
    audit.check(found == wanted, f"libqutil.dll.a differs from qutil.def: {sorted(found ^ wanted)}")
    audit.check(len(wanted) == 16, f"{len(wanted)} import symbols, not 16")


def check_imports(audit, list_of_dlls):
    for dll, functions in audit.imports().items():
        audit.check(dll in list_of_dlls, f"imports {dll}, which is not on the list")
        allowed = list_of_dlls.get(dll)
        if allowed is not None:
            audit.check(functions <= allowed, f"imports {sorted(functions - allowed)} from {dll}")


def section_name(section):
    return section.Name.rstrip(b"\0").decode(errors="replace")


def check_mitigations(audit):
    header = audit.pe.OPTIONAL_HEADER
    audit.check(header.IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE, "no DYNAMIC_BASE (ASLR)")
    audit.check(header.IMAGE_DLLCHARACTERISTICS_NX_COMPAT, "no NX_COMPAT")
    audit.check(not audit.pe.FILE_HEADER.IMAGE_FILE_RELOCS_STRIPPED, "no relocations: ASLR can't move it")
    if audit.arch == "x64":
        audit.check(header.IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA, "no HIGH_ENTROPY_VA")
    for section in audit.pe.sections:
        audit.check(not (section.IMAGE_SCN_MEM_EXECUTE and section.IMAGE_SCN_MEM_WRITE),
                    f"section {section_name(section)} is writable and executable")
    audit.check(audit.pe.FILE_HEADER.TimeDateStamp == 0, "has a time stamp: not reproducible")
    audit.check((header.MajorSubsystemVersion, header.MinorSubsystemVersion) <= (6, 0),
                "asks for a Windows newer than Vista")


def check_contents(audit):
    audit.check(audit.pe.FILE_HEADER.NumberOfSymbols == 0, "carries a symbol table")
    contents = audit.path.read_bytes()
    for folder in {str(ROOT), str(audit.path.resolve().parent), str(pathlib.Path.home())} - {"/"}:
        audit.check(folder.encode() not in contents, f"names the folder {folder}")


def check_version(audit):
    strings = audit.version_strings()
    version = read_version()
    audit.check(strings.get("FileVersion") == version, f"FileVersion is {strings.get('FileVersion')}, not {version}")
    audit.check(strings.get("ProductVersion") == version, "ProductVersion differs from qutilversion.h")
    audit.check(strings.get("OriginalFilename", "").lower() == audit.path.name.lower(),
                f"OriginalFilename is {strings.get('OriginalFilename')}")
    audit.check(strings.get("ProductName") == "qutil", f"ProductName is {strings.get('ProductName')}")
    audit.check(strings.get("CompanyName") not in (None, "") and "microsoft" not in strings["CompanyName"].lower(),
                f"CompanyName is {strings.get('CompanyName')}")
    fixed = audit.pe.VS_FIXEDFILEINFO[0] if hasattr(audit.pe, "VS_FIXEDFILEINFO") else None
    numbers = fixed and (fixed.FileVersionMS >> 16, fixed.FileVersionMS & 0xFFFF, fixed.FileVersionLS >> 16)
    audit.check(numbers == tuple(int(n) for n in version.split(".")), f"the fixed version is {numbers}")


def check_our_dll(audit, name, build):
    check_exports(audit, *OUR_DLLS[name])
    check_imports(audit, ALLOWED_IMPORTS)
    # NO_SEH: the DLL has no exception handlers, so the system accepts none in it.
    audit.check(audit.arch == "x64" or audit.pe.OPTIONAL_HEADER.IMAGE_DLLCHARACTERISTICS_NO_SEH,
                "no NO_SEH on x86")
    if name == "qutil.dll":
        check_toolchain_library(audit)
        if build:
            check_import_library(audit, build)


def report(audit):
    header = audit.pe.OPTIONAL_HEADER
    flags = [name.removeprefix("IMAGE_DLLCHARACTERISTICS_") for name, _ in pefile.dll_characteristics
             if isinstance(name, str) and getattr(header, name, False)]
    strings = audit.version_strings()
    print(f"{audit.path}: {audit.arch}, {audit.path.stat().st_size} bytes")
    print(f"  version     {strings.get('FileVersion', '-')} ({strings.get('ProductName', '-')}, {strings.get('CompanyName', '-')})")
    print(f"  mitigations {' '.join(flags) or 'none'}")
    if audit.exports():
        print(f"  exports     {len(audit.exports())}")
        for symbol in audit.exports():
            print(f"    @{symbol.ordinal:<3} {symbol.name.decode() if symbol.name else '(no name)'}")
    for dll, functions in sorted(audit.imports().items()):
        print(f"  imports     {dll}: {', '.join(sorted(functions))}")
    for surprise in audit.surprises:
        print(f"  SURPRISE    {surprise}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, help="a build folder whose libqutil.dll.a is checked too")
    parser.add_argument("file", nargs="+", type=pathlib.Path)
    options = parser.parse_args()

    surprises = 0
    for path in options.file:
        audit = Audit(path)
        check_mitigations(audit)
        check_version(audit)
        check_contents(audit)
        if path.name.lower() in OUR_DLLS:
            check_our_dll(audit, path.name.lower(), options.build)
        else:
            check_imports(audit, PROGRAM_IMPORTS)
        report(audit)
        surprises += len(audit.surprises)
    if surprises:
        sys.exit(f"audit.py: {surprises} surprise{'s' if surprises > 1 else ''}")


if __name__ == "__main__":
    main()
