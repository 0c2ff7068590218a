"""What a reader missed in a task and a person marks in its text: a place, a milestone, a quantity; what the marked words seem to be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from geomon.deadlines import find_dates
from geomon.documents.place_nouns import HEAD, LAYER_OF_GROUP
from geomon.documents.quantities import find_quantities
from geomon.errors import InputError
from geomon.model import Document, Task
from geomon.service.corrections import QUOTE, place_in, squeezed
from geomon.service.values import SEVERAL, Item, checked, items_of

_COUNTED = re.compile(r"(?P<n>[0-9]+(?:\.[0-9]+)?)\s?(?P<unit>[一-龥]{1,3})")
_DONE = re.compile("已|完成|仅|实际|累计|建成")


def proposed(document: Document, task: Task, words: str) -> tuple[str, dict[str, Any]]:
    """Return which field marked words most likely fill, and with what: a date is a milestone, a number a quantity, all else a place."""
    issued = document.issued
    dates = list(find_dates(words, year=issued.year if issued else None, month=issued.month if issued else None))
    if dates:
        return "milestone", {"due": dates[-1].due.isoformat()}
    if found := find_quantities(words):
        one = found[0]
        return "quantity", {"what": one.what, "unit": one.unit, "planned": one.planned, "done": one.done}
    if counted := _COUNTED.search(words):
        number = float(counted["n"])
        planned, done = (None, number) if _DONE.search(words[:counted.start()]) else (number, None)
        return "quantity", {"what": "", "unit": counted["unit"], "planned": planned, "done": done}
    return "place", {"name": "", "layer": _layer(task, words), "county": _county(task)}


def addition(document: Document, shown: Task, field: str, given: Mapping[str, Any], layers: Collection[str]) -> dict[str, Any]:
    """Return the body of an event that adds a thing to a task, its value checked.

    Parameters
    ----------
    given : the value as `values.value_of` gives it, with "words": those of the task's text that it stands in.

    Raises
    ------
    InputError
        If the field is no such one, the value none of it, its words do not stand in the task, or the task has it already.
    """
    if field not in SEVERAL:
        raise InputError(f"a {field} cannot be added.", where=shown.key, how="Correct the field that stands there.")
    value = checked(field, given, layers)
    words = squeezed(str(given.get("words") or value.get("name") or ""))
    span, _, _ = place_in(document, shown, words, words)
    if not words or span == (0, 0):
        raise InputError(f"{words!r} does not stand in this task.", where=field, how="Mark words of the task's own text.")
    if field == "place":
        item: Item = value["name"], value["layer"]
        if item in items_of(shown, field):
            raise InputError(f"{value['name']!r} is a place of this task already.", where=field, how="Correct that one.")
        return {"new": value, "item": list(item), "old": None, "quote": words[:QUOTE]}
    words = words[:QUOTE]
    measure = next((one.number or "" for one in shown.measures if one.span[0] <= span[0] < one.span[1]), "")
    name = (words, measure) if field == "milestone" else (words,)
    equal = sum(one[:-1] == name for one in items_of(shown, field))
    if equal:
        raise InputError(f"{words!r} is marked already.", where=field, how="Correct that one.")
    return {"new": value, "item": [*name, str(equal)], "old": None, "quote": words}


def _layer(task: Task, words: str) -> str:
    """Return the layer that the last telling word of a name names, else the one of the task's other places."""
    told = [LAYER_OF_GROUP[m.lastgroup] for m in HEAD.finditer(words) if m.lastgroup in LAYER_OF_GROUP]
    others = Counter(mention.layer for mention in task.mentions)
    return told[-1] if told else others.most_common(1)[0][0] if others else "mine"


def _county(task: Task) -> str | None:
    counties = {mention.county for mention in task.mentions if mention.county}
    return counties.pop() if len(counties) == 1 else None
