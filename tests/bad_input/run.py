#!/usr/bin/env python3
"""run.py - hostile and broken input: each must end with its exit code, a message that names the place, and nothing on standard output.

usage: run.py [HENG]

A row of the table is a sentence, what is called, and what must come out. Files are made in a new folder for each row, so that what a
command writes there is seen. A crash, a sanitizer's report or a run over the time limit fails the row.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

ONE_LINE = "执行率 = 执行数/全年预算 * 分值\n"
DATA = '{"执行数": "8577.60", "全年预算": "9475.65", "分值": "10"}'
DECLARED = "数据 自评表 {\n    年初预算数, 全年执行数 : 万元\n    指标 : 表 {\n        分值 : 分\n    }\n}\n\n"
RATE = DECLARED + "执行率 = 自评表.全年执行数 / 自评表.年初预算数\n"
SELF = '{"自评表": {"年初预算数": "9475.65", "全年执行数": "8577.60"}}'
RUN = ["run", "r.heng", "d.json"]
SECONDS = 60


class Case:
    def __init__(self, why, args, code, files=None, stderr=(), stdin=b"", stdout=None, links=None):
        self.why, self.args, self.code, self.stderr, self.stdin = why, args, code, stderr, stdin
        self.files = {} if files is None else files
        self.stdout = stdout  # None: nothing may be written; a list: texts that must be there
        self.links = links or []


def rules(text):
    return {"r.heng": text, "d.json": DATA}


def data(text, ruleset=RATE):
    return {"r.heng": ruleset, "d.json": text}


def many_tables(count):
    return "数据 {\n" + "".join("t%d : 表 { a : 数 }\n" % i for i in range(count)) + "}\n校验 一 : 计数(t0) = 0\n"


def needed_at_once(count, each=500):
    """Two rules for every few fields, the second of which needs the first of the last."""
    lines = ["数据 甲表 { %s : 数 }" % ", ".join("f%d" % i for i in range(count))]
    for first in range(0, count, each):
        lines.append("a%d = %s" % (first, " + ".join("甲表.f%d" % i for i in range(first, first + each))))
    for first in range(0, count, each):
        lines.append("b%d = a%d * (%s)" % (first, count - each, " - ".join("甲表.f%d" % i for i in range(first, first + each))))
    return "\n".join(lines) + "\n"


def garbage(size, seed=7):
    return random.Random(seed).randbytes(size)


CASES = [
    Case("invalid UTF-8 in a rule text", RUN, 2, rules(b"\xe6\x89\xa7 = 1\n\xff\xfe = 2\n"), ["r.heng", "E0101"]),
    Case("a rule text cut inside a character", RUN, 2, rules("执行率 = 1".encode()[:-5]), ["r.heng"]),
    Case("NUL bytes in a rule text", RUN, 2, rules(b"a = 1\0\0\0\n"), ["r.heng:1"]),
    Case("a rule text of binary garbage", RUN, 2, rules(garbage(5000)), ["r.heng"]),
    Case("a rule text in UTF-16", RUN, 2, rules("执行率 = 1\n".encode("utf-16")), ["r.heng"]),
    Case("a line of 10 MB in a rule text", RUN, 2, rules("a = 1 + 「" + "长" * 3500000), ["r.heng:1"]),
    Case("a rule that adds up to 10 MB", ["check", "r.heng"], (0, 2), rules("a = 1" + " + 1" * 2500000 + "\n"), stdout=[]),
    Case("an identifier of 1 MB", ["check", "r.heng"], (0, 2), rules("甲" * 350000 + " = 1\n"), stdout=[]),
    Case("10,000 nested parentheses", RUN, 2, rules("a = " + "(" * 10000 + "1" + ")" * 10000 + "\n"), ["r.heng:1", "E0902"]),
    Case("10,000 open parentheses", RUN, 2, rules("a = " + "(" * 10000), ["r.heng:1"]),
    Case("100,000 signs before a number", RUN, 2, rules("a = " + "-" * 100000 + "1\n"), ["r.heng:1"]),
    Case("10,000 nested conditions", RUN, 2, rules("a = " + "如果 真 则 1 否则 " * 10000 + "1\n"), ["r.heng:1"]),
    Case("10,000 nested function calls", RUN, 2, rules("a = " + "绝对值(" * 10000 + "1" + ")" * 10000), ["r.heng:1"]),
    Case("tables 900 deep", ["check", "r.heng"], (0, 2), rules("数据 d {\n" + "t : 表 {\n" * 900 + "a : 数 }\n" * 900 + "}\nb = 1\n"), stdout=[]),
    Case("10,000 nested tables in a declaration", RUN, 2, rules("数据 d {\n" + "t : 表 {\n" * 10000), ["r.heng"]),
    Case("100,000 mistakes in one text", RUN, 2, rules("a = )\n" * 100000), ["r.heng:1"]),
    Case("70,000 tables", ["check", "r.heng"], 4, rules(many_tables(70000)), ["上限"]),
    Case("60,000 tables", ["check", "r.heng"], 0, rules(many_tables(60000)), [], stdout=["1 条规则"]),
    Case("70,000 figures that are needed at once", ["check", "r.heng"], 4, rules(needed_at_once(70000)), ["上限"]),
    Case("20,000 figures that are needed at once", ["check", "r.heng"], 0, rules(needed_at_once(20000)), [], stdout=["80 条规则"]),
    Case("a definition that rests on 20,000 others in a row", ["check", "r.heng"], 0,
         rules("数据 甲表 { a : 数 }\nd0 = 甲表.a\n" + "".join("d%d = 如果 d%d > 1 则 d%d 否则 甲表.a\n" % (i, i - 1, i - 1) for i in range(1, 20000))),
         [], stdout=["20000 条规则"]),
    Case("a cycle through 20,000 definitions", ["check", "r.heng"], 2, rules("".join("d%d = d%d + 1\n" % (i, (i + 1) % 20000) for i in range(20000))), ["E0303"]),
    Case("2,000 checks of one sum", ["check", "r.heng"], 2,
         rules("数据 甲表 { a, b : 数 }\n" + "".join("校验 c%d : 甲表.a + %d * 甲表.b = %d\n" % (i, i, i * i) for i in range(2000))), ["E0658"]),
    Case("conditions within conditions that double every time", ["check", "r.heng"], 0,
         rules("数据 甲表 { a : 分 }\n" + "d0 = 甲表.a\n" + "".join(
             "d%d = 如果 甲表.a > %d分 则 d%d 否则 封顶(d%d, %d分) + d%d\n" % (i, i, i - 1, i - 1, i, i - 1) for i in range(1, 300)) +
             "评分 甲 满分 10分 { 得分 = d299 }\n"), [], stdout=["301 条规则"]),
    Case("an empty ruleset file", RUN, 2, rules(""), ["r.heng"]),
    Case("a ruleset of blanks and comments", RUN, 2, rules("  \n# nothing\n"), ["r.heng"]),
    Case("a ruleset that does not exist", ["run", "none.heng", "d.json"], 2, rules(ONE_LINE), ["none.heng"]),
    Case("a ruleset that is a folder by its name", ["run", "r.heng", "d.json"], 2, {"r.heng/x": "", "d.json": DATA}, ["r.heng"]),
    Case("a folder without rules", ["run", "empty", "d.json"], 2, {"empty/x.txt": "", "d.json": DATA}, ["empty"]),
    Case("a number of 5,000 digits in a rule", RUN, 2, rules("a = " + "7" * 5000 + "\n"), ["r.heng:1"]),
    Case("a decimal of 5,000 digits in a rule", RUN, 2, rules("a = 0." + "3" * 5000 + "\n"), ["r.heng:1"]),
    Case("a rule that includes itself", RUN, (0, 2), rules("引用 \"r.heng\"\na = 1\n"), stdout=[]),
    Case("a rule that includes what is not there", RUN, 2, rules("引用 \"没有.heng\"\na = 1\n"), ["r.heng:1"]),
    Case("an included link to a file outside", RUN, 2, rules("引用 \"省.heng\"\na = 1\n"), ["E0706"], links=[("省.heng", "/etc/hostname")]),
    Case("an inherited link to a file outside", RUN, 2, rules("规则集 \"县\" { 继承 \"省\" }\na = 1\n"), ["E0712"],
         links=[("省.heng", "/etc/hostname")]),
    Case("an inherited link to a folder outside", RUN, 2, rules("规则集 \"县\" { 继承 \"省\" }\na = 1\n"), ["E0712"], links=[("省", "/etc")]),
    Case("an inherited folder with a link to a file outside", RUN, 2,
         dict(rules("规则集 \"县\" { 继承 \"省\" }\na = 1\n"), **{"省/甲.heng": "b = 1\n"}), ["E0712"], links=[("省/乙.heng", "/etc/hostname")]),
    Case("an inherited folder upwards", RUN, 2, rules("规则集 \"县\" { 继承 \"../../../../../etc\" }\na = 1\n"), ["E0712"]),
    Case("a ruleset that inherits itself", RUN, 2, rules("规则集 \"县\" { 继承 \"r\" }\na = 1\n"), ["E0713"]),
    Case("an inherited path without end", RUN, 2, rules("规则集 \"县\" { 继承 \"%s\" }\na = 1\n" % ("省/" * 30000)), ["E0711"]),
    Case("a rule that includes a folder upwards", RUN, 2, rules("引用 \"../../../../../../../etc\"\na = 1\n"), ["r.heng:1"]),
    Case("a rule that depends on itself", RUN, 2, rules("a = b + 1\nb = a + 1\n"), ["r.heng"]),
    Case("an unknown name in a rule", RUN, 2, rules(DECLARED + "a = 自评表.年初预算\n"), ["r.heng:8", "年初预算数"]),
    Case("a table where a number is due in a rule", RUN, 2, rules(DECLARED + "a = 自评表.指标 + 1\n"), ["r.heng:8"]),

    Case("invalid UTF-8 in data", RUN, 2, data(b'{"\xe8\x87\xaa": "\xff\xfe"}'), ["d.json"]),
    Case("invalid UTF-8 in a CSV file", ["run", "r.heng", "d.csv"], 2, {"r.heng": ONE_LINE, "d.csv": b"\xff\xfe,b\n1,2\n"}, ["d.csv:1"]),
    Case("a truncated JSON document", RUN, 2, data('{"自评表": {"年初预算数": "1'), ["d.json"]),
    Case("JSON that ends after a key", RUN, 2, data('{"自评表"'), ["d.json"]),
    Case("text after a JSON document", RUN, 2, data('{} x'), ["d.json"]),
    Case("JSON with a bare word", RUN, 2, data('{"自评表": 执行}'), ["d.json"]),
    Case("a JSON document that is no object", RUN, 2, data('12'), ["d.json"]),
    Case("a JSON array of numbers", RUN, 2, data('[1, 2]'), ["d.json"]),
    Case("an empty data file", RUN, 2, data(""), ["d.json"]),
    Case("a data file of blanks", RUN, 2, data(" \n\n"), ["d.json"]),
    Case("an empty CSV file", ["run", "r.heng", "d.csv"], 2, {"r.heng": ONE_LINE, "d.csv": ""}, ["d.csv"]),
    Case("data of binary garbage", RUN, 2, data(garbage(5000)), ["d.json"]),
    Case("a CSV file of binary garbage", ["run", "r.heng", "d.csv"], 2, {"r.heng": ONE_LINE, "d.csv": garbage(5000)}, ["d.csv"]),
    Case("NUL bytes in data", RUN, 2, data(b'{"\0": 1}'), ["d.json"]),
    Case("10,000 nested arrays in data", RUN, 2, data("[" * 10000), ["d.json"]),
    Case("1,000,000 nested objects in data", RUN, 2, data('{"a":' * 1000000), ["d.json"]),
    Case("nesting under an unknown key", RUN, 2, data('{"x": ' + "[" * 100000 + "]" * 100000 + "}"), ["d.json"]),
    Case("a data file that does not exist", ["run", "r.heng", "none.json"], 2, rules(ONE_LINE), ["none.json"]),
    Case("a folder where data is due", ["run", "r.heng", "d.json"], 2, {"r.heng": ONE_LINE, "d.json/x": ""}, ["d.json"]),
    Case("a dangling link where data is due", ["run", "r.heng", "l.json"], 2, rules(ONE_LINE), ["l.json"], links=[("l.json", "nowhere")]),
    Case("an unknown field", RUN, 2, data('{"自评表": {"年初预算": "1", "全年执行数": "1"}}'), ["d.json", "年初预算"]),
    Case("a key given twice", RUN, 2, data('{"自评表": {"年初预算数": "1", "年初预算数": "2"}}'), ["d.json", "年初预算数"]),
    Case("a table where a number is due", RUN, 2, data('{"自评表": {"年初预算数": [{"分值": "1"}]}}'), ["d.json", "年初预算数"]),
    Case("an object where a number is due", RUN, 2, data('{"自评表": {"年初预算数": {"a": "1"}}}'), ["d.json", "年初预算数"]),
    Case("a number where a table is due", RUN, 2, data('{"自评表": {"指标": "1"}}'), ["d.json", "指标"]),
    Case("a number among the rows of a table", RUN, 2, data('{"自评表": {"指标": [1]}}'), ["d.json", "指标"]),
    Case("a CSV line with too many cells", ["run", "r.heng", "d.csv"], 2,
         {"r.heng": ONE_LINE, "d.csv": "执行数,全年预算,分值\n1,2,3\n1,2,3,4\n"}, ["d.csv:3"]),
    Case("a CSV line with too few cells", ["run", "r.heng", "d.csv"], 2,
         {"r.heng": ONE_LINE, "d.csv": "执行数,全年预算,分值\n1,2\n"}, ["d.csv:2"]),
    Case("a CSV quote that never ends", ["run", "r.heng", "d.csv"], 2,
         {"r.heng": ONE_LINE, "d.csv": "执行数,全年预算,分值\n1,\"2,3\n" + "x" * 100000}, ["d.csv"]),
    Case("a CSV column named twice", ["run", "r.heng", "d.csv"], 2,
         {"r.heng": ONE_LINE, "d.csv": "执行数,执行数,分值\n1,2,3\n"}, ["d.csv:1"]),

    Case("a number of 5,000 digits in data", RUN, 1, data('{"自评表": {"年初预算数": "1", "全年执行数": "%s"}}' % ("7" * 5000)), stdout=["执行率"]),
    Case("a JSON number of 5,000 digits", RUN, 1, data('{"自评表": {"年初预算数": 1, "全年执行数": %s}}' % ("7" * 5000)), stdout=["执行率"]),
    Case("a JSON number with an exponent of 400 digits", RUN, 1,
         data('{"自评表": {"年初预算数": 1, "全年执行数": 1e%s}}' % ("9" * 400)), stdout=["执行率"]),
    Case("a cell of 10 MB", RUN, 1, data('{"自评表": {"年初预算数": "1", "全年执行数": "%s"}}' % ("长" * 3500000)), stdout=["执行率"]),
    Case("division by zero", RUN, 1, data('{"自评表": {"年初预算数": "0", "全年执行数": "1"}}'), stdout=["无法计算", "除数为零"]),
    Case("no figure at all", RUN, 1, data("{}"), stdout=["数据不足", "自评表（缺少这份报表）"]),

    Case("division by zero in an expression", ["eval", "1/0"], 1, stdout=["无法计算"]),
    Case("30,000 rows of which each is there twice", ["run", "--format", "json", "r.heng", "d.json"], 1,
         {"r.heng": "数据 { 甲, 乙 : 表 { 编码 : 文本  金额 : 万元 } }\n校验 对应 逐行 乙 : 金额 = 甲[编码 = 本行.编码].金额\n",
          "d.json": '{"甲": [%s], "乙": [%s]}' % (", ".join('{"编码": "%d", "金额": "1"}' % (i // 2) for i in range(30000)),
                                                ", ".join('{"编码": "%d", "金额": "1"}' % i for i in range(15000)))}, stdout=["several_rows"]),
    Case("a power too large for the engine", ["eval", " * ".join(["9" * 1000] * 20)], 1, stdout=["无法计算"]),
    Case("a number of 5,000 digits in an expression", ["eval", "7" * 5000], 2, stderr=["1"]),
    Case("an expression of 10 MB", ["eval"], 2, stdin=b"1" + b"+1" * 5000000 + b"+\n", stderr=["1"]),
    Case("an unfinished expression", ["eval", "1 + "], 2, stderr=["E0201"]),
    Case("an empty expression", ["eval", ""], 2, stderr=["E0201"]),
    Case("invalid UTF-8 in an expression", ["eval", b"1 + \xff"], 2, stderr=["E0101"]),
    Case("a wrong line among right ones", ["eval"], 2, stdin="1+1\n1+\n2+2\n".encode(), stderr=[":2:"], stdout=["2\n", "4\n"]),
    Case("lines of binary garbage", ["eval"], 2, stdin=garbage(3000), stderr=["1"], stdout=[]),

    Case("no command", [], 3, stderr=["heng"]),
    Case("an unknown command", ["rum"], 3, stderr=["rum"]),
    Case("an unknown option", ["run", "--colour"], 3, stderr=["--colour"]),
    Case("an option without its value", ["run", "--format"], 3, stderr=["--format"]),
    Case("an option with a wrong value", ["run", "--format", "yaml", "r.heng", "d.json"], 3, rules(ONE_LINE), ["yaml"]),
    Case("a run without a ruleset", ["run", "d.json"], 3, rules(ONE_LINE), ["--help"]),
    Case("an argument that is neither rules nor data", ["run", "r.heng", "d.xml"], (2, 3), dict(rules(ONE_LINE), **{"d.xml": "x"}), ["d.xml"]),
    Case("an explanation of what is no rule", ["explain", "r.heng", "d.json", "执行绿"], (2, 3), rules(ONE_LINE), ["执行率"]),
    Case("an output file in no folder", ["run", "-o", "none/out.txt", "r.heng", "d.json"], (2, 4), rules(ONE_LINE), ["none/out.txt"]),
    Case("wrong data leaves the output file as it was", ["run", "-o", "out.txt", "r.heng", "d.json"], 2,
         dict(data("{"), **{"out.txt": "before"}), ["d.json"]),
    Case("an output file that is the data", ["run", "-o", "d.json", "r.heng", "d.json"], 3, rules(ONE_LINE), ["d.json"]),
    Case("an output file that is the joined report", ["run", "-o", "last.json", "--join", "上年=last.json", "r.heng", "d.json"], 3,
         dict(data(SELF, "联结 上年\n" + RATE), **{"last.json": SELF}), ["last.json"]),
    Case("a page that would take the place of the joined report", ["run", "--format", "json", "-o", "./", "--join", "上年=报告-1.json", "r.heng", "d.json"],
         3, dict(data(SELF, "联结 上年\n" + RATE), **{"报告-1.json": SELF}), ["报告-1.json"]),
]


def run(heng, args, folder, stdin, **more):
    return subprocess.run([heng] + args, cwd=folder, input=stdin, stdout=more.get("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
                          timeout=SECONDS)


def make(folder, case):
    for name, content in case.files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
    for name, target in case.links:
        os.symlink(target, os.path.join(folder, name))


def listing(folder):
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            found[os.path.relpath(path, folder)] = os.path.getsize(path) if os.path.exists(path) else -1
    return found


def trouble(case, done):
    """What is wrong with how a case came out, as sentences."""
    codes = case.code if isinstance(case.code, tuple) else (case.code,)
    out, err = done.stdout, done.stderr
    if done.returncode not in codes:
        yield "exit code %d instead of %s" % (done.returncode, " or ".join(map(str, codes)))
    for mark in (b"Sanitizer", b"runtime error:", b"Assertion"):
        if mark in err:
            yield "a report of %s" % mark.decode()
    if case.stdout is None and out:
        yield "%d bytes on standard output" % len(out)
    for text in case.stdout or []:
        if text.encode() not in out:
            yield "`%s` is not on standard output" % text.strip()
    for text in case.stderr:
        if text.encode() not in err:
            yield "`%s` is not in the message" % text
    if done.returncode in (2, 3, 4) and not err.strip():
        yield "no message"
    if len(err) > 2000000:
        yield "a message of %d bytes" % len(err)
    try:
        err.decode()
    except UnicodeDecodeError:
        yield "the message is not UTF-8"


def judge(heng, case):
    with tempfile.TemporaryDirectory(prefix="heng-bad-") as folder:
        make(folder, case)
        before = listing(folder)
        try:
            done = run(heng, case.args, folder, case.stdin)
        except subprocess.TimeoutExpired:
            return ["not done after %d seconds" % SECONDS], b""
        found = list(trouble(case, done))
        if listing(folder) != before:
            found.append("files were written or changed")
        return found, done.stderr


def closed_output(heng):
    """Nobody reads what is written, or nothing can be written: no crash, no endless work."""
    with tempfile.TemporaryDirectory(prefix="heng-bad-") as folder:
        make(folder, Case("", [], 0, rules(ONE_LINE)))
        read, write = os.pipe()
        os.close(read)
        done = run(heng, RUN, folder, b"", stdout=write)
        os.close(write)
        yield "a closed pipe for standard output", done.returncode in (0, 4) and b"Sanitizer" not in done.stderr, done
        with open("/dev/full", "wb") as full:
            done = run(heng, RUN, folder, b"", stdout=full)
        yield "a full disk for standard output", done.returncode == 4 and done.stderr.strip() != b"", done
        done = subprocess.run(["/bin/sh", "-c", 'exec "$0" "$@" >&-', heng] + RUN, cwd=folder, stdin=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=SECONDS)
        yield "a closed standard output", done.returncode == 4 and b"Sanitizer" not in done.stderr, done
        done = run(heng, ["eval"], folder, b"1\n" * 100000, stdout=subprocess.DEVNULL)
        yield "100,000 lines that nobody reads", done.returncode == 0, done


def eval_json(heng):
    """In JSON every line of input has its line of output, wrong ones too."""
    lines = ["1+1", "1+", "1/0", "缺省(不适用, 3)", ")" * 10, "7" * 5000]
    done = run(heng, ["eval", "--format", "json"], ".", "".join(line + "\n" for line in lines).encode())
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    good = [a.get("outcome", "mistake") for a in answers] == ["ok", "mistake", "error", "ok", "mistake", "mistake"]
    yield "wrong lines in JSON", good and done.returncode == 2, done


def main():
    heng = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/heng")
    os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=1")
    passed = failed = 0
    for case in CASES:
        found, err = judge(heng, case)
        passed += not found
        failed += bool(found)
        if found:
            print("FAILED %s: %s\n    %s" % (case.why, "; ".join(found), err[:600].decode(errors="replace").replace("\n", "\n    ")))
    for checks in (closed_output, eval_json):
        for why, good, done in checks(heng):
            passed += good
            failed += not good
            if not good:
                print("FAILED %s: exit code %d\n    %s" % (why, done.returncode, done.stderr[:600].decode(errors="replace")))
    print("bad input: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
