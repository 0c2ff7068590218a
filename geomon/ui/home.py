"""The one place where this process keeps its service and what is drawn from it; pages and routes both come here. No Streamlit."""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
import functools
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from geopandas import GeoDataFrame

from geomon.errors import GeomonError
from geomon.render import map as render
from geomon.render.areas import AreaTiles
from geomon.render.basemap import BaseMap, base_map
from geomon.render.counties import Counts, county_counts
from geomon.render.ground import Ground, open_ground
from geomon.render.tiles import SiteTiles
from geomon.settings import load_settings
from geomon.situation import Filter

if TYPE_CHECKING:
    from geomon.service import Service

PAGES: tuple[str, ...] = ("map", "overview", "planning", "field", "documents", "review", "layers", "record")
"""The pages of the navigation, in its order; `page.py` says what draws each, and a page may ask here whether another one exists."""
WATER: tuple[str, ...] = ("water", "waves", "water_drop")
"""Icons of layers whose lines and areas the base map draws as water."""
KEPT = 6
"""Dates whose tiles are kept; a million sites take 60 MB each."""
AREAS_KEPT = 24
"""Layers of areas, each on a date, whose tiles are kept."""
_lock = threading.RLock()
_tiles: collections.OrderedDict[dt.date, SiteTiles] = collections.OrderedDict()
_areas: collections.OrderedDict[tuple[str, dt.date | None], tuple[Any, AreaTiles]] = collections.OrderedDict()


@functools.cache
def _open(root: str) -> Service:
    from geomon.service import open_service
    return open_service(load_settings(Path(root)))


def service() -> Service:
    """Return the service of the workspace in `GEOMON_ROOT`, else in the working directory; one per process."""
    with _lock:
        return _open(os.environ.get("GEOMON_ROOT") or str(Path.cwd()))


def site_tiles(as_of: dt.date) -> SiteTiles:
    """Return the tiles of the sites as they stand on a date, from the register's newest version."""
    with _lock:                                           # built once, however many tiles of a screen ask at the same time
        situation = service().situation(as_of)
        found = _tiles.get(as_of)
        if found is None or found.situation is not situation:
            like = found or next(reversed(_tiles.values()), None)
            found = _tiles[as_of] = SiteTiles(situation, like)
            _counts.cache_clear()
        _tiles.move_to_end(as_of)
        while len(_tiles) > KEPT:
            _tiles.popitem(last=False)
        return found


def counties(as_of: dt.date, f: Filter) -> tuple[int, Counts]:
    """Return the version and what is said on the counties' names."""
    version = site_tiles(as_of).version
    return version, _counts(as_of, f)


@functools.lru_cache(64)
def _counts(as_of: dt.date, f: Filter) -> Counts:
    names = {name: adcode for name, _, adcode in service().catalog().counties}
    return county_counts(site_tiles(as_of).situation, names, f)


def area_tiles(layer: str, as_of: dt.date | None = None) -> AreaTiles | None:
    """Return the tiles of a polygon layer, of the areas in force on a date where one is given; None where there is no such layer."""
    found = next((one for one in service().catalog().layers if one.id == layer and one.geometry in ("polygon", "box")), None)
    if found is None:
        return None
    frame = service().layer_features(layer)
    with _lock:
        kept = _areas.get((layer, as_of))
        if kept is None or kept[0] is not frame:          # another file, or the same one read again
            drawn = frame if as_of is None else service().areas_on(layer, as_of)
            kept = _areas[layer, as_of] = frame, AreaTiles(drawn, layer, boxes=found.geometry == "box")
        _areas.move_to_end((layer, as_of))
        while len(_areas) > AREAS_KEPT:
            _areas.popitem(last=False)
        return kept[1]


@functools.cache
def ground() -> tuple[Ground | None, GeomonError | None]:
    """Return the basemap below everything, and what is wrong with its setting: a page is drawn without it."""
    asked = service().settings
    try:
        return open_ground(asked.basemap, asked.root, key=asked.basemap_key, credit=asked.basemap_credit), None
    except GeomonError as error:
        return None, error


@functools.cache
def base() -> BaseMap:
    """Return the base map; names keep clear of the sites as they were when the process began."""
    here = service()
    sites = here.situation(here.settings.today()).sites
    return base_map(here.basemap(), _water(here), taken=sites[["lon", "lat"]].dropna().to_numpy(), places=here.townships())


def _water(here: Service) -> GeoDataFrame | None:
    """Return the lines and areas of the workspace's layers of water; a layer that cannot be read is left out."""
    found = []
    for layer in here.catalog().layers:
        if layer.geometry in ("line", "polygon") and layer.icon in WATER and not layer.protects:
            with contextlib.suppress(GeomonError):
                frame = here.layer_features(layer.id)
                found.append(frame[frame.geometry.notna() & ~frame.geometry.is_empty].to_crs(4490)[["geometry"]])
    return GeoDataFrame(pd.concat(found, ignore_index=True), crs="EPSG:4490") if found else None


def status_map(key: str = "status") -> render.Map:
    """Return the map of sites, the same on every run of this process; `geomon.render.map.Show` says what is seen on it."""
    layers = service().catalog().layers
    areas = [layer.id for layer in layers if layer.kind == "sites" and layer.geometry in ("polygon", "box")]
    return render.status_map(layers, base().bounds, base().version, key=key, areas=areas)
