"""A filter as the end of an address and back: the same words in the page's link and in a tile's, so both can be shared."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from geomon.model import LIGHTS
from geomon.situation import Filter

NAMES = {"city": "cities", "county": "counties", "layer": "layers", "light": "lights", "unit": "units", "id": "ids"}
DAYS = {"within": "within_days", "from": "from_days"}
MOST_VALUES = 400
MOST_TEXT = 200


def filter_to_query(f: Filter) -> str:
    """Return the filter as an urlencoded query, the same for equal filters; empty for no filter."""
    pairs = [(key, value) for key, field in NAMES.items() for value in sorted(set(getattr(f, field)))]
    pairs += [(key, str(getattr(f, field))) for key, field in DAYS.items() if getattr(f, field) is not None]
    if f.changed:
        pairs.append(("changed", "1"))
    if words := " ".join(f.text.casefold().split()):
        pairs.append(("q", words))
    return urlencode(pairs)


def filter_from_query(query: str | Iterable[tuple[str, str]]) -> Filter:
    """Return the filter of a query; other keys, unknown lights and numbers that are none are left out."""
    pairs = parse_qsl(query) if isinstance(query, str) else list(query)
    found: dict[str, set[str]] = {field: set() for field in NAMES.values()}
    days: dict[str, int] = {}
    text, changed = "", False
    for key, value in pairs[:MOST_VALUES]:
        if key in NAMES and (key != "light" or value in LIGHTS):
            found[NAMES[key]].add(value[:MOST_TEXT])
        elif key in DAYS and value.removeprefix("-").isdecimal() and len(value) < 7:
            days[DAYS[key]] = int(value)
        elif key == "changed":
            changed = value == "1"
        elif key == "q":
            text = " ".join(value[:MOST_TEXT].casefold().split())
    names = {field: tuple(sorted(values)) for field, values in found.items()}
    return Filter(**names, text=text, within_days=days.get("within_days"), from_days=days.get("from_days"), changed=changed)
