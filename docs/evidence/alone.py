#!/usr/bin/env python3
"""What the national parent buys: every authority of a data set forecast as if it were the only one.

    rollcast backtest ../shared/data/england --out DIR
    python3 docs/evidence/alone.py ROLLCAST ../shared/data/england DIR/backtest.csv

Makes a data set of each authority in a temporary folder, backtests it with the default model, with the same model and
`reference = "none"`, and with plain cohort survival, and prints the mean absolute error over authorities and bases. The
row `together` is from the backtest of the whole data set. The last column is the mean over series and horizons of the log of
the error over that of plain cohort survival in the same setting, in per cent. Run it at the root of the repository; it takes some seconds.
"""

import collections
import csv
import math
import os
import subprocess
import sys
import tempfile

SERIES, HORIZONS = ("R", "R-6", "7", "7-11"), (1, 2, 3, 5)
MODELS = ("models/default.toml", "models/cohort-survival-321.toml")


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(rows)


def collect(errors, path, names, areas):
    for row in rows_of(path):
        if row["area"] in areas and row["model"] in names:
            key = (names[row["model"]], row["series"], int(row["horizon"]))
            errors[key].append(abs(float(row["forecast"]) / float(row["actual"]) - 1))


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, data, together = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    areas = [row for row in rows_of(f"{data}/areas.csv") if row["area"].startswith("la-")]
    files = {name: collections.defaultdict(list) for name in ("rolls.csv", "births.csv")}
    for name, by_area in files.items():
        for row in rows_of(f"{data}/{name}"):
            by_area[row["area"]].append(row)
    with open(f"{data}/dataset.toml", encoding="utf-8") as file:
        settings = file.read()
    errors = collections.defaultdict(list)
    names = {"default": "together", "cohort-survival-321": "3:2:1, together"}
    collect(errors, together, names, {a["area"] for a in areas})
    with tempfile.TemporaryDirectory() as folder:
        with open("models/default.toml", encoding="utf-8") as file:
            spec = file.read().replace('reference = "auto"', 'reference = "none"')
        without = f"{folder}/without.toml"
        with open(without, "w", encoding="utf-8") as file:
            file.write(spec.replace('name = "default"', 'name = "without"'))
        names = {
            "default": "alone with the national series",
            "without": "alone without it",
            "cohort-survival-321": "3:2:1, alone",
        }
        for area in areas:
            code = area["area"]
            own = f"{folder}/{code}"
            os.mkdir(own)
            write(f"{own}/areas.csv", [{**area, "parent": ""}])
            for name, by_area in files.items():
                write(f"{own}/{name}", by_area[code])
            with open(f"{own}/dataset.toml", "w", encoding="utf-8") as file:
                file.write(settings.replace('root = "england"', f'root = "{code}"'))
            command = [program, "backtest", own, "--out", f"{own}/out", "--models", *MODELS, without]
            subprocess.run(command, check=True, capture_output=True)
            collect(errors, f"{own}/out/backtest.csv", names, {code})
    mape = {key: 100 * sum(values) / len(values) for key, values in errors.items()}
    # Plain cohort survival with the national births is what it is together: births are all it takes from outside.
    rules = {
        "alone without it": "3:2:1, alone",
        "alone with the national series": "3:2:1, together",
        "together": "3:2:1, together",
    }
    print("| default model | " + " | ".join(f"{s} at 1, 2, 3, 5" for s in SERIES) + " | against 3:2:1 % |")
    print("|---" * (len(SERIES) + 2) + "|")
    for setting, rule in rules.items():
        cells = [" ".join(f"{mape[setting, s, h]:.2f}" for h in HORIZONS) for s in SERIES]
        logs = [math.log(mape[setting, s, h] / mape[rule, s, h]) for s in SERIES for h in HORIZONS]
        print(f"| {setting} | " + " | ".join(cells) + f" | {100 * sum(logs) / len(logs):+.1f} |")


if __name__ == "__main__":
    main()
