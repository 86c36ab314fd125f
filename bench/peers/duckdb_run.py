"""duckdb_run.py - times duckdb.sql on one CSV file, on one thread: duckdb_run.py FILE.csv"""
import pathlib
import re
import statistics
import sys
import time

import duckdb

PASSES = 3


def statements():
    text = pathlib.Path(__file__).with_name("duckdb.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- :(\w+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[0::2], parts[1::2]))


def figures(row):
    """The canonical lines F, N, S, U, G from the row that the query returns."""
    failed, rest = row[:10], row[10:]
    exe, e1, e2, e3, e4, dev, self_reported = rest[:7]
    sums = rest[7:16]
    rate, share, vat, at90, at80, at60, n = rest[16:]
    skipped = (0, n - exe, n - exe, n - e1, n - e2, n - e3, n - e4, 0, n - dev, n - self_reported)
    absent = (n - rate, n - dev, n - share, n - vat)
    grades = (at90, at80 - at90, at60 - at80, n - at60)
    lines = zip("FNSUG", (failed, skipped, sums, absent, grades))
    return [name + " " + ",".join(str(int(v or 0)) for v in values) for name, values in lines], n


def timed(db, query):
    """The median time of a pass in seconds, and the figures; one more pass comes first to warm up."""
    seconds, results = [], []
    for _ in range(PASSES + 1):
        start = time.perf_counter()
        row = db.execute(query).fetchone()
        seconds.append(time.perf_counter() - start)
        results.append(row)
    same = all(row == results[0] for row in results)
    return statistics.median(seconds[1:]), results[0], same


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: duckdb_run.py FILE.csv")
    sql = statements()
    db = duckdb.connect(":memory:")
    db.execute("SET threads = 1")
    db.execute("SET VARIABLE path = '%s'" % sys.argv[1].replace("'", "''"))
    db.execute(sql["csv_view"])

    db.execute(sql["reports_streamed"])
    csv_seconds, csv_row, csv_same = timed(db, sql["figures"])
    db.execute("DROP VIEW reports")
    db.execute(sql["reports_loaded"])
    rules_seconds, rules_row, rules_same = timed(db, sql["figures"])

    lines, n = figures(csv_row)
    rules_ok = int(rules_same and rules_row == csv_row)
    print(f"peer=duckdb what=rules n={n} ns_per_report={rules_seconds / n * 1e9:.2f} ok={rules_ok}")
    print(f"peer=duckdb what=csv n={n} ns_per_report={csv_seconds / n * 1e9:.2f} ok={int(csv_same)}")
    print("\n".join(lines))


main()
