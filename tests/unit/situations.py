"""Factories of situations for the tests and the bench of the tiles: made-up sites in the boxes of the five cities."""

import datetime as dt

import numpy as np
import pandas as pd

from geomon.model import LIGHTS, SITE_LAYERS
from geomon.situation import Situation

AS_OF = dt.date(2024, 12, 15)
COUNTIES = [  # name, city, adcode, west, south, east, north: boxes well inside the county
    ("海勃湾区", "乌海市", "150302", 106.78, 39.55, 106.95, 39.85), ("乌达区", "乌海市", "150304", 106.62, 39.40, 106.75, 39.58),
    ("东河区", "包头市", "150202", 109.95, 40.52, 110.15, 40.66), ("土默特右旗", "包头市", "150221", 110.35, 40.40, 110.90, 40.70),
    ("右玉县", "朔州市", "140623", 112.20, 39.90, 112.60, 40.20), ("平鲁区", "朔州市", "140603", 112.00, 39.45, 112.35, 39.80),
    ("同心县", "吴忠市", "640324", 105.70, 36.80, 106.40, 37.30), ("盐池县", "吴忠市", "640323", 106.70, 37.40, 107.30, 38.05),
    ("中宁县", "中卫市", "640521", 105.45, 37.15, 105.95, 37.55), ("海原县", "中卫市", "640522", 105.25, 36.35, 105.90, 36.80),
]
UNITS = ("自然资源局", "生态环境局", "水务局", "住建局", "林草局")


def make_situation(sites=None, tasks=None, *, n=0, seed=7, version=1, as_of=AS_OF):
    """A situation of the given rows (dicts that state only what they are about) or of `n` random ones."""
    frame = pd.DataFrame([make_site(number, **row) for number, row in enumerate(sites)]) if sites is not None else random_sites(n, seed)
    rows = [make_task(**row) for row in tasks or [{"id": "doc#1"}]]
    return Situation(as_of, version, frame, pd.DataFrame(rows))


def make_site(number=0, **row):
    light = row.get("light", "blue")
    return {"id": f"s{number}", "name": f"点位{number}", "layer": "mine", "city": "吴忠市", "county": "同心县", "adcode": "640324",
            "lon": 106.0, "lat": 37.0, "method": "layer", "accuracy_m": 50.0, "light": light, "due": pd.NaT, "days": np.nan,
            "units": ("自然资源局",), "tasks": (), "reason": "按期",
            "reason_en": "on time", "area_ha": np.nan, "search": row.get("name", f"点位{number}")} | row


def make_task(**row):
    return {"id": "doc#1", "document": "doc", "part": None, "number": "1", "label": "问题一", "section": "", "title": None,
            "problem": "问题", "city": "吴忠市", "counties": (), "light": "blue", "stage": "",
            "progress": None, "due": pd.NaT, "days": np.nan, "kind": "date",
            "lead": "", "units": (), "sites": (), "layers": (), "reason": "", "reason_en": "", "search": ""} | row


def random_sites(n, seed=7):
    """`n` sites in clusters and alone; 5 % known to the county only, 8 % uncertain, some sharing one position."""
    rng = np.random.default_rng(seed)
    at = rng.integers(0, len(COUNTIES), n)
    box = np.array([c[3:] for c in COUNTIES])[at]
    where = box[:, :2] + rng.beta(2, 2, (n, 2)) * (box[:, 2:] - box[:, :2])
    together = rng.random(n) < .05
    where[together] = np.round(where[together], 1)
    method = np.where(rng.random(n) < .05, "county", np.where(rng.random(n) < .08, "township", "layer"))
    names = np.array([c[0] for c in COUNTIES], object)[at]
    number = np.arange(n).astype(str).astype(object)
    return pd.DataFrame({
        "id": "s" + number, "name": names + "点位" + number, "layer": np.array(SITE_LAYERS, object)[rng.integers(0, 5, n)],
        "city": np.array([c[1] for c in COUNTIES], object)[at], "county": names, "adcode": np.array([c[2] for c in COUNTIES], object)[at],
        "lon": where[:, 0], "lat": where[:, 1], "method": method,
        "accuracy_m": np.where(method == "township", rng.integers(1500, 6000, n), rng.integers(10, 300, n)).astype(float),
        "light": np.array(LIGHTS, object)[rng.choice(5, n, p=[.12, .18, .34, .26, .1])],
        "due": pd.Timestamp("2025-01-31"), "days": rng.integers(-200, 400, n).astype(float),
        "units": np.fromiter(((UNITS[k],) for k in rng.integers(0, 5, n)), object, n),
        "tasks": np.fromiter(((f"doc#{k}",) for k in rng.integers(1, 40, n)), object, n),
        "reason": "按序时推进", "reason_en": "on schedule", "area_ha": rng.lognormal(1, 1, n), "search": "点位" + number})
