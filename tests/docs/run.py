#!/usr/bin/env python3
"""run.py - the examples of the documents, against a binary.

    tests/docs/run.py [--update] [BINARY] [DOCUMENT…]

What a fenced block is, its info string says:

    ```heng file=x.heng     written to that file, for the commands that follow (any language: json, csv, c …)
    ```heng                 must pass `heng check`
    ```console              commands after `$ `, each with what it prints on stdout and stderr; `…` alone on a line
                            stands for any number of lines, within a line for any characters, but after a digit
                            (0.3333…) for itself; runs of blanks count as one
    ```console at=root      the same, in the repository's own folder
    ```heng part            part of something; not tried (nor is any other block)

The blocks of a document share one folder; in it, build/heng and heng on the PATH are BINARY, and rulesets/, examples/,
tests/ and runtime/ are the repository's. Each command gets the exit code of the one before it as $?. Every link to a
file of the repository must lead to one. In a document that says `<!-- rules in tables: tried -->`, the code that is a whole
cell of a table must stand in a block that is written to a file. `--update` puts what was printed into blocks without `…`."""

import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHARED = ("rulesets", "examples", "tests", "runtime")
SECONDS = 120
MOST_SHOWN = 40
ANY = "…"


class Block:
    def __init__(self, language, options, first, last, lines):
        self.language, self.options, self.first, self.last, self.lines = language, options, first, last, lines


def blocks(lines):
    """The fenced blocks of a document; `first` and `last` are the indices of the fences."""
    start = None
    for i, line in enumerate(lines):
        if start is None and re.match(r"^```\w", line):
            start = i
        elif start is not None and line.rstrip() == "```":
            language, *options = lines[start][3:].split()
            yield Block(language, options, start, i, lines[start + 1:i])
            start = None
        elif start is None and line.startswith("```"):
            start = i
            lines[i] = "```text"
    if start is not None:
        raise ValueError("line %d: the block is not closed" % (start + 1))


def option(block, name):
    for o in block.options:
        if o.startswith(name + "="):
            return o[len(name) + 1:]
    return None


def same(expected, printed):
    """Whether a printed line is the expected one."""
    pattern = re.escape(re.sub(r" +", " ", expected))
    return re.fullmatch(re.sub(r"(?<!\d)" + ANY, ".*", pattern), re.sub(r" +", " ", printed)) is not None


def compare(expected, printed):
    """How many of the expected lines the printed ones begin with, ANY standing for any run of lines; all of them, and
    one, if nothing else is printed."""
    furthest, ends = 0, {0}  # ends: numbers of printed lines that the expected lines so far can stand for
    for line in expected:
        if line.strip() == ANY:
            ends = set(range(min(ends), len(printed) + 1))
        else:
            ends = {i + 1 for i in ends if i < len(printed) and same(line, printed[i])}
        if not ends:
            return furthest
        furthest += 1
    return furthest + (len(printed) in ends)


def difference(expected, printed, reached):
    """For people: where the two part."""
    text = "line %d expected: %s" % (reached + 1, expected[reached] if reached < len(expected) else "(the end)")
    shown = printed if len(printed) <= MOST_SHOWN else printed[:MOST_SHOWN] + ["(%d more lines)" % (len(printed) - MOST_SHOWN)]
    return text + "\nprinted:\n" + "\n".join(shown)


def folder(binary):
    """A new folder in which the commands of a document run."""
    made = tempfile.TemporaryDirectory(prefix="heng-docs-")
    build = os.path.join(made.name, "build")
    os.mkdir(build)
    for path in glob.glob(os.path.join(os.path.dirname(binary), "libheng*")):
        os.symlink(path, os.path.join(build, os.path.basename(path)))
    os.symlink(binary, os.path.join(build, "heng"))
    for name in SHARED:
        os.symlink(os.path.join(ROOT, name), os.path.join(made.name, name))
    return made


