"""The same fit, forecast and paths, vectorised over areas with numpy: what a careful analyst would write.

    python3 numpy_peer.py points AREAS YEARS_AHEAD    prints: name areas seconds
    python3 numpy_peer.py paths AREAS YEARS_AHEAD     the same, a thousand paths with their quantiles

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


LEVELS = np.array([0.025, 0.1, 0.5, 0.8, 0.9, 0.95, 0.975])
REGION, PATHS, POOL = 15, 1000, 1200


def paths(rolls, births, fixed, response, usual, gains, law, pool, national, ahead, seed=1):
    """A thousand paths of every area by the innovation bootstrap, with quantiles of every year group and of the primary
    total, by area, region and nation. A region at a time, so that its paths stay in memory near the processor."""
    rng = np.random.default_rng(seed)
    areas = rolls.shape[0]
    damping = (1 - response)[:, None]
    level_gain, own_gain = gains
    floor, unit = law
    members = np.array([g for g in range(1, GROUPS) if g != TRANSFER])
    nation = np.zeros((ahead, GROUPS + 1, PATHS))
    found = []
    for first in range(0, areas, REGION):
        rows = slice(first, min(first + REGION, areas))
        n = rows.stop - rows.start
        logs = np.repeat(np.log(rolls[rows, :, -1])[:, :, None], PATHS, 2)
        moved = np.zeros((n, GROUPS, PATHS))
        region = np.zeros((ahead, GROUPS + 1, PATHS))
        for h in range(ahead):
            fed = np.empty_like(logs)
            fed[:, 1:] = logs[:, :-1]
            fed[:, 0] = np.log(births[rows, YEARS + h])[:, None]
            drawn = rng.integers(0, pool.shape[0], (n, PATHS))
            sign = 1.0 - 2.0 * rng.integers(0, 2, (n, PATHS))
            shock = (pool[drawn] * sign[:, :, None]).transpose(0, 2, 1)
            log = fed - damping * (fed - usual[rows, :, None]) + fixed[rows, :, None] + moved + national[h]
            size = np.exp(log)
            shock = shock * np.sqrt(floor + unit / np.maximum(size, 1))
            logs = log + shock
            out = np.exp(logs)
            mean = (shock[:, members] * size[:, members]).sum(1) / size[:, members].sum(1)
            moved[:, members] += level_gain * mean[:, None] + own_gain * (shock[:, members] - mean[:, None])
            for g in (0, TRANSFER):
                moved[:, g] += own_gain * shock[:, g]
            with_total = np.concatenate([out, out[:, :TRANSFER].sum(1, keepdims=True)], 1)
            found.append(np.quantile(with_total, LEVELS, axis=2))
            region[h] = with_total.sum(0)
        nation += region
        found.append(np.quantile(region, LEVELS, axis=2))
    found.append(np.quantile(nation, LEVELS, axis=2))
    return found


def once(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def timed(call, least=0.5, enough=5):
    call()
    runs, start = [], time.perf_counter()
    while len(runs) < enough or time.perf_counter() - start < least:
        t = time.perf_counter()
        call()
        runs.append(time.perf_counter() - t)
    return sorted(runs)[len(runs) // 2]


def main():
    what, areas, ahead = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rolls, births = made_up(areas)
    rng = np.random.default_rng(2)
    rate = 0.002 * rng.standard_normal(GROUPS)
    level, departure = (0.005 * rng.standard_normal((2, areas, GROUPS)))
    usual = np.log(rolls[:, :, -1] / rolls[:, :, -1].sum(0))
    response = np.full(GROUPS, 0.97)
    response[0], response[TRANSFER] = 0.5, 0.85
    if what == "paths":
        pool = 0.8 * rng.standard_normal((POOL, GROUPS))
        national = 0.003 * rng.standard_normal((ahead, GROUPS, PATHS))
        log_size = np.log(rolls[:, :, -1])
        call = lambda: paths(rolls, births, level, response, log_size, (0.3, 0.2), (0.0004, 0.5), pool, national, ahead)
        print("paths_10_years", areas, timed(call, least=0, enough=3) if areas < 1000 else once(call))
        return
    drift = 0.005 * rng.standard_normal(areas)
    ratio = ratios(rolls, births)
    print("ratios_fit", areas, timed(lambda: ratios(rolls, births)))
    print("ratios_forecast", areas, timed(lambda: ratio_forecast(rolls, births, ratio, ahead)))
    arguments = (rolls, births, rate, level, departure, usual, response, drift, ahead)
    print("default_forecast", areas, timed(lambda: credible_forecast(*arguments)))


if __name__ == "__main__":
    main()
