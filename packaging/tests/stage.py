#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Stages the test programs of one architecture for the test archive.

    stage.py BUILD-FOLDER ARCHITECTURE STRIP FOLDER

FOLDER/ARCHITECTURE then has the programs and what they need, in the same subfolders as in the build
folder, and tests.txt: the tests that ctest knows, in the format of testrunner --lists. STRIP is the
toolchain's strip.
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
SECONDS = 300  # for tests without their own time limit

# qutil-conformance isn't a ctest test, but its findings on that machine belong in the report.
CONFORMANCE = ["qutil_conformance", "--ends", "all  ", "--seconds", str(SECONDS),
               "{0}\\qutil-conformance.exe", "{0}\\qutil.dll"]


def tests_of(build):
    shown = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True,
                           stdin=subprocess.DEVNULL, capture_output=True).stdout
    for entry in json.loads(shown[shown.index(b"{"):])["tests"]:
        properties = {item["name"]: item["value"] for item in entry.get("properties", [])}
        yield entry["name"], entry.get("command", []), properties


def there(word, build, architecture):
    """A word of a command as the archive needs it: paths are relative to the archive's top."""
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
        # All the archive's programs run in its top folder, which like "work" has no DLL.
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
