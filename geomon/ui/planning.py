"""Planning: an area against what is protected on a date, or the sites in and near protected areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geomon.layers import Layer
from geomon.ui import door, map_pane, planning_area, planning_sites, state
from geomon.ui.filters import as_of
from geomon.ui.parts import chosen_row, empty
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.service import Service

MODES: tuple[str, ...] = ("area", "sites")


def draw(service: Service) -> None:
    """Draw the planning page; a link names the mode, within a session it is remembered."""
    if (asked := st.query_params.get("plan")) in MODES:
        st.session_state.setdefault("plan_mode", asked)
    panes(service)


@st.fragment
def panes(service: Service) -> None:
    """Draw tools, map and verdict; a fragment with a door of its own."""
    door.guarded(lambda: _panes(service))


def _panes(service: Service) -> None:
    layers = service.catalog().layers
    if not any(layer.protects for layer in layers):
        empty(
            "layers_clear",
            t("No protected areas in this workspace"),
            t("Declare them in layers/protected_area.toml; the map page works as before."),
        )
        return
    reserve = next((layer for layer in layers if layer.id == planning_sites.LAYER), None)
    left, middle, right = st.columns([252, 748, 372], gap="small")
    with left, st.container(key="layers"):
        mode = switch() if reserve else "area"
        planning_area.take_link()
        if mode == "area":
            planning_area.tools(service, layers)
        else:
            metres = planning_sites.controls(service, reserve) if reserve else 0
    if mode == "area":
        planning_area.panes(service, layers, middle, right)
    elif reserve:
        by_sites(service, reserve, metres, middle, right)
    st.session_state["own"] = ({"plan": mode} if mode != MODES[0] else {}) | planning_area.link(service)
    state.write_link()


def switch() -> str:
    """Draw the choice between one area and all sites."""
    key = state.fill("w_plan_mode", st.session_state.get("plan_mode", "area"))

    def take() -> None:
        st.session_state["plan_mode"] = st.session_state[key] or "area"

    with st.container(key="planmode"):
        st.segmented_control(t("Ask about"), MODES, key=key, label_visibility="collapsed", width="stretch", required=True, on_change=take,
                             format_func=lambda mode: t("An area") if mode == "area" else t("All sites"))
    return str(st.session_state.get("plan_mode", "area"))


def by_sites(service: Service, layer: Layer, metres: int, middle: st.delta_generator.DeltaGenerator,
             right: st.delta_generator.DeltaGenerator) -> None:
    """Draw the map and the list of sites in or near protected areas."""
    situation = service.situation(as_of(service))
    if (click := map_pane.pressed("plan")) is not None:
        planning_sites.answer(click)
    found = planning_sites.judged(service, situation, layer, metres)
    chosen = st.session_state.get("plan_chosen", "")
    with right, st.container(key="verdict"):                 # first: it says whether the map shows pictures from above
        chosen_row(chosen)
        planning_sites.verdict_list(service, situation, found, metres, chosen, boxes=layer.geometry == "box")
        seen = planning_sites.above(service, situation, chosen)
    with middle, st.container(key="planmap"):
        planning_sites.middle(service, situation, found, seen)
