"""Every word that a page says: English in the code, Chinese from `locale/zh_CN.po`, read at run time.

`t("…")` and `nt("one", "many", n)` mark a message and translate it; `N("…")` only marks one that is translated later. A test compares
the marks with the catalogue. Words of documents (names, units, sentences) are never translated: they are quoted in both languages.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

import streamlit as st
from babel.messages.pofile import read_po

from geomon.errors import GeomonError
from geomon.told import line_in_chinese, parts_in_chinese
from geomon.ui.naming import named
from geomon.words import romanised

Language = Literal["zh", "en"]
LOCALE = Path(__file__).parent / "locale"


def N(message: str) -> str:  # noqa: N802 - short, since it marks tables
    """Mark `message` for the catalogue and return it unchanged."""
    return message


LIGHTS: dict[str, tuple[str, str]] = {  # light: message, letter
    "red": (N("Overdue"), "R"), "yellow": (N("At risk"), "Y"), "blue": (N("On track"), "B"), "green": (N("Done"), "G"),
    "grey": (N("No report"), ""),
}
PROGRESS: dict[str, str] = {
    "not_started": N("not started"), "in_progress": N("in progress"), "behind": N("behind schedule"), "on_schedule": N("on schedule"),
    "ahead": N("ahead of schedule"), "mostly_completed": N("mostly completed"), "completed": N("completed"), "accepted": N("accepted"),
    "closed": N("closed"), "planned": N("planned"), "none": N("nothing reported"), "rebounded": N("rebounded"), "returned": N("returned"),
    "continuing": N("long-term duty"),
}
METHODS: dict[str, str] = {
    "layer": N("from a layer of this workspace"), "code": N("by its licence code"), "coordinates": N("by coordinates in the document"),
    "village": N("by the village's name"), "township": N("by the township's box"), "county": N("known to the county only; no dot is drawn"),
    "none": N("not located"),
}
LAYERS: dict[str, str] = {  # short, for the filter; other layers show their own title
    "mine": N("Mine"),
    "waste_site": N("Waste"),
    "outfall": N("Outfall"),
    "well": N("Water"),
    "protected_area": N("Protected"),
    "other": N("Other"),
}
WHERE: dict[str, str] = {"problem": N("in the problem"), "goal": N("in the goal"), "measures": N("in the measures")}


def language() -> Language:
    """Return the language of this session: the switch, else the browser's, else Chinese."""
    chosen = st.session_state.get("lang")
    if chosen in ("zh", "en"):
        return "en" if chosen == "en" else "zh"
    return "zh" if (st.context.locale or "zh").lower().startswith("zh") else "en"


@functools.cache
def catalogue() -> dict[str, tuple[str, ...]]:
    """Return the Chinese of every message; plural messages are under their singular."""
    with (LOCALE / "zh_CN.po").open("rb") as file:
        book = read_po(file, locale="zh_CN")
    found: dict[str, tuple[str, ...]] = {}
    for message in book:
        one = message.id if isinstance(message.id, str) else message.id[0]
        if one:
            found[one] = (message.string,) if isinstance(message.string, str) else tuple(map(str, message.string or ()))
    return found


def t(message: str, /, **values: object) -> str:
    """Return `message` in the session's language, with `{name}` fields filled in."""
    text = catalogue().get(message, (message,))[0] if language() == "zh" else message
    return text.format(**values) if values else text


def nt(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the message that fits `n` things; `{n}` is filled in."""
    text = catalogue().get(one, (many,))[-1] if language() == "zh" else one if n == 1 else many
    return text.format(n=n, **values)


def said(error: GeomonError) -> tuple[str, str, str]:
    """Return what an error says in the session's language: what, where, how; files as the workspace names them."""
    what, where, how = parts_in_chinese(error) if language() == "zh" else (error.what, error.where, error.how)
    return named(what), named(where), named(how)


def said_line(line: str) -> str:
    """Return an error that was kept as one line in the session's language."""
    return named(line_in_chinese(line) if language() == "zh" else line)


def pick(zh: str, en: str) -> str:
    """Return whichever of two texts the session reads; English that is missing falls back to Chinese."""
    return (en or zh) if language() == "en" else zh


def light_name(light: str) -> str:
    """Return the name of a light."""
    return t(LIGHTS[light][0])


def place(name: str | None) -> str:
    """Return the name of a county or city in the session's language."""
    if not name:
        return ""
    return romanised(name) if language() == "en" else name


def days_words(days: float | None, light: str) -> str:
    """Return how long is left, or how long ago the date was: 逾期 22 天, 39 d left; closed tasks say so."""
    if light == "green":
        return light_name("green")
    if days is None or days != days:
        return t("no date")
    whole = round(days)
    return nt("{n} d over", "{n} d over", -whole) if whole < 0 else t("due today") if whole == 0 else nt("{n} d left", "{n} d left", whole)


def metres_words(metres: float | None) -> str:
    """Return a length as people say it: 30 m, 4.2 km."""
    if metres is None or metres != metres:
        return t("accuracy unknown")
    return f"{metres:,.0f} m" if metres < 1000 else f"{metres / 1000:,.1f}".removesuffix(".0") + " km"
