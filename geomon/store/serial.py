"""The frozen records as JSON and back, exactly; the only module that knows how they are written down."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import types
from collections.abc import Callable
from typing import Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from geomon.model import Doubt

T = TypeVar("T")
Turn: TypeAlias = Callable[[Any], Any]


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
    record: Any = kind
    try:
        value: T = _decoder(record).decode(text)
    except msgspec.MsgspecError:                           # of an older geomon, or no such record: the slow way knows
        value = _record(kind, json.loads(text))
    return value


@functools.cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """Return what reads a type of record at the speed of C; a register has a million of some."""
    return msgspec.json.Decoder(kind)


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


def _record(kind: Any, raw: dict[str, Any]) -> Any:
    for name, turned in _turned(kind):
        if raw.get(name) is not None:
            raw[name] = turned(raw[name])
    return kind(**raw)


@functools.cache
def _turned(kind: type) -> tuple[tuple[str, Turn], ...]:
    """Return what undoes the JSON form of each field of a record that has another one; worked out once, a register has millions."""
    hints = get_type_hints(kind)
    return tuple((f.name, turn) for f in dataclasses.fields(kind) if (turn := _turn(hints[f.name])) is not None)


def _turn(kind: Any) -> Turn | None:
    """Return what makes a value of the type `kind` out of its JSON form: dates, tuples and records; None where both are the same."""
    origin = get_origin(kind)
    if origin in (Literal, dict) or kind in (str, int, float, bool, object):
        return None
    if origin in (Union, types.UnionType):
        return _turn(next(k for k in get_args(kind) if k is not types.NoneType))
    if origin is tuple:
        return _turn_tuple(get_args(kind))
    if kind is dt.date:
        return dt.date.fromisoformat
    if kind is Doubt:
        # a register of geomon 0.1 before doubts had kinds; the next build reads the document again
        return lambda raw: Doubt("told", "", (raw,)) if isinstance(raw, str) else _record(Doubt, raw)
    if dataclasses.is_dataclass(kind):
        return functools.partial(_record, kind)
    raise TypeError(f"no rule for the type {kind}")


def _turn_tuple(inner: tuple[Any, ...]) -> Turn:
    turns = [_turn(one) for one in inner if one is not Ellipsis]
    if inner[-1] is Ellipsis:
        one = turns[0]
        return tuple if one is None else lambda raw: tuple([None if value is None else one(value) for value in raw])
    return lambda raw: tuple(value if turn is None or value is None else turn(value) for turn, value in zip(turns, raw, strict=True))
