#!/usr/bin/env python3
"""tables.py - random aggregates over random tables, on every number path, against exact fractions.

usage: tables.py [--count N] [--seed S] [HENG]

A document holds a table of figures, marks, scores, texts and truths, some missing, some printed as 不适用; a ruleset sums, counts, averages,
weighs, compares and totals its rows, all or those under a condition. Every aggregate, every treatment of 不适用, and functions of texts are
compared with what reference.py says of the same rows.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

import reference as r
import trial

MOST_SHOWN = 10
RULES = 40
MISSING = (("", "blank"), ("——", "dash"), ("/", "slash"), ("无", "none"), ("不适用", "not_applicable"), ("未公布", "unpublished"))
WORDS = ("资产管理制度", "制度", "资产", "已建立制度", "无制度")


class Row:
    def __init__(self, cells, values):
        self.cells, self.values = cells, values


def figure(rng, low, high, missing):
    if rng.random() < missing:
        text, reason = rng.choice(MISSING)
        return text, r.Missing(reason)
    q = Fraction(rng.randrange(low, high), rng.choice((1, 1, 10, 100)))
    return str(float(q)) if q.denominator > 1 else str(q), q


def make_rows(rng):
    rows, missing = [], rng.choice((0, 0, 0.03, 0.2))
    for _ in range(rng.choice((0, 1, 2, 5, 5, 12, 30))):
        cells, values = {}, {}
        for name, low, high in (("甲", -300, 3000), ("乙", -20, 40), ("权", 0, 500), ("标", 1, 30), ("记", 0, 30)):
            cells[name], values[name] = figure(rng, low, high, missing if name != "记" else max(missing, 0.1))
        cells["有"], values["有"] = rng.choice((("是", True), ("否", False)))
        cells["文"] = rng.choice(WORDS)
        values["文"] = cells["文"]
        if rng.random() < missing:
            (cells["有"], reason), values["文"] = rng.choice(MISSING), values["文"]
            values["有"] = r.Missing(reason)
        values["适用记"] = r.Missing("rule") if values["有"] is False else values["有"] if isinstance(values["有"], r.Missing) else values["记"]
        rows.append(Row(cells, values))
    return rows


class Formula:
    """A text over a row's columns, and its value in a row."""
    def __init__(self, text, value):
        self.text, self.value = text, value


def column(name):
    return Formula(name, lambda row: row.values[name])


def operand(rng, depth):
    kind = rng.random()
    if depth <= 0 or kind < 0.4:
        return column(rng.choice(("甲", "乙")))
    a, b = operand(rng, depth - 1), operand(rng, depth - 1)
    if kind < 0.9:
        sign, function = rng.choice((("+", r.add), ("-", r.subtract), ("*", r.multiply), ("/", r.divide)))
        return Formula("(%s %s %s)" % (a.text, sign, b.text), lambda row: function(a.value(row), b.value(row)))
    return Formula("缺省(%s, %s)" % (a.text, b.text), lambda row: r.default(a.value(row), b.value(row)))


def condition(rng, depth):
    kind = rng.random()
    if kind < 0.3:
        return column("有")
    if kind < 0.45:
        word = rng.choice(WORDS)
        return Formula('包含(文, "%s")' % word, lambda row: word in row.values["文"])
    if kind < 0.6:
        name = rng.choice(("甲", "乙", "记"))
        return Formula("空缺(%s)" % name, lambda row: isinstance(row.values[name], r.Missing))
    if depth > 0 and kind < 0.75:
        a, b = condition(rng, depth - 1), condition(rng, depth - 1)
        word, function = rng.choice((("且", r.both), ("或", r.either)))
        return Formula("(%s %s %s)" % (a.text, word, b.text), lambda row: function(a.value(row), b.value(row)))
    a, b, sign = operand(rng, depth), operand(rng, 0), rng.choice(list(r.COMPARE))
    return Formula("%s %s %s" % (a.text, sign, b.text), lambda row: r.COMPARE[sign](a.value(row), b.value(row)))


def taken(rows, formula, where):
    """Values of the rows that count; a condition without value says why the row has none."""
    out = []
    for row in rows:
        holds = where.value(row) if where else True
        if isinstance(holds, r.Missing):
            out.append(holds)
        elif holds:
            out.append(formula.value(row))
    return out


def counted(rows, where):
    return total_of(taken(rows, Formula("", lambda row: Fraction(1)), where))


def unless_none(rows, where, none, value):
    """Whether any row counts is asked first."""
    return r.choose(r.COMPARE["="](counted(rows, where), Fraction(0)), none, value)


def total_of(values):
    return r.dominating(values) or sum(values, Fraction(0))


