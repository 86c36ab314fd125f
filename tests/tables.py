#!/usr/bin/env python3
"""tables.py - every row of the tables does what it says.

usage: tests/tables.py [HENG]

    builtin.def     the row's example holds, in Chinese and with the English name
    keywords.def    the two spellings of a row mean the same: a text may use either
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXT = r'"((?:[^"\\]|\\.)*)"'


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def plain(text):
    return re.sub(r"\\(.)", r"\1", text)


def builtins():
    row = re.compile(r"^BUILTIN\((\w+),\s*%s,\s*%s,\s*\d+,\s*\d+,\s*\w+,\s*\w+,\s*\w+,\s*%s,\s*%s" % (TEXT, TEXT, TEXT, TEXT), re.M)
    return [(m[1], plain(m[2]), plain(m[3]), plain(m[5])) for m in row.finditer(read("dsl/builtin.def"))]


def keywords():
    row = re.compile(r"^KEYWORD\(%s,\s*%s" % (TEXT, TEXT), re.M)
    return {plain(m[1]): plain(m[2]) for m in row.finditer(read("grammar/keywords.def")) if not m[1].startswith("(")}


def in_english(expression, words):
    """The expression with every word of the language in its English spelling; texts in quotes stay."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', expression)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"[一-鿿]+", lambda m: words.get(m[0], m[0]), parts[i])
    return "".join(parts)


def check_examples(heng):
    rows = builtins()
    words = dict(keywords(), **{zh: en for _, zh, en, _ in rows})
    lines = [(name, text) for name, _, _, example in rows if example for text in (example, in_english(example, words))]
    done = subprocess.run([heng, "eval"], input="".join(text + "\n" for _, text in lines).encode(), capture_output=True)
    answers = done.stdout.decode().splitlines()
    if len(answers) != len(lines):
        yield False, "examples of builtin.def: %d answers to %d lines\n%s" % (len(answers), len(lines), done.stderr.decode()[:1000])
        return
    for (name, text), answer in zip(lines, answers):
        yield answer == "真", "%s: `%s` gives %s" % (name, text, answer)


def check_keywords():
    shown = "".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "tests/cases").rglob("*.case")))
    for zh, en in keywords().items():
        found = zh in shown and re.search(r"\b%s\b" % re.escape(en), shown)
        yield bool(found), "%s or %s occurs in no case" % (zh, en)


def main():
    heng = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/heng").resolve())
    passed = failed = 0
    for checks in (check_examples(heng), check_keywords()):
        for good, text in checks:
            passed += good
            failed += not good
            if not good:
                print("FAILED " + text)
    print("tables: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
