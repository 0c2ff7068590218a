"""What a planned area meets as of a date: every layer that protects, its zones, and the sites and open tasks inside."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geomon.errors import GeomonError
from geomon.join.overlay import Area, Meeting, Verdict, meetings, sites_in, union_ha
from geomon.layers import Layer
from geomon.service.areas import Note
from geomon.situation import Situation
from geomon.text import shortened
from geomon.told import sentence_in_chinese
from geomon.zones import Zoning, day_of, in_force

NEAR_M = 5000.0
"""An area that is surely outside is listed up to this distance; of farther ones only the nearest of a layer is told."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Met:
    """One protected area (or one zone of it) as the asked area meets it; see `Meeting` for the measures.

    Attributes
    ----------
    zone, zone_en, scheme, scheme_en : in the division in force on the day; `drawn` is the zone as the file gives it.
    strict : it is the strictest zone of its scheme.
    """

    layer: str
    id: str
    name: str
    county: str
    level: str
    source: str
    meeting: Meeting
    zone: str
    zone_en: str
    drawn: str
    strict: bool
    scheme: str
    scheme_en: str
    zone_sure: bool
    zone_why: str
    zone_why_en: str
    valid_from: str
    valid_to: str
    geometry: BaseGeometry

    @property
    def verdict(self) -> Verdict:
        """The answer for it."""
        return self.meeting.verdict


@dataclasses.dataclass(frozen=True, slots=True)
class Unjudged:
    """A feature without a border of its own in the county of the area; `metres` to its point where it has one."""

    layer: str
    id: str
    name: str
    county: str
    metres: float | None
    why: str
    why_en: str


@dataclasses.dataclass(frozen=True, slots=True)
class LayerAnswer:
    """One layer in one line.

    Attributes
    ----------
    hectares, share : of the area that is inside, overlapping zones counted once; slivers are not in it.
    metres : to the nearest of its areas, where the answer is "outside"; None when it has none.
    judged, elsewhere, lapsed : areas with a border; without one in other counties; not in force on the day.
    """

    id: str
    title: str
    title_en: str
    licence: str
    verdict: Verdict
    hectares: float
    share: float
    metres: float | None
    nearest: str
    judged: int
    elsewhere: int
    lapsed: int
    why: str
    why_en: str


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """The whole answer; `warnings` are what a person should know of how it was come by, each in Chinese and English."""

    as_of: dt.date
    area: Area
    counties: tuple[str, ...]
    minimum_ha: float
    minimum_source: str
    layers: tuple[LayerAnswer, ...]
    areas: tuple[Met, ...]
    slivers: tuple[Met, ...]
    unjudged: tuple[Unjudged, ...]
    sites: pd.DataFrame
    tasks: pd.DataFrame
    warnings: tuple[Note, ...]

    @property
    def verdict(self) -> Verdict:
        """The gravest of the layers' answers; without a layer nothing can be told."""
        found = {layer.verdict for layer in self.layers}
        return "inside" if "inside" in found else "outside" if found == {"outside"} else "cannot tell"

    def overlaps(self) -> tuple[tuple[BaseGeometry, bool], ...]:
        """Return what of the area lies inside protected areas, and whether in the strictest zone; the strict ones last, to lie on top."""
        own = shapely.make_valid(self.area.geometry)
        found = [(shapely.intersection(own, shapely.make_valid(met.geometry)), met.strict) for met in self.areas if met.verdict == "inside"]
        return tuple(sorted(found, key=lambda one: one[1]))


Read = Callable[[str], gpd.GeoDataFrame]


