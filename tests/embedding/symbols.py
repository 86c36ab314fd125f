#!/usr/bin/env python3
"""symbols.py - what the shared library exports is exactly what heng.h declares.

usage: symbols.py [LIBRARY] [HEADER]
"""
import re
import subprocess
import sys

library = sys.argv[1] if len(sys.argv) > 1 else "build/libheng.so"
header = sys.argv[2] if len(sys.argv) > 2 else "runtime/heng.h"

with open(header, encoding="utf-8") as f:
    declared = set(re.findall(r"^HENG_API\b[^;(]*?(\w+)\s*\(", f.read(), re.M))
listed = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
exported = {line.split()[-1] for line in listed.splitlines()}

for name in sorted(exported - declared):
    print("exported but not in the header: " + name)
for name in sorted(declared - exported):
    print("in the header but not exported: " + name)
failed = len(exported ^ declared)
print("exported symbols: %d passed, %d failed" % (len(exported & declared), failed))
sys.exit(1 if failed or not declared else 0)