def aggregate(rng):
    """(text, function of the rows)."""
    a, where = operand(rng, 2), condition(rng, 1) if rng.random() < 0.5 else None
    rest = ", " + where.text if where else ""
    kind = rng.choice(("合计", "平均", "最大", "最小", "计数", "任一", "全部", "加权平均", "表数"))
    if kind == "表数":
        return "计数(账%s)" % rest, lambda rows: counted(rows, where)
    if kind == "加权平均":
        weight = rng.choice((column("权"), operand(rng, 1)))

        def weighted(rows):
            products = Formula("", lambda row: r.multiply(a.value(row), weight.value(row)))
            share = r.divide(total_of(taken(rows, products, where)), total_of(taken(rows, weight, where)))
            return unless_none(rows, where, r.Missing("missing_row"), share)
        return "加权平均(%s, %s%s)" % (a.text, weight.text, rest), weighted
    if kind in ("计数", "任一", "全部"):
        b = condition(rng, 1)

        def quantified(rows):
            values = []
            for row in rows:
                holds = where.value(row) if where else True
                values.append(r.either(r.invert(holds), b.value(row)) if kind == "全部" else r.both(b.value(row), holds))
            if kind == "计数":
                return r.dominating(values) or Fraction(sum(values))
            found = kind == "全部"
            for value in values:
                found = (r.both if kind == "全部" else r.either)(found, value)
            return found
        return "%s(%s%s)" % (kind, b.text, rest), quantified

    def plain(rows):
        values = taken(rows, a, where)
        if kind == "合计":
            return total_of(values)
        if kind == "平均":
            return unless_none(rows, where, r.Missing("missing_row"), r.divide(total_of(values), counted(rows, where)))
        if not values:
            return r.Missing("missing_row")
        return (r.greatest if kind == "最大" else r.smallest)(*values)
    return "%s(%s%s)" % (kind, a.text, rest), plain


def total(rng):
    """汇总: what does not apply by the rule, or is printed as 不适用, is treated as said; other absences spread."""
    name = rng.choice(("记", "适用记"))
    to = rng.choice((100, 10, Fraction(5, 2)))
    treatment = rng.choice(("折算到 %s分" % (float(to) if to == Fraction(5, 2) else to), "计满分", "计零分", "分摊"))

    def left_out(row):
        value = row.values[name]
        return isinstance(value, r.Missing) and value.reason in ("rule", "not_applicable")

    def value_of(rows):
        if treatment in ("计满分", "计零分"):
            return total_of([(row.values["标"] if treatment == "计满分" else Fraction(0)) if left_out(row) else row.values[name] for row in rows])
        applies = Formula("", lambda row: False if left_out(row) else r.dominating((row.values[name],)) or True)
        gained, possible = total_of(taken(rows, column(name), applies)), total_of(taken(rows, column("标"), applies))
        whole = total_of([row.values["标"] for row in rows]) if treatment == "分摊" else Fraction(to)
        return unless_none(rows, applies, r.Missing("rule"), r.divide(r.multiply(gained, whole), possible))
    return "汇总 账.%s { 满分 账.标  不适用 %s } / 1分" % (name, treatment) if name == "记" else \
        "汇总 适用记 { 满分 账.标  不适用 %s } / 1分" % treatment, value_of


def told(value):
    if isinstance(value, r.Missing):
        return value.outcome, value.reason
    if isinstance(value, bool):
        return "ok", "真" if value else "假"
    return "ok", str(Fraction(value))


def given(v):
    return ("ok", v.get("exact") or v.get("value")) if v["outcome"] == "ok" else (v["outcome"], v.get("reason_code"))


def qualified(text):
    """Column names with their table's name."""
    out, word = [], ""
    for c in text + " ":
        if c.isalpha():
            word += c
            continue
        if word in ("甲", "乙", "权", "有", "文", "记"):
            word = "账." + word
        out.append(word + c)
        word = ""
    return "".join(out).strip()


def main():
    options = trial.options("aggregates", 2000)
    rng, wrong, done, absent = random.Random(options.seed), [], 0, 0
    while done < options.count:
        rules = [total(rng) if rng.random() < 0.3 else aggregate(rng) for _ in range(RULES)]
        rows = make_rows(rng)
        text = ["数据 账 { 表 }".replace("账 { 表 }", "{ 账 : 表 { 甲, 乙, 权 : 数  标, 记 : 分  有 : 是否  文 : 文本 } }"),
                "适用记 逐行 账 = 记 适用条件 有"]
        text += ["式%d = %s" % (i, t if "汇总" in t else qualified(t)) for i, (t, _) in enumerate(rules)]
        with tempfile.TemporaryDirectory(prefix="heng-tables-") as folder:
            source, data = os.path.join(folder, "rules.heng"), os.path.join(folder, "data.json")
            with open(source, "w", encoding="utf-8") as f:
                f.write("\n".join(text) + "\n")
            with open(data, "w", encoding="utf-8") as f:
                json.dump({"账": [row.cells for row in rows]}, f, ensure_ascii=False)
            for path in ("auto", "wide"):
                ran = subprocess.run([options.heng, "run", "--format", "json", "--path", path, source, data], capture_output=True)
                if ran.returncode not in (0, 1):
                    sys.exit("run --path %s: exit code %d\n%s\n0 passed, 1 failed" % (path, ran.returncode, ran.stderr.decode()[:3000]))
                answers = {v["name"]: given(v) for v in json.loads(ran.stdout)["values"] if not v.get("row")}
                for i, (t, value_of) in enumerate(rules):
                    want, got = told(value_of(rows)), answers.get("式%d" % i)
                    absent += want[0] != "ok"
                    if want != got:
                        wrong.append((t, len(rows), path, got, want, [row.cells for row in rows]))
        done += len(rules)
    for t, count, path, got, want, cells in sorted(wrong, key=lambda w: (w[1], len(w[0])))[:MOST_SHOWN]:
        print("    %s over %d rows, %s: gives %s, must give %s" % (t, count, path, got, want))
        if count <= 5:
            print("        %s" % json.dumps(cells, ensure_ascii=False))
    print("aggregates without value: %d" % absent)
    print("%d passed, %d failed" % (2 * done - len(wrong), len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
