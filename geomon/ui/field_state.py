"""What the page Field keeps of a person's session: the look, what the browser said of the position, drafts of visits."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import streamlit as st

from geomon.ui import state
from geomon.ui.field_view import MOST_TODAY, Here, Look, from_link

PARTS: tuple[str, ...] = ("site", "near", "sort", "within", "today")
ERRORS: tuple[str, ...] = ("denied", "unavailable", "timeout", "insecure", "missing")


def look() -> Look:
    """Return what this session is at."""
    found = st.session_state.get("field")
    return found if isinstance(found, Look) else Look()


def change(**values: Any) -> None:
    """Change parts of the look."""
    st.session_state["field"] = dataclasses.replace(look(), **values)


def take_link() -> None:
    """Read the look from the address when somebody opened a link or went back; a measured position stays."""
    link = {name: st.query_params.get_all(name) for name in PARTS if name in st.query_params}
    stayed = st.session_state.get("pages", ("", ""))[0] == "field"
    if link != st.session_state.get("field_written", {}) and (link or stayed):
        asked = from_link(link)
        st.session_state["field"] = dataclasses.replace(asked, here=asked.here or look().here)


def write_link() -> None:
    """Write the look into the address with the view, and remember it to know a foreign one."""
    st.session_state["own"] = look().to_link()
    state.write_link()
    st.session_state["field_written"] = {name: st.query_params.get_all(name) for name in PARTS if name in st.query_params}


def open_site(ident: str) -> None:
    """Open the page of a site; "" goes back to the list."""
    change(site=ident)
    st.session_state["field_map"] = False


def toggle_today(ident: str) -> None:
    """Put a site on the day's list or take it off."""
    on = look().today
    change(today=tuple(one for one in on if one != ident) if ident in on else (*on, ident)[:MOST_TODAY])
    st.session_state.pop("field_pack", None)


def stand(here: Here) -> None:
    """Say where the person is."""
    change(here=here)
    for name in ("field_fault", "field_where", "field_map"):
        st.session_state.pop(name, None)


def heard_position(key: str) -> None:
    """Take what the browser said of the position under the component `key`, or why there is none."""
    found = position_of((st.session_state.get(key) or {}).get("position"))
    if isinstance(found, Here):
        stand(found)
    elif found:
        st.session_state["field_fault"] = found
        st.session_state["field_where"] = True


def position_of(text: Any) -> Here | str:
    """Return where the browser says that the person is, or the word for why it does not know; "" for nothing that can be used."""
    try:
        raw = json.loads(text or "{}")
        if raw.get("error") in ERRORS:
            return str(raw["error"])
        lon, lat, accuracy = float(raw["lon"]), float(raw["lat"]), float(raw["accuracy"])
        if not (abs(lon) <= 180 and abs(lat) <= 90 and math.isfinite(accuracy) and 0 <= accuracy < 1e8):
            return ""
        return Here(lon, lat, accuracy, "device", at=int(raw.get("at") or 0))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return ""
