#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does the document show what sohdump really prints?

    check_document.py DOCUMENT OPTIONS-SOURCE CASES-FOLDER

Each block behind a line "<!-- case FILE -->" must be that file of the cases, which test_sohdump
holds sohdump to, and the block that begins with "Usage:" must be the help text.
"""

import ast
import pathlib
import re
import sys


def main():
    document = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    source = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    cases = pathlib.Path(sys.argv[3])
    literals = re.search(r"OptionsHelp\[\] =\n(.*?);\n", source, re.S)[1]
    usage = "".join(ast.literal_eval(line.strip()) for line in literals.splitlines())
    wrong = [] if f"```\n{usage}```\n" in document else ["the usage"]
    blocks = re.findall(r"<!-- case (\S+) -->\n```\w*\n(.*?)```\n", document, re.S)
    wrong += [name for name, block in blocks
              if block != (cases / name).read_text(encoding="utf-8")]
    for name in wrong:
        print(f"{sys.argv[1]} does not show what is printed: {name}", file=sys.stderr)
    print(f"{len(blocks)} blocks compared")
    return 1 if wrong or len(blocks) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
