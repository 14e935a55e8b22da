#!/usr/bin/env python3
"""Do homes explain what rollcast gets wrong? Connecticut's building permits against the errors of its backtest.

    rollcast backtest ../shared/data/connecticut --models models/default.toml --bases 2010..2019 --out DIR
    python3 docs/evidence/permits.py DIR/backtest.csv ../shared/data/connecticut/permits.csv

Reads the two files named and prints four tables. For every district, base T and horizon h of the series K-6,

    error   = actual - forecast                                                       pupils
    future  = permits of the h calendar years T - 1 to T + h - 2
    past    = h times the mean of the five calendar years T - 6 to T - 2
    excess  = future - past

A census is taken in autumn (that of T in autumn T - 1) and a permitted home stands about a year later: permits of T - 1 are
homes of the year to the autumn after the base. All are divided by the forecast, so that every forecast counts alike, as in MAPE; a
coefficient is still pupils for each home. The first table regresses the error on the excess, the second on past and future
apart, both with an intercept for each base, so that an autumn in which all districts were wrong together counts for nothing.
t takes every forecast as independent. "t by district" does not (clustered standard errors): forecasts of one district overlap,
and their errors go together. The third table says what knowing the permits would have been worth: the mean error in per cent,
without and with the first table's pupils for each home above the mean. The coefficient has seen these very errors, so this is the
most it can be.

The fourth table weighs large districts more: all are divided by the square root of the forecast, with one intercept, and permits are
those of every calendar year from that of the base's autumn to that of the autumn forecast, T - 1 to T + h - 1, against h + 1 times
the mean.

The rest of the command line puts the same question in other ways:

    --model NAME        forecasts of another model of the backtest instead of `default`
    --years-to-build N  permits from N calendar years before the base's January on (1)
    --both-ends         one calendar year more: that of the base's autumn and that of the autumn forecast
    --by-root           error and permits divided by the square root of the forecast: large districts count for more
    --one-intercept     one intercept in place of one for each base
"""

import argparse
import csv
import math
import sys
from collections import defaultdict

SERIES = "K-6"
PAST_YEARS = 5
HORIZONS = (1, 2, 3, 5)


def forecasts(path, model):
    """Forecast and actual by (district, base, horizon), by one model."""
    with open(path, newline="", encoding="utf-8") as file:
        return {
            (row["area"], int(row["base_year"]), int(row["horizon"])): (float(row["forecast"]), float(row["actual"]))
            for row in csv.DictReader(file)
            if row["model"] == model and row["level"] == "district" and row["series"] == SERIES
        }


def permits(path):
    with open(path, newline="", encoding="utf-8") as file:
        return {(row["area"], int(row["calendar_year"])): float(row["permits"]) for row in csv.DictReader(file)}


def solve(matrix, right):
    """Gauss's elimination with pivots; the systems here have one or two unknowns."""
    size = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for r in range(size):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i])]
    return [row[-1] for row in rows]


def regress(sample, intercept=lambda base: base):
    """Coefficients with both t of rows (district, base, [x...], y); intercepts, one for each base, are taken out by their means."""
    groups = defaultdict(list)
    for row in sample:
        groups[intercept(row[1])].append(row)
    width = len(sample[0][2])
    centred = []
    for rows in groups.values():
        count = len(rows)
        mean_x = [sum(r[2][i] for r in rows) / count for i in range(width)]
        mean_y = sum(r[3] for r in rows) / count
        centred += [(r[0], [x - m for x, m in zip(r[2], mean_x)], r[3] - mean_y) for r in rows]
    across = range(width)
    gram = [[sum(x[i] * x[j] for _, x, _ in centred) for j in across] for i in across]
    beta = solve(gram, [sum(x[i] * y for _, x, y in centred) for i in across])
    inverse = [solve(gram, [float(i == j) for j in across]) for i in across]
    scores = defaultdict(lambda: [0.0] * width)
    squares = 0.0
    for district, x, y in centred:
        left = y - sum(b * v for b, v in zip(beta, x))
        squares += left * left
        scores[district] = [s + v * left for s, v in zip(scores[district], x)]
    variance = squares / (len(centred) - width - len(groups))
    clusters = len(scores)
    meat = [[sum(s[i] * s[j] for s in scores.values()) for j in across] for i in across]
    plain = [math.sqrt(variance * inverse[k][k]) for k in across]
    clustered = [
        math.sqrt(
            sum(inverse[k][i] * meat[i][j] * inverse[k][j] for i in across for j in across) * clusters / (clusters - 1)
        )
        for k in across
    ]
    return [(b, b / p, b / c) for b, p, c in zip(beta, plain, clustered)], clusters


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backtest")
    parser.add_argument("permits")
    parser.add_argument("--model", default="default")
    parser.add_argument("--years-to-build", type=int, default=1)
    parser.add_argument("--both-ends", action="store_true")
    parser.add_argument("--by-root", action="store_true")
    parser.add_argument("--one-intercept", action="store_true")
    return parser.parse_args()


def main():
    asked = options()
    made, built = forecasts(asked.backtest, asked.model), permits(asked.permits)
    if not made:
        sys.exit(f"error: {asked.backtest} holds no forecast of {SERIES} by `{asked.model}`")
    tables = [[], [], []]
    for horizon in HORIZONS:
        one, two, sizes = [], [], []
        summed = horizon + asked.both_ends
        for (area, base, h), (forecast, actual) in sorted(made.items()):
            start = base - asked.years_to_build
            past = [built.get((area, year)) for year in range(start - PAST_YEARS, start)]
            future = [built.get((area, year)) for year in range(start, start + summed)]
            if h != horizon or None in past or None in future:
                continue
            usual, coming = summed * sum(past) / PAST_YEARS, sum(future)
            scale = math.sqrt(forecast) if asked.by_root else forecast
            group, error = 0 if asked.one_intercept else base, (actual - forecast) / scale
            one.append((area, group, [(coming - usual) / scale], error))
            two.append((area, group, [usual / scale, coming / scale], error))
            sizes.append((forecast, actual, coming - usual))
        [(beta, t, by_district)], districts = regress(one)
        tables[0].append(f"| {horizon} | {districts} | {len(one)} | {beta:.3f} | {t:.1f} | {by_district:.1f} |")
        [(past, t_past, c_past), (future, t_future, c_future)], _ = regress(two)
        tables[1].append(
            f"| {horizon} | {past:.3f} | {t_past:.1f} | {c_past:.1f} | {future:.3f} | {t_future:.1f} | {c_future:.1f} |"
        )
        mean = lambda errors: 100 * sum(errors) / len(sizes)
        without = mean([abs(f / a - 1) for f, a, _ in sizes])
        knowing = mean([abs((f + beta * excess) / a - 1) for f, a, excess in sizes])
        tables[2].append(f"| {horizon} | {without:.2f} | {knowing:.2f} |")
    heads = [
        ["years ahead", "districts", "forecasts", "pupils for each home above the mean", "t", "t by district"],
        ["years ahead", "past", "t", "t by district", "future", "t", "t by district"],
        ["years ahead", "error % without", "error % with"],
        ["years ahead", "forecasts", "pupils for each home above the mean", "t", "t by district", "past", "t", "future", "t"],
    ]
    for head, rows in zip(heads, tables):
        print("|", " | ".join(head), "|")
        print("|" + "---|" * len(head))
        print("\n".join(rows), end="\n\n")


if __name__ == "__main__":
    main()