def execute(command, where, path, status):
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    environment.update(PATH=path + os.pathsep + os.environ["PATH"], NO_COLOR="1")
    try:
        done = subprocess.run(["sh", "-c", "(exit %d); %s" % (status, command)], cwd=where, env=environment, timeout=SECONDS,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return ["(stopped after %d seconds)" % SECONDS], 1
    printed = [line.rstrip() for line in done.stdout.decode(errors="replace").splitlines()]
    if done.returncode < 0 or done.returncode > 4:
        printed.append("(exit code %d)" % done.returncode)
    return printed, max(done.returncode, 0)


def commands(block):
    """[command, lines expected after it] of a console block."""
    found = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif found:
            found[-1][1].append(line.rstrip())
        else:
            raise ValueError("line %d: no command" % (block.first + 2))
    return found


class Document:
    def __init__(self, path, binary):
        self.path, self.binary = path, binary
        self.name = os.path.relpath(path, ROOT)
        self.passed, self.failures, self.status, self.updates = 0, [], 0, []

    def tell(self, line, good, text):
        if good:
            self.passed += 1
        else:
            self.failures.append("%s:%d: %s" % (self.name, line, text))

    def run(self):
        with open(self.path, encoding="utf-8") as f:
            self.lines = f.read().split("\n")
        with folder(self.binary) as where:
            for block in blocks(list(self.lines)):
                self.run_block(block, where)
        self.check_links()
        if "<!-- rules in tables: tried -->" in self.lines:
            self.check_tables()

    def run_block(self, block, where):
        name = option(block, "file")
        text = "\n".join(block.lines) + "\n"
        if name:
            path = os.path.join(where, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        elif block.language == "heng" and "part" not in block.options:
            with open(os.path.join(where, "example.heng"), "w", encoding="utf-8") as f:
                f.write(text)
            printed, status = execute("heng check example.heng", where, os.path.join(where, "build"), 0)
            self.tell(block.first + 1, status == 0, "this is no ruleset:\n" + "\n".join(printed))
        elif block.language == "console":
            self.run_console(block, where)

    def run_console(self, block, where):
        now, known = [], True
        for command, expected in commands(block):
            printed, self.status = execute(command, ROOT if option(block, "at") == "root" else where, os.path.join(where, "build"), self.status)
            while expected and not expected[-1]:
                expected.pop()
            while printed and not printed[-1]:
                printed.pop()
            reached = compare(expected, printed)
            good = reached == len(expected) + 1
            known = known and (good or not any(re.search(r"(?<!\d)" + ANY, line) for line in expected))
            self.tell(block.first + 1, good, "$ %s\n%s" % (command, difference(expected, printed, reached)))
            now += ["$ " + command] + (expected if good else printed)
        if known:
            self.updates.append((block, now))

    def update(self):
        for block, now in reversed(self.updates):
            self.lines[block.first + 1:block.last] = now
        with open(self.path, "w", encoding="utf-8") as f:
            f.write("\n".join(self.lines))

    def check_tables(self):
        def plain(text):
            return re.sub(r"\s+", " ", text)
        tried = plain("\n".join("\n".join(b.lines) for b in blocks(list(self.lines)) if b.language == "heng" and option(b, "file")))
        for i, line in enumerate(self.lines):
            for rule in re.findall(r"\| `([^`]+)` (?=\|)", line):
                self.tell(i + 1, plain(rule) in tried, "in no example: " + rule)

    def check_links(self):
        text = re.sub(r"^```.*?^```", "", "\n".join(self.lines), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if not re.match(r"\w+:", target):
                there = os.path.exists(os.path.join(os.path.dirname(self.path), target))
                self.tell(1, there, "the link leads nowhere: " + target)


def main():
    parser = argparse.ArgumentParser(description="Tries the examples of the documents.")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("binary", nargs="?", default="build/heng")
    parser.add_argument("documents", nargs="*")
    options = parser.parse_args()
    binary = os.path.realpath(options.binary)
    paths = [os.path.realpath(p) for p in options.documents]
    os.chdir(ROOT)
    passed, failures = 0, []
    for path in paths or sorted(os.path.join(ROOT, p) for p in glob.glob("*.md") + glob.glob("docs/**/*.md", recursive=True)):
        document = Document(path, binary)
        try:
            document.run()
            if options.update:
                document.update()
        except (OSError, ValueError) as e:
            document.failures.append("%s: %s" % (document.name, e))
        passed += document.passed
        failures += document.failures
    for failure in failures:
        print("FAILED " + failure)
    print("%d passed, %d failed" % (passed, len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
