#!/usr/bin/env python3
"""absence.py - no absent value ever turns into a number or a 通过.

usage: absence.py [--count N] [--seed S] [--keep] [HENG]

A result that is there although some of its operands are absent may not depend on them: whatever they might have been, it must come out the
same. So each random report has some figures taken away, in all the ways in which reports leave them out, and beside it stand copies
in which these figures are filled in at random. What the first one computes, every copy must compute too; where one copy differs
from another, the first may have no value. A 尾差 may become a 通过 when more is known, a 通过 never a 尾差. Rules that speak of absence
themselves (缺省, 空缺, 空白为) are left out here: reference.py covers them.
--keep leaves the files of a failing ruleset in place.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

import trial

BLANKS = ("", "空白", "——", "-", "/", "无", "不适用", "未公布", None, "≥5", "约5", "显著增强", "7.496,5")
COPIES, REPORTS, RULES, ROWS, MOST_SHOWN = 4, 8, 14, 3, 6
COMPARE = ("=", "≠", "<", "≤", ">", "≥", "≈")


class Maker:
    """Texts of expressions of a kind (money, points, truth, text) over the fields of a report, or of a row."""
    def __init__(self, rng):
        self.rng, self.row = rng, False

    def pick(self, *choices):
        return self.rng.choice(choices)

    def field(self, kind):
        names = {"money": ("甲", "乙", "丙", "丁"), "points": ("分一", "分二"), "truth": ("真一", "真二"), "text": ("文一", "文二")}[kind]
        if self.row and self.rng.random() < 0.7:
            return {"money": self.pick("额", "量"), "points": "分值", "truth": "有", "text": "类"}[kind]
        return "表一." + self.rng.choice(names)

    def literal(self, kind):
        number = self.pick("0", "1", "5", "10", "0.01", "99.5")
        return number + {"money": "万元", "points": "分"}[kind]

    def number(self, kind, depth):
        if depth <= 0 or self.rng.random() < 0.1:
            return self.field(kind) if self.rng.random() < 0.8 else self.literal(kind)
        a, b, make = self.number(kind, depth - 1), self.number(kind, depth - 1), self.rng.randrange(12)
        if make < 3:
            return "(%s %s %s)" % (a, self.pick("+", "-"), b)
        if make == 3:
            return "(%s * %s)" % (a, self.pick("2", "0", "0.5", "-1", "(%s / %s)" % (self.field(kind), self.field(kind))))
        if make == 4:
            return self.pick("最大(%s, %s, 0)", "最小(%s, %s, 0)", "封顶(%s, %s)", "保底(%s, %s)") % (a, b)
        if make == 5:
            return "(如果 %s 则 %s 否则 %s)" % (self.truth(depth - 1), a, b)
        if make == 6:
            return "%s(%s + %s, %s)" % (self.pick("四舍五入", "截尾", "向上", "四舍六入五成双"), a, self.literal(kind), self.pick("0", "1", "2"))
        if make == 7:
            return "绝对值(%s)" % a
        if make == 8:
            low, high = "0" + ("万元" if kind == "money" else "分"), "10" + ("万元" if kind == "money" else "分")
            return "(分档 %s { ≥ %s : %s  [%s, %s) : %s  其余 : %s })" % (self.number(kind, depth - 1), high, a, low, high, b, self.literal(kind))
        if make == 9 and kind == "points":
            return "按比例(%s, %s, %s)" % (self.field("money"), self.field("money"), a)
        if make == 10 and not self.row:
            return self.aggregate(kind)
        return "(%s - %s)" % (a, b)

    def aggregate(self, kind):
        self.row = True
        column = {"money": self.pick("表一.明细.额", "表一.明细.量"), "points": "表一.明细.分值"}[kind]
        where = ", " + self.rows_truth() if self.rng.random() < 0.4 else ""
        self.row = False
        return "%s(%s%s)" % (self.pick("合计", "最大", "最小", "平均") if not where else self.pick("合计", "平均"), column, where)

    def rows_truth(self):
        text = self.pick("表一.明细.额 > 5万元", "表一.明细.有", "表一.明细.类 = \"a\"", "表一.明细.分值 ≤ 10", "(表一.明细.有 或 表一.明细.量 < 3万元)")
        return text if self.rng.random() < 0.7 else "非 (%s)" % text

    def truth(self, depth):
        make = self.rng.random()
        kind = self.pick("money", "points")
        if depth > 0 and make < 0.4:
            return "(%s %s %s)" % (self.truth(depth - 1), self.pick("且", "或"), self.truth(depth - 1))
        if make < 0.48:
            return "非 (%s)" % self.truth(depth - 1)
        if make < 0.56:
            return self.field("truth")
        if make < 0.62:
            return "%s %s %s" % (self.field("text"), self.pick("=", "≠"), self.pick('"a"', '"b"', self.field("text")))
        if make < 0.68 and not self.row:
            return "%s(%s)" % (self.pick("任一", "全部"), self.rows_truth())
        if make < 0.74:
            unit = "万元" if kind == "money" else "分"
            return "%s %s [1%s, 9%s)" % (self.number(kind, depth - 1), self.pick("属于", "不属于"), unit, unit)
        return "%s %s %s" % (self.number(kind, depth - 1), self.rng.choice(COMPARE), self.number(kind, depth - 1))

    def ruleset(self):
        lines = ["数据 表一 {", "    甲, 乙, 丙, 丁 : 万元   分一, 分二 : 分   真一, 真二 : 是否   文一, 文二 : 文本",
                 "    明细 : 表 { 类 : 文本   额, 量 : 万元   分值 : 分   有 : 是否 }", "}"]
        for k in range(RULES):
            self.row = self.rng.random() < 0.25
            scope = " 逐行 表一.明细" if self.row else ""
            when = "  适用条件 " + self.truth(1) if self.rng.random() < 0.2 else ""
            depth, kind = self.rng.randrange(1, 4), self.pick("money", "points")
            make = self.rng.randrange(4)
            if make == 0:
                lines.append("值%d%s = %s%s" % (k, scope, self.number(kind, depth), when))
            elif make == 1:
                lines.append("判%d%s = %s%s" % (k, scope, self.truth(depth), when))
            elif make == 2:
                lines.append("校验 检%d%s : %s%s" % (k, scope, self.truth(depth), when))
            else:
                lines.append("评分 评%d%s 满分 10分 { 得分 = %s%s }" % (k, scope, self.number("points", depth), when))
        self.row = False
        return "\n".join(lines) + "\n"


def figure(rng):
    return rng.choice(("0", "1", "5", "10", "9.99", "10.01", "-3", "%.2f" % rng.uniform(-5, 20), "%d" % rng.randrange(20)))


def value_of(rng, name):
    if name.startswith("真") or name == "有":
        return rng.choice(("是", "否"))
    if name.startswith("文") or name == "类":
        return rng.choice(("a", "b", "c"))
    return figure(rng)


TOP = ("甲", "乙", "丙", "丁", "分一", "分二", "真一", "真二", "文一", "文二")
COLUMNS = ("类", "额", "量", "分值", "有")


def complete(rng):
    return {"表一": dict({n: value_of(rng, n) for n in TOP}, 明细=[{n: value_of(rng, n) for n in COLUMNS} for _ in range(rng.randrange(1, ROWS + 1))])}


def without(rng, report):
    """The report with figures taken away, and copies of it with others in their place."""
    copies = [json.loads(json.dumps(report)) for _ in range(COPIES)]
    absent = json.loads(json.dumps(report))

    def take(container, others, name):
        if rng.random() > 0.25:
            return
        is_text = name.startswith("文") or name == "类"
        blank = rng.choice(BLANKS[:8] if is_text else BLANKS)
        if is_text and blank not in (None, "", "空白"):
            blank = ""
        if blank is None:
            del container[name]
        else:
            container[name] = blank
        for other in others:
            other[name] = value_of(rng, name)
    for name in TOP:
        take(absent["表一"], [c["表一"] for c in copies], name)
    for i, row in enumerate(absent["表一"]["明细"]):
        for name in COLUMNS:
            take(row, [c["表一"]["明细"][i] for c in copies], name)
    return [absent] + copies


def there(kind, outcome):
    return outcome in ("pass", "rounding", "fail") if kind == "checks" else outcome in ("ok", "pass", "rounding", "fail")


def results(reports):
    """Per report (kind, name, outcome, value) in order: rows have the same place in a report and in its copies."""
    lists = []
    for report in reports:
        rows = []
        for kind in ("values", "scores", "checks"):
            for v in report[kind]:
                exact = v.get("score_exact") or v.get("score") if kind == "scores" else v.get("exact") or v.get("value")
                rows.append((kind, v["name"], v["outcome"], exact))
        lists.append(rows)
    return lists


def compare(reports):
    """Sentences about what the first report computes and a copy does not, and the number of results looked at."""
    first, *copies = results(reports)
    wrong, looked = [], 0
    for kind, name in sorted({(k, n) for k, n, _, _ in first}):
        mine = [(o, v) for k, n, o, v in first if (k, n) == (kind, name)]
        for copy in copies:
            theirs = [(o, v) for k, n, o, v in copy if (k, n) == (kind, name)]
            if len(mine) != len(theirs):  # without its condition a rule may tell itself once for all rows
                continue
            for (outcome, value), (other, filled) in zip(mine, theirs):
                if not there(kind, outcome):
                    continue
                looked += 1
                same = other == outcome or (outcome == "rounding" and other == "pass")
                if kind == "values" or kind == "scores":
                    same = there(kind, other) and value == filled
                if not same:
                    wrong.append("%s: %s %s with absent operands, %s %s when they are filled in" % (name, outcome, value, other, filled))
    return wrong, looked


def main():
    options = trial.options("absence", 60, "rulesets", keep=True)
    rng, passed, failed = random.Random(options.seed), 0, 0
    for number in range(options.count):
        rules = Maker(rng).ruleset()
        data = [r for _ in range(REPORTS) for r in without(rng, complete(rng))]
        folder = tempfile.mkdtemp(prefix="heng-absence-")
        paths = [os.path.join(folder, name) for name in ("rules.heng", "data.ndjson")]
        for path, text in zip(paths, (rules, "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in data))):
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        done = subprocess.run([options.heng, "run", "--format", "json", "--path", rng.choice(("auto", "wide"))] + paths, capture_output=True)
        lines = done.stdout.decode(errors="replace").splitlines()
        wrong = []
        if done.returncode not in (0, 1) or len(lines) != len(data):
            wrong = ["exit code %d, %d reports of %d\n%s" % (done.returncode, len(lines), len(data), done.stderr.decode(errors="replace")[:2000])]
        for k in range(0, len(lines) if not wrong else 0, COPIES + 1):
            found, looked = compare([json.loads(line) for line in lines[k:k + COPIES + 1]])
            passed += looked - len(found)
            wrong += ["report %d: %s" % (k + 1, w) for w in found]
        failed += len(wrong)
        trial.settle(folder, wrong, options.keep, MOST_SHOWN, "ruleset %d: " % (number + 1))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
