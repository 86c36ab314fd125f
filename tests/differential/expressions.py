#!/usr/bin/env python3
"""expressions.py - random expressions through heng, on every number path, against exact fractions.

usage: expressions.py [--count N] [--seed S] [HENG]

Each expression is built together with its value by reference.py. What heng gives must be equal as p/q, or be missing for the same reason.
Half of them are bare, one per line of `heng eval`; in the others most numbers are fields of a document, so that nothing is known while
compiling. All are evaluated on the path that heng chooses and on the wide one.
The same seed gives the same expressions; on a difference the seed and the shortest failing expressions are printed.
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
from forms import FormMaker

MOST_SHOWN = 10
RULES = 100  # expressions per ruleset
PLACES = range(-2, 7)
STEPS = ["0.5", "0.2", "0.05", "0.25", "2", "5", "0.1", "50", "0.02"]
MOST_BITS = 3000  # values near the engine's limit of 4,096 bits are not made: there the order of reductions would matter


def decimal(units, places):
    """units * 10^-places as a literal."""
    if places <= 0:
        return str(units * 10 ** -places)
    text = str(units).rjust(places + 1, "0")
    return text[:-places] + "." + text[-places:]


class Maker(FormMaker):
    def __init__(self, rng, fields=None):
        self.rng = rng
        self.fields = fields  # None, or a list that collects the texts of fields

    def written(self, text):
        """The text itself, or the name of a field that holds it."""
        if self.fields is None or self.rng.random() < 0.2:
            return text
        self.fields.append(text)
        return "料.数%d" % len(self.fields)

    def literal(self):
        """A number without sign, as it is written."""
        rng = self.rng
        places = rng.choice((0, 0, 0, 1, 2, 2, 2, 3, 4, 6))
        size = rng.choice((1, 1, 2, 3, 4, 5, 7, 9, 12, 18, 20, 30)) if rng.random() < 0.2 else rng.choice((1, 1, 2, 3, 4, 5))
        units = rng.choice((0, 1, 5, 10, 25, 50, 100, 999, rng.randrange(10 ** size), rng.randrange(10 ** size), rng.randrange(10 ** size)))
        text = decimal(units, places)
        return self.written(text), Fraction(text)

    def number(self, depth):
        if depth <= 0 or self.rng.random() < 0.08:
            return self.literal()
        makers = ((self.sum, 6), (self.product, 4), (self.quotient, 6), (self.rounding, 7), (self.tie, 4), (self.step, 3), (self.negative, 2),
                  (self.one_of, 3), (self.absolute, 1), (self.choice, 3), (self.filled, 2), (self.nothing, 1), (self.zero_divisor, 1),
                  (self.wide, 1), (self.form, 12))
        make = self.rng.choices([m for m, _ in makers], [w for _, w in makers])[0]
        text, value = make(depth - 1)
        if isinstance(value, Fraction) and max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
            return self.literal()
        return text, value

    def inner(self, depth):
        text, value = self.number(depth)
        return "(%s)" % text, value

    def sum(self, depth):
        (a, x), (b, y) = self.number(depth), self.inner(depth)
        if self.rng.random() < 0.5:
            return "%s %s %s" % (self.spaced(a), self.rng.choice("+＋"), b), r.add(x, y)
        return "%s %s %s" % (self.spaced(a), self.rng.choice("-−"), b), r.subtract(x, y)

    @staticmethod
    def spaced(text):
        """As a left operand: what binds looser is put in brackets."""
        return "(%s)" % text if text.startswith("如果") else text

    def product(self, depth):
        (a, x), (b, y) = self.inner(depth), self.inner(depth)
        return "%s %s %s" % (a, self.rng.choice("*×"), b), r.multiply(x, y)

    def quotient(self, depth):
        (a, x), (b, y) = self.inner(depth), self.inner(depth)
        return "%s %s %s" % (a, self.rng.choice("/÷"), b), r.divide(x, y)

    def negative(self, depth):
        a, x = self.inner(depth)
        return "-" + a, r.negate(x)

    def absolute(self, depth):
        a, x = self.number(depth)
        return "绝对值(%s)" % a, r.absolute(x)

    def rounded(self, text, value, step_text, step, name):
        return "%s(%s, %s)" % (name, text, step_text), r.strict(lambda q: Fraction(r.round_to(name, q, step)))(value)

    def rounding(self, depth):
        a, x = self.number(depth)
        places = self.rng.choice(PLACES)
        return self.rounded(a, x, str(places), r.digits_step(places), self.rng.choice(list(r.ROUNDINGS)))

    def tie(self, depth):
        """A value on a rounding boundary, or the least bit beside it, possibly made by a division."""
        rng, places = self.rng, self.rng.choice(PLACES)
        step = r.digits_step(places)
        value = step * rng.randrange(-2000, 2000) + step / 2 * rng.choice((1, 1, 1, 0))
        text = "%s%s" % ("-" if value < 0 else "", decimal(abs(int(value * 10 ** 7)), 7))
        value = Fraction(text)
        text = self.written(text)
        side = rng.choice(("", "", " + 1 / %d", " - 1 / %d"))
        if side:
            by = rng.choice((7, 3 * 10 ** 8, 10 ** 12, 9 * 10 ** 17, 3 ** 50))
            value += Fraction(1, by) if "+" in side else Fraction(-1, by)
            text += side % by
        if rng.random() < 0.4:
            factor = rng.choice((3, 7, 9, 11, 13, 63171))
            text, value = "(%s) * %d / %d" % (text, factor, factor), value
        return self.rounded(text, value, str(places), step, rng.choice(list(r.ROUNDINGS)))

    def step(self, depth):
        step_text = self.rng.choice(STEPS)
        step = Fraction(step_text)
        if self.rng.random() < 0.5:
            a, x = self.number(depth)
        else:
            x = step * self.rng.randrange(-500, 500) + self.rng.choice((0, step / 2, step / 2, Fraction(1, 1000), -Fraction(1, 1000)))
            a = "%s%s" % ("-" if x < 0 else "", decimal(abs(int(x * 10 ** 4)), 4))
            x = Fraction(a)
            a = self.written(a)
        return "修约(%s, %s)" % (a, step_text), r.strict(lambda q: Fraction(r.round_to("四舍六入五成双", q, step)))(x)

    def one_of(self, depth):
        (a, x), (b, y) = self.number(depth), self.number(depth)
        kind = self.rng.choice(("封顶", "保底", "最大", "最小"))
        if kind in ("封顶", "保底"):
            return "%s(%s, %s)" % (kind, a, b), (r.smallest if kind == "封顶" else r.greatest)(x, y)
        c, z = self.number(depth - 1)
        return "%s(%s, %s, %s)" % (kind, a, b, c), (r.greatest if kind == "最大" else r.smallest)(x, y, z)

    def choice(self, depth):
        (c, when), (a, x), (b, y) = self.truth(depth), self.inner(depth), self.inner(depth)
        return "如果 %s 则 %s 否则 %s" % (c, a, b), r.choose(when, x, y)

    def filled(self, depth):
        (a, x), (b, y) = (self.nothing if self.rng.random() < 0.6 else self.number)(depth), self.number(depth)
        return "缺省(%s, %s)" % (a, b), r.default(x, y)

    def nothing(self, depth):
        """A number that has no value under a condition."""
        (c, when), (a, x) = self.truth(depth), self.inner(depth)
        return "(如果 %s 则 不适用 否则 %s)" % (c, a), r.choose(when, r.Missing("rule"), x)

    def zero_divisor(self, depth):
        a, x = self.inner(depth)
        return "%s / (%s - %s)" % (a, a, a), r.divide(x, r.subtract(x, x))

    def guarded(self, depth):
        """A definition that says what holds where it divides by zero."""
        make = self.rng.choice((self.number, self.quotient, self.zero_divisor))
        (a, x), (b, y) = make(depth), self.inner(depth)
        return "(%s) 除数为零时 %s" % (a, b), y if isinstance(x, r.Missing) and x.reason == "division" else x

    def wide(self, depth):
        """Products past 63 bits."""
        text, value = self.literal()
        for _ in range(self.rng.randrange(2, 6)):
            other, factor = self.literal()
            text, value = "%s * %s" % (text, other), value * factor
        return "(%s)" % text, value

    def truth(self, depth):
        kind = self.rng.random()
        if depth <= 0 or kind < 0.45:
            return self.comparison(depth)
        if kind < 0.6:
            return self.membership(depth)
        if kind < 0.7:
            a, x = self.truth(depth - 1)
            return "非 (%s)" % a, r.invert(x)
        (a, x), (b, y) = self.truth(depth - 1), self.truth(depth - 1)
        if kind < 0.85:
            return "((%s) 且 (%s))" % (a, b), r.both(x, y)
        return "((%s) 或 (%s))" % (a, b), r.either(x, y)

    def comparison(self, depth):
        (a, x), (b, y) = self.inner(depth - 1), self.inner(depth - 1)
        if self.rng.random() < 0.25:  # equal sides, differently written
            b, y = "(%s * 3 / 3)" % a, x
        sign = self.rng.choice(list(r.COMPARE))
        written = self.rng.choice({"≤": ("≤", "<=", "≦"), "≥": ("≥", ">=", "≧"), "≠": ("≠", "!="), "=": ("=", "＝")}.get(sign, (sign,)))
        return "%s %s %s" % (a, written, b), r.COMPARE[sign](x, y)

    def membership(self, depth):
        a, x = self.inner(depth - 1)
        if self.rng.random() < 0.3:
            members = [self.literal() for _ in range(self.rng.randrange(1, 4))]
            text, value = "%s 属于 {%s}" % (a, ", ".join(t for t, _ in members)), r.member(x, [v for _, v in members])
        else:
            low, high = sorted((self.literal(), self.literal()), key=lambda p: p[1])
            if low[1] == high[1]:
                high = str(int(low[1]) + 1), Fraction(int(low[1]) + 1)
            open_low, open_high = self.rng.random() < 0.5, self.rng.random() < 0.5
            text = "%s 属于 %s%s, %s%s" % (a, "(" if open_low else "[", low[0], high[0], ")" if open_high else "]")
            value = r.within(x, low[1], not open_low, high[1], not open_high)
        if self.rng.random() < 0.2:
            return text.replace(" 属于 ", " 不属于 ", 1) if text.count(" 属于 ") == 1 else "非 (%s)" % text, r.invert(value)
        return text, value


def told(value):
    """What must be told of a value: outcome and exact text, or reason."""
    if isinstance(value, r.Missing):
        return value.outcome, value.reason
    if isinstance(value, bool):
        return "ok", "真" if value else "假"
    return "ok", str(Fraction(value))


def given(answer):
    if answer.get("outcome") == "ok":
        return "ok", answer.get("exact") or answer.get("value")
    return answer.get("outcome"), answer.get("reason_code") or answer


def stop(what, done):
    sys.exit("%s: exit code %d\n%s\n0 passed, 1 failed" % (what, done.returncode, done.stderr.decode(errors="replace")[:3000]))


def evaluate(heng, path, texts):
    """Answers to bare expressions."""
    done = subprocess.run([heng, "eval", "--format", "json", "--path", path], input="".join(t + "\n" for t in texts).encode(),
                          capture_output=True)
    lines = done.stdout.decode().splitlines()
    if len(lines) != len(texts):
        stop("eval --path %s: %d lines for %d expressions" % (path, len(lines), len(texts)), done)
    return [given(json.loads(line)) for line in lines]


def evaluate_rules(heng, path, texts, fields):
    """Answers to expressions over the fields of one document."""
    with tempfile.TemporaryDirectory(prefix="heng-expressions-") as folder:
        rules, data = os.path.join(folder, "rules.heng"), os.path.join(folder, "data.json")
        with open(rules, "w", encoding="utf-8") as f:
            f.write("数据 料 {\n%s}\n" % "".join("    数%d : 数\n" % (i + 1) for i in range(len(fields))))
            f.writelines("式%d = %s\n" % pair for pair in enumerate(texts))
        with open(data, "w", encoding="utf-8") as f:
            json.dump({"料": {"数%d" % (i + 1): text for i, text in enumerate(fields)}}, f, ensure_ascii=False)
        done = subprocess.run([heng, "run", "--format", "json", "--path", path, rules, data], capture_output=True)
    if done.returncode not in (0, 1):
        stop("run --path %s" % path, done)
    answers = {v["name"]: given(v) for v in json.loads(done.stdout)["values"]}
    return [answers.get("式%d" % i, ("no answer", "")) for i in range(len(texts))]


def make(rng, count, fields):
    maker, made = Maker(rng, fields), []
    while len(made) < count:
        depth = rng.choice((1, 1, 2, 2, 3, 4))
        text, value = maker.number(depth) if rng.random() < 0.8 else maker.truth(depth)
        if fields is not None and rng.random() < 0.1:
            text, value = maker.guarded(depth)
        made.append((text, value))
    return made


def compare(made, answers, path):
    return [(text, path, told(value), got) for (text, value), got in zip(made, answers) if told(value) != got]


def with_figures(text, fields):
    """The expression with its fields' figures in brackets behind their names."""
    for i in range(len(fields), 0, -1):
        text = text.replace("料.数%d" % i, "料.数\0%d[%s]" % (i, fields[i - 1]))
    return text.replace("\0", "")


def main():
    options = trial.options("expressions", 5000)
    rng, wrong, absent, total = random.Random(options.seed), [], 0, 0
    made = make(rng, options.count // 2, None)
    for path in ("auto", "wide"):
        wrong += compare(made, evaluate(options.heng, path, [text for text, _ in made]), path)
    while True:
        total += len(made)
        absent += sum(isinstance(value, r.Missing) for _, value in made)
        if total >= options.count:
            break
        fields = []
        made = make(rng, min(RULES, options.count - total), fields)
        for path in ("auto", "wide"):
            found = compare(made, evaluate_rules(options.heng, path, [text for text, _ in made], fields), path)
            wrong += [(with_figures(w[0], fields),) + w[1:] for w in found]
    for text, path, want, got in sorted(wrong, key=lambda w: len(w[0]))[:MOST_SHOWN]:
        print("    %s\n        --path %s gives %s, must give %s" % (text, path, " ".join(map(str, got)), " ".join(want)))
    print("expressions without value: %d" % absent)
    print("%d passed, %d failed" % (2 * total - len(wrong), len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
