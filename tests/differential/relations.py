#!/usr/bin/env python3
"""relations.py - random tables of codes and numbered rows: joins, hierarchies and the notation of the forms against a reference.

usage: relations.py [--count N] [--seed S] [HENG]

Each document has a table of hierarchical codes, a second one to be joined to it, and one with numbered rows; codes are missing, come twice or
are none, and rows stand in any order. Outcomes, differences and allowances are worked out here with fractions and compared with
`heng run --format json` on both number paths, and again with the rows shuffled: the results must be the same ones.
"""
import json
import random
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import trial

WIDTHS = (3, 5, 7)
LINES = 9
MOST_SHOWN = 10
RULES = """
数据 {
    甲表 : 表 { 编码 : 文本 编码 3 5 7  名称 : 文本 行名  合计, 基本 : 万元 栏 1 }
    乙表 : 表 { 编码 : 文本 编码 3 5 7  名称 : 文本 行名  合计 : 万元 }
    总表 : 表 { 行次 : 数 行次  年初, 决算 : 万元 栏 1 }
}
校验 逐级 [基本平衡] 层级 甲表 各栏 : 上级.本栏 ≈ 合计(本栏)
校验 对应 [逻辑性] 逐行 甲表 : 合计 = 乙表[编码 = 本行.编码].合计
校验 行和 [基本平衡] 表 总表 : 9行 ≈ (1+2+…+8)行
校验 非负 [逻辑性] 表 总表 : 1至3行2栏 ≥ 0
"""
HALF = Fraction(1, 200)


def amount(rng, near=None):
    if near is not None and rng.random() < 0.7:
        return near + Fraction(rng.choice((0, 0, 0, 1, -1, 2, 3)), 100)
    return Fraction(rng.randrange(-500, 5000), 100)


def parent(code):
    if code == "":
        return None
    at = WIDTHS.index(len(code))
    return code[:WIDTHS[at - 1]] if at else ""


def is_code(code):
    return code == "" or (code.isdigit() and len(code) in WIDTHS)


def code_rows(rng, columns):
    codes = [""]
    for top in rng.sample(range(201, 230), rng.randrange(1, 4)):
        codes.append(str(top))
        for middle in range(1, rng.randrange(1, 4)):
            codes.append("%d%02d" % (top, middle))
            codes += ["%d%02d%02d" % (top, middle, low) for low in range(1, rng.randrange(1, 4))]
    codes = [c for c in codes if rng.random() > 0.08]
    if rng.random() < 0.3 and codes:
        codes.append(rng.choice(codes))
    if rng.random() < 0.2:
        codes.append(rng.choice(("0805", "80501", "x", "21011010")))
    rows = [{"编码": c, "名称": "合计" if c == "" else "科目" + c} for c in codes]
    for name in columns:
        values = {}
        for row in sorted(rows, key=lambda r: -len(r["编码"])):  # parents are near the sums of their children
            below = [v for c, v in values.items() if is_code(c) and is_code(row["编码"]) and parent(c) == row["编码"]]
            row[name] = values[row["编码"]] = amount(rng, sum(below) if below else None)
    return rows


def line_rows(rng):
    rows = [{"行次": n, "年初": amount(rng), "决算": amount(rng)} for n in range(1, LINES)]
    rows.append({"行次": LINES, "年初": amount(rng, sum(r["年初"] for r in rows)), "决算": amount(rng, sum(r["决算"] for r in rows))})
    rows = [r for r in rows if rng.random() > 0.03]
    if rng.random() < 0.1 and rows:
        rows.append(dict(rng.choice(rows)))
    return rows


def shown(rows):
    return [{k: "%.2f" % v if isinstance(v, Fraction) else v for k, v in row.items()} for row in rows]


def find(rows, key, wanted, column):
    """The value in the one row, or the outcome that there is not one."""
    found = [r for r in rows if r[key] == wanted]
    return found[0][column] if len(found) == 1 else "error" if found else "no_data"


def compared(left, right, terms=None):
    """(outcome, difference): = without terms, else ≈ where each of so many figures is printed to 0.01. An absent operand outweighs an error."""
    lost = [x for x in (left, right) if isinstance(x, str)]
    if lost:
        return ("no_data" if "no_data" in lost else "error", None)
    difference = left - right
    if not difference:
        return "pass", Fraction(0)
    return ("rounding" if terms and abs(difference) <= terms * HALF else "fail"), difference


