#!/usr/bin/env python3
"""coverage.py - every message of diag.def, every reason and every outcome is shown by some golden case.

usage: tests/cases/coverage.py

What a golden case cannot show stands in EXCEPT with the reason; a row there that a case does show is a mistake as well.
"""
import pathlib
import re
import sys

CASES = pathlib.Path(__file__).resolve().parent
ROOT = CASES.parent.parent

EXCEPT = {
    "E0101": "a case is UTF-8 itself: tests/bad_input",
    "E0707": "needs a file of many megabytes",
    "E0814": "a limit of the host: tests/unit/test_report.c",
    "E0826": "a case holds no NUL: tests/unit/test_csv.c",
    "E0830": "columns of a host: tests/unit/test_csv.c",
    "E0831": "columns of a host: tests/unit/test_csv.c",
    "E0901": "needs a text of many megabytes: tests/unit/test_parse.c",
}
EXCEPT_REASONS = {
}
EXCEPT_OUTCOMES = {
}


def rows(path, pattern):
    return re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"), re.M)


def shown():
    return "".join(p.read_text(encoding="utf-8") for p in sorted(CASES.rglob("*.case")))


def outputs():
    """What comes out of the cases, without what goes in."""
    kept = []
    for part in re.split(r"^(?=--- )", shown(), flags=re.M):
        if part.startswith(("--- stdout", "--- stderr")):
            kept.append(part)
    return "".join(kept)


def check(names, found, exceptions, what):
    for name in names:
        there = found(name)
        if there and name in exceptions:
            yield "%s %s is shown now: take it off the exceptions" % (what, name)
        elif not there and name not in exceptions:
            yield "%s %s is shown by no case" % (what, name)
    for name in exceptions:
        if name not in names:
            yield "%s %s does not exist" % (what, name)


def main():
    text = outputs()
    codes = rows("runtime/diag.def", r"^DIAG\((\w+)")
    reasons = [(code, zh, en) for code, zh, en in rows("runtime/reason.def", r'^REASON\(\w+,\s*\w+,\s*"(\w+)",\s*"([^"]+)",\s*"([^"]+)"')]
    words = {code: (zh, en) for code, zh, en in reasons}
    outcomes = ["pass", "rounding", "fail", "explained", "not_applicable", "no_data", "error"]
    trouble = list(check(codes, lambda c: c in text, EXCEPT, "message"))
    trouble += check(list(words), lambda c: any(w in text for w in words[c]) or '"reason_code": "%s"' % c in text, EXCEPT_REASONS, "reason")
    trouble += check(outcomes, lambda o: '"outcome": "%s"' % o in text, EXCEPT_OUTCOMES, "outcome")
    for line in trouble:
        print("FAILED " + line)
    print("coverage of cases: %d passed, %d failed" % (len(codes) + len(words) + len(outcomes) - len(trouble), len(trouble)))
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