def overlay(area: Area, layers: Sequence[Layer], read: Read, situation: Situation, zoning: Zoning, counties: gpd.GeoDataFrame,
            warnings: Sequence[Note] = ()) -> Overlay:
    """Return what an area meets on the situation's date.

    Parameters
    ----------
    read : gives the features of a layer by its id; a layer that cannot be read is "cannot tell", and the others are answered.
    counties : the workspace's, with name, city, geometry.
    """
    here = counties[shapely.intersects(counties.geometry.to_numpy(), area.geometry)]
    names, cities = tuple(here["name"]), tuple(dict.fromkeys(here["city"]))
    answers, areas, slivers, unjudged, said = [], [], [], [], list(warnings)
    protecting = [layer for layer in layers if layer.protects]
    for layer in protecting:
        try:
            frame = read(layer.id)
            holds = in_force(frame, situation.as_of, layer.source)
        except GeomonError as error:
            answers.append(_failed(layer, error))
            continue
        live = frame[holds]
        met = [_met(one, live, layer, zoning, situation.as_of)
               for one in meetings(area, live, accuracy_m=layer.accuracy_m, boxes=layer.geometry == "box", near_m=NEAR_M)]
        bare, elsewhere = _bare(area, live, layer, names, cities)
        small = [one for one in met if _sliver(one.meeting, zoning.minimum_ha)]
        rest = [one for one in met if one not in small]
        answers.append(_answer(area, layer, rest, small, bare, live, elsewhere, int((~holds).sum()), zoning.minimum_ha))
        areas += [one for one in rest if one.verdict != "outside" or one.meeting.metres <= NEAR_M]
        slivers += small
        unjudged += bare
    if not protecting:
        said.append(("没有声明任何保护图层（protects = true），因此无法判断。",
                     "No layer is declared as protecting, so nothing can be told."))
    guarded = {layer.id for layer in protecting}
    sites = sites_in(area, situation.sites[~situation.sites["layer"].isin(guarded)])
    return Overlay(situation.as_of, area, names, zoning.minimum_ha, zoning.minimum_source, tuple(answers), tuple(sorted(areas, key=_order)),
                   tuple(slivers), tuple(unjudged), sites, _tasks(situation.tasks, sites), tuple(said))


def _order(met: Met) -> tuple[int, bool, float, float, str]:
    rank = {"inside": 0, "cannot tell": 1, "outside": 2}[met.verdict]
    return rank, not met.strict, -met.meeting.hectares, met.meeting.metres, met.id


def _sliver(meeting: Meeting, minimum_ha: float) -> bool:
    return meeting.verdict != "outside" and not meeting.box and not meeting.whole and 0 < meeting.hectares < minimum_ha


def _met(meeting: Meeting, frame: gpd.GeoDataFrame, layer: Layer, zoning: Zoning, day: dt.date) -> Met:
    """Add to the measures what the feature's row says, and its zone on the day."""
    row = frame.iloc[meeting.row]
    drawn = _text(row, "zone")
    kind = zoning.kind(_text(row, "name"), _text(row, "area_kind") or layer.zones)
    zone = zoning.zone(kind, drawn, day)
    first, last = (day_of(row.get(key), key) for key in ("valid_from", "valid_to"))
    return Met(layer.id, _text(row, "id") or str(row.name), _text(row, "name"), _text(row, "county"), _text(row, "level"),
               _text(row, "source"), meeting, zone.zone.title if zone.zone else "", zone.zone.title_en if zone.zone else "", drawn,
               bool(zone.zone and zone.zone.strict),
               zone.scheme.title if zone.scheme else "", zone.scheme.title_en if zone.scheme else "", zone.sure, zone.why, zone.why_en,
               first.isoformat() if first else "", last.isoformat() if last else "", row.geometry)


def areas_on(frame: gpd.GeoDataFrame, layer: Layer, zoning: Zoning, day: dt.date) -> gpd.GeoDataFrame:
    """Return the features of a layer that hold on a day, with zone, zone_en (in the scheme of the day, else as drawn) and strict."""
    live = frame[in_force(frame, day, layer.source)]
    found = [zoning.zone(zoning.kind(_text(row, "name"), _text(row, "area_kind") or layer.zones), _text(row, "zone"), day).zone
             for _, row in live.iterrows()] if "zone" in live else [None] * len(live)
    drawn = [_text(row, "zone") for _, row in live.iterrows()]
    return live.assign(zone=[z.title if z else text for z, text in zip(found, drawn, strict=True)],
                       zone_en=[z.title_en if z else text for z, text in zip(found, drawn, strict=True)],
                       strict=[bool(z and z.strict) for z in found])


