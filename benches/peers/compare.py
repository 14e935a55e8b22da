"""rollcast and a vectorised numpy peer in one run: seconds of each, and the ratio.

    python3 benches/peers/compare.py

Needs numpy for the peer. Both sides run on one thread, one after the other on the same machine, and rollcast's point forecast
once more on as many threads as it takes by itself; quote the ratios, not the seconds.
"""
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
ONE_THREAD = {v: "1" for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")}


def ours(only="", threads=ONE_THREAD):
    """Medians that the bench prints, by name and number of areas."""
    command = ["cargo", "bench", "--bench", "forecast", "--", only]
    text = subprocess.run(command, cwd=HERE.parent.parent, env={**os.environ, **threads}, check=True,
                          capture_output=True, text=True).stdout
    found, name = {}, None
    for line in text.splitlines():
        head = re.match(r"[├╰]─ (\w+)", line)
        if head:
            name = head.group(1)
        row = re.match(r"[│ ]+[├╰]─ (\d+)\s+(.*)", line)
        if row:
            median = row.group(2).split("│")[2].split()
            found[name, int(row.group(1))] = float(median[0]) * UNITS[median[1]]
    return found


def peers(what, areas, ahead=10):
    text = subprocess.run([sys.executable, str(HERE / "numpy_peer.py"), what, str(areas), str(ahead)],
                          env={**os.environ, **ONE_THREAD}, check=True, capture_output=True, text=True).stdout
    return {(n, int(a)): float(s) for n, a, s in (line.split() for line in text.splitlines())}


def main():
    own = ours()
    print(f"{'what':<24}{'areas':>7}{'rollcast':>14}{'an area':>12}{'numpy':>14}{'numpy / rollcast':>18}")
    sizes = sorted({areas for _, areas in own})
    peer_seconds = {k: v for what in ("points", "paths") for areas in sizes for k, v in peers(what, areas).items()}
    many = ours("default_forecast", threads={})
    rows = [(name, name, areas, s) for (name, areas), s in own.items()]
    rows += [(f"{name}, {os.cpu_count()} thr.", name, areas, s) for (name, areas), s in many.items()]
    for shown, name, areas, seconds in rows:
        peer = peer_seconds.get((name, areas))
        theirs = f"{peer * 1e6:>11,.0f} us{peer / seconds:>18.1f}" if peer else f"{'-':>14}{'-':>18}"
        print(f"{shown:<24}{areas:>7}{seconds * 1e6:>11,.0f} us{seconds / areas * 1e6:>9.2f} us{theirs}")


if __name__ == "__main__":
    main()
