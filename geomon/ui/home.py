"""The one place where this process keeps its service and what is drawn from it; pages and routes both come here. No Streamlit."""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
import functools
import gc
import logging
import os
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from geopandas import GeoDataFrame

from geomon.errors import GeomonError
from geomon.people import Limits
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
    from geomon.service.patch_verdicts import Mark
    from geomon.service.seats import Seat, Seats

PAGES: tuple[str, ...] = ("map", "overview", "planning", "field", "documents", "review", "layers", "record")
"""The pages of the navigation, in its order; `page.py` says what draws each, and a page may ask here whether another one exists."""
WATER: tuple[str, ...] = ("water", "waves", "water_drop")
"""Icons of layers whose lines and areas the base map draws as water."""
KEPT = 6
"""Dates whose tiles are kept; a million sites take 60 MB each."""
KEPT_OF_ALL = 24
"""The same where people see their districts only, over all of these."""
MOST_TAKEN = 20_000
"""Places of sites that names keep clear of; more of them leave no other room."""
AREAS_KEPT = 24
"""Layers of areas, each on a date, whose tiles are kept."""
_lock, _opening = threading.RLock(), threading.Lock()
_tiles: collections.OrderedDict[tuple[Limits, dt.date], SiteTiles] = collections.OrderedDict()
_areas: collections.OrderedDict[tuple[Limits, str, dt.date | None], tuple[Any, Any, AreaTiles]] = collections.OrderedDict()
_seats: weakref.WeakKeyDictionary[Service, Seats] = weakref.WeakKeyDictionary()


@functools.cache
def _open(root: str) -> Service:
    from geomon.service import open_service
    return open_service(load_settings(Path(root)))


def root() -> Path:
    """Return the workspace's folder: `GEOMON_ROOT`, else the working directory."""
    return Path(os.environ.get("GEOMON_ROOT") or Path.cwd())


def service() -> Service:
    """Return the service of the workspace in `root()`; one per process."""
    with _opening:
        return _open(str(root()))


def seats() -> Seats:
    """Return what gives this service to people who sign in; one per service."""
    from geomon.service.seats import Seats

    with _lock:
        here = service()
        if here not in _seats:
            _seats[here] = Seats(here)
        return _seats[here]


def warm() -> None:
    """Read the register and work out what the first page shows, so that its first visitor need not wait for more than the page.

    What cannot be read is told to that visitor; here it is only noted.
    """
    from geomon.service import staying

    try:
        here = service()
        with staying(here):
            situation = here.situation(here.settings.today())
            with _lock:                                   # a visitor who comes meanwhile waits for it, and does not work it out beside us
                site_tiles(situation.as_of)
                base()
                counties(situation.as_of, Filter())
                situation.by_urgency("sites")
                situation.without_mark.any()
                here.catalog()
        for task in situation.tasks["id"][:1]:            # which sites a task has, for the first card
            here.thing(task)
    except GeomonError as error:
        logging.getLogger("geomon.ui").warning("not read before the first visit: %s", error.sentence)
    gc.freeze()                                           # a million sites stay: looking through them for garbage would take a second


def site_tiles(as_of: dt.date, seat: Seat | None = None) -> SiteTiles:
    """Return the tiles of the sites as they stand on a date, from the register's newest version; of those that `seat` sees."""
    here, limits = seat or service(), seat.limits if seat else Limits()
    situation = here.situation(as_of)                     # before the lock: who may see a district only may wait for the register
    with _lock:                                           # built once, however many tiles of a screen ask at the same time
        found = _tiles.get((limits, as_of))
        if found is None or found.situation is not situation:
            like = found or next((tiles for (of, _), tiles in reversed(_tiles.items()) if of == limits), None)
            found = _tiles[limits, as_of] = SiteTiles(situation, like)
            _counts.cache_clear()
        _tiles.move_to_end((limits, as_of))
        while len(_tiles) > (KEPT if seat is None else KEPT_OF_ALL):
            _tiles.popitem(last=False)
        return found


def counties(as_of: dt.date, f: Filter, seat: Seat | None = None) -> tuple[int, Counts]:
    """Return the version and what is said on the counties' names."""
    tiles = site_tiles(as_of, seat)
    return tiles.version, _counts(tiles, tuple((seat or service()).catalog().counties), f)


@functools.lru_cache(64)
def _counts(tiles: SiteTiles, of: tuple[tuple[str, str, str], ...], f: Filter) -> Counts:
    return county_counts(tiles.situation, {name: adcode for name, _, adcode in of}, f)


def area_tiles(layer: str, as_of: dt.date | None = None, seat: Seat | None = None) -> AreaTiles | None:
    """Return the tiles of a polygon layer, of the areas in force on a date where one is given; None where there is no such layer."""
    here, limits = seat or service(), seat.limits if seat else Limits()
    found = next((one for one in here.catalog().layers if one.id == layer and one.geometry in ("polygon", "box")), None)
    if found is None:
        return None
    frame = here.layer_features(layer)
    marks = here.patch_marks(layer) if found.kind == "patches" else None
    with _lock:
        kept = _areas.get((limits, layer, as_of))
        if kept is None or kept[0] is not frame:          # another file, or the same one read again
            drawn = frame if as_of is None or marks is not None else here.areas_on(layer, as_of)
            drawn = drawn.assign(name=[marks[ident].number for ident in frame["id"]]) if marks is not None else drawn
            kept = _areas[limits, layer, as_of] = \
                frame, marks, AreaTiles(drawn, layer, boxes=found.geometry == "box", verdicts=_verdicts(frame, marks))
        elif kept[1] is not marks:                        # somebody judged a patch, or took it back
            kept = _areas[limits, layer, as_of] = frame, marks, kept[2].with_verdicts(_verdicts(frame, marks))
        _areas.move_to_end((limits, layer, as_of))
        while len(_areas) > AREAS_KEPT:
            _areas.popitem(last=False)
        return kept[2]


def _verdicts(frame: GeoDataFrame, marks: Mapping[str, Mark] | None) -> list[tuple[str, str]]:
    """Return what holds of patches and what their file says, a row each; nothing for other areas."""
    return [(marks[ident].verdict, marks[ident].file) for ident in frame["id"]] if marks is not None else []


@functools.cache
def ground() -> tuple[Ground | None, GeomonError | None]:
    """Return the basemap below everything, and what is wrong with its setting: a page is drawn without it."""
    asked = service().settings
    try:
        return open_ground(asked.basemap, asked.root, key=asked.basemap_key, credit=asked.basemap_credit), None
    except GeomonError as error:
        return None, error


def base() -> BaseMap:
    """Return the base map of the workspace's counties, another one once documents name other counties."""
    counties = service().basemap()
    return _base(tuple(counties["adcode"][counties["ours"]]))


@functools.lru_cache(2)
def _base(_: tuple[str, ...]) -> BaseMap:
    """Return the base map of our counties; names keep clear of the sites as they are when it is first drawn."""
    here = service()
    taken = here.situation(here.settings.today()).sites[["lon", "lat"]].dropna().to_numpy()
    return base_map(here.basemap(), _water(here), taken=taken[::max(1, len(taken) // MOST_TAKEN)], places=here.townships())


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
