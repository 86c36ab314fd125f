"""reference.py - what expressions and rules must give: exact fractions, written from language.md alone.

A value is a Fraction, a bool, or a Missing; a rounded or reported figure's interval is a pair of Fractions.
"""
from fractions import Fraction
import math


class Missing:
    """No value. Of two reasons the one of the later rank is told."""
    RANKS = ("differs", "unit_mismatch", "zero_in_range", "division", "limit", "rule", "blank", "dash", "slash", "none", "not_applicable",
             "unpublished", "missing_field", "missing_table", "missing_row", "missing_report", "bound", "approximate", "not_a_number",
             "not_a_date", "unreadable", "wrong_unit")

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
