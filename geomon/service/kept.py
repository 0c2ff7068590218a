"""What of a snapshot a start needs, as two files: the columns that are the same on every day, and what stood on record of each task.

Numbers are kept as their bytes, words once each with the place of each row among them, so that a million rows are read in seconds. A file
carries a digest of itself: one that a power cut left half written is none.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
import pandas as pd

from geomon.service.frames import Base
from geomon.service.lights import Step, Timelines
from geomon.service.rows import NUMBERS
from geomon.status.rules import Plan, Standing

T = TypeVar("T")
_DIGEST = 32
_SPARSE = 0.5
"""A column with fewer different values than this share of its rows is kept as places among them."""


class Column(msgspec.Struct, array_like=True):
    """One column: its numbers, or its values with the place of each row among them, or its values row by row where `places` is empty."""

    numbers: bytes = b""
    places: bytes = b""
    values: list[str | int | tuple[str, ...] | None] = []


class BaseFile(msgspec.Struct):
    """A `Base` as it is written down."""

    sites: dict[str, Column]
    tasks: dict[str, Column]
    heads: tuple[Column, Column]
    places: bytes
    starts: bytes
    of_place: bytes


class DayFile(msgspec.Struct):
    """The rest of what a start needs; `of` names the register's state, `base` the other file.

    `counties` and `codes` are the workspace's, `choices` the lists of a `Catalog`: cities, units, sections, documents.
    """

    of: str
    base: str
    version: int
    counties: list[str]
    codes: list[str]
    choices: tuple[list[str], list[str], list[str], list[str]]
    changed: list[str]
    keys: bytes
    records: bytes
    plans: bytes
    changing: dict[int, list[Step]]
    standings: list[Standing]
    known_plans: list[Plan]


def base_file(base: Base) -> BaseFile:
    """Return what is written of a `Base`."""
    zh, en = (_column("", values) for values in base.heads)
    return BaseFile({name: _column(name, of.to_numpy()) for name, of in base.sites.items()},
                    {name: _column(name, of.to_numpy()) for name, of in base.tasks.items()}, (zh, en),
                    base.places.tobytes(), base.starts.tobytes(), base.of_place.tobytes())


def base_from(file: BaseFile) -> Base:
    """Return the `Base` that `base_file` was made of."""
    zh, en = (_values(one) for one in file.heads)
    return Base(_frame(file.sites), _frame(file.tasks), (zh, en), _ints(file.places), _ints(file.starts), _ints(file.of_place))


def timelines_of_file(file: DayFile) -> Timelines:
    """Return the timelines that a file holds."""
    return Timelines(_ints(file.keys), _ints(file.records), _ints(file.plans),
                     {task: tuple((day, plan) for day, plan in steps) for task, steps in file.changing.items()},
                     {standing: n for n, standing in enumerate(file.standings)}, {plan: n for n, plan in enumerate(file.known_plans)})


def write(path: Path, file: msgspec.Struct) -> None:
    """Write a file and its digest beside the place that it is for, then put it there."""
    raw = msgspec.msgpack.encode(file)
    beside = path.with_suffix(".new")
    with beside.open("wb") as out:
        out.write(_digest(raw))
        out.write(raw)
    beside.replace(path)


def read(path: Path, kind: type[T]) -> T | None:
    """Return what a file holds; None where there is none, or it is not whole, or of another version of geomon."""
    try:
        raw = memoryview(path.read_bytes())
        if _digest(raw[_DIGEST:]) != bytes(raw[:_DIGEST]):
            return None
        return msgspec.msgpack.decode(raw[_DIGEST:], type=kind)
    except (OSError, msgspec.MsgspecError):
        return None


def _digest(raw: bytes | memoryview) -> bytes:
    return hashlib.blake2b(raw, digest_size=_DIGEST).digest()


def _column(name: str, values: npt.NDArray[Any]) -> Column:
    if name in NUMBERS:
        return Column(numbers=values.astype(np.float64).tobytes())
    places, words = pd.factorize(values, use_na_sentinel=False)
    if len(words) < _SPARSE * len(values):
        return Column(places=places.astype(np.int32).tobytes(), values=[None if word != word else word for word in words])  # NaN was None
    return Column(values=values.tolist())


def _values(column: Column) -> npt.NDArray[np.object_]:
    values = np.fromiter(column.values, object, len(column.values))
    return values[np.frombuffer(column.places, np.int32)] if column.places else values


def _frame(columns: Mapping[str, Column]) -> dict[str, pd.Series]:
    return {name: pd.Series(np.frombuffer(one.numbers, np.float64).copy()) if name in NUMBERS else pd.Series(_values(one), dtype=object)
            for name, one in columns.items()}


def _ints(raw: bytes) -> npt.NDArray[np.int64]:
    return np.frombuffer(raw, np.int64)


@dataclasses.dataclass(frozen=True, eq=False)
class Kept:
    """What was kept of the register's present state."""

    day: DayFile
    base: Base
    timelines: Timelines

    @property
    def counties(self) -> frozenset[str]:
        """The names of the workspace's counties."""
        return frozenset(self.day.counties)


def day_file(of: str, base: str, version: int, timelines: Timelines, **rest: Any) -> DayFile:
    """Return what is written of timelines; `rest` are the other fields of `DayFile`."""
    lines = timelines.sorted_in()
    return DayFile(of, base, version, keys=lines.keys.tobytes(), records=lines.records.tobytes(), plans=lines.plans.tobytes(),
                   changing={task: list(steps) for task, steps in lines.changing.items()}, standings=list(lines.standings),
                   known_plans=list(lines.known_plans), **rest)
