#!/usr/bin/env python3
"""forms.py - what heng writes for other programs can be read by them, whatever the rules and the data hold.

usage: tests/cli/forms.py [HENG]

    heng test --format junit    parsed by python's XML parser; counts, names and texts must agree with --format json
    heng test --format tap      read by rule, and by prove where that is installed
    heng run --format html      parsed by python's HTML parser: elements balance, nothing outside is referred to, every finding is there
    heng run --format json      the same from whichever folder it is started
"""
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
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


VOID = {"meta", "br"}
KNOWN = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "p", "article", "span", "dl", "dt",
         "dd", "ul", "li", "code", "br", "details", "summary", "footer"}


class Page(html.parser.HTMLParser):
    """Checks the balance of elements, and keeps the texts of those that matter."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.mistakes, self.headings, self.text, self.articles, self.language = [], [], [], "", 0, None

    def handle_starttag(self, tag, attributes):
        if tag not in KNOWN or any(name not in ("class", "lang", "charset", "http-equiv", "content", "name") for name, _ in attributes):
            self.mistakes.append("<%s %s>" % (tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = dict(attributes).get("lang")
        if tag == "h3":
            self.headings.append("")
        self.articles += tag == "article"

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.mistakes.append("</%s>" % tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "style" and re.search("url|@import|expression", data):
            self.mistakes.append("the style sheet refers elsewhere")
        if "h3" in self.open:
            self.headings[-1] += data
        if "style" not in self.open:
            self.text += data

    def handle_comment(self, data):
        self.mistakes.append("<!--%s-->" % data)

    def unknown_decl(self, data):
        self.mistakes.append("<![%s" % data)


def check_page(tally, text, truth, language, what):
    page = Page()
    page.feed(text)
    page.close()
    tally.check(not page.mistakes and not page.open, "html: %s: %s %s" % (what, page.mistakes[:5], page.open[:5]))
    tally.check(text.startswith("<!DOCTYPE html>\n") and page.language == language, "html: head of " + what)
    findings = [r for r in truth["scores"] + truth["checks"] if r["outcome"] not in ("pass", "not_applicable")]
    tally.check(page.articles == len(findings) == len(page.headings), "html: findings of %s: %d and %d" % (what, page.articles, len(findings)))
    for r in findings:
        tally.check(any(shown(r["name"]) in h and (not r["row"] or shown(r["row"]) in h) for h in page.headings), "html: %s of %s" % (r["name"], what))
    figures = [v for v in truth["values"] if v["row"] is None or v["value"] not in ("真", "假", "true", "false")]
    for r in truth["scores"] + truth["checks"] + figures:
        said = r["message"] if r["outcome"] == "fail" and "class" in r and "left" not in r else ""
        tally.check(shown(r["name"]) in page.text and shown(said) in page.text,
                    "html: %s of %s" % (r["name"], what))
    tally.check(truth["ruleset_digest"] in page.text and "http" not in re.sub("http-equiv", "", text), "html: digest, no addresses: " + what)


def page_of(heng, folder, rules, data, language):
    code, text = run(heng, folder, "run", "--lang", language, "--format", "html", rules, data)
    again, truth = run(heng, folder, "run", "--lang", language, "--format", "json", rules, data)
    return code == again and code in (0, 1), text.decode(), json.loads(truth)


def check_pages(tally, heng, folder):
    lines = ["数据 { 甲, 乙 : 万元   表一 : 表 { 名 : 文本 行名   数 : 万元 } }", "校验 行 逐行 表一 : 数 ≤ 1万元"]
    for i, text in enumerate(HOSTILE):
        lines.append("校验 「查%d」 : 甲 ≤ 乙 依据 %s 消息 %s" % (i, quoted(text), quoted(text.replace("{", "{{") + "{左}")))
    pathlib.Path(folder, "r.heng").write_text("\n".join(lines), encoding="utf-8")
    rows = [{"名": text, "数": {"值": "2", "出处": text}} for text in HOSTILE]
    data = {"报告": {"单位": "<甲>&\"局\"/../x", "年度": 2024}, "甲": "3", "乙": "2", "表一": rows}
    pathlib.Path(folder, "d.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    for language, code in (("zh", "zh-CN"), ("en", "en")):
        good, text, truth = page_of(heng, folder, "r.heng", "d.json", language)
        tally.check(good, "html: exit code")
        check_page(tally, text, truth, code, "hostile data")
    with open(ROOT / "examples/reports/index.tsv", encoding="utf-8") as index:
        for line in index:
            name, document, ruleset = line.rstrip("\n").split("\t") if not line.startswith("#") and line.strip() else ("", "", "")
            if name and (ROOT / ruleset).exists() or (name and (ROOT / (ruleset + ".heng")).exists()):
                good, text, truth = page_of(heng, ROOT, ruleset, "examples/reports/" + document, "zh")
                tally.check(good, "html: exit code of " + document)
                check_page(tally, text, truth, "zh-CN", document)


def check_folder(tally, heng, folder):
    """Two reports of one unit and one without a name: a page each, under names that lead nowhere else."""
    path = pathlib.Path(folder, "many.ndjson")
    unit = json.dumps({"报告": {"单位": "../甲 局", "年度": 2024}, "甲": "1", "乙": "2", "表一": []}, ensure_ascii=False)
    path.write_text(unit + "\n" + unit + "\n{\"甲\": \"3\", \"乙\": \"2\"}\n", encoding="utf-8")
    code, _ = run(heng, folder, "run", "--format", "html", "r.heng", "many.ndjson")
    tally.check(code == 3, "html: several pages want a folder")
    for form, ending in (("html", "html"), ("json", "json"), ("text", "txt")):
        code, text = run(heng, folder, "run", "--format", form, "-o", form + "/", "r.heng", "many.ndjson")
        names = sorted(p.name for p in pathlib.Path(folder, form).iterdir())
        tally.check(code == 1 and not text and names == ["_._甲_局-2024-2.%s" % ending, "_._甲_局-2024.%s" % ending, "报告-3.%s" % ending],
                    "%s: files of a folder: %s" % (form, names))
    code, text = run(heng, folder, "run", "-o", "no/such/", "r.heng", "many.ndjson")
    tally.check(code == 4 and not text, "a folder that cannot be made")
    pathlib.Path(folder, "own").mkdir()
    own = pathlib.Path(folder, "own", "甲-2024.json")
    own.write_text('{"报告": {"单位": "甲", "年度": 2024}, "甲": "1", "乙": "2"}', encoding="utf-8")
    code, _ = run(heng, folder, "run", "--format", "json", "-o", "own", "r.heng", "own/甲-2024.json")
    tally.check(code == 3 and "报告" in own.read_text(encoding="utf-8"), "data is not overwritten")


def check_elsewhere(tally, heng, folder):
    """Includes and parents are found beside the files that name them, from whichever folder heng is started."""
    ruleset, document = ROOT / "rulesets/湖南省/常德市", ROOT / "examples/reports/changde-2024.json"
    code, truth = run(heng, ROOT, "run", "--format", "json", str(ruleset), str(document))
    for where in (folder, ROOT / "examples", ROOT / "rulesets/湖南省"):
        there = os.path.relpath(ruleset, os.path.realpath(where)), os.path.relpath(document, os.path.realpath(where))
        again, text = run(heng, where, "run", "--format", "json", *there)
        tally.check(again == code == 1 and text and json.loads(text)["summary"] == json.loads(truth)["summary"], "started in %s" % where)


def main():
    heng = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/heng")
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="heng-forms-") as folder:
        check_tests(tally, heng, folder)
        check_pages(tally, heng, folder)
        check_folder(tally, heng, folder)
        check_elsewhere(tally, heng, folder)
    print("forms: %d passed, %d failed" % (tally.passed, tally.failed))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
