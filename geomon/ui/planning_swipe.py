"""The swipe: the same map beyond a line on another date, or with other layers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geomon.layers import Layer
from geomon.render.map import Beyond, Planned
from geomon.ui import planning_layers, state
from geomon.ui.parts import head, layer_name
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.service import Service

WAYS: tuple[str, ...] = ("off", "dates", "layers")
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


def way() -> str:
    """Return what is compared."""
    found = st.session_state.get("plan_swipe", "off")
    return found if found in WAYS else "off"


def other_day(service: Service) -> dt.date:
    """Return the date beyond the line; a year before the workspace's own where none was chosen."""
    found = st.session_state.get("plan_other_day")
    if isinstance(found, dt.date):
        return found
    own = service.settings.today()
    return own - dt.timedelta(days=365)


def take_link(swipe: str) -> None:
    """Take the swipe of a link: a date, or ids of layers after "layers"; anything else is let go."""
    kind, _, rest = swipe.partition(":")
    if kind == "layers":
        st.session_state.update(plan_swipe="layers", plan_other_layers=[name for name in rest.split(",") if name])
        return
    try:
        day = dt.date.fromisoformat(kind)
    except ValueError:
        return
    if FIRST <= day <= LAST:
        st.session_state.update(plan_swipe="dates", plan_other_day=day)


def link(service: Service) -> str:
    """Return the swipe as a link holds it; "" without one."""
    if way() == "dates":
        return other_day(service).isoformat()
    return f"layers:{','.join(st.session_state.get('plan_other_layers', []))}" if way() == "layers" else ""


def controls(service: Service, layers: Sequence[Layer]) -> None:
    """Draw what to compare, and what stands beyond the line."""
    head(t("Swipe"))
    key = state.fill("w_swipe", way())

    def take() -> None:
        st.session_state["plan_swipe"] = st.session_state[key] or "off"

    words = {"off": t("off"), "dates": t("two dates"), "layers": t("two layers")}
    with st.container(key="planswipe"):
        st.segmented_control(t("Compare"), WAYS, key=key, label_visibility="collapsed", width="stretch", required=True, on_change=take,
                             format_func=lambda name: words[name])
        if way() == "dates":
            dates(service)
        elif way() == "layers":
            choose_layers(layers)


def dates(service: Service) -> None:
    """Draw the date beyond the line."""
    key = state.fill("w_other_day", other_day(service))

    def take() -> None:
        st.session_state["plan_other_day"] = st.session_state[key]

    st.date_input(t("Right of the line, as of"), key=key, format="YYYY-MM-DD", min_value=FIRST, max_value=LAST, on_change=take,
                  help=t("Lights and zones on both sides are those of their own day; the line on the map can be dragged."))


def choose_layers(layers: Sequence[Layer]) -> None:
    """Draw the layers beyond the line; those left of it are the ones switched on below."""
    names = {layer.id: layer_name(layer) for layer in planning_layers.areas(layers)}
    key = state.fill("w_other_layers", [name for name in st.session_state.get("plan_other_layers", []) if name in names])

    def take() -> None:
        st.session_state["plan_other_layers"] = list(st.session_state[key])

    st.multiselect(t("Right of the line"), list(names), key=key, on_change=take, format_func=lambda name: names[name],
                   placeholder=t("no layer"), help=t("Left of the line are the layers that are switched on below."))


def beyond(service: Service, layers: Sequence[Layer], day: dt.date, planned_on: Callable[[dt.date], Planned | None]) -> Beyond | None:
    """Return what the map shows beyond the line; `planned_on` gives the asked area as it stands on a day."""
    left = planning_layers.visible(layers)
    if way() == "dates":
        there = other_day(service)
        return Beyond(there, left, f"{day}", f"{there}", planned_on(there))
    if way() == "layers":
        names = {layer.id: layer_name(layer) for layer in planning_layers.areas(layers)}
        right = tuple(name for name in st.session_state.get("plan_other_layers", []) if name in names)
        said = [t("no layer") if not ids else " · ".join(names[one] for one in ids) for ids in (left, right)]
        return Beyond(day, right, said[0], said[1], planned_on(day))
    return None
