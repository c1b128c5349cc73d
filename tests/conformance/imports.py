#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""imports.py PROGRAM LIST: the program imports nothing but what the list names.

The list has a line for each DLL: its name, then functions that Windows XP SP3 (x86) and Windows XP
x64 Edition have, by Microsoft's documentation of each. "*" stands for all: msvcrt is the same there.
"""
import sys

try:
    import pefile
except ImportError:
    sys.exit("imports.py: the Python module pefile is missing: run scripts/setup.sh, or apt install python3-pefile")


def main():
    program, listing = sys.argv[1:]
    with open(listing, encoding="ascii") as lines:
        rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    allowed = {row[0]: set(row[1:]) for row in rows}
    pe = pefile.PE(program)
    surprises = []
    count = 0
    for dll in pe.DIRECTORY_ENTRY_IMPORT:
        known = allowed.get(dll.dll.decode().lower(), set())
        for function in dll.imports:
            name = function.name.decode() if function.name else f"#{function.ordinal}"
            count += 1
            if name not in known and "*" not in known:
                surprises.append(f"{dll.dll.decode()}: {name}")
    header = pe.OPTIONAL_HEADER
    if (header.MajorSubsystemVersion, header.MinorSubsystemVersion) > (5, 2):
        surprises.append("asks for a Windows newer than XP")
    if surprises or count == 0:
        sys.exit("not known to be in Windows XP SP3; look it up, then add it to the list, or call it by "
                 "GetProcAddress:\n" + "\n".join(surprises))
    print(f"all {count} imported functions are in Windows XP")


if __name__ == "__main__":
    main()
