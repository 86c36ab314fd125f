#!/usr/bin/env python3
"""tokens.py - every number a report prints is in its data, and no other.

usage: tokens.py [--sources DIR] [REPORT...]

Reports are those of examples/reports/index.tsv (all, or the named ones). The number tokens of DIR/REPORT.txt
(default ../shared/reports) are compared, as multisets, with the number tokens of the values in all data documents
of the report together. A token that the source prints twice must be in the data twice, or stand on the list
tests/reports/REPORT.exclusions with its reason. Exit codes: 0 all accounted for (a report whose source is absent
is skipped), 1 something is missing, superfluous or stale, 2 an input cannot be read.

Lines of the list: UTF-8, fields separated by one tab; blank lines and lines that begin with `#` are ignored.

    TOKEN<TAB>CONTEXT<TAB>REASON[<TAB>COUNT]
        the token is not a figure where it stands in CONTEXT, a piece of the source. 【】 around the token marks it
        in a context that holds it more than once; `^` and `$` at the ends stand for a line's ends; `⏎` inside
        stands for an end of line with any blanks and blank lines around it, as between the cells of a table.
        COUNT is how often the context occurs: a number (1 when absent) or `*`, any number above 0.
    @skip<TAB>[DOCUMENT:]PATH<TAB>REASON
        values at and under PATH (names joined by `.`) are not printed figures; in one document or in all.
    @merged<TAB>PATH<TAB>REASON
        PATH is TABLE.COLUMN, a merged cell: consecutive rows equal in it and in the columns before it print it once.
"""
import argparse
import bisect
import collections
import json
import os
import re
import sys

from reports import ROOT, chosen, fail, read_lines

TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*%?")
HERE = os.path.dirname(os.path.abspath(__file__))


def context_pattern(body, at, token):
    """A pattern of the context, whose only group is the token; None if the token does not stand at `at`."""
    head, tail = body.startswith("^"), body.endswith("$")
    begin, end = (1 if head else 0), len(body) - (1 if tail else 0)
    if body[at:at + len(token)] != token:
        return None

    def literal(text):
        return r"\s*\n\s*".join(re.escape(piece) for piece in text.split("⏎"))

    return re.compile("(?=%s%s(%s)%s%s)" % ("^" if head else "", literal(body[begin:at]), re.escape(token),
                                           literal(body[at + len(token):end]), "$" if tail else ""), re.M)


def load_exclusions(path):
    """The list as (contexts, skipped paths, merged columns); a context is (line, token, pattern, text, count)."""
    contexts, skip, merged = [], set(), set()
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) not in (3, 4) or not fields[2]:
            fail("%s:%d: expected TOKEN, CONTEXT, REASON and perhaps COUNT, separated by tabs" % (path, number))
        token, context = fields[0], fields[1]
        if token in ("@skip", "@merged"):
            (skip if token == "@skip" else merged).add(context)
            continue
        count = fields[3] if len(fields) == 4 else "1"
        if count != "*" and not re.fullmatch(r"[1-9][0-9]*", count):
            fail("%s:%d: COUNT is a number above 0 or *" % (path, number))
        at = context.find("【" + token + "】")
        body = context.replace("【" + token + "】", token) if at >= 0 else context
        pattern = context_pattern(body, at if at >= 0 else body.find(token), token)
        if not pattern:
            fail("%s:%d: the context does not hold the token %s" % (path, number, token))
        contexts.append((number, token, pattern, body, count))
    return contexts, skip, merged


def source_tokens(lines, contexts):
    """Tokens that no context excludes, each with the numbers of its lines; and how often each context matched."""
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    tokens = {m.start(): m.group() for m in TOKEN.finditer(text)}
    excluded, used = set(), collections.Counter()
    for number, token, pattern, _, _ in contexts:
        for m in pattern.finditer(text):
            if tokens.get(m.start(1)) == token:
                used[number] += 1
                excluded.add(m.start(1))
    found = collections.defaultdict(list)
    for at, token in tokens.items():
        if at not in excluded:
            found[token].append(bisect.bisect_right(starts, at))
    return found, used


def without_merged(row, before, path, merged):
    """The row's cells but those merged with the row before."""
    kept, same = {}, True
    for name, cell in row.items():
        same = same and (name == "出处" or before.get(name) == cell)
        if not (same and path + "." + name in merged):
            kept[name] = cell
    return kept


def data_tokens(document, data, skip, merged):
    """Tokens of the data's values, each with the places that hold it."""
    found = collections.defaultdict(list)

    def visit(value, path, place):
        if path in skip or document + ":" + path in skip:
            return
        if isinstance(value, dict):
            for name, item in value.items():
                if name != "出处":
                    inner = path if name == "值" else (path + "." + name if path else name)
                    visit(item, inner, place if name == "值" else (place + "." + name if place else name))
        elif isinstance(value, list):
            before = {}
            for row, item in enumerate(value):
                if isinstance(item, dict):
                    here = item
                    item = without_merged(here, before, path, merged)
                    before = here
                visit(item, path, "%s[%d]" % (place, row + 1))
        elif value is not None and not isinstance(value, bool):
            for m in TOKEN.finditer(str(value)):
                found[m.group()].append("%s: %s" % (document, place))

    visit(data, "", "")
    return found


def compare(name, source, documents, listing):
    """Whether the report's source and data hold the same figures; prints what differs, or the counts."""
    contexts, skip, merged = load_exclusions(listing)
    lines = read_lines(source)
    printed, used = source_tokens(lines, contexts)
    held = collections.defaultdict(list)
    for path in documents:
        try:
            data = json.loads("\n".join(read_lines(path)), parse_float=str, parse_int=str)
        except ValueError as e:
            fail("%s: %s" % (path, e))
        for token, places in data_tokens(os.path.basename(path), data, skip, merged).items():
            held[token] += places

    bad = 0
    for token in sorted(set(printed) | set(held)):
        a, b = len(printed.get(token, ())), len(held.get(token, ()))
        if a == b:
            continue
        bad += 1
        print("%s: printed %d times, in the data %d times" % (token, a, b))
        for number in sorted(set(printed.get(token, ()))):
            print("    %s:%d: %s" % (source, number, lines[number - 1].strip()[:100]))
        for place in held.get(token, ()):
            print("    %s" % place)
    for number, token, _, body, count in contexts:
        if used[number] == 0 or (count != "*" and used[number] != int(count)):
            bad += 1
            print("%s:%d: %s in `%s` occurs %d times, %s listed" % (listing, number, token, body, used[number], count))
    if not bad:
        print("tokens: %s: %d figures in %d documents, %d excluded" % (name, sum(map(len, printed.values())), len(documents),
                                                                       sum(used.values())))
    return bad == 0


def main():
    parser = argparse.ArgumentParser(description="Compares the numbers of printed reports with those of their data.")
    parser.add_argument("--sources", default=os.path.join(os.path.dirname(ROOT), "shared", "reports"), help="folder of the printed reports")
    parser.add_argument("report", nargs="*")
    options = parser.parse_args()
    good = True
    for name, documents in chosen(options.report).items():
        source = os.path.join(options.sources, name + ".txt")
        if not os.path.exists(source):
            print("tokens: %s: skipped, %s is not here" % (name, source))
            continue
        good = compare(name, source, [document for document, _ in documents], os.path.join(HERE, name + ".exclusions")) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
