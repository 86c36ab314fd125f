#!/usr/bin/env python3
"""mutation.py - which wrong digits of the reports would be noticed.

usage: mutation.py [--every] [--all] [--least PERCENT] [REPORT...]

Reports are those of examples/reports/index.tsv (all, or the named ones). In each data document every digit of every
figure is replaced, one at a time (by the next digit; with --every by each of the nine others), and the document is
evaluated by its ruleset. A wrong digit is noticed if the outcome of a check changes, or if a recomputed score ceases
or begins to be the unit's own. Printed are the shares of noticed digits and of figures all of whose digits are
noticed: among the figures that take part in a relation (a check that says figures are equal: a sum, a rate, a
repetition, a total), among those of a relation that holds as printed (one that fails goes on failing), and among all
figures; then the figures of relations that are not noticed (with --all, every figure).

Values at paths that REPORT.exclusions skips are no figures; cells merged by it are changed together. Exit codes: 0;
1 with --least if a report's share of figures in relations that hold is below it; 2 an input cannot be read.
"""
import argparse
import json
import os
import re
import subprocess
import sys

from reports import ROOT, chosen, fail, read_lines
from tokens import load_exclusions

HERE = os.path.dirname(os.path.abspath(__file__))
HENG = os.path.join(ROOT, "build", "heng")
OUTCOMES = os.path.join(ROOT, "build", "reports", "outcomes")
# a cell that is a figure: a number with what may stand before and after it, or a date
FIGURE = re.compile(r"\s*(不少于|不低于|不小于|至少|达到|不超过|不高于|不多于|至多|超过|高于|低于|少于|不足|第|[≥≧>≤≦<＞＜=]{1,2})?\s*(约|近)?"
                    r"[-+－（(]?\d[\d,.，]*\s*[余多]?\s*[^\d\s“”《》，。；+]{0,8}\s*")
DATE = re.compile(r"\s*\d{4}[-年/.]\s*(\d{1,2}[-月/.]?\s*(\d{1,2}日?)?)?[前底末以]*\s*")
BLOCK = 200  # documents per run of the tool


def is_figure(text):
    return bool(DATE.fullmatch(text) or FIGURE.fullmatch(text)) and any(c.isdigit() for c in text)


class Cell:
    """A figure: where its text stands in the document (the same printed cell in several rows: several places)."""

    def __init__(self, path, text):
        self.path, self.text, self.holders, self.names = path, text, [], set()
        self.digits = [i for i, c in enumerate(text) if c.isdigit()]
        self.missed = []

    def put(self, text):
        for holder, key in self.holders:
            holder[key] = text


def cells_of(document, data, skip, merged):
    """The figures of a document, in its order."""
    found = []

    def add(holder, key, path, name):
        text = str(holder[key])
        if path in skip or document + ":" + path in skip or not is_figure(text):
            return None
        cell = Cell(name, text)
        cell.holders.append((holder, key))
        cell.names.add(name)
        found.append(cell)
        return cell

    def scalar(value):
        return isinstance(value, (str, int, float)) and not isinstance(value, bool)

    def visit(value, path, name):
        if path in skip or document + ":" + path in skip:
            return
        if isinstance(value, dict):
            for key, item in value.items():
                if key == "出处":
                    continue
                inner, shown = (path, name) if key == "值" else (path + "." + key if path else key, name + "." + key if name else key)
                if scalar(item):
                    add(value, key, inner, shown)
                else:
                    visit(item, inner, shown)
        elif isinstance(value, list):
            before, kept = {}, {}
            for i, row in enumerate(value):
                shown = "%s[%d]" % (name, i + 1)
                if not isinstance(row, dict):
                    visit(row, path, shown)
                    continue
                same, here = True, {}
                for key, item in row.items():
                    if key == "出处":
                        continue
                    same = same and before.get(key) == item
                    inner = path + "." + key
                    if inner in merged and same and key in kept and scalar(item):
                        kept[key].holders.append((row, key))
                        kept[key].names.add(shown + "." + key)
                        here[key] = kept[key]
                    elif scalar(item):
                        here[key] = add(row, key, inner, shown + "." + key)
                    else:
                        visit(item, inner, shown + "." + key)
                before, kept = row, {k: c for k, c in here.items() if c}

    visit(data, "", "")
    return found


def is_equality(result):
    """Whether a check's formula says that figures are equal: not one bounded by the other, nor texts compared."""
    formula = re.sub(r"\[[^\]]*\]", "", result.get("formula") or "")
    formula = re.sub(r'=\s*("[^"]*"|“[^”]*”)', "", formula)
    formula = re.sub(r"\.(单位|类别|关系|文本)\s*=", "", formula)
    left = result.get("left")
    if left is not None and not re.fullmatch(r"-?[\d.]+", left):
        return False
    return "≈" in formula or bool(re.search(r"(?<![<>≤≥≠!])=", formula))