def _text(row: pd.Series[Any], key: str) -> str:
    value = row.get(key)
    return "" if value is None or value != value else str(value).strip()


def _bare(area: Area, frame: gpd.GeoDataFrame, layer: Layer, counties: Sequence[str], cities: Sequence[str]) -> tuple[list[Unjudged], int]:
    """Return the features without a border in the area's counties (cities, where a row says no county), and how many are elsewhere."""
    from geomon import crs

    shapes = frame.geometry.to_numpy()
    found, elsewhere = [], 0
    for n in np.flatnonzero(shapely.get_dimensions(shapes) != 2):
        row = frame.iloc[int(n)]
        shape = row.geometry
        metres = None
        if shape is not None and not shape.is_empty:
            near = shapely.get_coordinates(shapely.shortest_line(area.geometry, shape))
            metres = crs.distance_m((near[0, 0], near[0, 1]), (near[1, 0], near[1, 1]))
        county, city = _text(row, "county"), _text(row, "city")
        if not (county in counties if county else city in cities) and (metres is None or metres > NEAR_M):
            elsewhere += 1
            continue
        why = ("图层里没有它的边界和位置", "the layer has neither its border nor its place") if metres is None else (
            f"图层里没有它的边界，只有一点，相距 {metres:,.0f} 米", f"the layer has no border of it, only a point, {metres:,.0f} m away")
        found.append(Unjudged(layer.id, _text(row, "id"), _text(row, "name"), county or city, metres, *why))
    return found, elsewhere


def _answer(area: Area, layer: Layer, met: Sequence[Met], small: Sequence[Met], bare: Sequence[Unjudged], live: gpd.GeoDataFrame,
            elsewhere: int, lapsed: int, minimum_ha: float) -> LayerAnswer:
    """Return one layer in one line: the gravest of its answers, with the reason."""
    inside = [one for one in met if one.verdict == "inside"]
    unsure = [one for one in met if one.verdict == "cannot tell"]
    hectares = union_ha(area, [one.geometry for one in inside])
    share = min(1.0, hectares / area.hectares)
    outside = [one for one in met if one.verdict == "outside"]
    nearest = min(outside, key=lambda one: one.meeting.metres, default=None)
    verdict: Verdict = "inside" if inside else "cannot tell" if unsure or bare or small else "outside"
    if inside:
        why = (f"涉及{len(inside)}处", f"{len(inside)} concerned")
    elif unsure:
        why = (unsure[0].meeting.why, unsure[0].meeting.why_en)
    elif bare:
        why = (f"同一县区有{len(bare)}处没有边界，不能判断", f"{len(bare)} in the same county have no border here")
    elif small:
        why = (f"只有小于{minimum_ha:g}公顷的碎片，另列", f"only slivers under {minimum_ha:g} ha, listed apart")
    elif nearest:
        why = (f"最近的{nearest.name}：{nearest.meeting.why}", f"the nearest, {nearest.name}: {nearest.meeting.why_en}")
    else:
        why = ("这一天图层里没有任何区域", "the layer holds no area on that day")
    judged = int((shapely.get_dimensions(live.geometry.to_numpy()) == 2).sum())
    return LayerAnswer(layer.id, layer.title, layer.title_en, layer.licence, verdict, hectares, share,
                       nearest.meeting.metres if nearest and verdict == "outside" else None, nearest.name if nearest else "",
                       judged, elsewhere, lapsed, *why)


def _failed(layer: Layer, error: GeomonError) -> LayerAnswer:
    return LayerAnswer(layer.id, layer.title, layer.title_en, layer.licence, "cannot tell", 0.0, 0.0, None, "", 0, 0, 0,
                       f"图层没有读进来：{sentence_in_chinese(error)}", f"the layer could not be read: {error.sentence}")


