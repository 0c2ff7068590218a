"""The frozen records as JSON and back, exactly; the only module that knows how they are written down."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import types
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from geomon.model import Doubt

T = TypeVar("T")


def to_json(record: object) -> str:
    """Return a record of `geomon.model` as one line of JSON; equal records give equal text, Chinese is not escaped."""
    return canonical(_plain(record))


def from_json(kind: type[T], text: str) -> T:
    """Return the record of the type `kind` that `to_json` wrote; fields that the text lacks take their default.

    Raises
    ------
    ValueError, TypeError
        If the text is not such a record.
    """
    value: T = _record(kind, json.loads(text))
    return value


def canonical(value: object) -> str:
    """Return `value` as JSON with sorted keys and no spaces: the form that is hashed and compared."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return value


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _record(kind: Any, raw: dict[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _as(hints[name], value) for name, value in raw.items()})


def _as(kind: Any, value: Any) -> Any:
    """Return `value` as the type `kind` of a field: the JSON forms of dates, tuples and records are undone."""
    origin = get_origin(kind)
    if value is None or origin is Literal or kind in (str, int, float, bool, object):
        return value
    if origin in (Union, types.UnionType):
        return _as(next(k for k in get_args(kind) if k is not types.NoneType), value)
    if origin is tuple:
        inner = get_args(kind)
        kinds = (inner[0],) * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_as(k, v) for k, v in zip(kinds, value, strict=True))
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    if kind is Doubt and isinstance(value, str):
        return Doubt("told", "", (value,))  # a register of geomon 0.1 before doubts had kinds; the next build reads the document again
    if dataclasses.is_dataclass(kind):
        return _record(kind, value)
    if origin is dict:
        return value
    raise TypeError(f"no rule for the type {kind}")
