"""Seconds for a planned area against many protected areas, for codes, for duplicates: `python tests/bench/bench_planned.py`."""

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomon.codes import check_code
from geomon.codes.checks import check_digit
from geomon.codes.layout import CREDIT
from geomon.join.duplicates import duplicates
from geomon.join.overlay import Area, meetings

RNG = np.random.default_rng(1)


def ring(x, y, r, corners=200, rough=0.05):
    """A star-like polygon in degrees."""
    a = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    rr = r * (1 + 0.2 * np.sin(3 * a) + rough * RNG.standard_normal(corners))
    return shapely.Polygon(np.c_[x + rr * np.cos(a), y + rr * np.sin(a)])


def timed(what, work):
    start = time.perf_counter()
    found = work()
    print(f"{what}: {time.perf_counter() - start:.2f} s")
    return found


def main():
    area = Area("asked", ring(107, 39, 0.05), 10.0)
    many = gpd.GeoDataFrame({"name": ["x"] * 10_000, "accuracy_m": 20.0}, crs=4490, geometry=[
        ring(RNG.uniform(104, 110), RNG.uniform(36, 42), RNG.uniform(0.005, 0.08)) for _ in range(10_000)])
    found = timed("an area against 10,000 areas of 200 corners", lambda: meetings(area, many))
    print(f"  {len(found)} within 5 km, {sum(m.verdict == 'inside' for m in found)} inside")
    large = gpd.GeoDataFrame({"name": ["x"], "accuracy_m": 20.0}, crs=4490, geometry=[ring(107, 39, 0.8, 200_000, 1e-4)])
    timed("an area against one of 200,000 corners", lambda: meetings(area, large))

    bodies = ["".join(RNG.choice(list(CREDIT), 17)) for _ in range(20_000)]
    codes = [body + check_digit(body) for body in bodies]
    timed("20,000 credit codes", lambda: [check_code(code, "credit") for code in codes])
    changed = [code[:i] + CREDIT[(CREDIT.index(code[i]) + RNG.integers(1, 31)) % 31] + code[i + 1:]
               for code in codes[:2000] for i in range(18)]
    print(f"  {len(changed):,} changes of one character, {sum(check_code(c, 'credit').state == 'ok' for c in changed)} not found")

    n = 100_000
    sites = pd.DataFrame({
        "id": [f"s{k}" for k in range(n)], "name": [f"{chr(0x4e00 + k % 3000)}{chr(0x5000 + k // 30)}采坑" for k in range(n)],
        "layer": "mine", "county": "海南区", "lon": RNG.uniform(104, 112, n), "lat": RNG.uniform(36, 42, n), "method": "layer",
        "accuracy_m": 50.0})
    timed("100,000 sites for duplicates", lambda: duplicates(sites, {}, ()))


if __name__ == "__main__":
    main()
