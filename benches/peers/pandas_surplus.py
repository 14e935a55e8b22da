"""England's schools of May 2015 through a surplus check in pandas, after they are loaded: seconds, the least of many runs.

    python3 benches/peers/pandas_surplus.py FILE

The same work as `cargo bench --bench surplus`: from pupils and places by planning area and phase to the sums by planning area,
authority and country of both phases and of all, with surplus, per cent, band and floor, for 2015 and for one January ahead in
which both repeat.
"""
import sys
import time

import numpy as np
import pandas as pd


def loaded(path):
    d = pd.read_csv(path, dtype={"primary_pa": str, "secondary_pa": str, "la": str})
    both = d.primary_pa.notna() & d.secondary_pa.notna()
    split = both & d.primary_capacity.notna()
    first = (d.may_nor * d.primary_capacity / (d.primary_capacity + d.secondary_capacity)).round()
    primary = np.where(both, d.main_phase != "SEC", d.primary_pa.notna())
    parts = [
        pd.DataFrame({"area": d.primary_pa, "phase": "P", "pupils": d.may_nor, "places": d.net_capacity})[~split & primary],
        pd.DataFrame({"area": d.secondary_pa, "phase": "S", "pupils": d.may_nor, "places": d.net_capacity})[~split & ~primary],
        pd.DataFrame({"area": d.primary_pa, "phase": "P", "pupils": first, "places": d.primary_capacity})[split],
        pd.DataFrame({"area": d.secondary_pa, "phase": "S", "pupils": d.may_nor - first, "places": d.secondary_capacity})[split],
    ]
    areas = pd.concat(parts).groupby(["area", "phase"], as_index=False)[["pupils", "places"]].sum()
    years = pd.concat([areas.assign(year=y) for y in (2015, 2016)])
    return years.assign(authority=years.area.str[:3], country="england")


def check(cells):
    out = []
    for level in ("area", "authority", "country"):
        for series in (["phase"], []):
            sums = cells.groupby([level, "year", *series], as_index=False)[["pupils", "places"]].sum()
            sums["surplus"] = sums.places - sums.pupils
            sums["percent"] = 100 * sums.surplus / sums.places
            sums["band"] = pd.cut(sums.percent, [-np.inf, 5, 7, np.inf], labels=["below 5", "5 to 7", "above 7"], right=False)
            if level == "authority":
                sums["meets"] = sums.percent >= 5
            out.append(sums.rename(columns={level: "group"}))
    return pd.concat(out)


def main():
    cells = loaded(sys.argv[1])
    rows = check(cells)
    total = rows[(rows.group == "england") & (rows.year == 2015) & rows.phase.isna()]
    assert (total.pupils.sum(), total.places.sum()) == (7373694, 8389479), total
    best = float("inf")
    for _ in range(30):
        start = time.perf_counter()
        check(cells)
        best = min(best, time.perf_counter() - start)
    print(f"{best:.6f}")


if __name__ == "__main__":
    main()
