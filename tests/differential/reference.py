"""reference.py - what expressions and rules must give: exact fractions, written from the manual alone.

A value is a Fraction, a bool, or a Missing; a rounded or reported figure's interval is a pair of Fractions.
"""
from fractions import Fraction
import calendar
import datetime
import math


class Missing:
    """No value. Of two reasons the one of the later rank is told."""
    RANKS = ("division", "differs", "several_rows", "ambiguous", "not_computable", "negative_part", "empty_range", "unit_mismatch", "zero_in_range", "out_of_bounds",
             "limit", "rule", "not_in_force", "blank", "small_sample", "dash", "slash", "none", "not_applicable", "unpublished",
             "missing_field", "missing_table", "missing_row", "not_a_code", "missing_report", "no_year", "bound", "approximate",
             "not_a_number", "not_a_date", "out_of_range", "unreadable", "wrong_unit")

    def __init__(self, reason):
        self.reason = reason
        self.rank = self.RANKS.index(reason)

    @property
    def is_error(self):
        return self.rank < self.RANKS.index("rule")

    @property
    def outcome(self):
        if self.is_error:
            return "error"
        return "not_applicable" if self.reason == "rule" else "no_data"

    def __repr__(self):
        return "Missing(%s)" % self.reason


def dominating(values):
    """The Missing that decides, or None if all have a value."""
    missing = [v for v in values if isinstance(v, Missing)]
    return max(missing, key=lambda m: m.rank) if missing else None


def half_away(q):
    whole = math.floor(abs(q) + Fraction(1, 2))
    return whole if q >= 0 else -whole


def half_even(q):
    below = math.floor(q)
    rest = q - below
    if rest == Fraction(1, 2):
        return below if below % 2 == 0 else below + 1
    return below if rest < Fraction(1, 2) else below + 1


ROUNDINGS = {
    "四舍五入": half_away,
    "四舍六入五成双": half_even,
    "截尾": math.trunc,
    "进位": lambda q: math.ceil(q) if q >= 0 else math.floor(q),
    "向上": math.ceil,
    "向下": math.floor,
}


def round_to(name, q, step):
    """q rounded to a multiple of step."""
    return ROUNDINGS[name](q / step) * step


def digits_step(digits):
    return Fraction(1, 10 ** digits) if digits >= 0 else Fraction(10 ** -digits)


def strict(function):
    """The function for values; with a missing operand the dominating reason."""
    def call(*values):
        return dominating(values) or function(*values)
    return call


add = strict(lambda a, b: a + b)
subtract = strict(lambda a, b: a - b)
multiply = strict(lambda a, b: a * b)
divide = strict(lambda a, b: a / b if b != 0 else Missing("division"))
negate = strict(lambda a: -a)
absolute = strict(abs)
smallest = strict(lambda *values: min(values))
greatest = strict(lambda *values: max(values))

COMPARE = {
    "=": strict(lambda a, b: a == b),
    "≠": strict(lambda a, b: a != b),
    "<": strict(lambda a, b: a < b),
    "≤": strict(lambda a, b: a <= b),
    ">": strict(lambda a, b: a > b),
    "≥": strict(lambda a, b: a >= b),
}


def both(a, b):
    """且: false if either is false, whatever the other lacks."""
    if a is False or b is False:
        return False
    return dominating((a, b)) or True


def either(a, b):
    if a is True or b is True:
        return True
    return dominating((a, b)) or False


invert = strict(lambda a: not a)


def choose(condition, then, otherwise):
    """如果: only the condition and the arm taken count."""
    if isinstance(condition, Missing):
        return condition
    return then if condition else otherwise


def default(value, other):
    """缺省: stands in for an absence, never for an error."""
    return other if isinstance(value, Missing) and not value.is_error else value


def within(x, low, low_closed, high, high_closed):
    return both(COMPARE["≥" if low_closed else ">"](x, low), COMPARE["≤" if high_closed else "<"](x, high))


def member(x, values):
    found = False
    for value in values:
        found = either(found, COMPARE["="](x, value))
    return found


# ---- scoring forms (docs/manual/06-评分.md): w full marks, a actual, t target ----

ZERO = Fraction(0)


def clipped(score, w):
    return greatest(smallest(score, w), ZERO)


