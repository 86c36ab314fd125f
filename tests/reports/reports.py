"""reports.py - the reports of examples/reports/index.tsv: their data documents and the rulesets they are evaluated by."""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INDEX = os.path.join(ROOT, "examples", "reports", "index.tsv")


def fail(text):
    """Ends the program: an input cannot be read."""
    print(text, file=sys.stderr)
    sys.exit(2)


def read_lines(path):
    """The lines of a text file, without their ends."""
    try:
        with open(path, encoding="utf-8") as f:
            return f.read().splitlines()
    except (OSError, UnicodeDecodeError) as e:
        fail("%s: %s" % (path, e))


def chosen(names):
    """Those of the reports, in the order of `names`, or all if there are none. Ends the program at a name that is not in the index."""
    reports = load()
    for name in names:
        if name not in reports:
            fail("no report %s in the index" % name)
    return {name: reports[name] for name in names or reports}


def load():
    """Report name -> [(path of a data document, path of its ruleset)], in the order of the index."""
    found, documents = {}, set()
    for number, line in enumerate(read_lines(INDEX), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3 or not all(fields):
            fail("%s:%d: expected REPORT, DOCUMENT, RULESET, separated by tabs" % (INDEX, number))
        name, document, ruleset = fields
        if document in documents:
            fail("%s:%d: %s is listed twice" % (INDEX, number, document))
        documents.add(document)
        found.setdefault(name, []).append((os.path.join(ROOT, "examples", "reports", document), os.path.join(ROOT, ruleset)))
    return found
