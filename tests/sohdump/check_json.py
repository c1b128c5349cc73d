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


def joined(data):
    """What the parts hold that RADIUS attributes 26 or DHCP option 43 and 250 carry."""
    parts = []
    counted = data[0] == 26  # the length counts the head, too
    while data:
        kind, size = data[0], data[1] if counted else data[1] + 2
        value, data = data[2:size], data[size:]
        if kind == 26 and value[:4] == bytes.fromhex("00000137"):
            value = value[4:]
            while value:
                parts += [value[2:value[1]]] if value[0] == 55 else []
                value = value[value[1]:]
        elif kind in (43, 250):
            parts.append(value)
    return parts


def check_text(path):
    """The cases of other text hold the bytes of one plain case."""
    report = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=no_doubles)
    plain = json.loads((path.parent / "message-agent-only.json").read_text(encoding="utf-8"))
    assert report.pop("text")
    assert report == plain


def check(path):
    if not path.with_suffix(".hex").exists():
        check_text(path)
        return
    data = bytes.fromhex(path.with_suffix(".hex").read_text(encoding="ascii"))
    report = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=no_doubles)
    if "parts" in report:
        parts = joined(data)
        assert report["parts"] == len(parts) > 1
        data = b"".join(parts)
    assert report["size"] == len(data)
    end = None
    for entry in report["entries"]:
        assert end in (None, entry["offset"])
        end = entry["offset"] + entry["size"]
        assert end <= len(data)
        piece = data[entry["offset"]:end]
        shown = [(a["offset"], a["type"], a["size"]) for a in entry["attributes"]]
        assert shown == list(tlvs(piece, entry["offset"]))
        assert int(entry["id"], 16) == int.from_bytes(piece[4:8], "big")
        assert [a["location"] for a in entry["attributes"]] == list(range(len(shown)))
    assert "carriers" in report or end in (None, len(data))
    assert all(layer["offset"] < len(data) for layer in report.get("carriers", []))


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
