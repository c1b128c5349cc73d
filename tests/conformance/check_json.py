#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""check_json.py RUN-IN-WINE ARCHITECTURE PROGRAM DOCUMENT AREA...: is the report for machines JSON, does it
say what the DLL is, do its counts agree with its rules, does the document name every area of rules, and
are the areas those that ctest tries?"""
import hashlib
import json
import pathlib
import subprocess
import sys
from collections import Counter

TAGS = {"D": "documented", "E": "evident", "C": "chosen"}
VERDICTS = {"holds": "holds", "broken": "broken", "differs": "differs", "not run": "notRun"}


def run(runner, architecture, program, *arguments):
    done = subprocess.run([runner, architecture, program, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, check=True)
    return done.stdout.decode()


def main():
    runner, architecture, program, document, *areas = sys.argv[1:]
    report = json.loads(run(runner, architecture, program, "--json", "--rule", "validity.*", "--rule",
                            "exports.*", "--rule", "registration.path"))
    dll = pathlib.Path(program).parent / "qutil.dll"
    content = dll.read_bytes()
    assert report["dll"]["size"] == len(content), report["dll"]
    assert report["dll"]["architecture"] == architecture, report["dll"]
    assert report["dll"]["sha256"] in ("", hashlib.sha256(content).hexdigest()), report["dll"]
    assert report["system"]["windows"] and report["system"]["wine"], report["system"]
    rules = report["rules"]
    assert len(rules) > 60 and len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert all(rule[key] for key in ("id", "tag", "text", "expected", "observed", "verdict")), rule
        wanted = "not run" if rule["id"] == "registration.path" else "holds"
        assert rule["verdict"] == wanted, rule
    seen = Counter((TAGS[rule["tag"]], VERDICTS[rule["verdict"]]) for rule in rules)
    told = {(tag, verdict): count for tag, counts in report["counts"].items()
            for verdict, count in counts.items()}
    assert all(told[key] == seen[key] for key in told) and set(seen) <= set(told), (told, seen)

    ids = [line.split()[1].rstrip(":") for line in run(runner, architecture, program, "--list").splitlines()]
    text = pathlib.Path(document).read_text(encoding="utf-8")
    assert sorted(areas) == sorted({rule.split(".")[0] for rule in ids}), areas
    missing = {rule.split(".")[0] for rule in ids if f"`{rule.split('.')[0]}.*`" not in text}
    assert not missing, f"{document} does not name {missing}"
    options = [line.split()[0] for line in run(runner, architecture, program, "--help").splitlines()
               if line.startswith("  --")]
    assert len(options) == 11 and all(f"`{option}" in text for option in options), options
    print(f"{len(rules)} rules in the report, {len(ids)} in the list")


if __name__ == "__main__":
    main()