def share(a, b, w):
    """w·a/b within 0 and w; nothing where b is not above 0."""
    return choose(COMPARE["≤"](b, ZERO), ZERO, clipped(divide(multiply(w, a), b), w))


def more(a, t, w):
    """正向: a ≥ t → w; 0 ≤ a < t → w·a/t; a < 0 → 0. A target of 0 divides by zero."""
    met = choose(COMPARE["≥"](a, t), w, ZERO)
    return choose(COMPARE["<"](t, ZERO), met, clipped(divide(multiply(w, a), t), w))


def less_or_nothing(a, t, w):
    return choose(COMPARE["≤"](a, t), w, ZERO)


def less_by_ratio(a, t, w):
    """反向 (a): min(w, w·t/a); an actual of 0 or less meets every target that is not below it."""
    return choose(COMPARE["≤"](a, ZERO), less_or_nothing(a, t, w), clipped(divide(multiply(w, t), a), w))


def less_by_excess(a, t, w):
    """反向 (b): a ≤ t → w; t < a < 2t → w·(1 − (a − t)/t); a ≥ 2t → 0."""
    left = subtract(t, subtract(a, t))
    return choose(COMPARE["≤"](t, ZERO), less_or_nothing(a, t, w), clipped(divide(multiply(w, left), t), w))


def equal_or_nothing(a, t, w):
    return choose(COMPARE["="](a, t), w, ZERO)


def less_by_deviation(a, t, w):
    """w·(1 − |a − t|/|t|), not below 0."""
    off, base = absolute(subtract(a, t)), absolute(t)
    return clipped(divide(multiply(w, subtract(base, off)), base), w)


def banded(a, low, low_closed, high, high_closed, w, below, above):
    """w between two ends; what lies outside as said."""
    over = COMPARE[">" if high_closed else "≥"](a, high)
    under = COMPARE["<" if low_closed else "≤"](a, low)
    return choose(under, below, choose(over, above, w))


def steps(excess, every, mode):
    count = divide(excess, every)
    if mode == "part":
        return count
    return strict(lambda q: Fraction(math.floor(q) if mode == "whole" else math.ceil(q)))(count)


def months(start, end, begun):
    """Whole months from one day to another (ordinals), or with `begun` those begun: by counting them one by one from the start."""
    if end < start:
        return -months(end, start, begun)
    first, count = datetime.date.fromordinal(start), 0
    while True:
        year, month = divmod(first.year * 12 + first.month - 1 + count + 1, 12)
        due = datetime.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1])).toordinal()
        if due > end:
            last = datetime.date.fromordinal(start) if count == 0 else done
            return count + (begun and last.toordinal() < end)
        done, count = datetime.date.fromordinal(due), count + 1


def interpolate(x, points, below, above):
    """On straight lines between (at, value); at a point its value."""
    value = above
    for (x0, y0), (x1, y1) in reversed(list(zip(points, points[1:]))):
        line = add(y0, divide(multiply(subtract(x, x0), subtract(y1, y0)), x1 - x0))
        value = choose(COMPARE["≤"](x, x1), line, value)
    return choose(COMPARE["<"](x, points[0][0]), below, value)


def first_present(values):
    found = values[-1]
    for value in reversed(values[:-1]):
        found = default(value, found)
    return found


def only_present(values):
    """The one that has a value; two are an error, and so is an error among them."""
    present = [value if isinstance(value, Missing) and value.is_error else not isinstance(value, Missing) for value in values]
    two, seen = False, present[-1]
    for one in reversed(present[:-1]):
        two, seen = either(two, both(seen, one)), either(seen, one)
    return choose(two, Missing("ambiguous"), first_present(values))


# ---- intervals of printed precision ----

def interval_add(a, b):
    return a[0] + b[0], a[1] + b[1]


def interval_negate(a):
    return -a[1], -a[0]


def interval_multiply(a, b):
    products = [x * y for x in a for y in b]
    return min(products), max(products)


def interval_divide(a, b):
    """None if the divisor may be zero."""
    if b[0] <= 0 <= b[1]:
        return None
    return interval_multiply(a, (1 / b[1], 1 / b[0]))


def overlap(a, b):
    return a[0] <= b[1] and b[0] <= a[1]
