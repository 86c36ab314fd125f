"""grammar.py - the grammar chapter of the manual, derived from grammar.y.

Actions, error recovery and precedence marks are left out; lists become { repetition }; the words of the language stand as they are typed.
Names of symbols come from NAMES; a symbol of grammar.y without a row there stops the printing, so that the chapter stays complete."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TEXT = r'"((?:[^"\\]|\\.)*)"'

# Tokens that are no words: Chinese, English.
TOKENS = {
    "NAME": ("名称", "name"), "STRING": ("“文字”", "string"), "NUMBER": ("数", "number"), "DATE": ("日期", "date"), "UNIT": ("单位", "unit"),
    "CALL": ("'('", "'('"), "NE": ("'≠'", "'≠'"), "LT": ("'<'", "'<'"), "LE": ("'≤'", "'≤'"), "GT": ("'>'", "'>'"),
    "GE": ("'≥'", "'≥'"), "APPROX": ("'≈'", "'≈'"), "SUBSCRIPT": ("'['", "'['"), "ELLIPSIS": ("'…'", "'…'"), "ROWS": ("行号", "row-number"),
    "COLUMNS": ("栏号", "column-number"), "LINES_OF": ("'行'", "'row'"), "COLUMNS_OF": ("'栏'", "'col'"),
}
# Symbols that only steer the parser.
SILENT = {"mistake", "START_FILE", "START_EXPRESSION"}


def words():
    """Token -> (Chinese, English) of the words of the language."""
    text = (ROOT / "grammar/keywords.def").read_text(encoding="utf-8")
    found = {}
    for m in re.finditer(r"^KEYWORD\(%s,\s*%s,\s*(\w+)" % (TEXT, TEXT), text, re.M):
        found.setdefault(m[3], ("'%s'" % m[1], "'%s'" % m[2]))
    return found


def symbols():
    """Symbol of grammar.y -> (Chinese, English), from symbols.txt."""
    rows = (pathlib.Path(__file__).parent / "symbols.txt").read_text(encoding="utf-8").splitlines()
    return {name: (zh, en) for name, zh, en in (row.split("\t") for row in rows if row and not row.startswith("#"))}


def without_actions(text):
    """The rules without { actions }, C strings and characters inside them respected."""
    out, depth, i = [], 0, 0
    while i < len(text):
        m = re.compile(r"'(?:[^'\\]|\\.)'|\"(?:[^\"\\]|\\.)*\"|/\*.*?\*/", re.S).match(text, i)
        if m:
            if depth == 0:
                out.append(m[0])
            i = m.end()
            continue
        if text[i] == "{":
            depth += 1
        elif text[i] == "}":
            depth -= 1
        elif depth == 0:
            out.append(text[i])
        i += 1
    return "".join(out)


def rules():
    """(sections, rules): heading comments and rules in the order of the file; a rule is (name, alternatives)."""
    body = (ROOT / "grammar/grammar.y").read_text(encoding="utf-8").split("\n%%\n")[1]
    for m in re.finditer(r"/\*(.*?)\*/|(\w+):((?:'[^']*'|[^;'])*);", without_actions(body), re.S):
        if m[1] is not None:
            continue
        alternatives, current = [], []
        for token in re.findall(r"'(?:[^'\\]|\\.)'|%prec\s+\S+|%empty|\||\w+", m[3]):
            if token == "|":
                alternatives.append(current)
                current = []
            elif not token.startswith("%"):
                current.append(token)
        alternatives.append(current)
        yield m[2], alternatives


def folded(name, alternatives):
    """A list as repetition: [] | L x  ->  { x };  x | L ',' x  ->  x { ',' x }."""
    plain = [a for a in alternatives if not a or a[0] != name]
    again = [a[1:] for a in alternatives if a and a[0] == name]
    if not again:
        return [(a, None) for a in alternatives]
    inner = sorted(plain) == sorted(again)
    if inner or plain == [[]]:
        return [([], again)]
    return [(a, again) for a in plain]


def shown(token, names, language):
    if token.startswith("'"):
        return token
    if token not in names:
        raise SystemExit("grammar.y: the symbol %s has no row in symbols.txt" % token)
    return names[token][language]


def chapter(language):
    """The rules as text; language 0 Chinese, 1 English."""
    names = dict(TOKENS, **words())
    names.update(symbols())
    lines = []
    for name, alternatives in rules():
        if name in SILENT:
            continue
        alternatives = [[t for t in a if t not in SILENT] for a in alternatives if "mistake" not in a and "error" not in a]
        parts = []
        for first, again in folded(name, alternatives):
            text = " ".join(shown(t, names, language) for t in first)
            if again:
                inner = " | ".join(" ".join(shown(t, names, language) for t in a) for a in again if a)
                text = (text + " { %s }" % inner).strip()
            if text in parts:
                continue
            parts.append(text or ("（空）" if language == 0 else "(nothing)"))
        head = shown(name, names, language)
        lines.append("%s = %s" % (head, parts[0]))
        lines += ["%s | %s" % (" " * 4, p) for p in parts[1:]]
        lines.append("")
    return "\n".join(lines)
