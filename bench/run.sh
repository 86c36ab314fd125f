#!/usr/bin/env bash
# run.sh - times every engine on the scorecard workload, interleaved, and prints one table.
#
#   bench/run.sh            BENCH_N=1000000 reports, BENCH_ROUNDS=5 rounds, HENG_RUNNER=build/bench/scorecard_run
#
# An engine that does not reproduce the figures is listed as inexact and not timed.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly n=${BENCH_N:-1000000} rounds=${BENCH_ROUNDS:-5} out=build/bench duckdb_version=2.0.0
readonly heng=${HENG_RUNNER:-$out/scorecard_run} csv=$out/scorecard_$n.csv python=$out/venv/bin/python
readonly warnings="-Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings"
[[ $n =~ ^[1-9][0-9]*$ && $rounds =~ ^[1-9][0-9]*$ ]] || { echo "BENCH_N and BENCH_ROUNDS are whole numbers above 0" >&2; exit 2; }

say() { echo "bench: $*" >&2; }

apt_install() {
    local sudo=""
    ((EUID == 0)) || sudo="sudo -n"
    say "installing $* by apt"
    $sudo apt-get install -y -q "$@" >"$out/apt.log" 2>&1 ||
        { $sudo apt-get update -q && $sudo apt-get install -y -q "$@"; } >"$out/apt.log" 2>&1
}

have_luajit() {
    command -v luajit >/dev/null || apt_install luajit ||
        { say "luajit is absent and cannot be installed (see $out/apt.log); going on without it"; return 1; }
}

duckdb_ready() { [[ $("$python" -c 'import duckdb; print(duckdb.__version__)' 2>/dev/null) == "$duckdb_version" ]]; }

have_duckdb() {
    duckdb_ready && return 0
    say "installing duckdb $duckdb_version into $out/venv"
    python3 -m venv "$out/venv" >"$out/pip.log" 2>&1 ||
        { apt_install python3-venv && python3 -m venv --clear "$out/venv" >"$out/pip.log" 2>&1; } ||
        { say "python3-venv is absent and cannot be installed; going on without duckdb"; return 1; }
    "$python" -m pip install -q "duckdb==$duckdb_version" >"$out/pip.log" 2>&1 && duckdb_ready ||
        { say "duckdb $duckdb_version cannot be installed (see $out/pip.log); going on without it"; return 1; }
}

# writes the measurements and the figures of one engine to standard output
run_engine() {
    case $1 in
        heng) "$heng" "$csv" ;;
        native) "$out/scorecard_native" "$csv" ;;
        luajit) luajit bench/peers/scorecard.lua "$csv" ;;
        duckdb) "$python" bench/peers/duckdb_run.py "$csv" ;;
    esac
}

mkdir -p "$out"
${CC:-cc} -std=gnu11 -O2 $warnings -o "$out/scorecard_gen" bench/scorecard_gen.c
${CC:-cc} -std=gnu11 -O3 -march=native $warnings -o "$out/scorecard_native" bench/peers/scorecard_native.c
if [[ ! -s $csv || bench/scorecard_gen.c -nt $csv ]]; then
    say "writing $n reports to $csv"
    "$out/scorecard_gen" "$n" "$csv.part" - && mv "$csv.part" "$csv"
fi

engines=()
if [[ -x $heng ]]; then engines+=(heng); else say "$heng is absent: Heng is not timed, ratios are to native C"; fi
engines+=(native)
if have_luajit; then engines+=(luajit); fi
if have_duckdb; then engines+=(duckdb); fi

rm -f "$out"/result.* "$out/measurements.txt"
if ((n == 1000000)); then cp bench/scorecard.expected "$out/result.expected"
else run_engine native | grep -E '^[FNSUG] ' >"$out/result.expected"; fi # also brings the file into the page cache

declare -A verdict=()
for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: ${engines[*]}"
    for engine in "${engines[@]}"; do
        [[ ${verdict[$engine]:-exact} == exact ]] || continue
        result=$out/result.$engine verdict[$engine]=exact
        run_engine "$engine" >"$result" || { verdict[$engine]=failed; continue; }
        { grep -E '^[FNSUG] ' "$result" || true; } >"$result.figures"
        lines=$(grep -cE "^peer=$engine what=(rules|csv) n=$n ns_per_report=[0-9.]+ ok=1\$" "$result" || true)
        if [[ $lines != 2 ]] || ! cmp -s "$result.figures" "$out/result.expected"; then verdict[$engine]=inexact; fi
        grep '^peer=' "$result" >>"$out/measurements.txt" || true
    done
done

cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
echo "$n reports, $rounds rounds, one thread each; ${cpu:-unknown processor}; $(${CC:-cc} --version | head -1);" \
    "duckdb $duckdb_version; $(luajit -v 2>/dev/null | cut -d' ' -f1,2 || true)"
echo
for engine in "${engines[@]}"; do echo "$engine ${verdict[$engine]}"; done |
    awk -v reference="${engines[0]}" -f bench/table.awk - "$out/measurements.txt" | tee "$out/table.md"
status=0
for engine in "${engines[@]}"; do
    [[ ${verdict[$engine]} != exact ]] || continue
    status=1
    say "$engine is ${verdict[$engine]} and not timed"
    if [[ ${verdict[$engine]} == inexact ]]; then diff "$out/result.expected" "$out/result.$engine.figures" >&2 || true; fi
done
exit $status
