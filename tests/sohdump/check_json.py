#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is what sohdump is expected to print as JSON really JSON, and does it say what the bytes say?

    check_json.py CASES-FOLDER

test_sohdump compares sohdump's output with these files byte by byte; here they are read by a JSON
parser that is not ours, and a reader of TLVs that is not ours either finds the same attributes.
"""

import json
import pathlib
import sys


def tlvs(data, offset):
    """(offset, type, size) of each TLV in the bytes."""
    end = offset + len(data)
    at = 0
    while offset + at < end:
        size = int.from_bytes(data[at + 2:at + 4], "big")
        yield offset + at, int.from_bytes(data[at:at + 2], "big") & 0x3FFF, size
        at += 4 + size


def no_doubles(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"an object with two members of one name: {names}")
    return dict(pairs)


def check(path):
    data = bytes.fromhex(path.with_suffix(".hex").read_text(encoding="ascii"))
    report = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=no_doubles)
    assert report["size"] == len(data)
    for entry in report["entries"]:
        piece = data[entry["offset"]:entry["offset"] + entry["size"]]
        shown = [(a["offset"], a["type"], a["size"]) for a in entry["attributes"]]
        assert shown == list(tlvs(piece, entry["offset"]))
        assert int(entry["id"], 16) == int.from_bytes(piece[4:8], "big")
        assert [a["location"] for a in entry["attributes"]] == list(range(len(shown)))
    assert not report["entries"] or entry["offset"] + entry["size"] == len(data)


def main():
    paths = sorted(pathlib.Path(sys.argv[1]).glob("*.json"))
    for path in paths:
        try:
            check(path)
        except (AssertionError, ValueError, KeyError) as problem:
            print(f"{path.name}: {problem!r}", file=sys.stderr)
            return 1
    print(f"{len(paths)} files are valid")
    return 0 if len(paths) >= 10 else 1


if __name__ == "__main__":
    sys.exit(main())
