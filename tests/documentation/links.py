#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each link of the project's Markdown files to a file of the tree, or to a heading, leads somewhere."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def documents():
    yield from ROOT.glob("*.md")
    yield from ROOT.glob("docs/**/*.md")


def prose(document):
    """The text without blocks of code, where brackets mean something else."""
    return re.sub(r"^( *)```.*?^\1```$", "", document.read_text(), flags=re.M | re.S)


def anchors(document):
    """Of each heading, as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#+ +(.+?) *$", prose(document), re.M):
        name = re.sub(r"[^\w -]", "", re.sub(r"\]\([^)]*\)", "", heading).lower()).replace(" ", "-")
        number = sum(1 for other in found if re.fullmatch(re.escape(name) + r"(-\d+)?", other))
        found.add(f"{name}-{number}" if number else name)
    return found


def fault(document, link):
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists() or ROOT not in (target, *target.parents):
        return "no such file"
    if anchor and anchor not in anchors(target):
        return "no such heading"
    return None


def main():
    links = [(document, link) for document in sorted(documents())
             for link in re.findall(r"\]\(([^)\s]+)\)", prose(document)) if "://" not in link]
    faults = [f"{document.relative_to(ROOT)}: {link}: {fault(document, link)}"
              for document, link in links if fault(document, link)]
    if faults or not links:
        sys.exit("FAILED: " + ("\n".join(faults) or "no links found"))
    print(f"All {len(links)} links lead somewhere.")


main()
