"""The layers of the planning map: which are drawn, and each how strongly; the marks and the basemap among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geomon.errors import GeomonError
from geomon.layers import Layer
from geomon.ui import door, home, markup, state
from geomon.ui.parts import esc, head, layer_name
from geomon.ui.words import nt, pick, said_line, t

if TYPE_CHECKING:
    from geomon.service import Service

SITES, GROUND = "sites", "ground"
"""Ids beside those of layers: the marks of all sites, and the basemap."""
MOST_DOUBTS = 20
STEPS: tuple[int, ...] = (100, 90, 80, 70, 60, 50, 40, 30, 20, 10)


def areas(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Return the layers that the map draws as areas."""
    return tuple(layer for layer in layers if layer.geometry in ("polygon", "box") and (layer.kind == "sites" or layer.protects))


def shown() -> dict[str, bool]:
    """Return which layers this session turned on or off; all others are on."""
    found: dict[str, bool] = st.session_state.setdefault("plan_layers_on", {})
    return found


def strengths() -> dict[str, int]:
    """Return in per cent how strongly a layer is drawn, where it is less than 100."""
    found: dict[str, int] = st.session_state.setdefault("plan_strengths", {})
    return found


def visible(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return the ids of the layers of areas that are drawn."""
    return tuple(layer.id for layer in areas(layers) if shown().get(layer.id, True))


def opacities(layers: Sequence[Layer]) -> tuple[tuple[str, float], ...]:
    """Return for the map how strongly each layer is drawn, 0 to 1; marks and basemap that are off are 0."""
    names = (*(layer.id for layer in areas(layers)), SITES, GROUND)
    off = {name for name in (SITES, GROUND) if not shown().get(name, True)}
    return tuple((name, 0.0 if name in off else strengths().get(name, 100) / 100) for name in names)


def controls(service: Service, layers: Sequence[Layer]) -> None:
    """Draw a switch and a strength for each layer, then what is wrong with one."""
    head(t("Layers"), t("strength"))
    drawn = {layer.id for layer in areas(layers)}
    with st.container(key="planlayers"):
        for ident, words in _lines(layers):
            row(ident, words)
            if ident in drawn:
                doubts(service, ident)
        for layer in layers:
            if layer.protects and layer.id not in drawn:
                st.markdown(f":gray[{layer_name(layer)}]", help=t("Its features have no area: it is judged, and not drawn."))
    if fault := getattr(service, "layers_fault", ""):
        door.fault(t("A layer's declaration is not well formed; the layers are as they were."), "", said_line(fault))
    if error := home.ground()[1]:
        door.show(error)


def _lines(layers: Sequence[Layer]) -> Iterator[tuple[str, str]]:
    yield from ((layer.id, layer_name(layer)) for layer in areas(layers))
    yield SITES, t("Remediation sites")
    if home.ground()[0]:
        yield GROUND, t("Basemap")


def row(ident: str, words: str) -> None:
    """Draw one layer's switch and strength."""
    on = state.fill(f"w_layer_{ident}", shown().get(ident, True))
    strong = state.fill(f"w_strength_{ident}", strengths().get(ident, 100))

    def take() -> None:
        shown()[ident] = bool(st.session_state[on])

    def weigh() -> None:
        strengths()[ident] = int(st.session_state[strong])

    with st.container(horizontal=True, key=f"planlayer_{ident}", vertical_alignment="center"):
        st.toggle(words, key=on, on_change=take)
        st.space("stretch")
        st.selectbox(t("Strength of {layer}", layer=words), STEPS, key=strong, label_visibility="collapsed", width=86, on_change=weigh,
                     format_func=lambda value: f"{value}%", disabled=not shown().get(ident, True))


def doubts(service: Service, ident: str) -> None:
    """Say what in the layer's columns is doubtful; a layer that cannot be read says so in its verdict."""
    try:
        found = service.layer_doubts(ident)
    except GeomonError:
        return
    if found:
        lines = "".join(f"<li>{esc(pick(zh, en))}</li>" for zh, en in found[:MOST_DOUBTS])
        title = nt("{n} value is doubtful", "{n} values are doubtful", len(found))
        markup.show(f'<details class="notes"><summary>{esc(title)}</summary><ul>{lines}</ul></details>')
