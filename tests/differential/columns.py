#!/usr/bin/env python3
"""columns.py - random small rulesets over random CSV columns, on every number path and both ways to run them, against exact fractions.

usage: columns.py [--count N] [--seed S] [--batch TOOL] [--keep] [HENG]

A ruleset declares money, rates, points and counts, defines values over them and checks them with ≈, 容差, = and order. Cells are figures in
many spellings, or missing in many ways; every total is near its parts, so that all outcomes occur. Values, outcomes, reasons, and what ≈
calls difference and allowance are compared, as `heng run --format json` tells them and as the columns that TOOL (batch.c) prints.
--keep leaves the files of a failing ruleset in place.
"""
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

import reference as r
import trial

ROWS = 60
MOST_SHOWN = 10
POWERS = {"万元": 4, "元": 0, "亿元": 8, "%": -2, "分": 0, "人": 0, "": 0}
OUTCOMES = ("pass", "rounding", "fail", "explained", "not_applicable", "no_data", "error")
MISSING = (("", "blank"), ("空白", "blank"), ("——", "dash"), ("-", "dash"), ("/", "slash"), ("无", "none"), ("不适用", "not_applicable"))


def power_of_ten(power):
    return Fraction(10) ** power


class Field:
    """A declared field: kind is money, rate, points or count; decimals None means as printed."""
    def __init__(self, name, kind, unit, decimals, exact):
        self.name, self.kind, self.unit, self.decimals, self.exact = name, kind, unit, decimals, exact

    def declaration(self):
        # the default of its unit, unless set
        return "    %s : %s%s" % (self.name, "百分比" if self.unit == "%" else self.unit, self.attribute)

    attribute = ""


class Cell:
    """What a cell means: its value in base units, and half a unit of its last digit."""
    def __init__(self, text, value, half):
        self.text, self.value, self.half = text, value, half

    def interval(self):
        return self.value if isinstance(self.value, r.Missing) else (self.value - self.half, self.value + self.half)


def printed(q, places, commas):
    units = int(q * 10 ** places)
    text = str(abs(units)).rjust(places + 1, "0")
    whole, rest = (text[:-places], "." + text[-places:]) if places else (text, "")
    if commas:
        whole = "{:,}".format(int(whole))
    return ("-" if units < 0 else "") + whole + rest


class Expr:
    """A text and how to get its value and its interval from a row. A kind's values are in base units."""
    def __init__(self, text, kind, value, interval):
        self.text, self.kind, self.value, self.interval = text, kind, value, interval


def lift(function):
    """An interval function for rows, missing operands winning."""
    def call(*parts):
        def at(row):
            got = [p.interval(row) for p in parts]
            return r.dominating(got) or function(*got)
        return at
    return call


def divide_intervals(a, b):
    return r.interval_divide(a, b) or r.Missing("zero_in_range")