def _tasks(tasks: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the open tasks of these sites, `sure` where one of their sites is inside for sure."""
    inside = set(sites["id"][sites["verdict"] == "inside"])
    every = set(sites["id"])
    own = [tuple(s for s in found if s in every) for found in tasks["sites"]]
    mask = np.array([bool(found) for found in own], dtype=bool) & (tasks["light"] != "green").to_numpy()
    rows = tasks.assign(sites=pd.Series(own, index=tasks.index, dtype=object))[mask]
    found: pd.DataFrame = rows.assign(sure=[any(s in inside for s in mine) for mine in rows["sites"]])
    return found


# ---- JSON -------------------------------------------------------------------------------------------------------------

def as_json(answer: Overlay) -> dict[str, Any]:
    """Return the answer as `geomon overlay --json` prints it."""
    area = answer.area
    return {
        "as_of": answer.as_of.isoformat(), "verdict": answer.verdict,
        "area": {"name": area.name, "hectares": round(area.hectares, 4), "error_m": round(area.error_m, 2), "source": area.source,
                 "datum": area.datum, "crs": "EPSG:4490", "bounds": [round(v, 7) for v in area.geometry.bounds],
                 "counties": list(answer.counties)},
        "minimum_ha": answer.minimum_ha, "minimum_source": answer.minimum_source,
        "layers": [_layer_json(layer) for layer in answer.layers],
        "areas": [_met_json(one) for one in answer.areas],
        "slivers": [_met_json(one) for one in answer.slivers],
        "unjudged": [dataclasses.asdict(one) | {"metres": _round(one.metres)} for one in answer.unjudged],
        "sites": [_site_json(row) for row in answer.sites.to_dict("records")],
        "tasks": [_task_json(row) for row in answer.tasks.to_dict("records")],
        "warnings": [zh for zh, _ in answer.warnings], "warnings_en": [en for _, en in answer.warnings],
    }


def _layer_json(layer: LayerAnswer) -> dict[str, Any]:
    rounded = {"hectares": round(layer.hectares, 4), "share": round(layer.share, 4), "metres": _round(layer.metres)}
    return dataclasses.asdict(layer) | rounded


def _met_json(one: Met) -> dict[str, Any]:
    meeting = one.meeting
    return {
        "layer": one.layer, "id": one.id, "name": one.name, "county": one.county, "level": one.level, "source": one.source,
        "verdict": meeting.verdict, "whole": meeting.whole, "hectares": round(meeting.hectares, 4),
        "hectares_low": round(meeting.low, 4), "hectares_high": round(meeting.high, 4), "share": round(meeting.share, 4),
        "metres": _round(meeting.metres), "error_m": _round(meeting.error_m), "error_said": meeting.said, "box": meeting.box,
        "zone": one.zone, "zone_en": one.zone_en, "zone_drawn": one.drawn, "zone_sure": one.zone_sure, "zone_why": one.zone_why,
        "zone_why_en": one.zone_why_en, "scheme": one.scheme, "scheme_en": one.scheme_en, "valid_from": one.valid_from,
        "valid_to": one.valid_to, "why": meeting.why, "why_en": meeting.why_en,
    }


def _site_json(row: dict[Any, Any]) -> dict[str, Any]:
    return {"id": row["id"], "name": row["name"], "layer": row["layer"], "county": row["county"], "verdict": row["verdict"],
            "metres": _round(row["metres"]), "accuracy_m": _round(row["accuracy_m"]), "light": row["light"], "tasks": list(row["tasks"])}


def _task_json(row: dict[Any, Any]) -> dict[str, Any]:
    due = None if pd.isna(row["due"]) else pd.Timestamp(row["due"]).date().isoformat()
    words = row["title"] or shortened(str(row["problem"]), 60)
    return {"id": row["id"], "document": row["document"], "number": row["number"], "words": words, "light": row["light"],
            "stage": row["stage"], "due": due, "lead": row["lead"], "sites": list(row["sites"]), "sure": bool(row["sure"])}


def _round(value: float | None) -> float | None:
    return None if value is None or value != value else round(float(value), 1)
