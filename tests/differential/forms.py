"""forms.py - random scoring forms, together with their values by reference.py: a part of the maker of expressions.py.

A form's score is in 分; `/ 1分` makes it a plain number again, so that forms stand inside each other and inside everything else. Figures are
chosen at and beside every boundary of a form: the target, twice the target, a threshold, a whole number of steps, the ends of a band.
"""
import datetime
from fractions import Fraction

import reference as r

STEP_MODES = {"按比例计": "part", "满一个才计": "whole", "不足一个按一个": "begun"}
FIRST_DAY, LAST_DAY = datetime.date(1990, 1, 1).toordinal(), datetime.date(2035, 12, 31).toordinal()


def plain(q):
    """A decimal as a literal; a negative one in brackets."""
    units = abs(q) * 10 ** 7
    assert units.denominator == 1
    text = str(units.numerator).rjust(8, "0")
    text = (text[:-7] + "." + text[-7:]).rstrip("0").rstrip(".")
    return "-" + text if q < 0 else text


class FormMaker:
    """Needs self.rng, self.fields, inner(depth), truth(depth)."""

    def figure(self, q):
        """A decimal, written or as a field."""
        if self.fields is None or self.rng.random() < 0.2:
            return "(%s)" % plain(q) if q < 0 else plain(q)
        self.fields.append(plain(q))
        return "料.数%d" % len(self.fields)

    def part(self, depth, *near):
        """A number: at or beside one of `near`, small, or any expression."""
        rng, choice = self.rng, self.rng.random()
        if choice < 0.25 and depth > 0:
            return self.inner(depth - 1)
        if choice < 0.75 and near:
            q = rng.choice(near) + rng.choice((0, 0, 0, 1, -1, Fraction(1, 100), -Fraction(1, 100), Fraction(1, 10 ** 7), -Fraction(1, 10 ** 7)))
        else:
            q = Fraction(rng.choice((0, 1, -1, 7, 100, rng.randrange(-300, 3000), rng.randrange(-300, 3000))), rng.choice((1, 1, 10, 100)))
        return self.figure(q), q

    def full(self, depth):
        rng = self.rng
        if rng.random() < 0.1 and depth > 0:
            return self.inner(depth - 1)
        q = Fraction(rng.choice((1, 3, 4, 5, 10, 15, 20, 100, 45)), rng.choice((1, 1, 1, 10)))
        return self.figure(q), q

    def positive(self):
        q = Fraction(self.rng.choice((1, 1, 2, 3, 5, 10, 25, 50, 7)), self.rng.choice((1, 1, 10, 100)))
        return self.figure(q), q

    def amount(self):
        """A step, its points or a band: of the data it may be negative, which is no amount."""
        text, q = self.positive()
        if self.fields is None or self.rng.random() > 0.05:
            return text, q
        self.fields.append(plain(-q))
        return "料.数%d" % len(self.fields), r.Missing("negative_part")

    @staticmethod
    def score(text, value):
        return "(%s / 1分)" % text, value

    def treatment(self, depth, proportion):
        """(text, value) of what happens in a case; `proportion`: the value of 按比例计, or None."""
        rng = self.rng
        if proportion is not None and rng.random() < 0.5:
            return "按比例计", proportion
        if rng.random() < 0.15:
            return "无法计算", r.Missing("not_computable")
        if rng.random() < 0.1:
            return "不适用", r.Missing("rule")
        return self.part(depth)

    # ---- actual and target ----

    def compared(self, depth):
        rng = self.rng
        (t, target), (w, full) = self.part(depth), self.full(depth)
        near = (target, 2 * target, target / 2) if isinstance(target, Fraction) and (target * 10 ** 6).denominator == 1 and abs(target) < 10 ** 9 else (0,)
        a, actual = self.part(depth, *near)
        kind = rng.choice(("正向", "反向", "反向", "等于", "接近"))
        phrases = []
        if kind == "正向":
            value = r.more(actual, target, full)
        elif kind == "反向":
            variant, function = rng.choice((("按目标比实际", r.less_by_ratio), ("按超出比例扣减", r.less_by_excess), ("超出不得分", r.less_or_nothing)))
            phrases.append(variant)
            value = function(actual, target, full)
        elif kind == "等于":
            variant, function = rng.choice((("不等不得分", r.equal_or_nothing), ("按偏差扣减", r.less_by_deviation), ("不足按比例", r.more)))
            phrases.append(variant)
            value = function(actual, target, full)
        else:
            b = Fraction(rng.choice((0, 1, 2, 5)), rng.choice((1, 10, 100)))
            if near != (0,):
                a, actual = self.part(depth, target - b, target + b, target)
            phrases.append("上下 %s" % self.figure(b))
            under, over = r.share(actual, target, full), r.share(target, actual, full)
            if rng.random() < 0.5:
                text, rest = self.treatment(depth, "按比例计")
                low, high = (under, over) if rest == "按比例计" else (rest, rest)
                phrases.append("其余 " + text)
            else:
                (one, low), (two, high) = self.treatment(depth, under), self.treatment(depth, over)
                phrases += ["低于时 " + one, "超过时 " + two]
            value = r.banded(actual, r.subtract(target, b), True, r.add(target, b), True, full, low, high)
        needs = kind in ("正向",) or "按偏差扣减" in phrases or "不足按比例" in phrases
        needs = needs or (kind == "接近" and any("按比例计" in p for p in phrases))
        if needs or rng.random() < 0.2:
            if rng.random() < 0.3:
                text, zero = "无法计算", r.divide(actual, target)
            else:
                text, zero = self.part(depth)
            phrases.append("零目标 " + text)
            value = r.choose(r.COMPARE["="](target, Fraction(0)), zero, value)
        phrases.append("满分 " + w)
        rng.shuffle(phrases)
        return self.score("%s %s 对照 %s { %s }" % (kind, a, t, rng.choice((" ", ", ")).join(phrases)), value)

    def inside(self, depth):
        rng = self.rng
        low, size = Fraction(rng.randrange(-50, 100)), Fraction(rng.choice((0, 1, 5, 20)), rng.choice((1, 10)))
        (w, full), (a, actual) = self.full(depth), self.part(depth, low, low + size)
        closed = (True, True) if size == 0 else (rng.random() < 0.5, rng.random() < 0.5)
        first, last = self.figure(low), self.figure(low + size)
        bad = size > 0 and all(t.startswith("料") for t in (first, last)) and rng.random() < 0.1
        if bad:
            first, last = last, first
        interval = "%s%s, %s%s" % ("[" if closed[0] else "(", first, last, "]" if closed[1] else ")")
        under, over = r.share(actual, low, full), r.share(low + size, actual, full)
        (one, below), (two, above) = self.treatment(depth, under), self.treatment(depth, over)
        value = r.banded(actual, r.Missing("empty_range") if bad else low, closed[0], low + size, closed[1], full, below, above)
        return self.score("处于 %s { 区间 %s 低于时 %s 超过时 %s 满分 %s }" % (a, interval, one, two, w), value)

    # ---- steps ----

    def beyond(self, depth, phrases):
        """By how much a figure lies beyond thresholds: its text and value. A whole number of steps, or just beside it."""
        rng = self.rng
        e, every = self.amount()
        phrases.append("每 " + e)
        base = Fraction(rng.randrange(-20, 200), rng.choice((1, 10)))
        sides = rng.choice((("超过",), ("低于",), ("超过", "低于")))
        gap = Fraction(rng.choice((0, 5)))
        edges = [(base + gap, 1) if s == "超过" else (base - gap, -1) for s in sides]
        for s, (edge, _) in zip(sides, edges):
            phrases.append("%s %s" % (s, self.figure(edge)))
        edge, sign = rng.choice(edges)
        step = every if isinstance(every, Fraction) else Fraction(1)
        a, x = self.part(depth, edge, edge + sign * step, edge + 3 * sign * step, edge + sign * step * Fraction(5, 2))
        excess = Fraction(0)
        for edge, sign in edges:
            excess = r.greatest(excess, r.subtract(x, edge) if sign > 0 else r.subtract(edge, x))
        mode = rng.choice(list(STEP_MODES))
        phrases.append(mode)
        return a, r.steps(excess, every, STEP_MODES[mode])

    def days(self, phrases):
        rng = self.rng
        due = rng.randrange(FIRST_DAY, LAST_DAY)
        done = due + rng.choice((0, 1, -1, 3, 30, rng.randrange(-400, 400)))
        written = ["%d年%d月%d日" % (d.year, d.month, d.day) for d in (datetime.date.fromordinal(due), datetime.date.fromordinal(done))]
        if rng.random() < 0.4:
            every, mode = rng.choice((1, 1, 3)), rng.choice(("满一个才计", "不足一个按一个"))
            phrases += ["超过 " + written[0], "每 %d个月" % every, mode]
            months = Fraction(r.months(due, max(due, done), mode == "不足一个按一个"))
            return written[1], r.steps(months, Fraction(every), STEP_MODES[mode])
        every, mode = rng.choice((1, 1, 2, 7, 30)), rng.choice(list(STEP_MODES))
        phrases += ["超过 " + written[0], "每 %d天" % every, mode]
        return written[1], r.steps(Fraction(max(0, done - due)), Fraction(every), STEP_MODES[mode])

    def deduct(self, depth):
        rng, phrases = self.rng, []
        a, count = self.days(phrases) if rng.random() < 0.15 else self.beyond(depth, phrases)
        (w, full), (k, each) = self.full(depth), self.amount()
        phrases.append("满分 " + w)
        if rng.random() < 0.2:
            percent = Fraction(rng.choice((1, 5, 10, 100)))
            phrases.append("扣 %d%%" % percent)
            each = r.multiply(full, percent / 100)
        else:
            phrases.append("扣 " + k)
        value = r.subtract(full, r.multiply(each, count))
        floor = rng.choice(("扣完为止", "可倒扣", "最低"))
        if floor == "最低":
            text, lowest = self.part(depth)
            floor, value = "最低 " + text, r.greatest(value, lowest)
        elif floor == "扣完为止":
            value = r.greatest(value, Fraction(0))
        phrases.append(floor)
        rng.shuffle(phrases)
        return self.score("扣分 %s { %s }" % (a, " ".join(phrases)), value)

    def bonus(self, depth):
        rng, phrases = self.rng, []
        a, count = self.days(phrases) if rng.random() < 0.15 else self.beyond(depth, phrases)
        k, each = self.amount()
        phrases.append("加 " + k)
        value = r.multiply(each, count)
        if rng.random() < 0.5:
            text, most = self.part(depth)
            phrases.append("最多 " + text)
            value = r.smallest(value, most)
        else:
            phrases.append("不封顶")
        rng.shuffle(phrases)
        return self.score("加分 %s { %s }" % (a, " ".join(phrases)), value)

    # ---- lists ----

    def interpolation(self, depth):
        rng = self.rng
        at, points, texts = Fraction(rng.randrange(-50, 50)), [], []
        for _ in range(rng.randrange(2, 5)):
            text, value = self.part(depth)
            points.append((at, value))
            texts.append("%s : %s" % (plain(at), text))
            at += Fraction(rng.choice((1, 3, 7, 20)), rng.choice((1, 10)))
        (one, below), (two, above) = self.treatment(depth, None), self.treatment(depth, None)
        a, x = self.part(depth, *[p for p, _ in points])
        tails = ["低于时 " + one, "超过时 " + two]
        return "(内插 %s { %s; %s })" % (a, "; ".join(texts), "; ".join(tails)), r.interpolate(x, points, below, above)

    def checklist(self, depth):
        entries, value = [], Fraction(0)
        for _ in range(self.rng.randrange(1, 5)):
            (c, holds), (a, x) = self.truth(depth - 1), self.part(depth)
            entries.append("(%s) : %s" % (c, a))
            value = r.add(value, r.choose(holds, x, Fraction(0)))
        return self.score("要点 { %s }" % "; ".join(entries), value)

    def alternatives(self, depth):
        rng, entries, values = self.rng, [], []
        for k in range(rng.randrange(2, 5)):
            a, x = self.nothing(depth) if rng.random() < 0.5 and depth > 0 else self.part(depth)
            entries.append('"法%d" : %s' % (k, a))
            values.append(x)
        kind = rng.choice(("择高", "先后", "只许"))
        if kind == "择高":
            return "(择高 { %s })" % "; ".join(entries), r.greatest(*values)
        entries.append("按先后" if kind == "先后" else "只许一个")
        rng.shuffle(entries[-1:])
        return "(择一 { %s })" % "; ".join(entries), (r.first_present if kind == "先后" else r.only_present)(values)

    def veto(self, depth):
        (c, when), (a, x), (b, y) = self.truth(depth), self.inner(depth), self.inner(depth)
        return "(一票否决 %s 则 %s 否则 %s)" % (c, a, b), r.choose(when, x, y)

    def called(self, depth):
        """Functions that are near to forms."""
        rng = self.rng
        (a, x), (b, y), (c, z) = self.part(depth), self.part(depth), self.full(depth)
        kind = rng.choice(("按比例", "满意度", "精确", "月数"))
        if kind == "月数":
            days = [rng.randrange(FIRST_DAY, LAST_DAY) for _ in range(2)]
            one, two = ("%d年%d月%d日" % (d.year, d.month, d.day) for d in map(datetime.date.fromordinal, days))
            return "(月数(%s, %s) / 1个月)" % (one, two), Fraction(r.months(days[1], days[0], False))
        if kind == "按比例":
            return "按比例(%s, %s, %s)" % (a, b, c), r.more(x, y, z)
        if kind == "满意度":
            return "(满意度(%s, %s, %s) * 1)" % (a, b, c), r.choose(r.COMPARE["<"](y, z), r.Missing("small_sample"), r.divide(x, y))
        return "精确(%s)" % a, x

    def form(self, depth):
        make = self.rng.choice((self.compared, self.compared, self.compared, self.inside, self.deduct, self.deduct, self.bonus, self.interpolation,
                                self.checklist, self.alternatives, self.veto, self.called))
        return make(depth)
