#!/usr/bin/env python3
"""tokens.py - every number a report prints is in its data, and no other.

usage: tokens.py SOURCE.txt DATA.json [EXCLUSIONS]

Number tokens of the source text are compared, as multisets, with the number tokens of the values in the
JSON document. A token that the source prints twice must be in the data twice, or stand on the exclusion list
with its reason. Exit codes: 0 all accounted for (or the source is absent: the check is skipped), 1 something is
missing, superfluous or stale, 2 an input cannot be read.

EXCLUSIONS defaults to NAME.exclusions beside this script, NAME being the data file's name without `.json`.
Lines of UTF-8, fields separated by one tab; blank lines and lines that begin with `#` are ignored:

    TOKEN<TAB>CONTEXT<TAB>REASON[<TAB>COUNT]
        the token is not a figure where it stands in CONTEXT, a piece of one source line. 【】 around the token
        marks it in a context that holds it more than once; `^` and `$` at the ends stand for the line's ends.
        COUNT is how often the context occurs: a number (1 when absent) or `*`, any number above 0.
    @skip<TAB>PATH<TAB>REASON
        values at and under PATH (names joined by `.`) are not printed figures.
    @merged<TAB>PATH<TAB>REASON
        PATH is TABLE.COLUMN, a merged cell: consecutive rows equal in it and in the columns before it print it once.
"""
import collections
import json
import os
import re
import sys

TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*%?")


def fail(text):
    print(text, file=sys.stderr)
    sys.exit(2)


def read_lines(path):
    try:
        with open(path, encoding="utf-8") as f:
            return f.read().splitlines()
    except (OSError, UnicodeDecodeError) as e:
        fail("%s: %s" % (path, e))


def load_exclusions(path):
    """The list as (contexts, skipped paths, merged columns); a context is (line, token, offset, text, count)."""
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
        head, tail = context.startswith("^"), context.endswith("$")
        body = context[1 if head else 0:len(context) - 1 if tail else len(context)]
        mark = "【" + token + "】"
        at = body.find(mark)
        if at >= 0:
            body = body.replace(mark, token)
        else:
            at = body.find(token)
        if at < 0:
            fail("%s:%d: the context does not hold the token %s" % (path, number, token))
        contexts.append((number, token, at, body, head, tail, count))
    return contexts, skip, merged


def excluded_by(context, line, start, token):
    """Whether this occurrence of token, at start of line, is the one that the context describes."""
    _, want, at, body, head, tail, _ = context
    begin = start - at
    return (token == want and begin >= 0 and line.startswith(body, begin)
            and (not head or begin == 0) and (not tail or begin + len(body) == len(line)))


def source_tokens(lines, contexts):
    """Tokens that no context excludes, each with the numbers of its lines; and how often each context matched."""
    found, used = collections.defaultdict(list), collections.Counter()
    for number, line in enumerate(lines, 1):
        for m in TOKEN.finditer(line):
            hits = [c for c in contexts if excluded_by(c, line, m.start(), m.group())]
            for c in hits:
                used[c[0]] += 1
            if not hits:
                found[m.group()].append(number)
    return found, used


def without_merged(row, before, path, merged):
    """The row's cells but those merged with the row before."""
    kept, same = {}, True
    for name, cell in row.items():
        same = same and (name == "出处" or before.get(name) == cell)
        if not (same and path + "." + name in merged):
            kept[name] = cell
    return kept


def data_tokens(data, skip, merged):
    """Tokens of the data's values, each with the paths that hold it."""
    found = collections.defaultdict(list)

    def visit(value, path, place):
        if path in skip:
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
                found[m.group()].append(place)

    visit(data, "", "")
    return found


def main(argv):
    if len(argv) not in (3, 4):
        fail("usage: tokens.py SOURCE.txt DATA.json [EXCLUSIONS]")
    source, document = argv[1], argv[2]
    if not os.path.exists(source):
        print("tokens: skipped: %s is not here" % source)
        return 0
    stem = os.path.splitext(os.path.basename(document))[0]
    listing = argv[3] if len(argv) == 4 else os.path.join(os.path.dirname(os.path.abspath(__file__)), stem + ".exclusions")
    contexts, skip, merged = load_exclusions(listing)
    lines = read_lines(source)
    try:
        data = json.loads("\n".join(read_lines(document)), parse_float=str, parse_int=str)
    except ValueError as e:
        fail("%s: %s" % (document, e))

    printed, used = source_tokens(lines, contexts)
    held = data_tokens(data, skip, merged)
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
            print("    %s: %s" % (document, place))
    for number, token, _, body, _, _, count in contexts:
        if used[number] == 0 or (count != "*" and used[number] != int(count)):
            bad += 1
            print("%s:%d: %s in `%s` occurs %d times, %s listed" % (listing, number, token, body, used[number], count))
    if bad:
        return 1
    print("tokens: %s: %d figures, %d excluded" % (os.path.basename(document), sum(map(len, printed.values())), sum(used.values())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
