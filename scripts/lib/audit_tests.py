#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Did every test that exists run, and every test program that was built belong to one?

    audit_tests.py PRESET BUILD-FOLDER WORKFLOW-LOG

Prints "PASSED FAILED", the number of tests; complaints go to stderr. A complaint counts as a
failed test. ctest by itself is content when a test program was never registered.
"""

import json
import os
import re
import subprocess
import sys

RESULT = re.compile(r"^\s*\d+/\d+ Test\s+#\d+: (\S+) \.*\s*(\*\*\*)?(.*?)\s+[\d.]+ sec\s*$")
CMOCKA_MARK = b"[  PASSED  ] "
FUZZER_MARK = b"LLVMFuzzerTestOneInput"  # has cmocka for its assertions, but no tests
SKIPPED_FOLDERS = {"CMakeFiles", "_deps", "Testing"}


def results(log):
    """Name of each test that ctest reports, and its verdict."""
    verdicts = {}
    with open(log, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            match = RESULT.match(line)
            if match:
                verdicts[match[1]] = match[3]
    return verdicts


def registered(preset):
    """Name and command of each test that ctest knows."""
    shown = subprocess.run(["ctest", "--preset", preset, "--show-only=json-v1"],
                           stdin=subprocess.DEVNULL, capture_output=True, check=True)
    tests = json.loads(shown.stdout[shown.stdout.index(b"{"):])["tests"]
    return {test["name"]: test.get("command", []) for test in tests}


def test_programs(build):
    """Every program in the build folder that contains cmocka."""
    for folder, folders, files in os.walk(build):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        for name in files:
            path = os.path.join(folder, name)
            if not (name.endswith(".exe") or os.access(path, os.X_OK)):
                continue
            with open(path, "rb") as program:
                content = program.read()
            if content[:2] == b"MZ" or content[:4] == b"\x7fELF":
                if CMOCKA_MARK in content and FUZZER_MARK not in content:
                    yield os.path.realpath(path)


def goes_through_runner(command):
    return any(os.path.basename(word) in ("testrunner", "testrunner.exe") for word in command)


def audit(preset, build, log):
    complaints = []
    verdicts = results(log)
    if not verdicts:
        return [f"no test ran; {log} says why"], verdicts
    try:
        tests = registered(preset)
    except (subprocess.CalledProcessError, ValueError, OSError):
        return [f"ctest can't list the tests of preset {preset}; did configuring fail?"], verdicts
    for name in tests:
        if name not in verdicts:
            complaints.append(f"test {name} did not run")
    programs = {os.path.realpath(word): command for command in tests.values()
                for word in command if os.path.isabs(word)}
    for program in test_programs(build):
        shown = os.path.relpath(program)
        if program not in programs:
            complaints.append(f"no test runs {shown}. Register it with ctest, or, if it is a "
                              "leftover of a test that is gone, delete it")
        elif not goes_through_runner(programs[program]):
            complaints.append(f"{shown} is a cmocka program, but its test doesn't go through "
                              "testrunner, so a program that never starts could pass")
    return complaints, verdicts


def main():
    preset, build, log = sys.argv[1:]
    complaints, verdicts = audit(preset, build, log)
    passed = sum(1 for verdict in verdicts.values() if verdict == "Passed")
    for complaint in complaints:
        print(f"{preset}: {complaint}", file=sys.stderr)
    print(passed, len(verdicts) - passed + len(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
