"""What is asked of the read API: the parameters of items, each refused where it is not known or not well formed, as the standard wants."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import get_args

from starlette.requests import Request

from geomon.model import LIGHTS, Progress
from geomon.render.address import DAYS, NAMES, fault_of_query
from geomon.service import Service
from geomon.ui.answers import Refused
from geomon.ui.features_crs import AXES, CRS84, Box, box_of

DEFAULT_LIMIT, MOST = 100, 10_000
OWN = ("sites", "tasks")
"""Collections that are no layer."""
STATES: tuple[str, ...] = ("progress", "stage")
"""What a task is asked for by besides the filter of the page; a site by the tasks that it has."""
PROGRESS: tuple[str, ...] = get_args(Progress)
_OF_LAYERS = frozenset(("bbox", "bbox-crs", "crs", "datetime", "limit", "offset", "f"))
_OF_OWN = _OF_LAYERS | {*NAMES, *DAYS, *STATES, "q"}
_OF_ONE = frozenset(("crs", "datetime", "f"))
_WORDS: Mapping[str, tuple[str, ...]] = {"light": LIGHTS, "progress": PROGRESS, "f": ("json", "geojson"), "crs": tuple(AXES),
                                         "bbox-crs": tuple(AXES)}
"""Parameters that can be one of a few words only."""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A question for items.

    Attributes
    ----------
    day : on which the lights are judged.
    box : west, south, east, north in degrees; None for everywhere.
    crs : in which the answer is written.
    query : all of it as it came.
    """

    day: dt.date
    box: Box | None
    crs: str
    limit: int
    offset: int
    query: tuple[tuple[str, str], ...]

    def values(self, name: str) -> tuple[str, ...]:
        """Return each value of a parameter that may be repeated."""
        return tuple(value for key, value in self.query if key == name)


def asked_of(name: str) -> frozenset[str]:
    """Return by what the items of a collection are asked for; lights and units are of sites and tasks."""
    return _OF_OWN if name in OWN else _OF_LAYERS


def question(service: Service, request: Request, name: str, *, one: bool = False) -> Asked:
    """Return what a request asks of a collection, or of one feature of it.

    Raises
    ------
    Refused
        Naming the parameter, and what it can be.
    """
    query = request.query_params.multi_items()
    known = _OF_ONE if one else asked_of(name)
    if unknown := next((key for key, _ in query if key not in known), None):
        raise _wrong(f"There is no parameter {unknown}.")
    said = dict(query)
    for key, words in _WORDS.items():
        if wrong := next((value for asked, value in query if asked == key and value not in words), None):
            raise _wrong(f"{key} can be one of {', '.join(words)}, not {wrong}.")
    if words_of_fault := fault_of_query(query):
        raise _wrong(words_of_fault)
    return Asked(day_of(service, said.get("datetime", "")), _box(said), said.get("crs", CRS84),
                 min(MOST, _whole(said, "limit", DEFAULT_LIMIT, 1)), _whole(said, "offset", 0, 0), tuple(query))


def day_of(service: Service, text: str) -> dt.date:
    """Return the day of the lights: a date, an instant, or the end of an interval; an open end is the workspace's own day."""
    last = text.rpartition("/")[2].strip()
    if last in ("", ".."):
        return service.settings.today()
    try:
        return dt.datetime.fromisoformat(last).date()
    except ValueError:
        raise _wrong("datetime is a date, an instant, or an interval with a slash.") from None


def _wrong(words: str) -> Refused:
    return Refused(400, "InvalidParameterValue", words)


def _whole(said: Mapping[str, str], name: str, usual: int, least: int) -> int:
    text = said.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= least):
        raise _wrong(f"{name} is a whole number from {least} on.")
    return int(text)


def _box(said: Mapping[str, str]) -> Box | None:
    if "bbox" not in said:
        return None
    crs = said.get("bbox-crs", CRS84)
    try:
        numbers = [float(part) for part in said["bbox"].split(",")]
    except ValueError:
        numbers = []
    if (box := box_of(numbers, crs)) is None:
        raise _wrong("bbox is the lowest and the highest number of each axis, in the order of bbox-crs; without it west,south,east,north.")
    return box
