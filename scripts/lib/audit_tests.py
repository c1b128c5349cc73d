#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every registered test ran, and that every built test program belongs to a test.

    audit_tests.py [--label LABEL] PRESET BUILD-FOLDER

Prints "PASSED FAILED SKIPPED", the numbers of tests, from the junit.xml that ctest wrote into the
build folder. Complaints go to stderr, and each counts as a failed test. With --label, tests without
that label were left out on purpose, and count as skipped. ctest alone doesn't notice a test program
that was never registered.
"""

import argparse
import json
import os
import subprocess
import sys
import xml.etree.ElementTree

VERDICTS = {"run": "passed", "fail": "failed", "notrun": "skipped", "disabled": "skipped"}
CMOCKA_MARK = b"[  PASSED  ] "
FUZZER_MARK = b"LLVMFuzzerTestOneInput"  # fuzzers link cmocka for its assertions, but have no tests
SKIPPED_FOLDERS = {"CMakeFiles", "_deps", "Testing"}


def results(build):
    """Name and verdict of each test that ctest reports. A test whose program is missing is "notrun"
    as well, but counts as failed."""
    verdicts = {}
    for case in xml.etree.ElementTree.parse(os.path.join(build, "junit.xml")).iter("testcase"):
        verdict = VERDICTS.get(case.get("status"), "failed")
        reason = case.find("skipped")
        if verdict == "skipped" and reason is not None and "SKIP" not in reason.get("message", ""):
            verdict = "failed"
        verdicts[case.get("name")] = verdict
    return verdicts


def registered(build):
    """Name, command and labels of each test that ctest knows. With the preset, ctest would write an
    empty junit.xml."""
    shown = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"],
                           stdin=subprocess.DEVNULL, capture_output=True, check=True)
    tests = {}
    for test in json.loads(shown.stdout[shown.stdout.index(b"{"):])["tests"]:
        properties = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        tests[test["name"]] = (test.get("command", []), properties.get("LABELS", []))
    return tests


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


def audit(preset, build, label):
    """Returns the complaints, and the verdict of each test."""
    complaints = []
    try:
        verdicts = results(build)
        tests = registered(build)
    except (subprocess.CalledProcessError, ValueError, OSError,
            xml.etree.ElementTree.ParseError) as error:
        return [f"no test ran, or ctest can't list them ({error}); build/logs/{preset}.log "
                "says why"], {}
    for name, (command, labels) in tests.items():
        if name in verdicts:
            continue
        if label and label not in labels:
            verdicts[name] = "skipped"
        else:
            complaints.append(f"test {name} did not run")
    programs = {os.path.realpath(word): command for command, labels in tests.values()
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
    parser = argparse.ArgumentParser()
    parser.add_argument("--label")
    parser.add_argument("preset")
    parser.add_argument("build")
    options = parser.parse_args()
    complaints, verdicts = audit(options.preset, options.build, options.label)
    counts = {verdict: 0 for verdict in ("passed", "failed", "skipped")}
    for verdict in verdicts.values():
        counts[verdict] += 1
    for complaint in complaints:
        print(f"{options.preset}: {complaint}", file=sys.stderr)
    print(counts["passed"], counts["failed"] + len(complaints), counts["skipped"])
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
