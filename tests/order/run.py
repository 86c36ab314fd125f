#!/usr/bin/env python3
"""run.py - the order of definitions does not matter: shipped rulesets, shuffled, evaluate their reports alike.

usage: run.py [--rounds N] [--seed S] [--keep] [HENG]

Every file of the rulesets is cut into its items (each begins at the margin), which are put in a random order; the files keep their names.
Each report of examples/reports/index.tsv must then give the same results, but for their places in the text and the digest, the same
number of instructions per report, row and group, and the ruleset's own tests must pass as before.
--keep leaves the shuffled rulesets in place.
"""
import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MARGIN = re.compile(r"^(?!(依据|消息|适用条件|忽略|生效|失效|年度|除数为零时|其余)\b)[^\s#}]") # clauses may stand at the margin, too
MOST_SHOWN = 8


def items(text):
    """The items of a rule file, each with the comments above it; what stands before the first one stays there."""
    found, depth, waiting = [], 0, ""
    for line in text.splitlines(keepends=True):
        code = re.sub(r'"(\\.|[^"\\])*"|“[^”]*”|「[^」]*」|[#＃].*', "", line)
        if depth == 0 and MARGIN.match(line):
            found.append(waiting + line)
            waiting = ""
        elif depth == 0 and (not line.strip() or line.lstrip().startswith(("#", "＃"))):
            waiting += line
        elif found:
            found[-1] += waiting + line
            waiting = ""
        depth += len(re.findall(r"[{｛(（\[［]", code)) - len(re.findall(r"[}｝)）\]］]", code))
    return found, waiting


def shuffle(folder, rng):
    count = 0
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(".heng"):
                continue
            path = os.path.join(where, name)
            with open(path, encoding="utf-8") as f:
                found, rest = items(f.read())
            rng.shuffle(found)
            count += len(found)
            with open(path, "w", encoding="utf-8") as f:
                f.write("".join(i if i.endswith("\n") else i + "\n" for i in found) + rest)
    return count


def canonical(report):
    """What a report says, without places in the rule text, and in an order of its own."""
    def clean(v):
        if isinstance(v, dict):
            return {k: clean(x) for k, x in v.items() if k not in ("at", "ruleset_digest")}
        if isinstance(v, list):
            return [clean(x) for x in v]
        return v
    report = clean(report)
    for kind in ("values", "scores", "checks"):
        order = {}
        for entry in report[kind]:  # rows of one rule keep their order
            order.setdefault(entry["name"], []).append(entry)
        report[kind] = [entry for name in sorted(order) for entry in order[name]]
    report["warnings"] = sorted(report.get("warnings", []))
    return report


def call(heng, arguments, where):
    return subprocess.run([heng] + arguments, cwd=where, capture_output=True, text=True, encoding="utf-8", errors="replace")


def look(heng, where, ruleset, data):
    """Results of the report, cost, and the verdict of the ruleset's tests."""
    done = call(heng, ["run", "--format", "json", ruleset, os.path.join(ROOT, "examples/reports", data)], where)
    if done.returncode not in (0, 1):
        return {"error": done.stderr[:2000]}
    reports = [canonical(json.loads(line)) for line in done.stdout.splitlines()]
    checked = call(heng, ["check", "--cost", "--format", "json", ruleset], where)
    cost = json.loads(checked.stdout).get("cost") if checked.returncode == 0 else checked.stdout
    tables = sorted((c.get("table", ""), c.get("group", []), c["batch"], c["detail"]) for c in cost or [])
    tests = call(heng, ["test", ruleset], where).returncode
    return {"reports": reports, "cost": [list(t) for t in tables], "tests": tests}


def differences(a, b, path=""):
    if isinstance(a, dict) and isinstance(b, dict):
        for k in sorted(set(a) | set(b)):
            yield from differences(a.get(k), b.get(k), "%s.%s" % (path, k))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for k, (x, y) in enumerate(zip(a, b)):
            yield from differences(x, y, "%s[%s]" % (path, x.get("name", k) if isinstance(x, dict) else k))
    elif a != b:
        yield "%s: %s, shuffled %s" % (path, str(a)[:300], str(b)[:300])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("heng", nargs="?", default="build/heng")
    options = parser.parse_args()
    heng = os.path.abspath(options.heng)
    seed = options.seed if options.seed is not None else random.randrange(10 ** 6)
    print("order: %d rounds, seed %d" % (options.rounds, seed))
    rng, passed, failed = random.Random(seed), 0, 0
    with open(os.path.join(ROOT, "examples/reports/index.tsv"), encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
    rows = [(data, ruleset) for _, data, ruleset in rows if os.path.isdir(os.path.join(ROOT, ruleset))]
    wanted = {row: look(heng, ROOT, row[1], row[0]) for row in rows}
    for round_number in range(options.rounds):
        folder = tempfile.mkdtemp(prefix="heng-order-")
        shutil.copytree(os.path.join(ROOT, "rulesets"), os.path.join(folder, "rulesets"))
        os.symlink(os.path.join(ROOT, "examples"), os.path.join(folder, "examples"))
        count = shuffle(os.path.join(folder, "rulesets"), rng)
        wrong = 0
        for row in rows:
            found = list(differences(wanted[row], look(heng, folder, row[1], row[0])))
            if "error" in wanted[row] or found:
                wrong += 1
                print("    %s of %s:\n        %s" % (row[0], row[1], wanted[row].get("error") or "\n        ".join(found[:MOST_SHOWN])))
        passed += len(rows) - wrong
        failed += wrong
        if not round_number:
            print("items shuffled: %d" % count)
        if wrong and options.keep:
            print("    " + folder)
        else:
            shutil.rmtree(folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
