# table.awk - turns verdicts ("ENGINE VERDICT" lines, first file) and measurements (second file) into one table.
#
# Ratios are median by median to the engine named by `reference`; above 1 the engine is slower than it.

FNR == NR { order[++engines] = $1; verdict[$1] = $2; next }

{
    delete field
    for (k = 1; k <= NF; k++) {
        split($k, pair, "=")
        field[pair[1]] = pair[2]
    }
    key = field["peer"] SUBSEP field["what"]
    times[key, ++count[key]] = field["ns_per_report"] + 0
}

# Sorts the times of one engine and kind, and sets its median, least and greatest.
function summarise(key,    i, j, t, n) {
    n = count[key]
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && times[key, j - 1] > times[key, j]; j--) {
            t = times[key, j]; times[key, j] = times[key, j - 1]; times[key, j - 1] = t
        }
    median[key] = n % 2 ? times[key, (n + 1) / 2] : (times[key, n / 2] + times[key, n / 2 + 1]) / 2
    least[key] = times[key, 1]
    greatest[key] = times[key, n]
}

function cell(key) { return sprintf("%.1f (%.1f–%.1f)", median[key], least[key], greatest[key]) }

function ratio(engine, what) {
    if (verdict[reference] != "exact" || !median[reference, what]) return "–"
    return sprintf("%.2f", median[engine, what] / median[reference, what])
}

END {
    for (i = 1; i <= engines; i++)
        if (verdict[order[i]] == "exact") {
            summarise(order[i] SUBSEP "rules")
            summarise(order[i] SUBSEP "csv")
        }
    print "| engine | ns per report, rules only | ns per report, from CSV text | ÷ " reference ": rules | ÷ " reference ": CSV |"
    print "|---|---|---|---|---|"
    for (i = 1; i <= engines; i++) {
        e = order[i]
        if (verdict[e] == "exact")
            printf "| %s | %s | %s | %s | %s |\n", e, cell(e SUBSEP "rules"), cell(e SUBSEP "csv"), ratio(e, "rules"), ratio(e, "csv")
        else printf "| %s | %s | – | – | – |\n", e, verdict[e]
    }
}