def in_relations(ruleset, document):
    """Names of the figures that the equalities of the document's results rest on, and of those some of which hold."""
    done = subprocess.run([HENG, "run", "--format", "json", ruleset, document], stdout=subprocess.PIPE, cwd=ROOT)
    if done.returncode not in (0, 1):
        fail("%s: cannot be evaluated by %s" % (document, ruleset))
    names, holding = set(), set()
    for result in json.loads(done.stdout.decode().splitlines()[0])["checks"]:
        if result["outcome"] in ("pass", "rounding", "fail", "explained") and is_equality(result):
            operands = [operand["name"] for operand in result["operands"]]
            names.update(operands)
            if result["outcome"] in ("pass", "rounding"):
                holding.update(operands)
    return names, holding


def replacements(digit, every):
    if every:
        return [d for d in "0123456789" if d != digit]
    return ["8" if digit == "9" else str(int(digit) + 1)]


def outcomes(ruleset, documents):
    """One line of outcomes per document."""
    done = subprocess.run([OUTCOMES, ruleset], input="\n".join(documents).encode() + b"\n", stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, cwd=ROOT)
    lines = done.stdout.decode().splitlines()
    if done.returncode or len(lines) != len(documents):
        fail("%s: %s" % (ruleset, done.stderr.decode().strip() or "outcomes failed"))
    return lines


def examine(ruleset, document, skip, merged, every):
    """The figures of a document, with the digits of each that are not noticed."""
    try:
        data = json.loads("\n".join(read_lines(document)))
    except ValueError as e:
        fail("%s: %s" % (document, e))
    name = os.path.basename(document)
    found = cells_of(name, data, skip, merged)
    base = outcomes(ruleset, [json.dumps(data, ensure_ascii=False)])[0]
    pending = []

    def flush():
        for (cell, at, to, _), line in zip(pending, outcomes(ruleset, [p[3] for p in pending]) if pending else ()):
            if line == base:
                cell.missed.append((at, to))
        pending.clear()

    for cell in found:
        for at in cell.digits:
            for to in replacements(cell.text[at], every):
                text = cell.text[:at] + to + cell.text[at + 1:]
                number = all(not isinstance(holder[key], str) for holder, key in cell.holders)
                old = cell.holders[0][0][cell.holders[0][1]]
                cell.put(int(text) if number and text.isdigit() else text)
                pending.append((cell, at, to, json.dumps(data, ensure_ascii=False)))
                cell.put(old)
                if len(pending) == BLOCK:
                    flush()
    flush()
    return found


def share(part, whole):
    return "%d of %d (%.1f%%)" % (part, whole, 100.0 * part / whole if whole else 100.0)


def told(label, figures, every):
    """Prints the shares of a set of figures; returns that of the figures, in percent."""
    tried = sum(len(c.digits) * (9 if every else 1) for c in figures)
    missed = sum(len(c.missed) for c in figures)
    whole = sum(not c.missed for c in figures)
    print("  %s: digits noticed %s; figures noticed in every digit %s" % (label, share(tried - missed, tried), share(whole, len(figures))))
    return 100.0 * whole / len(figures) if figures else 100.0


def main():
    parser = argparse.ArgumentParser(description="Tells which wrong digits of the reports would be noticed.")
    parser.add_argument("--every", action="store_true", help="replace each digit by all nine others")
    parser.add_argument("--all", action="store_true", help="list every figure that is not noticed")
    parser.add_argument("--least", type=float, default=0, help="least share of figures in relations that hold, in percent")
    parser.add_argument("report", nargs="*")
    options = parser.parse_args()
    good = True
    for name, documents in chosen(options.report).items():
        absent = [ruleset for _, ruleset in documents if not os.path.exists(ruleset)]
        if absent:
            print("%s: skipped, %s is not here" % (name, absent[0]))
            continue
        _, skip, merged = load_exclusions(os.path.join(HERE, name + ".exclusions"))
        every, related, held, missed = [], [], [], []
        for document, ruleset in documents:
            names, holding = in_relations(ruleset, document)
            for cell in examine(ruleset, document, skip, merged, options.every):
                every.append(cell)
                if cell.names & names:
                    related.append(cell)
                if cell.names & holding:
                    held.append(cell)
                if cell.missed and (options.all or cell.names & names):
                    missed.append((os.path.basename(document), cell, bool(cell.names & names) and not cell.names & holding))
        print("%s" % name)
        told("in relations          ", related, options.every)
        good = told("in relations that hold", held, options.every) >= options.least and good
        told("all figures           ", every, options.every)
        for document, cell, failing in missed:
            shown = sorted({at for at, _ in cell.missed})
            marked = "".join("[%s]" % c if i in shown else c for i, c in enumerate(cell.text))
            print("    %s: %s %s%s" % (document, cell.path, marked.replace("\n", "⏎"), " (what it is in fails as printed)" if failing else ""))
        sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
