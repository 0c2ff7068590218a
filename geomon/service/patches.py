"""Patches (图斑) of a workspace: what each is said to be, by its file or by a person, and what it meets. A lead; it closes no task."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geomon.codes import find_codes
from geomon.crs import area_ha
from geomon.join.patch_columns import Verdict, propose, read_verdict
from geomon.join.patch_keys import number_text, numbers_of
from geomon.join.patches import met
from geomon.layers import Layer
from geomon.service.patch_verdicts import Mark
from geomon.service.snapshot import Snapshot

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.situation import Situation

_CODE = "legacy_patch"


@dataclasses.dataclass(frozen=True, slots=True)
class Meeting:
    """A site beside a patch, and its distance in metres; 0 is inside."""

    site: str
    name: str
    metres: float
    tasks: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """One patch.

    Attributes
    ----------
    id : "layer/id"; see `join.patch_keys`.
    number : what its file calls it, else its id.
    file_verdict, file_words : what its file says; words that mean nothing here leave the verdict empty.
    verdict : what holds: a person's word before the file's; "" for none.
    actor, day, reason, seq : of the person's word; seq is None where the file alone speaks.
    lon, lat : of a point inside it.
    meetings : sites within 500 m beyond their accuracy, the nearest first.
    tasks : those of the sites, and those whose text gives its code.
    """

    id: str
    layer: str
    number: str
    name: str
    county: str
    code: str
    handling: str
    area_ha: float
    lon: float
    lat: float
    file_verdict: Verdict
    file_words: str
    file_reason: str
    meetings: tuple[Meeting, ...]
    tasks: tuple[str, ...]
    verdict: Verdict
    actor: str = ""
    day: dt.date | None = None
    reason: str = ""
    seq: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """Some patches by number and by area (ha)."""

    count: int
    area_ha: float


def patches_of(layers: Sequence[Layer], frames: Callable[[str], GeoDataFrame], situation: Situation,
               snapshot: Snapshot) -> tuple[Patch, ...]:
    """Return the patches of all layers of that kind as their files tell of them, in the order of layers and files.

    Parameters
    ----------
    frames : gives a layer's features, EPSG:4490.
    """
    by_code = _tasks_by_code(snapshot)
    return tuple(patch for layer in layers if layer.kind == "patches" for patch in _of_layer(layer, frames(layer.id), situation, by_code))


def _of_layer(layer: Layer, frame: GeoDataFrame, situation: Situation, by_code: Mapping[str, tuple[str, ...]]) -> Iterable[Patch]:
    sites = situation.sites
    columns = ("lon", "lat", "accuracy_m")
    placed = ~sites["method"].isin(("county", "none")).to_numpy()
    lon, lat, accuracy = (np.where(placed, sites[name].to_numpy(float), np.nan) for name in columns)
    beside = met(list(frame.geometry), lon, lat, np.where(placed, accuracy, np.inf))
    asked = propose(frame, layer.columns)
    heading = {role: asked.heading(role) for role in ("number", "verdict", "handling", "reason", "county", "name")}
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    ids, names, tasks_of = (sites[name].to_list() for name in ("id", "name", "tasks"))
    for row, meetings in zip(rows, beside, strict=True):
        words = {role: _text(row.get(name)) if name else "" for role, name in heading.items()}
        words["number"] = number_text(row.get(heading["number"])) if heading["number"] else ""
        key, shape = f"{layer.id}/{row['id']}", row["geometry"]
        found = tuple(Meeting(ids[at], names[at], metres, tuple(tasks_of[at])) for at, metres in meetings)
        code = next((code for _, _, code, kind in find_codes(f"{words['number']} {_text(row.get('code'))}") if kind == _CODE), "")
        tasks = tuple(dict.fromkeys((*(task for one in found for task in one.tasks), *by_code.get(code, ()))))
        verdict = read_verdict(words["verdict"], heading["verdict"]) or ""
        inside = shapely.point_on_surface(shape) if shape is not None and not shapely.is_empty(shape) else None
        yield Patch(key, layer.id, words["number"] or str(row["id"]), words["name"], words["county"], code, words["handling"],
                    area_ha(shape) if inside is not None else 0.0, inside.x if inside is not None else np.nan,
                    inside.y if inside is not None else np.nan, verdict, words["verdict"], words["reason"], found, tasks, verdict)


def marks_of(layer: Layer, frame: GeoDataFrame) -> dict[str, Mark]:
    """Return how a file itself calls and judges its patches, by id."""
    asked = propose(frame, layer.columns)
    numbers, heading = numbers_of(frame, layer.columns), asked.heading("verdict")
    said: list[Verdict] = [read_verdict(value, heading) or "" for value in frame[heading]] if heading else [""] * len(frame)
    return {ident: Mark(number or ident, verdict, verdict) for ident, number, verdict in zip(frame["id"], numbers, said, strict=True)}


def _tasks_by_code(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return the tasks whose text gives the code of a legacy mine patch, by code."""
    found: dict[str, list[str]] = {}
    for thread in snapshot.threads:
        for _, document, task in thread.records:
            for _, _, code, kind in find_codes(document.text[slice(*task.span)]):
                if kind == _CODE and thread.ids[-1] not in found.setdefault(code, []):
                    found[code].append(thread.ids[-1])
    return {code: tuple(tasks) for code, tasks in found.items()}


def completion(patches: Sequence[Patch], lights: Mapping[str, str]) -> dict[str, Share]:
    """Return how far the work is, by count and by area, since one flatters where the other does not.

    `all`; `judged` (any verdict but to be visited); `illegal`; of these `put_right` (every task that it meets is closed) and
    `without_task`; `open` (no verdict, or to be visited); `meets_nothing` (no site and no task).

    Parameters
    ----------
    lights : of tasks, by id.
    """
    illegal = [one for one in patches if one.verdict == "illegal"]
    groups = {
        "all": patches, "judged": [one for one in patches if one.verdict not in ("", "visit")],
        "open": [one for one in patches if one.verdict in ("", "visit")], "illegal": illegal,
        "put_right": [one for one in illegal if one.tasks and all(lights.get(task) == "green" for task in one.tasks)],
        "without_task": [one for one in illegal if not one.tasks],
        "meets_nothing": [one for one in patches if not one.meetings and not one.tasks]}
    return {name: Share(len(some), float(sum(one.area_ha for one in some))) for name, some in groups.items()}


def as_json(patch: Patch) -> dict[str, Any]:
    """Return a patch as JSON values."""
    place = None if np.isnan(patch.lon) else [round(patch.lon, 6), round(patch.lat, 6)]
    sites = [{"site": one.site, "name": one.name, "metres": round(one.metres, 1), "inside": one.metres == 0} for one in patch.meetings]
    by = patch.actor or ("file" if patch.file_verdict else None)
    return {**{name: getattr(patch, name) for name in ("id", "number", "name", "county", "code", "handling", "file_words")},
            "area_ha": round(patch.area_ha, 4), "place": place, "verdict": patch.verdict or None,
            "file_verdict": patch.file_verdict or None, "by": by, "day": patch.day.isoformat() if patch.day else None,
            "reason": patch.reason or patch.file_reason, "sites": sites,
            "tasks": list(patch.tasks), "note": "a lead: it closes no task"}


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()