class Ruleset:
    def __init__(self, rng):
        self.rng = rng
        self.fields, self.rules, self.checks, self.totals = [], [], [], []
        for kind, unit, count in (("money", "万元", 4), ("money", "元", 1), ("rate", "%", 2), ("points", "分", 2), ("count", "人", 2)):
            for _ in range(count):
                self.add_field(kind, unit)
        for _ in range(rng.randrange(2, 5)):
            self.define(self.expr(rng.choice(("money", "rate", "points")), rng.randrange(1, 4)))
        for _ in range(rng.randrange(2, 5)):
            self.check()

    def add_field(self, kind, unit):
        rng = self.rng
        f = Field("栏%d" % (len(self.fields) + 1), kind, unit, {"万元": 2, "元": 2}.get(unit), kind in ("points", "count"))
        if rng.random() < 0.2:
            f.decimals, f.exact = rng.randrange(0, 5), False
            f.attribute = " 精度 %d" % f.decimals
        self.fields.append(f)
        return f

    # ---- expressions ----

    def field(self, kind):
        f = self.rng.choice([f for f in self.fields if f.kind == kind])
        return self.of_field(f)

    @staticmethod
    def of_field(f):
        return Expr("账.%s" % f.name, f.kind, lambda row: row[f.name].value, lambda row: row[f.name].interval())

    def constant(self, low=1, high=2000):
        q = Fraction(self.rng.randrange(low, high), self.rng.choice((1, 10, 100)))
        return Expr(printed(q, 2, False), "plain", lambda row: q, lambda row: (q, q))

    def expr(self, kind, depth):
        if depth <= 0:
            return self.field(kind)
        if kind == "rate":
            other = self.rng.choice(("money", "count"))
            return self.binary("/", self.expr(other, depth - 1), self.expr(other, depth - 1), "rate")
        makers = [self.sum, self.sum, self.sum, self.scaled, self.share, self.by_rate, self.over_rate, self.rounding, self.extreme, self.absolute,
                  self.choice, self.filled]
        if kind == "points":
            makers += [self.deduction, self.attainment]
        return self.rng.choice(makers)(kind, depth - 1)

    def binary(self, sign, a, b, kind):
        values = {"+": r.add, "-": r.subtract, "*": r.multiply, "/": r.divide}[sign]
        intervals = {"+": r.interval_add, "-": lambda x, y: r.interval_add(x, r.interval_negate(y)), "*": r.interval_multiply,
                     "/": divide_intervals}[sign]
        return Expr("(%s %s %s)" % (a.text, sign, b.text), kind, lambda row: values(a.value(row), b.value(row)), lift(intervals)(a, b))

    def sum(self, kind, depth):
        return self.binary(self.rng.choice("+-"), self.expr(kind, depth), self.expr(kind, depth), kind)

    def scaled(self, kind, depth):
        return self.binary("*", self.expr(kind, depth), self.constant(), kind)

    def share(self, kind, depth):
        return self.binary("/", self.expr(kind, depth), self.constant(), kind)

    def by_rate(self, kind, depth):
        return self.binary("*", self.expr(kind, depth), self.expr("rate", self.rng.choice((0, 0, depth))), kind)

    def over_rate(self, kind, depth):
        return self.binary("/", self.expr(kind, depth), self.expr("rate", self.rng.choice((0, depth))), kind)

    def rounding(self, kind, depth):
        """To digits of the unit that the expression is shown in."""
        a = self.expr(kind, depth)
        if kind == "money":  # a definite unit: 1万元 and a difference of 0
            a = self.binary("+", self.money(0), a, kind)
        name, places = self.rng.choice(list(r.ROUNDINGS)), self.rng.randrange(-1, 4)
        step = r.digits_step(places) * (10 ** 4 if kind == "money" else 1)
        rounded = lambda q: r.round_to(name, q, step)
        return Expr("%s(%s, %d)" % (name, a.text, places), kind, lambda row: r.strict(rounded)(a.value(row)),
                    lift(lambda x: (rounded(x[0]), rounded(x[1])))(a))

    @staticmethod
    def money(units):
        q = Fraction(units) * 10 ** 4
        return Expr("%s万元" % units, "money", lambda row: q, lambda row: (q, q))

    def extreme(self, kind, depth):
        a, b = self.expr(kind, depth), self.expr(kind, depth)
        name = self.rng.choice(("最大", "最小", "封顶", "保底"))
        pick, function = (max, r.greatest) if name in ("最大", "保底") else (min, r.smallest)
        return Expr("%s(%s, %s)" % (name, a.text, b.text), kind, lambda row: function(a.value(row), b.value(row)),
                    lift(lambda x, y: (pick(x[0], y[0]), pick(x[1], y[1])))(a, b))

    def absolute(self, kind, depth):
        a = self.expr(kind, depth)

        def interval(x):
            ends = sorted((abs(x[0]), abs(x[1])))
            return (Fraction(0), ends[1]) if x[0] < 0 < x[1] else tuple(ends)
        return Expr("绝对值(%s)" % a.text, kind, lambda row: r.absolute(a.value(row)), lift(interval)(a))

    def choice(self, kind, depth):
        when, a, b = self.condition(), self.expr(kind, depth), self.expr(kind, depth)
        return Expr("(如果 %s 则 %s 否则 %s)" % (when.text, a.text, b.text), kind,
                    lambda row: r.choose(when.value(row), a.value(row), b.value(row)),
                    lambda row: r.choose(when.value(row), a.interval(row), b.interval(row)))

    def deduction(self, kind, depth):
        """扣分: every function in it is monotone, so the ends of the interval go to the ends of its image."""
        rng, x = self.rng, self.expr("rate", min(depth, 1))
        edge, every = Fraction(rng.choice((0, 50, 90, 95, 100, 105)), 100), Fraction(rng.choice((1, 1, 2, 5, 10)), rng.choice((100, 100, 1000)))
        take, full = Fraction(rng.choice((1, 5, 10, 20)), 10), Fraction(rng.choice((5, 10, 20)))
        side, mode = rng.choice(("超过", "低于")), rng.choice(("按比例计", "满一个才计", "不足一个按一个"))
        floor, least = rng.choice((("扣完为止", Fraction(0)), ("可倒扣", None), ("最低 1分", Fraction(1))))
        kept = {"按比例计": lambda q: q, "满一个才计": r.ROUNDINGS["向下"], "不足一个按一个": r.ROUNDINGS["向上"]}[mode]

        def score(q):
            excess = max(Fraction(0), q - edge if side == "超过" else edge - q)
            left = full - take * kept(excess / every)
            return left if least is None else max(left, least)
        text = "(扣分 %s { 满分 %s分 %s %s%% 每 %s个百分点 扣 %s分 %s %s })" % (
            x.text, full, side, printed(edge * 100, 0, False), printed(every * 100, 1, False), printed(take, 1, False), mode, floor)
        return Expr(text, kind, lambda row: r.strict(score)(x.value(row)), lift(lambda i: tuple(sorted((score(i[0]), score(i[1])))))(x))

    def attainment(self, kind, depth):
        """正向 and 反向: which case it is the exact figures decide, how much the intervals."""
        rng, of = self.rng, self.rng.choice(("money", "count", "rate"))
        a, t, w, zero = self.field(of), self.field(of), Fraction(rng.choice((4, 10, 15))), Fraction(rng.choice((0, 2)))

        def cut(i):
            return tuple(min(max(end, Fraction(0)), w) for end in i)

        def whole(q):
            return q, q

        def interval(row):
            x, y = a.value(row), t.value(row)
            ratio = lambda over, under: r.dominating((over, under)) or divide_intervals(r.interval_multiply(whole(w), over), under)
            clip = lambda i: i if isinstance(i, r.Missing) else cut(i)
            if word == "正向":
                met = r.choose(r.COMPARE["≥"](x, y), whole(w), whole(Fraction(0)))
                got = r.choose(r.COMPARE["<"](y, Fraction(0)), met, clip(ratio(a.interval(row), t.interval(row))))
            else:
                met = r.choose(r.COMPARE["≤"](x, y), whole(w), whole(Fraction(0)))
                got = r.choose(r.COMPARE["≤"](x, Fraction(0)), met, clip(ratio(t.interval(row), a.interval(row))))
            return r.choose(r.COMPARE["="](y, Fraction(0)), whole(zero), got)
        word = rng.choice(("正向", "反向"))
        function = r.more if word == "正向" else r.less_by_ratio
        text = "(%s %s 对照 %s { 满分 %s分 零目标 %s分%s })" % (word, a.text, t.text, w, zero, "" if word == "正向" else " 按目标比实际")
        return Expr(text, kind, lambda row: r.choose(r.COMPARE["="](t.value(row), Fraction(0)), zero, function(a.value(row), t.value(row), w)), interval)

    def filled(self, kind, depth):
        a, b = self.field(kind), self.expr(kind, depth)

        def interval(row):
            return b.interval(row) if isinstance(r.default(a.value(row), None), type(None)) else a.interval(row)
        return Expr("缺省(%s, %s)" % (a.text, b.text), kind, lambda row: r.default(a.value(row), b.value(row)), interval)

    def condition(self):
        kind = self.rng.choice(("money", "count", "points"))
        a, b, sign = self.field(kind), self.field(kind), self.rng.choice(list(r.COMPARE))
        text, value = "%s %s %s" % (a.text, sign, b.text), lambda row: r.COMPARE[sign](a.value(row), b.value(row))
        if self.rng.random() < 0.3:
            other = self.condition()
            word, joined = self.rng.choice((("且", r.both), ("或", r.either)))
            return Expr("(%s %s %s)" % (text, word, other.text), "truth", lambda row: joined(value(row), other.value(row)), None)
        return Expr(text, "truth", value, None)

    # ---- rules ----

    def define(self, e):
        name = "值%d" % (len(self.rules) + 1)
        self.rules.append((name, e))

    def check(self):
        """A relation between an expression, perhaps of a definition's, and a total that the report prints near it."""
        rng = self.rng
        kind = rng.choice(("money", "money", "points"))
        left = self.expr(kind, rng.randrange(1, 3))
        total = self.add_field(kind, "万元" if kind == "money" else "分")
        self.totals.append((total, left))
        right, name = self.of_field(total), "检%d" % (len(self.checks) + 1)
        if rng.random() < 0.5:
            left, right = right, left
        if rng.random() < 0.3:  # the same through a definition
            self.define(left)
            left = Expr(self.rules[-1][0], left.kind, left.value, left.interval)
        when = self.condition() if rng.random() < 0.2 else None
        relation = rng.choice(("≈", "≈", "≈", "≈", "=", "容差", "≤", ">"))
        tolerance = Fraction(rng.randrange(0, 300), 100)
        text = "%s %s %s" % (left.text, "=" if relation == "容差" else relation, right.text)
        if relation == "容差":
            text += " 容差 %s%s" % (printed(tolerance, 2, False), "万元" if kind == "money" else "分")
        self.checks.append((name, text, relation, left, right, tolerance * (10 ** 4 if kind == "money" else 1), when))

    def text(self):
        lines = ["数据 账 {"] + [f.declaration() for f in self.fields] + ["}", ""]
        lines += ["%s = %s" % (name, e.text) for name, e in self.rules] + [""]
        for name, text, _, _, _, _, when in self.checks:
            lines.append("校验 %s [逻辑性]: %s%s" % (name, text, "\n    适用条件 %s" % when.text if when else ""))
        return "\n".join(lines) + "\n"

    # ---- data ----

    def rows(self):
        absent = {f.name for f in self.fields if self.rng.random() < 0.03}
        rows = []
        for _ in range(ROWS):
            row = {}
            for f in self.fields:
                if not any(f is total for total, _ in self.totals):
                    row[f.name] = Cell("", r.Missing("missing_field"), 0) if f.name in absent else self.cell(f, None)
            for f, e in self.totals:
                row[f.name] = Cell("", r.Missing("missing_field"), 0) if f.name in absent else self.cell(f, e.value(row))
            rows.append(row)
        return rows, absent

    def cell(self, f, near):
        rng = self.rng
        if rng.random() < 0.04:
            text, reason = rng.choice(MISSING)
            return Cell(text, r.Missing(reason), 0)
        if rng.random() < 0.01:
            text, reason = rng.choice((("≥5", "bound"), ("约5", "approximate"), ("显著增强", "not_a_number"), ("7.496,5", "unreadable"), ("5㎡", "wrong_unit")))
            return Cell(text, r.Missing(reason), 0)
        unit, places = f.unit, rng.choice((0, 1, 2, 2, 2, 3, 4))
        if f.kind == "money" and rng.random() < 0.1:
            unit = rng.choice(("元", "万元", "亿元"))
        power = POWERS[unit]
        if isinstance(near, Fraction) and abs(near) < 10 ** 17:
            noise = rng.choice((0, 0, 0, 1, -1, 1, 2, -2, 7, -10)) * Fraction(1, 10 ** places)
            q = r.half_away(near / power_of_ten(power) * 10 ** places) / Fraction(10 ** places) + noise
        else:
            size = rng.choice((1, 2, 3, 4, 5, 5, 6)) if rng.random() < 0.97 else rng.choice((9, 12, 17, 19, 25))
            q = Fraction(rng.choice((0, 1, rng.randrange(10 ** size), rng.randrange(10 ** size), rng.randrange(10 ** size), -rng.randrange(100))),
                         10 ** places)
        text = printed(q, places, rng.random() < 0.15)
        if unit != f.unit or rng.random() < 0.2:
            text += unit
        return Cell(text, q * power_of_ten(power), self.half(f, places, unit))

    @staticmethod
    def half(f, places, unit):
        """Half a unit of the last digit, in base units. What the field declares is of figures in its own unit."""
        if f.exact:
            return Fraction(0)
        least = f.decimals if unit == f.unit else {"万元": 2, "元": 2}.get(unit)
        digits = (places if least is None else max(places, least)) - POWERS[unit]  # decimals of base units
        return power_of_ten(-digits) / 2

    def write(self, folder, rows, absent):
        rules, data = os.path.join(folder, "rules.heng"), os.path.join(folder, "data.csv")
        with open(rules, "w", encoding="utf-8") as f:
            f.write(self.text())
        names = [f.name for f in self.fields if f.name not in absent]
        with open(data, "w", encoding="utf-8", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(["账." + name for name in names])
            out.writerows([row[name].text for name in names] for row in rows)
        return rules, data


def judged(check, row):
    """(outcome, reason, difference, allowance) that a check must have; None where nothing is told."""
    _, _, relation, left, right, tolerance, when = check
    if when:
        held = when.value(row)
        if isinstance(held, r.Missing):
            return held.outcome, held.reason, None, None
        if not held:
            return "not_applicable", "condition", None, None
    x, y = left.value(row), right.value(row)
    missing = r.dominating((x, y))
    if missing:
        return missing.outcome, missing.reason, None, None
    if relation == "容差":
        return ("pass" if abs(x - y) <= tolerance else "fail"), "", x - y, tolerance
    if relation != "≈":
        return ("pass" if r.COMPARE[relation](x, y) else "fail"), "", x - y, None
    if x == y:
        return "pass", "", x - y, None
    a, b = left.interval(row), right.interval(row)
    missing = r.dominating((a, b))
    if missing:
        return missing.outcome, missing.reason, x - y, None
    allowance = (a[1] - a[0] + b[1] - b[0]) / 2
    return ("rounding" if r.overlap(a, b) else "fail"), "", x - y, allowance


def expected(ruleset, row):
    out = {}
    for name, e in ruleset.rules:
        value = e.value(row)
        out[name] = (value.outcome, value.reason) if isinstance(value, r.Missing) else ("ok", value)
    for check in ruleset.checks:
        out[check[0]] = judged(check, row)
    return out


def in_base(text, unit):
    return None if text is None else Fraction(text) * power_of_ten(POWERS[unit])


def compare_report(report, want):
    wrong = []
    for v in report["values"]:
        got = ("ok", in_base(v["exact"], v["unit"])) if v["outcome"] == "ok" else (v["outcome"], v.get("reason_code"))
        if got != want[v["name"]]:
            wrong.append((v["name"], got, want[v["name"]]))
    for c in report["checks"]:
        outcome, reason, difference, allowance = want[c["name"]]
        if (c["outcome"], c.get("reason_code", "")) != (outcome, reason):
            wrong.append((c["name"], (c["outcome"], c.get("reason_code", "")), (outcome, reason)))
        elif outcome in ("pass", "rounding", "fail"):
            got = in_base(c.get("difference_exact"), c["unit"]), in_base(c.get("allowance_exact"), c["unit"])
            if got != (difference, allowance):
                wrong.append((c["name"] + " difference, allowance", got, (difference, allowance)))
    if len(report["values"]) + len(report["checks"]) != len(want):
        wrong.append(("number of results", len(report["values"]) + len(report["checks"]), len(want)))
    return wrong


def run_json(heng, path, rules, data, wants):
    done = subprocess.run([heng, "run", "--format", "json", "--path", path, rules, data], capture_output=True)
    lines = done.stdout.decode().splitlines()
    if done.returncode not in (0, 1) or len(lines) != len(wants):
        return [(0, "heng run", "exit code %d, %d reports: %s" % (done.returncode, len(lines), done.stderr.decode()[:1500]), "")]
    wrong = []
    for number, (line, want) in enumerate(zip(lines, wants)):
        wrong += [(number,) + w for w in compare_report(json.loads(line), want)]
    return wrong


def lane_value(text):
    if "e" in text:
        fraction, power = text.split("e")
        return Fraction(fraction) * power_of_ten(int(power))
    return None if text == "-" else Fraction(text)


def run_batch(batch, rules, data, wants):
    done = subprocess.run([batch, rules, data], capture_output=True)
    if done.returncode:
        return [(0, "batch", "exit code %d: %s" % (done.returncode, done.stderr.decode()[:1500]), "")]
    wrong, seen = [], 0
    for line in done.stdout.decode().splitlines():
        name, number, outcome, text = line.split("\t")
        want = wants[int(number)][name]
        got = OUTCOMES[int(outcome)]
        seen += 1
        if len(want) == 4:
            if got != want[0]:
                wrong.append((int(number), name, got, want[0]))
        elif want[0] == "ok":
            if got != "pass" or lane_value(text) != want[1]:
                wrong.append((int(number), name, (got, lane_value(text)), want))
        elif got != want[0]:
            wrong.append((int(number), name, got, want[0]))
    if seen != sum(map(len, wants)):
        wrong.append((0, "batch: number of lanes", seen, sum(map(len, wants))))
    return wrong


def main():
    options = trial.options("columns", 50, "rulesets of %d reports" % ROWS, keep=True, extra=[("--batch", "the tool built from batch.c")])
    passed = failed = shown = 0
    outcomes = {}
    for index in range(options.count):
        ruleset = Ruleset(random.Random("%d.%d" % (options.seed, index)))
        rows, absent = ruleset.rows()
        wants = [expected(ruleset, row) for row in rows]
        for want in wants:
            for told in want.values():
                outcomes[told[0]] = outcomes.get(told[0], 0) + 1
        with tempfile.TemporaryDirectory(prefix="heng-columns-") as folder:
            rules, data = ruleset.write(folder, rows, absent)
            wrong = [("auto",) + w for w in run_json(options.heng, "auto", rules, data, wants)]
            wrong += [("wide",) + w for w in run_json(options.heng, "wide", rules, data, wants)]
            if options.batch:
                wrong += [("batch",) + w for w in run_batch(options.batch, rules, data, wants)]
            if wrong and options.keep:
                kept = tempfile.mkdtemp(prefix="heng-columns-kept-")
                ruleset.write(kept, rows, absent)
                print("    kept in %s" % kept)
        total = sum(map(len, wants)) * (3 if options.batch else 2)
        none = any(w[2] in ("heng run", "batch") for w in wrong)  # no answers at all
        failed += total if none else len(wrong)
        passed += 0 if none else total - len(wrong)
        for way, number, name, got, want in wrong[:max(0, MOST_SHOWN - shown)]:
            shown += 1
            print("    ruleset %d, report %d, %s, %s: gives %s, must give %s" % (index, number, way, name, got, want))
        if wrong and shown <= MOST_SHOWN:
            print("".join("        " + line + "\n" for line in ruleset.text().splitlines() if wrong[0][2].split()[0] in line))
    print("outcomes: " + ", ".join("%s %d" % pair for pair in sorted(outcomes.items())))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
