#!/usr/bin/env python3
"""analysis.py - what `heng check` proves holds on random data.

usage: analysis.py [--count N] [--seed S] [--keep] [HENG]

Random scores and linear checks are analysed, then evaluated on random reports. A score without W0652 never exceeds its full marks, one
without W0653 is never below 0, where full marks are not negative; checks that are said to contradict one another never pass together; one
that is said to repeat or to follow from others passes whenever these do. How many were proved is told.
--keep leaves the files of a failing ruleset in place.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from fractions import Fraction

import trial

REPORTS, SCORES, CHECKS, MOST_SHOWN = 60, 14, 10, 8
FULL = ("10分", "5分", "表一.分值", "表一.分值 + 表一.附加")


class Maker:
    def __init__(self, rng):
        self.rng = rng

    def ratio(self, depth):
        rng = self.rng
        if depth <= 0:
            return rng.choice(("率", "表一.率", "表一.甲 / 表一.乙", "0.5", "1", "30%"))
        a, b = self.ratio(depth - 1), self.ratio(depth - 1)
        return rng.choice(("封顶(%s, 100%%)" % a, "保底(%s, 0)" % a, "(%s - %s)" % (a, b), "(1 - %s)" % a, "最小(%s, %s, 1)" % (a, b), "绝对值(%s)" % a,
                           "四舍五入(%s + 0, 3)" % a, "(如果 %s ≥ %s 则 %s 否则 %s)" % (a, rng.choice(("0", "1", b)), b, a), "(%s * %s)" % (a, b)))

    def points(self, full, depth):
        rng = self.rng
        if depth <= 0:
            return rng.choice((full, "表一.得分", "0分", "3分", "(%s) * %s" % (full, self.ratio(1))))
        a, b, x = self.points(full, depth - 1), self.points(full, depth - 1), self.ratio(depth - 1)
        return rng.choice((
            "封顶(%s, %s)" % (a, full), "保底(%s, 0分)" % a, "封顶(保底(%s, 0分), %s)" % (a, full), "四舍五入(%s, %d)" % (a, rng.randrange(0, 3)),
            "((%s) * (%s))" % (full, x), "((%s) - (%s))" % (full, a), "(%s + %s)" % (a, b), "按比例(表一.甲, 表一.乙, %s)" % full,
            "(如果 %s > %s 则 %s 否则 %s)" % (a, b, a, b), "(如果 %s ≥ 1 则 %s 否则 如果 %s ≥ 0 则 (%s) * (%s) 否则 0分)" % (x, full, x, full, x),
            "(分档 %s { ≥ 90%% : %s  [0, 90%%) : (%s) * 0.8  其余 : 0分 })" % (x, full, full),
            "保底((%s) - 保底(%s - 1, 0) * 20分, 0分)" % (full, x), "最大(%s, 0分, %s)" % (a, b)))

    def form(self):
        rng = self.rng
        names = rng.sample(("表一.甲", "表一.乙", "表一.丙", "表一.丁"), rng.randrange(1, 4))
        text = ""
        for name in names:
            k = rng.choice((1, 1, 1, 2, 3, -1, -2))
            text += "%s %s" % (" - " if k < 0 else " + " if text else "", name if abs(k) == 1 else "%d * %s" % (abs(k), name))
        return text.strip()

    def check(self):
        rng = self.rng
        sign = rng.choice(("=", "=", "=", "≤", "≥", "<", ">", "≈"))
        right = rng.choice(("0", "%d万元" % rng.randrange(-3, 6), self.form(), "%s + 1万元" % self.form()))
        tolerance = " 容差 1万元" if sign == "=" and rng.random() < 0.2 else ""
        return "%s %s %s%s" % (self.form(), sign, right, tolerance)

    def ruleset(self):
        lines = ["数据 表一 { 甲, 乙, 丙, 丁 : 万元   率 : 百分比 属于 [0, 100%]   分值 : 分   附加 : 分 ≥ 0   得分 : 分 }", "率 = 表一.甲 / 表一.乙"]
        scores = []
        for k in range(SCORES):
            full = self.rng.choice(FULL)
            scores.append("评%d" % k)
            lines.append("评分 评%d 满分 %s { 得分 = %s }" % (k, full, self.points(full, self.rng.randrange(1, 4))))
        lines += ["校验 检%d : %s" % (k, self.check()) for k in range(CHECKS)]
        return lines


def figure(rng):
    return rng.choice(("0", "1", "-1", "2", "3", "%.2f" % rng.uniform(-3, 12), str(rng.randrange(-2, 6)), str(rng.randrange(-2, 6))))


def report(rng):
    small = [rng.randrange(-2, 4) for _ in range(4)]
    money = {n: str(v) if rng.random() < 0.8 else figure(rng) for n, v in zip(("甲", "乙", "丙", "丁"), small)}
    return {"表一": dict(money, 率="%d%%" % rng.randrange(-20, 130), 分值=rng.choice(("0", "4", "7.5", "0.25", "20")), 附加=figure(rng), 得分=figure(rng))}


def claims(diagnostics, lines):
    """Names of scores that may exceed and that may fall below, pairs that contradict, and (what follows, from what)."""
    high, low, apart, follows = set(), set(), [], []
    for d in diagnostics:
        line = lines[d["line"] - 1]
        name = re.match(r"\S+ (\S+)", line)[1]
        if d["code"] == "W0652":
            high.add(name)
        elif d["code"] == "W0653":
            low.add(name)
        elif d["code"] in ("E0658", "W0658"):
            apart.append(re.findall(r"检\d+", d["message"]))
        elif d["code"] in ("W0654", "W0655", "N0653") and "等" not in d["message"]:
            names = re.findall(r"检\d+", d["message"])
            follows.append((names[0], names[1:]))
    return high, low, apart, follows


def judge(heng, rng, folder):
    """(sentences, figures looked at, proofs of each kind)"""
    lines = Maker(rng).ruleset()
    rules, data = os.path.join(folder, "rules.heng"), os.path.join(folder, "data.ndjson")

    def write():
        with open(rules, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
    write()
    with open(data, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(report(rng), ensure_ascii=False) + "\n" for _ in range(REPORTS))
    checked = subprocess.run([heng, "check", "--format", "json", rules], capture_output=True)
    done = subprocess.run([heng, "run", "--format", "json", rules, data], capture_output=True)
    try:
        diagnostics = [d for d in json.loads(checked.stdout) if "code" in d]
        reports = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:
        return ["no JSON: " + checked.stderr.decode(errors="replace")[:1000] + done.stderr.decode(errors="replace")[:1000]], 0, (0, 0, 0)
    if len(reports) != REPORTS:
        return ["%d reports of %d: %s" % (len(reports), REPORTS, done.stderr.decode(errors="replace")[:2000])], 0, (0, 0, 0)
    high, low, apart, follows = claims(diagnostics, lines)
    wrong, looked = [], 0
    for number, r in enumerate(reports):
        for s in r["scores"]:
            text, full = s.get("score_exact") or s.get("score"), s.get("weight_exact") or s.get("weight")
            if text is None or full is None or Fraction(full) < 0:
                continue
            looked += 1
            if s["name"] not in high and Fraction(text) > Fraction(full):
                wrong.append("report %d: %s is %s, above %s" % (number, s["name"], text, full))
            if s["name"] not in low and Fraction(text) < 0:
                wrong.append("report %d: %s is %s, below 0" % (number, s["name"], text))
        outcome = {c["name"]: c["outcome"] for c in r["checks"]}
        holds = {n for n, o in outcome.items() if o in ("pass", "rounding")}
        for names in apart:
            looked += 1
            if len(set(names)) > 1 and all(outcome[n] == "pass" for n in names):
                wrong.append("report %d: %s pass together" % (number, names))
        for name, others in follows:
            looked += 1
            if all(n in holds for n in others) and outcome[name] == "fail":
                wrong.append("report %d: %s fails though %s hold" % (number, name, others))
    return wrong, looked, (2 * SCORES - len(high) - len(low), len(apart), len(follows))


def main():
    options = trial.options("analysis", 60, "rulesets", keep=True)
    rng, passed, failed, proofs = random.Random(options.seed), 0, 0, [0, 0, 0]
    for number in range(options.count):
        folder = tempfile.mkdtemp(prefix="heng-analysis-")
        wrong, looked, proved = judge(options.heng, rng, folder)
        proofs = [a + b for a, b in zip(proofs, proved)]
        passed += max(0, looked - len(wrong))
        failed += len(wrong)
        trial.settle(folder, wrong, options.keep, MOST_SHOWN, "ruleset %d: " % (number + 1))
    print("bounds proved %d of %d, contradictions %d, implications %d" % (proofs[0], 2 * SCORES * options.count, proofs[1], proofs[2]))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
