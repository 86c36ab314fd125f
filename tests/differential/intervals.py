#!/usr/bin/env python3
"""intervals.py - ≈ against interval consistency worked out independently, at and beside every edge.

usage: intervals.py [--count N] [--seed S] [--keep] [HENG]

A reported figure stands for every number within half a unit of its last digit, ends included. Random sums, differences, products, quotients,
multiples, negations and column sums of such figures have exact intervals here. The other side of ≈ is a constant or another reported figure,
put exactly on the value, on either end, halfway, or the least bit beyond an end: where the intervals touch it is 尾差, beyond
不通过, and the difference and the allowance that are told must be exact. A divisor that may be zero makes an inequality 无法计算.
--keep leaves the files of a failing ruleset in place.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

import trial

CHECKS, MOST_SHOWN = 60, 8
BEYOND = Fraction(1, 10 ** 12)


def text_of(units, places):
    digits = str(abs(units)).rjust(places + 1, "0")
    return ("-" if units < 0 else "") + (digits[:-places] + "." + digits[-places:] if places else digits)


class Side:
    """A text with its exact value and interval, or low None where a divisor may be zero."""
    def __init__(self, text, value, low, high):
        self.text, self.value, self.low, self.high = text, value, low, high


class Maker:
    def __init__(self, rng):
        self.rng, self.fields, self.rows = rng, [], []

    def figure(self):
        """A plain number, printed as it is: its last printed digit counts. Or money, to the declared precision at least."""
        places, units = self.rng.randrange(0, 4), self.rng.choice((0, 1, 5, -7, self.rng.randrange(1000), self.rng.randrange(10 ** 6), -self.rng.randrange(5000)))
        return self.declared(places, units)

    def declared(self, places, units):
        self.fields.append(text_of(units, places))
        half = Fraction(1, 2 * 10 ** places)
        value = Fraction(units, 10 ** places)
        return Side("表一.数%d" % len(self.fields), value, value - half, value + half)

    def constant(self):
        q = Fraction(self.rng.choice((1, 2, 3, 7, 12, 100)), self.rng.choice((1, 3, 4, 10, 7)))
        return Side("(%d / %d)" % (q.numerator, q.denominator), q, q, q)

    def column(self):
        """The sum of a column: half a unit for every row."""
        if not self.rows:
            places = self.rng.randrange(0, 3)
            self.rows = [(self.rng.randrange(-200, 5000), places) for _ in range(self.rng.randrange(1, 30))]
        value = sum(Fraction(u, 10 ** p) for u, p in self.rows)
        half = sum(Fraction(1, 2 * 10 ** p) for _, p in self.rows)
        return Side("合计(表一.行.额)", value, value - half, value + half)

    def side(self, depth):
        if depth <= 0:
            return self.rng.choice((self.figure, self.figure, self.figure, self.figure, self.constant, self.column))()
        a, b, sign = self.side(depth - 1), self.side(self.rng.randrange(depth)), self.rng.choice("++--*/·n")
        lost = a.low is None or b.low is None
        if sign == "n":
            return Side("(-%s)" % a.text, -a.value, None if a.low is None else -a.high, None if a.low is None else -a.low)
        if sign == "/" and self.rng.random() < 0.1:  # a divisor that may be zero
            x, y = self.declared(1, self.rng.choice((1, 2, -3))), self.declared(0, 0)
            b = Side("(%s + %s)" % (x.text, y.text), x.value, x.low + y.low, x.high + y.high)
            lost = a.low is None
        if sign == "·":
            b = self.constant()
            lost = a.low is None
            sign = self.rng.choice("*/")
        text = "(%s %s %s)" % (a.text, sign, b.text)
        if sign == "/":
            if b.value == 0:
                return a
            if lost or b.low <= 0 <= b.high:
                return Side(text, a.value / b.value, None, None)
            ends = [x / y for x in (a.low, a.high) for y in (b.low, b.high)]
            return Side(text, a.value / b.value, min(ends), max(ends))
        value = {"+": a.value + b.value, "-": a.value - b.value, "*": a.value * b.value}[sign]
        if lost:
            return Side(text, value, None, None)
        if sign == "+":
            return Side(text, value, a.low + b.low, a.high + b.high)
        if sign == "-":
            return Side(text, value, a.low - b.high, a.high - b.low)
        ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return Side(text, value, min(ends), max(ends))

    def exactly(self, q):
        """The number q as a constant of a rule."""
        text = "(%d / %d)" % (abs(q.numerator), q.denominator)
        return Side("(-%s)" % text if q < 0 else text, q, q, q)

    def near(self, left):
        """The other side, on, at or beside an edge of the left one's interval."""
        rng = self.rng
        if left.low is None:
            return self.exactly(rng.choice((left.value, left.value + 1)))
        if rng.random() < 0.35:  # a reported figure whose own interval touches
            places = rng.randrange(0, 5)
            step, half = Fraction(1, 10 ** places), Fraction(1, 2 * 10 ** places)
            aim = rng.choice((left.low - half, left.high + half, left.value)) + rng.choice((0, 0, step, -step))
            return self.declared(places, round(aim / step))
        width = left.high - left.low
        aim = rng.choice((left.value, left.low, left.high, left.low - BEYOND, left.high + BEYOND, left.low - width / 7, left.high + width / 7,
                          (left.low + left.value) / 2, left.high - BEYOND if width else left.high))
        return self.exactly(aim)


