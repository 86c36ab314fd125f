#!/usr/bin/env python3
"""print.py - writes the reference chapters of the manual from the lists and the grammar they document.

usage: docs/reference/print.py [--check] TABLES

TABLES is the built docs/reference/tables.c. Each chapter is a file that begins with its own heading and text; what stands between
`<!-- printed: NAME -->` and `<!-- end -->` is replaced. --check writes nothing and fails where a chapter is stale."""
import pathlib
import re
import subprocess
import sys

import grammar
import pages

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PRINTED = re.compile(r"(<!-- printed: (\w+) -->\n).*?(<!-- end -->)", re.S)


def block(tables, name, language):
    if name == "grammar":
        return "```text\n%s```\n" % grammar.chapter(0 if language == "zh" else 1)
    if name == "pages":
        return pages.chapter()
    return subprocess.run([tables, name, language], check=True, capture_output=True).stdout.decode()


def main():
    check = "--check" in sys.argv
    tables = [a for a in sys.argv[1:] if not a.startswith("--")][0]
    stale = seen = 0
    for path in sorted((ROOT / "docs/manual").rglob("*.md")):
        language = "en" if "en" in path.relative_to(ROOT / "docs/manual").parts else "zh"
        old = path.read_text(encoding="utf-8")
        new = PRINTED.sub(lambda m: m[1] + block(tables, m[2], language) + m[3], old)
        seen += len(PRINTED.findall(old))
        if new != old:
            stale += 1
            if check:
                print("%s is stale: run `make manual`" % path.relative_to(ROOT))
            else:
                path.write_text(new, encoding="utf-8")
    print("reference: %d passed, %d failed" % (seen - stale, stale) if check else "%d tables in the manual, %d chapters rewritten" % (seen, stale))
    return 1 if check and stale or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
