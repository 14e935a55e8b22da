"""rollcast and a pandas script on England's schools of May 2015, in one run: seconds of each, and the ratio.

    python3 benches/peers/compare_surplus.py

Needs pandas, and `../shared/data/england/school_capacity_may_2015.csv` beside the project. Both sides run on one thread, one
after the other on the same machine; quote the ratio, not the seconds.
"""
import pathlib
import re
import subprocess
import sys

from compare import ONE_THREAD, UNITS
import os

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FILE = ROOT.parent / "shared/data/england/school_capacity_may_2015.csv"


def main():
    if not FILE.exists():
        sys.exit("skipped: needs ../shared/data/england/school_capacity_may_2015.csv")
    env = {**os.environ, **ONE_THREAD}
    text = subprocess.run(["cargo", "bench", "--bench", "surplus"], cwd=ROOT, env=env, check=True, capture_output=True,
                          text=True).stdout
    row = re.search(r"england_surplus\s+(.*)", text).group(1)
    fastest = row.split("│")[0].split()
    own = float(fastest[0]) * UNITS[fastest[1]]
    peer = float(subprocess.run([sys.executable, str(HERE / "pandas_surplus.py"), str(FILE)], env=env, check=True,
                                capture_output=True, text=True).stdout)
    print(f"rollcast {own * 1e3:.2f} ms, pandas {peer * 1e3:.2f} ms, pandas / rollcast {peer / own:.1f}")


if __name__ == "__main__":
    main()
