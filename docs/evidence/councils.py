#!/usr/bin/env python3
"""rollcast against English councils' own published forecasts of January 2019.

    rollcast backtest ../shared/data/england --out DIR
    python3 docs/evidence/councils.py DIR/backtest.csv ../shared/data/england/council_forecast_error_2018_19.csv

Reads the two files named and prints one table. An error is (forecast - actual) / actual, in per cent. A council's is the one
it was given in the national scorecard; rollcast's is that of `model` (default: `default`) for the same authority, phase and
horizon. A row counts where both are there: authorities merged in the data set have no single council row, and the councils'
file names some that the data set leaves out. Both are printed. A third argument names another model of backtest.csv.
"""

import csv
import sys

SERIES = {"primary": "R-6", "secondary": "7-11"}
TARGET = 2019  # the January of the academic year 2018/19


def ours(path, model):
    """Errors by (area, series, horizon) of the January judged."""
    with open(path, newline="", encoding="utf-8") as file:
        return {
            (row["area"], row["series"], int(row["horizon"])): float(row["forecast"]) / float(row["actual"]) - 1
            for row in csv.DictReader(file)
            if row["model"] == model and row["area"].startswith("la-") and int(row["census_year"]) == TARGET
        }


def councils(path):
    """Errors by (area, series, horizon), rows without a figure left out."""
    with open(path, newline="", encoding="utf-8") as file:
        return {
            ("la-" + row["la_number"], SERIES[row["phase"]], int(row["horizon"])): float(row["pct_error"])
            for row in csv.DictReader(file)
            if row["pct_error"] and row["target_academic_year"] == "2018/19" and row["la_number"] != "0"
        }


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    model = sys.argv[3] if len(sys.argv) == 4 else "default"
    mine, theirs = ours(sys.argv[1], model), councils(sys.argv[2])
    if not mine:
        sys.exit(f"error: {sys.argv[1]} holds no forecast of {TARGET} by `{model}` for local authorities")
    areas, published = {key[0] for key in mine}, {key[0] for key in theirs}
    print(f"| January {TARGET} | years ahead | councils compared | councils' error % | {model}'s error % | councils beaten % |")
    print("|---|---|---|---|---|---|")
    for phase, series in SERIES.items():
        for horizon in (1, 3):
            keys = sorted(key for key in mine if key in theirs and key[1:] == (series, horizon))
            council = 100 * mean(abs(theirs[key]) for key in keys)
            own = 100 * mean(abs(mine[key]) for key in keys)
            beaten = 100 * mean(abs(mine[key]) < abs(theirs[key]) for key in keys)
            print(f"| {phase} | {horizon} | {len(keys)} | {council:.2f} | {own:.2f} | {beaten:.0f} |")
    print()
    print("in the data set, without a council's figure:", ", ".join(sorted(areas - published)) or "none")
    print("with a council's figure, not in the data set:", ", ".join(sorted(published - areas)) or "none")


if __name__ == "__main__":
    main()
