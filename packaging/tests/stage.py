#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts the test programs of one architecture where the test archive takes them from.

    stage.py BUILD-FOLDER ARCHITECTURE STRIP FOLDER

FOLDER/ARCHITECTURE then has the programs and what they need, in the folders in which they look for
each other, and tests.txt: the tests that ctest knows, as testrunner --lists reads them. STRIP is the
toolchain's program that takes symbols out.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

RUNNER = "testrunner.exe"
WANTED = {".exe", ".dll", ".manifest"}
WHOLE = {"sohdump-cases"}  # folders of data
SECONDS = 300  # for tests that have no time limit of their own: nobody else is at work there

# qutil-conformance isn't a test of ctest's, but what it finds on that machine belongs in the report.
CONFORMANCE = ["qutil_conformance", "--ends", "all  ", "--seconds", str(SECONDS),
               "{0}\\qutil-conformance.exe", "{0}\\qutil.dll"]


def tests_of(build):
    shown = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True,
                           stdin=subprocess.DEVNULL, capture_output=True).stdout
    for entry in json.loads(shown[shown.index(b"{"):])["tests"]:
        properties = {item["name"]: item["value"] for item in entry.get("properties", [])}
        yield entry["name"], entry.get("command", []), properties


def there(word, build, architecture):
    """How a word of a command is written in the archive, seen from its top."""
    path = pathlib.Path(word)
    if not path.is_absolute():
        return word
    if not path.is_relative_to(build):
        sys.exit(f"stage.py: {word} is not in the build folder, and so not in the archive")
    return "\\".join((architecture, *path.relative_to(build).parts))


def list_line(name, command, properties, build, architecture):
    """None for a test that only ctest on Linux can run."""
    runner = [place for place, word in enumerate(command) if os.path.basename(word) == RUNNER]
    if not runner:
        return None
    folder = properties.get("WORKING_DIRECTORY", "")
    if os.path.basename(folder) != "work":
        # The archive's programs all run in its top folder, where there is no DLL either.
        sys.exit(f"stage.py: {name} wants to be run in {folder}, which the archive doesn't have")
    seconds = ["--seconds", str(int(float(properties.get("TIMEOUT", SECONDS))))]
    words = [there(word, build, architecture) for word in command[runner[0] + 1:]]
    return "\t".join([name, *seconds, *words])


def copy_files(build, folder):
    below = [path for path in (build / "tests").iterdir() if path.is_dir()]
    for place in [build, build / "examples", build / "tests", *below]:
        for file in sorted(place.iterdir()):
            if file.is_file() and (file.suffix in WANTED or place.name in WHOLE):
                to = folder / place.relative_to(build)
                to.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, to / file.name)


def main():
    build, architecture, strip, folder = sys.argv[1:]
    build = pathlib.Path(build).resolve()
    folder = pathlib.Path(folder) / architecture
    copy_files(build, folder)
    programs = [str(path) for path in folder.rglob("*.exe")]
    subprocess.run([strip, "-p", *programs], check=True)

    lines = [list_line(*test, build, architecture) for test in tests_of(build)]
    lines = [line for line in lines if line]
    lines.append("\t".join(CONFORMANCE).format(architecture))
    for line in lines:
        for word in line.split("\t"):
            path = folder.parent / word.replace("\\", "/")
            if word.startswith(architecture + "\\") and not path.exists():
                sys.exit(f"stage.py: {word} is in the list, but was not built")
    with open(folder / "tests.txt", "w", encoding="ascii", newline="\r\n") as out:
        out.write("\n".join(lines) + "\n")
    print(f"{architecture}: {len(lines)} tests, {len(programs)} programs")


if __name__ == "__main__":
    main()
