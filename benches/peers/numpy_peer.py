"""The same fit and forecast, vectorised over areas with numpy: what a careful analyst would write.

    python3 numpy_peer.py AREAS YEARS_AHEAD    prints: name areas seconds

Needs numpy. Each figure is the median of repeated runs after one warm-up.
"""
import sys
import time

import numpy as np

GROUPS, YEARS, TRANSFER = 12, 10, 7
WEIGHTS = np.array([3.0, 2.0, 1.0])


def made_up(areas):
    rng = np.random.default_rng(1)
    size = 200 + (np.arange(areas) * 37) % 4000
    rolls = size[:, None, None] * (1 + 0.03 * rng.standard_normal((areas, GROUPS, YEARS)))
    births = size[:, None] * (1 + 0.03 * rng.standard_normal((areas, YEARS + 10)))
    return np.maximum(rolls, 1), np.maximum(births, 1)


def ratios(rolls, births):
    """Ratios of weighted sums over the last three years."""
    feeder = np.empty((rolls.shape[0], GROUPS, 3))
    feeder[:, 0] = births[:, YEARS - 3:YEARS]
    feeder[:, 1:] = rolls[:, :-1, -4:-1]
    weights = WEIGHTS[::-1]
    return (rolls[:, :, -3:] * weights).sum(2) / (feeder * weights).sum(2)


def ratio_forecast(rolls, births, ratio, ahead):
    out = np.empty((ahead,) + rolls.shape[:2])
    now = rolls[:, :, -1]
    for h in range(ahead):
        nxt = np.empty_like(now)
        nxt[:, 1:] = now[:, :-1] * ratio[:, 1:]
        nxt[:, 0] = births[:, YEARS + h] * ratio[:, 0]
        out[h] = now = nxt
    return out


def credible_forecast(rolls, births, rate, level, departure, usual, response, drift, ahead):
    """The step of the default method: one logarithm and one exponential a cell."""
    out = np.empty((ahead,) + rolls.shape[:2])
    now = rolls[:, :, -1]
    damping = 1 - response
    for h in range(ahead):
        fed = np.empty_like(now)
        fed[:, 1:] = now[:, :-1]
        fed[:, 0] = births[:, YEARS + h]
        logs = np.log(fed)
        unusual = logs - np.log(fed.sum(0)) - usual
        step = rate + level + departure * 0.9 ** h - damping * unusual
        step[:, 0] += drift * (1 - 0.9 ** (h + 1)) / 0.1
        out[h] = now = fed * np.exp(step)
    return out


def timed(call, least=0.5):
    call()
    runs, start = [], time.perf_counter()
    while len(runs) < 5 or time.perf_counter() - start < least:
        t = time.perf_counter()
        call()
        runs.append(time.perf_counter() - t)
    return sorted(runs)[len(runs) // 2]


def main():
    areas, ahead = int(sys.argv[1]), int(sys.argv[2])
    rolls, births = made_up(areas)
    rng = np.random.default_rng(2)
    rate = 0.002 * rng.standard_normal(GROUPS)
    level, departure = (0.005 * rng.standard_normal((2, areas, GROUPS)))
    usual = np.log(rolls[:, :, -1] / rolls[:, :, -1].sum(0))
    response = np.full(GROUPS, 0.97)
    response[0], response[TRANSFER] = 0.5, 0.85
    drift = 0.005 * rng.standard_normal(areas)
    ratio = ratios(rolls, births)
    print("ratios_fit", areas, timed(lambda: ratios(rolls, births)))
    print("ratios_forecast", areas, timed(lambda: ratio_forecast(rolls, births, ratio, ahead)))
    arguments = (rolls, births, rate, level, departure, usual, response, drift, ahead)
    print("default_forecast", areas, timed(lambda: credible_forecast(*arguments)))


if __name__ == "__main__":
    main()
