"""pages.py - one entry of the manual per diagnostic: its message, what to do, and the shortest golden case that shows it."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TEXT = r'"((?:[^"\\]|\\.)*)"'
SEVERITY = {"error": "错误", "warning": "警告", "note": "附注"}
LANGUAGES = {"ruleset": "heng part", "data": "json", "file": "text", "stdin": "text", "args": "text"}
TITLES = {"ruleset": "规则", "data": "数据", "file": "文件", "stdin": "标准输入", "args": "命令 heng"}
MOST_SHOWN = 1500  # characters of an example; a longer one is named instead of shown
GROUPS = [("E01", "文字"), ("E02", "语法"), ("E03", "名称"), ("E04", "类型和单位"), ("E05", "分档和计分"), ("E06", "规则"), ("E07", "文件、引用和继承"),
          ("E08", "数据"), ("E09", "上限"), ("E10", "测试")]


def diagnostics():
    text = (ROOT / "runtime/diag.def").read_text(encoding="utf-8")
    row = re.compile(r"^DIAG\((\w+),\s*(\w+),\s*%s,\s*%s\)" % (TEXT, TEXT), re.M)
    return [(m[1], m[2], re.sub(r"\\(.)", r"\1", m[3])) for m in row.finditer(text)]


def meanings():
    rows = (pathlib.Path(__file__).parent / "diagnostics.txt").read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t", 1) for row in rows if row and not row.startswith("#"))


def cases():
    """(head, sections) of every golden case, the shortest first; a section is (kind, name, text)."""
    found = []
    for path in sorted((ROOT / "tests/cases").rglob("*.case")):
        parts = re.split(r"^--- (\w+)(?: +(\S.*?))?\s*$\n", path.read_text(encoding="utf-8"), flags=re.M)
        sections = [tuple(parts[i:i + 3]) for i in range(1, len(parts), 3)]
        found.append((sum(len(text) for _, _, text in sections), str(path.relative_to(ROOT)), sections))
    return [(name, sections) for _, name, sections in sorted(found)]


def example(code, severity, known):
    """Of the cases whose output shows the code the best: with Chinese messages, showing nothing else, with Chinese rules, short."""
    best, rank = None, None
    for name, sections in known:
        shown = "".join(text for kind, _, text in sections if kind in ("stdout", "stderr"))
        codes = set(re.findall(r"\b[EWN]\d{4}\b", shown))
        if code not in codes:
            continue
        english = "--lang" in "".join(text for kind, _, text in sections if kind == "args")
        ascii_rules = any(re.search(r"^[ -~\n]*$", text) for kind, _, text in sections if kind == "ruleset")
        this = (english, ascii_rules, codes != {code})
        if rank is None or this < rank:
            best, rank = (name, sections), this
    return best


def entry(code, severity, message, meaning, found):
    lines = ["### %s" % code, "", "**%s**：%s" % (SEVERITY[severity], re.sub(r"%[0-9]*l*z*[a-zA-Z]", "…", message).replace("%%", "%").replace("<", "&lt;")), "", meaning, ""]
    if not found:
        return lines
    name, sections = found
    if sum(len(text) for _, _, text in sections) > MOST_SHOWN:
        return lines + ["例：[%s](../../%s)" % (name.split("/")[-1], name.replace(" ", "%20")), ""]
    for kind, title, text in sections:
        if kind in LANGUAGES:
            lines += ["%s%s：" % (TITLES[kind], " `%s`" % title if title else ""), "", "```%s" % LANGUAGES[kind], *text.rstrip("\n").split("\n"), "```", ""]
    for kind in ("stdout", "stderr"):
        for text in [text for k, _, text in sections if k == kind and re.search(r"\b%s\b" % code, text)]:
            lines += ["给出：", "", "```text", *text.rstrip("\n").split("\n"), "```", ""]
    return lines


def chapter():
    known, meaning, lines = cases(), meanings(), []
    rows = diagnostics()
    for prefix, title in GROUPS:
        lines += ["## %s %s" % (prefix[1:], title), ""]
        for code, severity, message in rows:
            if code[1:3] == prefix[1:]:
                if code not in meaning:
                    raise SystemExit("%s has no row in docs/reference/diagnostics.txt" % code)
                lines += entry(code, severity, message, meaning[code], example(code, severity, known))
    for code in meaning:
        if code not in {c for c, _, _ in rows}:
            raise SystemExit("docs/reference/diagnostics.txt: there is no %s" % code)
    return "\n".join(lines).rstrip() + "\n"
