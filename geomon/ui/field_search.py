"""The box that finds any site, task or place: by name, short name, pinyin, initials, number, code, or coordinates in any notation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from geomon.ui.parts import empty, row
from geomon.ui.words import nt, place, t

if TYPE_CHECKING:
    from geomon.service import Hit, Service

SHOWN = 12
Asked = TypeVar("Asked")


def search_box(service: Service, as_of: dt.date, key: str, site: Callable[[str], None], stand: Callable[[Hit], None]) -> bool:
    """Draw the box with what it finds; return whether something is searched for.

    Parameters
    ----------
    site : opens a site; a task opens its first one, and a task without any opens on the map page.
    stand : takes coordinates.
    """
    with st.container(key="fieldsearch"):
        text = st.text_input(t("Search all sites and tasks"), key=key, icon=":material/search:",
                             placeholder=t("name, pinyin, number, coordinates"), label_visibility="collapsed")
    if not text or not text.strip():
        return False
    hits = service.search(text, as_of, SHOWN)
    with st.container(key=f"{key}_hits"):
        for n, hit in enumerate(hits):
            draw_hit(hit, f"{key}{n}", clearing(key, site), clearing(key, stand))
        if not hits:
            empty("search_off", t("Nothing is called so"), t("Try fewer words, the pinyin, or a number; the list is unchanged."))
    return True


def clearing(key: str, act: Callable[[Asked], None]) -> Callable[[Asked], None]:
    """Return `act` with the box emptied after it."""
    def both(asked: Asked) -> None:
        act(asked)
        st.session_state[key] = ""
    return both


def draw_hit(hit: Hit, key: str, site: Callable[[str], None], stand: Callable[[Hit], None]) -> None:
    """Draw one thing that was found as a row."""
    if hit.kind == "place":
        words = t("Stand at {place} · {datum}", place=f"{hit.lat:.5f}, {hit.lon:.5f}", datum=hit.name)
        st.button(words, icon=":material/pin_drop:", key=f"place_{key}", width="stretch", on_click=stand, args=(hit,))
    elif hit.kind == "site":
        row(hit.id, hit.light, hit.name, None, place(hit.county), "", site, key=key)
    else:
        many = nt("{n} site", "{n} sites", len(hit.sites)) if hit.sites else t("no place; opens on the map page")
        second = " · ".join(filter(None, [t("Task"), place(hit.county), many]))
        row(hit.id, hit.light, hit.name, None, second, "", _open_task(hit, site), key=key)


def _open_task(hit: Hit, site: Callable[[str], None]) -> Callable[[str], None]:
    def open_(ident: str) -> None:
        if hit.sites:
            site(hit.sites[0])
        else:
            st.session_state["go"], st.session_state["go_query"] = "map", {"chosen": ident, "mode": "tasks"}
    return open_