def expected(甲, 乙, 总):
    want = []
    good = [r for r in 甲 if is_code(r["编码"])]
    for code in sorted({parent(r["编码"]) for r in good} - {None}):
        below = [r for r in good if parent(r["编码"]) == code]
        for number, column in ((1, "合计"), (2, "基本")):
            there = find(good, "编码", code, column)
            held = sum(1 for r in good if r["编码"] == code)
            label = ("合计" if code == "" else code + (" 科目" + code if held == 1 else "")) + " %d栏 %s" % (number, column)
            want.append(("逐级", label) + compared(there, sum(r[column] for r in below), len(below) + 1))
    if len(good) < len(甲):
        want.append(("逐级", None, "no_data", None))
    if len({r["编码"] for r in good}) < len(good) or len({r["编码"] for r in 甲}) < len(甲):
        want.append(("逐级", None, "error", None))
    if not 甲:
        want += [("对应", None, "not_applicable", None)]
    if not any(w[0] == "逐级" for w in want):
        want += [("逐级", "1栏 合计", "not_applicable", None), ("逐级", "2栏 基本", "not_applicable", None)]
    for r in 甲:
        label = ("%s " % r["编码"] if r["编码"] else "") + r["名称"]
        want.append(("对应", label) + compared(r["合计"], find(乙, "编码", r["编码"], "合计")))
    for number, column in ((1, "年初"), (2, "决算")):
        cells = [find(总, "行次", n, column) for n in range(1, LINES)]
        lost = [c for c in cells if isinstance(c, str)]
        total = ("no_data" if "no_data" in lost else "error") if lost else sum(cells)
        want.append(("行和", "%d栏 %s" % (number, column)) + compared(find(总, "行次", LINES, column), total, LINES))
    for n in (1, 2, 3):
        cell = find(总, "行次", n, "决算")
        want.append(("非负", "%d行" % n) + ((cell, None) if isinstance(cell, str) else ("pass" if cell >= 0 else "fail", cell)))
    return sorted(want, key=repr)


def told(report):
    out = []
    for c in report["checks"]:
        valued = c["outcome"] in ("pass", "rounding", "fail")
        out.append((c["name"], c["row"], c["outcome"], Fraction(c["difference_exact"]) if valued else None))
    return sorted(out, key=repr)


def main():
    options = trial.options("relations", 300, "documents")
    rng = random.Random(options.seed)
    wants, documents, outcomes = [], [], {}
    for _ in range(options.count):
        甲, 乙, 总 = code_rows(rng, ("合计", "基本")), code_rows(rng, ("合计",)), line_rows(rng)
        for row in 乙:  # mostly what the first table has
            same = [r["合计"] for r in 甲 if r["编码"] == row["编码"]]
            row["合计"] = amount(rng, same[0]) if same else row["合计"]
        want = expected(甲, 乙, 总)
        for shuffled in range(2):
            for rows in (甲, 乙, 总):
                rng.shuffle(rows)
            documents.append({"甲表": shown(甲), "乙表": shown(乙), "总表": shown(总)})
            wants.append(want)
        for w in want:
            outcomes[w[2]] = outcomes.get(w[2], 0) + 1
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        rules, data = Path(folder, "rules.heng"), Path(folder, "data.ndjson")
        rules.write_text(RULES, encoding="utf-8")
        data.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents), encoding="utf-8")
        for path in ("auto", "wide"):
            done = subprocess.run([options.heng, "run", "--format", "json", "--path", path, str(rules), str(data)], capture_output=True)
            lines = done.stdout.decode().splitlines()
            if done.returncode not in (0, 1) or len(lines) != len(wants):
                sys.exit("heng run: exit code %d, %d reports: %s" % (done.returncode, len(lines), done.stderr.decode()[:1500]))
            for number, (line, want) in enumerate(zip(lines, wants)):
                got = told(json.loads(line))
                if got == want:
                    continue
                failed += 1
                if failed <= MOST_SHOWN:
                    print("FAILED document %d, path %s\n  given %s\n  due   %s\n  %s" % (
                        number, path, [g for g in got if g not in want], [w for w in want if w not in got], json.dumps(documents[number], ensure_ascii=False)))
    for outcome in ("pass", "rounding", "fail", "no_data", "error"):
        if not outcomes.get(outcome):
            print("no outcome " + outcome)
            failed += 1
    print("relations: %d passed, %d failed" % (2 * len(wants) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
