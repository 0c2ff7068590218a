"""The view of this session: kept over reruns, written into the address, read back from a link.

Widgets keep their own state only while they are drawn, and a change of page would lose it; the truth is `st.session_state["view"]`, and
each widget is filled from it before it is drawn.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from geomon.ui.view import View, from_link
from geomon.ui.words import language

OWN: tuple[str, ...] = ("document", "doubt", "task", "site", "near", "sort", "within", "today", "plan", "area", "swipe")
"""What the pages Review, Field and Planning keep in the address beside the view: `st.session_state["own"]`, emptied before each page."""
_SIGHT = re.compile(r"\d{1,2}(\.\d+)?/-?\d{1,2}(\.\d+)?/-?\d{1,3}(\.\d+)?")
"""zoom/latitude/longitude of the map, as the map itself writes it into the address."""


def view() -> View:
    """Return the view of this session."""
    found = st.session_state.get("view")
    return found if isinstance(found, View) else View()


def change(**values: Any) -> None:
    """Change parts of the view; a narrower or wider filter starts at the first page of the list."""
    if not values.keys() <= {"chosen", "page"}:
        values.setdefault("page", 0)
    st.session_state["view"] = dataclasses.replace(view(), **values)


def take_link() -> None:
    """Read the view from the address when somebody opened a link or went back; leave it when only a page was changed."""
    link = {name: st.query_params.get_all(name) for name in st.query_params}
    lang = link.pop("lang", [""])[-1]
    sight = link.pop("view", [""])[-1]
    for name in OWN:
        link.pop(name, None)
    st.session_state.setdefault("sight", sight if _SIGHT.fullmatch(sight) else None)
    if link and link != st.session_state.get("written"):
        st.session_state["view"] = from_link(link)
    if lang in ("zh", "en") and "lang" not in st.session_state:
        st.session_state["lang"] = lang


def write_link() -> None:
    """Write the view into the address, so that it can be sent, and remember it to know a foreign one."""
    link = view().to_link()
    if lang := st.session_state.get("lang"):
        link["lang"] = lang
    if sight := st.query_params.get("view"):        # the map writes it; the page leaves it as it is
        link["view"] = sight
    link |= st.session_state.get("own", {})
    if {name: st.query_params.get_all(name) for name in st.query_params} != {k: v if isinstance(v, list) else [v] for k, v in link.items()}:
        st.query_params.from_dict(link)
    st.session_state["written"] = {name: st.query_params.get_all(name) for name in st.query_params if name not in ("lang", "view", *OWN)}


def fill(name: str, value: object) -> str:
    """Give a widget its value before it is drawn and return its key.

    A browser sends the words of a choice, not its number; another language is another key, or old words would come back.
    """
    key = f"{name}_{language()}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def taker(key: str, name: str, read: Callable[[Any], Any] = lambda value: value) -> Callable[[], None]:
    """Return what a widget does when it is changed: its value becomes part `name` of the view."""
    def take() -> None:
        change(**{name: read(st.session_state[key])})
    return take