def wanted(left, right):
    """(outcome, difference, allowance): None where nothing is told."""
    difference = left.value - right.value
    if difference == 0:
        return "pass", None, None
    if left.low is None or right.low is None:
        return "error", None, None
    allowance = (left.high - left.low + right.high - right.low) / 2
    meets = left.low <= right.high and right.low <= left.high
    return ("rounding" if meets else "fail"), difference, allowance


def number(entry, key):
    text = entry.get(key + "_exact") or entry.get(key)
    return None if text is None else Fraction(text)


def run(heng, path, maker, sides, folder):
    rules, data = os.path.join(folder, "rules.heng"), os.path.join(folder, "data.json")
    with open(rules, "w", encoding="utf-8") as f:
        f.write("数据 表一 {\n%s    行 : 表 { 额 : 数 }\n}\n" % "".join("    数%d : 数\n" % (i + 1) for i in range(len(maker.fields))))
        for i, (a, b) in enumerate(sides):
            f.write("校验 检%d : %s ≈ %s\n" % (i, a.text, b.text))
    with open(data, "w", encoding="utf-8") as f:
        record = {"数%d" % (i + 1): text for i, text in enumerate(maker.fields)}
        record["行"] = [{"额": text_of(u, p)} for u, p in maker.rows]
        json.dump({"表一": record}, f, ensure_ascii=False)
    done = subprocess.run([heng, "run", "--format", "json", "--path", path, rules, data], capture_output=True)
    if done.returncode not in (0, 1):
        return None, done.stderr.decode(errors="replace")[:2000]
    return {c["name"]: c for c in json.loads(done.stdout)["checks"]}, ""


def main():
    options = trial.options("intervals", 3000, keep=True)
    rng, passed, failed, seen = random.Random(options.seed), 0, 0, {}
    for _ in range(max(1, options.count // CHECKS)):
        maker, sides = Maker(rng), []
        for _ in range(CHECKS):
            left = maker.side(rng.choice((0, 1, 1, 2, 2, 3)))
            right = maker.near(left)
            sides.append((left, right) if rng.random() < 0.6 else (right, left))
        folder = tempfile.mkdtemp(prefix="heng-intervals-")
        wrong = []
        for path in ("auto", "wide"):
            answers, error = run(options.heng, path, maker, sides, folder)
            if answers is None:
                wrong.append(error)
                continue
            for i, (a, b) in enumerate(sides):
                outcome, difference, allowance = wanted(a, b)
                got = answers["检%d" % i]
                good = got["outcome"] == outcome and (difference is None or number(got, "difference") == difference)
                good = good and (allowance is None or (number(got, "allowance") or 0) == allowance)
                seen[outcome] = seen.get(outcome, 0) + 1
                passed += good
                if not good:
                    wrong.append("--path %s: %s ≈ %s\n        must be %s, difference %s, allowance %s; it is %s, %s, %s" % (
                        path, a.text, b.text, outcome, difference, allowance, got["outcome"], got.get("difference"), got.get("allowance")))
        failed += len(wrong)
        trial.settle(folder, wrong, options.keep, MOST_SHOWN)
    print("of them " + ", ".join("%d %s" % (n, o) for o, n in sorted(seen.items())))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
