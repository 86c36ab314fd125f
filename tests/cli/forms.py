#!/usr/bin/env python3
"""forms.py - what heng writes for other programs can be read by them, whatever the rules and the data hold.

usage: tests/cli/forms.py [HENG]

    heng test --format junit    parsed by python's XML parser; counts, names and texts must agree with --format json
    heng test --format tap      read by rule, and by prove where that is installed
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HOSTILE = ["<b>&amp;\"'", "]]><!--", "# TODO skip", "\u202e右到左", "甲\\n乙 \\\\", "-->", "末尾 ", "1..3", "\U0001F600", "&#0;"]
RULES = """数据 { 甲, 乙 : 万元   说明 : 文本 }
丙 = 甲 / 乙
丁 = 说明
校验 戊 : 甲 ≤ 乙 消息 "<{左}> & \\"{右}\\" # ]]> -->"
"""


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, why):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED " + why)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def rules():
    """Tests with hostile names and texts: the first of each passes, the second fails; one has no report."""
    lines = [RULES]
    for name in HOSTILE:
        lines.append("测试 %s { 给定 甲 = 1, 乙 = 2, 说明 = %s; 期望 丙 = 50%%, 丁 = %s }" % (quoted("好" + name), quoted(name), quoted(name.strip())))
        lines.append("测试 %s { 给定 甲 = 3, 乙 = 2, 说明 = %s; 期望 戊 : 通过, 丁 = %s }" % (quoted("坏" + name), quoted(name), quoted("不是" + name)))
        lines.append("测试 %s { 给定 取自 %s; 期望 发现 0 }" % (quoted("无" + name), quoted(name + ".json")))
    return "\n".join(lines)


def run(heng, folder, *arguments):
    done = subprocess.run([heng] + list(arguments), cwd=folder, capture_output=True, timeout=60)
    return done.returncode, done.stdout


def shown(text):
    """As markup can hold it: no control characters, no invisible marks of direction."""
    return re.sub("[\u202e\x00-\x1f]", "\ufffd", text)


def check_junit(tally, text, truth):
    root = xml.fromstring(text)
    suites = root.findall("testsuite")
    tests = [t for f in truth["files"] for t in f["tests"]]
    tally.check(root.tag == "testsuites" and len(suites) == len(truth["files"]), "junit: a suite per file")
    cases = [c for s in suites for c in s.findall("testcase") if c.get("name") != s.get("name")]
    tally.check([c.get("name") for c in cases] == [shown(t["name"]) for t in tests], "junit: the names of the tests")
    for case, test in zip(cases, tests):
        kinds = {"pass": [], "fail": ["failure"], "error": ["error"]}[test["outcome"]]
        tally.check([e.tag for e in case] == kinds, "junit: outcome of " + test["name"])
        for e in case:
            wanted = [x["got"] for x in test.get("expectations", []) if not x["met"]] or [test["trouble"]]
            tally.check(all(shown(w) in e.text for w in wanted) and e.get("message"), "junit: texts of " + test["name"])
    for count, tag in (("failures", "failure"), ("errors", "error")):
        tally.check(int(root.get(count)) == sum(int(s.get(count)) for s in suites) == len(root.findall(".//" + tag)), "junit: " + count)
    tally.check(int(root.get("tests")) == len(root.findall(".//testcase")), "junit: tests")


def check_tap(tally, text, truth):
    lines = text.decode().splitlines()
    tests = [t for f in truth["files"] for t in f["tests"]]
    total = len(tests) + truth["summary"]["uncompiled"]
    tally.check(lines[:2] == ["TAP version 13", "1..%d" % total], "tap: version and plan")
    points = [re.match(r"(not )?ok (\d+) - ((?:[^\\#]|\\.)*)$", line) for line in lines[2:] if not line.startswith("  ")]
    tally.check(all(points) and [int(p[2]) for p in points if p] == list(range(1, total + 1)), "tap: numbers, and no directives")
    tally.check(sum(1 for p in points if p and not p[1]) == truth["summary"]["passed"], "tap: what passes")
    depth = 0
    for line in lines:
        depth += {"  ---": 1, "  ...": -1}.get(line, 0)
        value = re.match(r" +(?:- )?\w+: (.*)$", line)
        if value:
            tally.check(isinstance(json.loads(value[1]), str), "tap: YAML " + line)
        tally.check(depth in (0, 1), "tap: YAML blocks are closed")
    if shutil.which("prove"):
        with tempfile.NamedTemporaryFile(suffix=".tap") as f:
            f.write(text)
            f.flush()
            done = subprocess.run(["prove", "--exec", "cat", f.name], capture_output=True, text=True)
            wanted = "%d/%d subtests" % (total - truth["summary"]["passed"], total)
            tally.check(wanted in done.stdout and "Parse errors" not in done.stdout, "tap: prove reads it\n" + done.stdout)


def check_tests(tally, heng, folder):
    pathlib.Path(folder, "a.heng").write_text(rules(), encoding="utf-8")
    pathlib.Path(folder, "b.heng").write_text("乙 = 1人 + 甲万元\n测试 \"有误\" { 期望 乙 = 1 }\n丙 = 1万元 + 1人\n", encoding="utf-8")
    code, text = run(heng, folder, "test", "--format", "json", ".")
    truth = json.loads(text)
    tally.check(code == 2 and truth["summary"] == {"tests": 3 * len(HOSTILE), "passed": len(HOSTILE), "failed": 2 * len(HOSTILE), "uncompiled": 1},
                "json: exit code and summary")
    for form, check in (("junit", check_junit), ("tap", check_tap)):
        for language in ("zh", "en"):
            code, text = run(heng, folder, "test", "--format", form, "--lang", language, ".")
            tally.check(code == 2, form + ": exit code")
            check(tally, text, json.loads(run(heng, folder, "test", "--format", "json", "--lang", language, ".")[1]))


def main():
    heng = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/heng")
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="heng-forms-") as folder:
        check_tests(tally, heng, folder)
    print("forms: %d passed, %d failed" % (tally.passed, tally.failed))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
