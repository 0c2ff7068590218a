"""Patches (图斑) of a workspace: what each is said to be, by its file or by a person, and what it meets. A lead; it closes no task.

What a person says is an event of the kind `JUDGED` on "patches/LAYER/ID", taken back by another. Its body holds ::

    verdict    legal, illegal, pseudo or visit (合法, 违法, 伪变化, 需核实)
    reason     in their words
    before     what held until then; "" for none
    name       the patch's number or name
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geomon.codes import find_codes
from geomon.crs import area_ha
from geomon.errors import Conflict, InputError
from geomon.join.patch_columns import VERDICTS, Verdict, propose, read_verdict
from geomon.join.patches import met
from geomon.layers import Layer
from geomon.model import Event
from geomon.service.snapshot import Snapshot
from geomon.store import Register

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.situation import Situation

JUDGED, SOURCE = "patch-judged", "patches"
_TRIES = 5
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
    id : "layer/id".
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


def as_told(patches: tuple[Patch, ...], said: Iterable[Event]) -> tuple[Patch, ...]:
    """Return patches with what people said of them by standing events."""
    told = verdicts_told(said)
    return tuple(_as_told(one, told[one.id]) if one.id in told else one for one in patches) if told else patches


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
        key, shape = f"{layer.id}/{row['id']}", row["geometry"]
        found = tuple(Meeting(ids[at], names[at], metres, tuple(tasks_of[at])) for at, metres in meetings)
        code = next((code for _, _, code, kind in find_codes(f"{words['number']} {_text(row.get('code'))}") if kind == _CODE), "")
        tasks = tuple(dict.fromkeys((*(task for one in found for task in one.tasks), *by_code.get(code, ()))))
        verdict = read_verdict(words["verdict"], heading["verdict"]) or ""
        inside = shapely.point_on_surface(shape) if shape is not None and not shapely.is_empty(shape) else None
        yield Patch(key, layer.id, words["number"] or str(row["id"]), words["name"], words["county"], code, words["handling"],
                    area_ha(shape) if inside is not None else 0.0, inside.x if inside is not None else np.nan,
                    inside.y if inside is not None else np.nan, verdict, words["verdict"], words["reason"], found, tasks, verdict)


def _as_told(patch: Patch, event: Event) -> Patch:
    verdict = next(one for one in VERDICTS if one == event.body["verdict"])
    return dataclasses.replace(patch, verdict=verdict, actor=event.actor, day=event.at, reason=str(event.body["reason"]),
                               seq=event.seq)


def verdicts_told(said: Iterable[Event]) -> dict[str, Event]:
    """Return the newest standing word on each patch, by "layer/id"; what is no whole one is left out."""
    found = {}
    for event in said:
        if event.kind == JUDGED and event.source == SOURCE and event.body.get("verdict") in VERDICTS and "reason" in event.body:
            found[event.subject.removeprefix(f"{SOURCE}/")] = event
    return found


def _tasks_by_code(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return the tasks whose text gives the code of a legacy mine patch, by code."""
    found: dict[str, list[str]] = {}
    for thread in snapshot.threads:
        for _, document, task in thread.records:
            for _, _, code, kind in find_codes(document.text[slice(*task.span)]):
                if kind == _CODE and thread.ids[-1] not in found.setdefault(code, []):
                    found[code].append(thread.ids[-1])
    return {code: tuple(tasks) for code, tasks in found.items()}


def judge_patch(register: Register, now: Callable[[], Snapshot], patch: Patch, verdict: str, reason: str, actor: str) -> None:
    """Write what a person says of a patch, having seen it as it is given.

    Raises
    ------
    InputError
        If the verdict is none, or there is no reason.
    Conflict
        If somebody else judged it meanwhile.
    """
    if verdict not in VERDICTS:
        raise InputError(f"{verdict!r} is no verdict on a patch.", where=patch.number, how=f"Use one of: {', '.join(VERDICTS)}.")
    if not reason.strip():
        raise InputError("a verdict on a patch needs a reason.", where=patch.number, how="Write what it rests on.")
    body: dict[str, object] = {"verdict": verdict, "reason": reason.strip(), "before": patch.verdict, "name": patch.number}
    _write(register, now, patch, lambda: Event(_today(), actor, JUDGED, f"{SOURCE}/{patch.id}", body, SOURCE))


def take_patch_back(register: Register, now: Callable[[], Snapshot], patch: Patch, actor: str) -> None:
    """Take back the word of a person on a patch, as it is given; what held before holds again.

    Raises
    ------
    InputError
        If nobody said anything of it.
    Conflict
        If somebody else judged it meanwhile.
    """
    if patch.seq is None:
        raise InputError("nobody has judged this patch; its file alone speaks.", where=patch.number, how="Judge it first.")
    body: dict[str, object] = {"seq": patch.seq}
    _write(register, now, patch, lambda: Event(_today(), actor, "withdrawn", f"{SOURCE}/{patch.id}", body, SOURCE))


def _write(register: Register, now: Callable[[], Snapshot], patch: Patch, make: Callable[[], Event]) -> None:
    for _ in range(_TRIES):
        before = now()
        stands = verdicts_told(before.said).get(patch.id)
        if (stands.seq if stands else None) != patch.seq:
            who = f"{stands.actor} judged this patch on {stands.at}" if stands else "the verdict was taken back"
            raise Conflict(f"{who} after you opened it; nothing of yours was saved.", where=patch.number, how="Look at it again.")
        with register.write() as writer:
            if writer.version == before.version + 1:
                writer.append_event(make())
                return
    raise Conflict("others are saving all the time; nothing of this was saved.", where=register.path, how="Try again in a moment.")


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


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()
