"""The features of the read API, from the frames that pages and tiles read too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geomon.export.columns import SITES, TASKS
from geomon.render.address import filter_from_query
from geomon.service import Service
from geomon.situation import Mask, Situation
from geomon.ui.features_asked import STATES, Asked
from geomon.ui.features_crs import CRS84, Box, written

_SITE = tuple(name for name in (*SITES, "reason_en") if name not in ("lon", "lat", "source", "datum"))
_TASK = (*TASKS, "reason_en")
_NOWHERE = ("county", "none")


def page(service: Service, name: str, asked: Asked) -> tuple[list[dict[str, Any]], int]:
    """Return the features of a page, and how many there are on all."""
    if name not in ("sites", "tasks"):
        frame = service.areas_on(name, asked.day)
        rows = np.arange(len(frame)) if asked.box is None else np.unique(np.concatenate(
            [frame.sindex.query(shapely.box(*part), predicate="intersects") for part in _parts(asked.box)]))
        shown = rows[asked.offset:asked.offset + asked.limit].tolist()
        return _judged(service, name, _features(frame, name, shown, asked.crs)), len(rows)
    situation, wanted = service.situation(asked.day), filter_from_query(list(asked.query))
    tasks = _in_state(situation, asked)
    if name == "sites":
        mask = situation.select_sites(wanted) & (True if asked.box is None else _inside(situation.sites, asked.box))
        if tasks is not None:
            concerned = {site for sites in situation.tasks["sites"][tasks] for site in sites}
            mask = mask & situation.sites["id"].isin(concerned).to_numpy()
        rows = np.flatnonzero(mask)
        return _sites(situation, rows[asked.offset:asked.offset + asked.limit].tolist(), asked.crs), len(rows)
    mask = situation.select_tasks(wanted)
    if tasks is not None:
        mask = mask & tasks
    if asked.box is not None:
        here = set(situation.sites["id"][_inside(situation.sites, asked.box)])
        mask = mask & np.fromiter((not here.isdisjoint(sites) for sites in situation.tasks["sites"]), bool, len(situation.tasks))
    rows = np.flatnonzero(mask)
    return _tasks(situation, rows[asked.offset:asked.offset + asked.limit].tolist(), asked.crs), len(rows)


def one(service: Service, name: str, ident: str, asked: Asked) -> dict[str, Any] | None:
    """Return one feature; None where there is none."""
    if name in ("sites", "tasks"):
        situation = service.situation(asked.day)
        at = situation.rows_by_id(name).get(ident)  # type: ignore[arg-type]
        rows = [] if at is None else [at]
        found = _sites(situation, rows, asked.crs) if name == "sites" else _tasks(situation, rows, asked.crs)
    else:
        frame = service.areas_on(name, asked.day)
        found = _judged(service, name, _features(frame, name, [n for n, own in enumerate(_ids(frame)) if own == ident][:1], asked.crs))
    return found[0] if found else None


def _judged(service: Service, name: str, features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return features, those of patches with the verdict that holds, and by whom: a person, or their file."""
    if all(layer.id != name or layer.kind != "patches" for layer in service.layers):
        return features
    marks = service.patch_marks(name)
    for one in features:
        mark = marks[one["id"]]
        one["properties"] |= {"holds": mark.verdict or None, "holds_by": mark.by or ("file" if mark.verdict else None)}
    return features


def _in_state(situation: Situation, asked: Asked) -> Mask | None:
    """Return which tasks have one of the states that are asked for; None where none is asked for."""
    found: Mask | None = None
    for name in STATES:
        if values := asked.values(name):
            here: Mask = situation.tasks[name].isin(values).to_numpy(bool)
            found = here if found is None else found & here
    return found


def _parts(box: Box) -> list[Box]:
    """Return a box as boxes that do not cross the date line."""
    west, south, east, north = box
    return [box] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]


def _inside(sites: pd.DataFrame, box: Box) -> Mask:
    lon, lat = sites["lon"].to_numpy(), sites["lat"].to_numpy()
    found = np.zeros(len(sites), bool)
    for west, south, east, north in _parts(box):
        found |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    inside: Mask = found & ~sites["method"].isin(_NOWHERE).to_numpy()
    return inside


def _sites(situation: Situation, rows: Sequence[int], crs: str) -> list[dict[str, Any]]:
    some = situation.sites.iloc[list(rows)]
    return [{"type": "Feature", "id": row["id"], "geometry": None if place is None else {"type": "Point", "coordinates": place},
             "properties": {name: _plain(row[name]) for name in _SITE}}
            for row, place in zip(some.to_dict("records"), _places(some, crs), strict=True)]


def _tasks(situation: Situation, rows: Sequence[int], crs: str) -> list[dict[str, Any]]:
    some, at, found = situation.tasks.iloc[list(rows)], situation.rows_by_id("sites"), []
    named = [site for sites in some["sites"] for site in sites if site in at]
    place_of = dict(zip(named, _places(situation.sites.iloc[[at[site] for site in named]], crs), strict=True))
    for row in some.to_dict("records"):
        points = [place for site in row["sites"] if (place := place_of.get(site)) is not None]
        found.append({"type": "Feature", "id": row["id"], "geometry": {"type": "MultiPoint", "coordinates": points} if points else None,
                      "properties": {name: _plain(row[name]) for name in _TASK}})
    return found


def _places(sites: pd.DataFrame, crs: str) -> list[list[float] | None]:
    """Return where sites lie; None for those known only to their county."""
    if not len(sites):
        return []
    lon_lat = sites[["lon", "lat"]].to_numpy(np.float64)
    placed = np.isfinite(lon_lat).all(axis=1) & ~sites["method"].isin(_NOWHERE).to_numpy()
    return [place if here else None for place, here in zip(written(lon_lat, crs).tolist(), placed.tolist(), strict=True)]


def _ids(frame: GeoDataFrame) -> list[str]:
    return [str(value) for value in frame["id"]] if "id" in frame else [str(n) for n in range(len(frame))]


def _features(frame: GeoDataFrame, layer: str, rows: Sequence[int], crs: str) -> list[dict[str, Any]]:
    ids, some = _ids(frame), frame.iloc[list(rows)]
    names = [name for name in some.columns if name != some.geometry.name]
    records = some[names].to_dict("records")
    drawn = some.geometry.array if crs == CRS84 else shapely.transform(np.asarray(some.geometry.array), lambda xy: written(xy, crs))
    shapes = [None if shape is None or shape.is_empty else shapely.geometry.mapping(shape) for shape in drawn]
    own = [{"layer": layer, **{k: _plain(v) for k, v in record.items()}} for record in records]
    return [{"type": "Feature", "id": ids[n], "geometry": shape, "properties": properties}
            for n, shape, properties in zip(rows, shapes, own, strict=True)]


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: lists as one text, as tables of other programs can hold them."""
    if isinstance(value, tuple | list | set | frozenset):
        return "、".join(map(str, value)) or None
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp | dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, str | int | float | bool) else str(value)
