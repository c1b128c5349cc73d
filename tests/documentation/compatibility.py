#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/compatibility.md against the project: a row for each export and each method, rules and tests
that exist, and no rule that belongs to no row. docs/naphost.md: a row for each method.

    compatibility.py BUILD-FOLDER QUTIL-CONFORMANCE...

The rest of the command line runs qutil-conformance, which prints its rules.
"""
import fnmatch
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Which interfaces of which IDL file each page documents.
QUTIL = {"napprotocol": ("INapSoHConstructor", "INapSoHProcessor")}
NAPHOST = {
    "napmanagement": ("INapClientManagement", "INapClientManagement2"),
    "napservermanagement": ("INapServerManagement", "INapServerInfo"),
    "napsystemhealthagent": ("INapSystemHealthAgentBinding", "INapSystemHealthAgentBinding2",
                             "INapSystemHealthAgentRequest"),
    "napsystemhealthvalidator": ("INapSystemHealthValidationRequest", "INapSystemHealthValidationRequest2",
                                 "INapServerCallback"),
}


def table(text, heading):
    """The rows below the line that begins a table with this heading, as lists of cells."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {heading} |"):
            break
    next(lines, None)  # the line of dashes
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def exports():
    definitions = (ROOT / "qutil.def").read_text()
    return re.findall(r"^ +(\w+) +@\d+", definitions, re.M)


def methods(interfaces):
    for file, names in interfaces.items():
        idl = (ROOT / "include" / f"{file}.idl").read_text()
        for name in names:
            body = re.search(rf"^interface {name} : \w+\s*\{{(.*?)^\}}", idl, re.M | re.S)
            for method in re.findall(r"^ +HRESULT (\w+)\(", body[1] if body else "", re.M):
                yield f"{name}::{method}"


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"FAILED: {' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def main():
    build, *conformance = sys.argv[1:]
    text = (ROOT / "docs" / "compatibility.md").read_text()
    host = (ROOT / "docs" / "naphost.md").read_text()
    faults = []

    def same(what, wanted, written):
        if not wanted or not written:
            faults.append(f"{what}: nothing found to compare")
        faults.extend(f"{what}: no row for {name}" for name in sorted(set(wanted) - set(written)))
        faults.extend(f"{what}: there is no {name}" for name in sorted(set(written) - set(wanted)))
        faults.extend(f"{what}: two rows for {name}" for name in set(written) if written.count(name) > 1)

    same("functions", exports(), [row[0] for row in table(text, "function")])
    same("methods", list(methods(QUTIL)), [row[0] for row in table(text, "method")])
    same("methods of naphost.dll", list(methods(NAPHOST)), [row[0] for row in table(host, "method")])

    rules = re.findall(r"^[DEC] ([\w.-]+): ", output(*conformance, "--list"), re.M)
    tests = re.findall(r"^ *Test +#\d+: (\S+)", output("ctest", "--test-dir", build, "-N"), re.M)
    rows = list(table(text, "what"))
    patterns = [name for row in rows for name in re.findall(r"`([^`]+)`", row[1])]
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row[2])]
    if not (rules and tests and patterns and named):
        faults.append("tests: no rules, no tests, or no table of them")
    faults.extend(f"tests: no rule is called {pattern}" for pattern in patterns
                  if not fnmatch.filter(rules, pattern))
    faults.extend(f"tests: no row has the rule {rule}" for rule in rules
                  if not any(fnmatch.fnmatchcase(rule, pattern) for pattern in patterns))
    faults.extend(f"tests: ctest knows no {name}" for name in named if name not in tests)

    if faults:
        sys.exit("FAILED: docs/compatibility.md, docs/naphost.md\n" + "\n".join(faults))
    print(f"{len(exports())} functions, {len(list(methods(QUTIL)))} methods, {len(rules)} rules and "
          f"{len(set(named))} tests are as docs/compatibility.md has them, and "
          f"{len(list(methods(NAPHOST)))} methods as docs/naphost.md has them.")


main()
