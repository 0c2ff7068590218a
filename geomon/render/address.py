"""A filter as the end of an address and back: the same words in the page's link and in a tile's, so both can be shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        elif key in DAYS and _is_days(value):
            days[DAYS[key]] = int(value)
        elif key == "changed":
            changed = value == "1"
        elif key == "q":
            text = " ".join(value[:MOST_TEXT].casefold().split())
    names = {field: tuple(sorted(values)) for field, values in found.items()}
    return Filter(**names, text=text, within_days=days.get("within_days"), from_days=days.get("from_days"), changed=changed)


def fault_of_query(pairs: Sequence[tuple[str, str]]) -> str:
    """Return why `filter_from_query` would leave something of a query out, naming the parameter; "" where it takes all of it."""
    if len(pairs) > MOST_VALUES:
        return f"There are more than {MOST_VALUES} values; {pairs[MOST_VALUES][0][:40]} is one too many."
    given: set[str] = set()
    for key, value in pairs:
        if key == "light" and value not in LIGHTS:
            return f"light can be one of {', '.join(LIGHTS)}, not {value[:40]}."
        if key in DAYS and not _is_days(value):
            return f"{key} is a whole number of days."
        if key == "changed" and value not in ("0", "1"):
            return "changed is 1 or 0."
        if (key in NAMES or key == "q") and len(value) > MOST_TEXT:
            return f"{key} has more than {MOST_TEXT} letters."
        if key in given and (key in DAYS or key in ("q", "changed")):
            return f"{key} can be given once only."
        given.add(key)
    return ""


def _is_days(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and len(text) < 7
