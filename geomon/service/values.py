"""A field of a task as a JSON value: what stands in it, what may stand in it, and the task with another value in its place.

Fields are those of `geomon.model.Field` with number, section, progress, and three that a task has several of: milestone, quantity and
place; an `item` says which of those is meant, by its own words: (text, measure, n), (text, n) and (name, layer), n counting equal ones from
0. The measures are one field, a list in its order: what is added, taken out or moved concerns all of them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias, cast, get_args

from geomon.errors import InputError
from geomon.model import ROLES, Claim, Deadline, DeadlineKind, Measure, Mention, Milestone, Progress, Quantity, Span, Task

Item: TypeAlias = tuple[str, ...]
TEXTS = ("section", "title", "problem", "goal")
SEVERAL = {"milestone": "milestones", "quantity": "quantities", "place": "mentions"}
"""Fields that a task has several of, and where they are kept."""
FIELDS = ("number", *TEXTS, "measures", "deadline", "progress", *ROLES, *SEVERAL)
UNDATED: tuple[str, ...] = ("ongoing", "relative", "none")
LONGEST = {"section": 200, "title": 200, "problem": 20_000, "goal": 20_000, "unit": 40, "name": 60, "county": 20, "number": 20, "what": 60,
           "measure": 12, "step": 10_000, "step number": 12}
MOST_UNITS, MOST_MEASURES = 60, 200
_INTERVAL = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")


def items_of(task: Task, field: str) -> list[Item]:
    """Return which things of a field a task has: one without a name for most fields, each with its own for those of `SEVERAL`."""
    if field not in SEVERAL:
        return [()]
    seen: dict[Item, int] = {}
    found = []
    for thing in getattr(task, SEVERAL[field]):
        item = _name(thing)
        if field != "place":
            seen[item] = seen.get(item, -1) + 1
            item = (*item, str(seen[item]))
        found.append(item)
    return found


def thing_of(task: Task, field: str, item: Item) -> Milestone | Quantity | Mention | None:
    """Return the milestone, quantity or mention that `item` names; None when the task has none such."""
    found = items_of(task, field)
    return getattr(task, SEVERAL[field])[found.index(item)] if item in found else None


def value_of(task: Task, field: str, item: Item = ()) -> Any:
    """Return what stands in a field, as JSON; None where nothing does."""
    if field in SEVERAL:
        thing = thing_of(task, field, item)
        return None if thing is None else thing_value(thing)
    if field in ROLES:
        return list(getattr(task.units, field))
    if field == "deadline":
        d = task.deadline
        return {"kind": d.kind, "due": _iso(d.due), "earliest": _iso(d.earliest), "latest": _iso(d.latest)}
    if field == "measures":
        return [{"number": one.number, "text": one.text} for one in task.measures]
    return task.status.progress if field == "progress" else getattr(task, field)


def thing_value(thing: Milestone | Quantity | Mention) -> dict[str, Any]:
    """Return a milestone, quantity or mention as what a person can correct of it."""
    if isinstance(thing, Milestone):
        return {"due": thing.due.isoformat()}
    if isinstance(thing, Quantity):
        return {"what": thing.what, "unit": thing.unit, "planned": thing.planned, "done": thing.done}
    return {"name": thing.name, "layer": thing.layer, "county": thing.county}


def in_words(value: Any) -> str:
    """Return a value as one line of text, for who compares two of them."""
    if isinstance(value, dict):
        return " ".join(in_words(one) for one in value.values() if one not in (None, "")) if value else ""
    if isinstance(value, list | tuple):
        return "、".join(map(in_words, value))
    return "" if value is None else str(value)


def is_empty(field: str, value: Any) -> bool:
    """Return whether a value says that nothing is there."""
    return not value or (field == "deadline" and value["kind"] == "none")


def put_things(task: Task, field: str, values: Mapping[Item, Any]) -> Task:
    """Return the task with checked values for things of a field of `SEVERAL`; None takes one away."""
    kept = []
    for item, thing in zip(items_of(task, field), getattr(task, SEVERAL[field]), strict=True):
        value = values.get(item, thing)
        if value is thing:
            kept.append(thing)
        elif value is not None:
            kept.append(dataclasses.replace(thing, **({"due": dt.date.fromisoformat(value["due"])} if field == "milestone" else value)))
    return dataclasses.replace(task, **{SEVERAL[field]: tuple(kept)})  # type: ignore[arg-type]


def put(task: Task, field: str, value: Any) -> Task:
    """Return the task with a checked value in a field that it has once; None takes what stands there away."""
    if field in ROLES:
        return dataclasses.replace(task, units=dataclasses.replace(task.units, **{field: tuple(value or ())}))
    if field == "deadline":
        return dataclasses.replace(task, deadline=_deadline(task.deadline.text, value) if value else Deadline())
    if field == "progress":
        return dataclasses.replace(task, status=Claim(task.status.text if value else "", cast("Progress | None", value or None)))
    if field == "measures":
        return dataclasses.replace(task, measures=_measures_of(task, value or ()))
    if field == "section":
        return dataclasses.replace(task, section=value or "")
    return dataclasses.replace(task, **{field: value})


def _measures_of(task: Task, value: Sequence[Mapping[str, Any]]) -> tuple[Measure, ...]:
    """Return the measures said; one that the reader has in the same words, or else under the same number, stands where that one stands."""
    rest = list(task.measures)
    homes: dict[int, Span] = {}
    for key in ("text", "number"):
        for n, one in enumerate(value):
            if n not in homes and one[key] and (found := next((m for m in rest if getattr(m, key) == one[key]), None)):
                homes[n] = found.span
                rest.remove(found)
    return tuple(Measure(one["number"], one["text"], homes.get(n, (0, 0))) for n, one in enumerate(value))


def made_anew(field: str, item: Item, value: Mapping[str, Any], span: Span, where: str, quote: str) -> Milestone | Quantity | Mention:
    """Return a thing that the reader did not find, of a checked value, with the words that it stands in."""
    if field == "milestone":
        return Milestone(item[0], dt.date.fromisoformat(value["due"]), item[1] or None, span)
    if field == "quantity":
        return Quantity(item[0], value["what"], value["unit"], value["planned"], value["done"], span)
    return Mention(value["name"], value["layer"], value["county"], where, quote, span)


# ---- what may stand in a field ------------------------------------------------------------------------------------------

def checked(field: str, value: Any, layers: Collection[str]) -> Any:
    """Return `value` as it is kept for the field.

    Parameters
    ----------
    value : for a deadline an ISO date, an interval "2026-09-30/2026-10-31", a kind without a date, or the kept form; for the others the
        kept form that `value_of` gives.
    layers : the layers that a place may be on.

    Raises
    ------
    InputError
        If it is no value of this field.
    """
    if field in ROLES:
        return _units(value)
    if field == "place":
        given = _mapping(value, field)
        layer = given.get("layer")
        if layer not in layers:
            raise InputError(f"there is no layer {layer!r}.", where=field, how=f"Use one of: {', '.join(layers)}.")
        county = _text("county", given.get("county") or "", may_be_empty=True)
        return {"name": _text("name", given.get("name")), "layer": layer, "county": county or None}
    checks = {"deadline": _checked_deadline, "progress": _progress, "number": _number, "milestone": _milestone, "quantity": _quantity,
              "measures": _measures}
    if field in checks:
        return checks[field](value)
    if field in TEXTS:
        return _text(field, value or "", may_be_empty=field != "problem") or None
    raise InputError(f"{field!r} cannot be corrected.", how=f"Fields: {', '.join(FIELDS)}.")


def _checked_deadline(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        kind = value.get("kind")
        due, first, last = (_date(value.get(key)) for key in ("due", "earliest", "latest"))
    elif value in UNDATED:
        kind, due, first, last = value, None, None, None
    elif isinstance(value, str) and (m := _INTERVAL.fullmatch(value.strip())):
        kind, first, due = "date", _date(m[1]), _date(m[2])
        last = due
    else:
        kind, due, first = "date", _date(value), None
        last = due
    if kind not in get_args(DeadlineKind):
        raise InputError(f"there is no deadline of the kind {kind!r}.", where="deadline",
                         how=f"Kinds: {', '.join(get_args(DeadlineKind))}.")
    if (kind in ("date", "staged")) != bool(due):
        raise InputError("a date, and only a date, has a day.", where="deadline", how=f"Write 2026-10-31, or one of: {', '.join(UNDATED)}.")
    last = last or due
    if first and last and first > last:
        raise InputError(f"{first} lies after {last}.", where="deadline", how="Give the earlier day first.")
    return {"kind": kind, "due": _iso(due), "earliest": _iso(first), "latest": _iso(last)}


def _deadline(text: str, value: Mapping[str, Any]) -> Deadline:
    due, first, last = (dt.date.fromisoformat(value[key]) if value[key] else None for key in ("due", "earliest", "latest"))
    return Deadline(text, value["kind"], due, first, last)


def _progress(value: Any) -> str | None:
    if value and value not in get_args(Progress):
        raise InputError(f"there is no progress {value!r}.", where="progress", how=f"Use one of: {', '.join(get_args(Progress))}.")
    return value or None


def _number(value: Any) -> str:
    number = _text("number", value)
    if re.search(r"[\s#/|]", number):
        raise InputError(f"{number!r} is no number of a task.", where="number", how="Write it as 7 or 7(1).")
    return number


def _milestone(value: Any) -> dict[str, Any]:
    due = _date(_mapping(value, "milestone").get("due") if not isinstance(value, str) else value)
    if due is None:
        raise InputError("a milestone has a day.", where="milestone", how="Write it as 2026-10-31, or reject the milestone.")
    return {"due": due.isoformat()}


def _quantity(value: Any) -> dict[str, Any]:
    given = _mapping(value, "quantity")
    numbers: dict[str, float | None] = {}
    for key in ("planned", "done"):
        number = given.get(key)
        if number is not None and (isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < math.inf):
            raise InputError(f"{number!r} is no number of things.", where=key, how="Write a number from 0 up, or leave it empty.")
        numbers[key] = None if number is None else float(number)
    if numbers["planned"] is None and numbers["done"] is None:
        raise InputError("a quantity has a number.", where="quantity", how="Fill in planned or done, or reject the quantity.")
    return {"what": _text("what", given.get("what") or "", may_be_empty=True),
            "unit": _text("measure", given.get("unit") or "", may_be_empty=True), **numbers}


def _units(value: Any) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InputError("units are a list of names.", where="units", how="One name a line.")
    names = list(dict.fromkeys(_text("unit", name) for name in value))
    if len(names) > MOST_UNITS:
        raise InputError(f"{len(names)} units are too many.", where="units", how=f"At most {MOST_UNITS}.")
    return names


def _measures(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InputError("measures are a list.", where="measures", how="One measure after another, each with its number and its text.")
    if len(value) > MOST_MEASURES:
        raise InputError(f"{len(value)} measures are too many.", where="measures", how=f"At most {MOST_MEASURES}.")
    found = []
    for one in value:
        given = _mapping(one, "measure")
        number = _text("step number", given.get("number") or "", may_be_empty=True)
        found.append({"number": number or None, "text": _text("step", given.get("text"))})
    return found


def _mapping(value: Any, field: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{value!r} is no {field}.", where=field)
    return value


def _text(name: str, value: Any, *, may_be_empty: bool = False) -> str:
    text = "".join(c for c in value if c == "\n" or c.isprintable()).strip() if isinstance(value, str) else ""
    if not text and not may_be_empty:
        raise InputError("is empty.", where=name, how="Write something, or leave the reading as it is.")
    if len(text) > LONGEST[name]:
        raise InputError(f"has {len(text)} characters.", where=name, how=f"At most {LONGEST[name]}.")
    return text


def _date(value: Any) -> dt.date | None:
    if not value:
        return None
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value).strip())
    except ValueError as error:
        raise InputError(f"{str(value)[:30]!r} is no date.", how=f"Write it as 2026-10-31, or one of: {', '.join(UNDATED)}.") from error
    if not 1990 <= day.year <= 2100:
        raise InputError(f"the year {day.year} cannot be meant.", how="Years from 1990 to 2100.")
    return day


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _name(thing: Milestone | Quantity | Mention) -> Item:
    if isinstance(thing, Milestone):
        return thing.text, thing.measure or ""
    return (thing.text,) if isinstance(thing, Quantity) else (thing.name, thing.layer)
