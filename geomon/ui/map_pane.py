"""The map in its pane: what `render` draws, placed by streamlit-folium, and what a click brought back.

The map's own script stays byte-identical, so the browser never builds it anew; filter, choice, date and language travel as one line.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit_folium import st_folium

from geomon.render.basemap import BaseMap
from geomon.render.ground import options as ground_options
from geomon.render.map import RUN, Above, Beyond, Bounds, Click, Planned, Show, click_of, place_of, shown, status_map
from geomon.situation import Filter, Situation
from geomon.ui import home
from geomon.ui.colours import scheme
from geomon.ui.words import language

if TYPE_CHECKING:
    from geomon.service import Service

HEIGHT = 712
"""Pixels before the style sheet fits it to the window."""


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What a page wants the map to show: which sites, which is chosen, which area it is about, which area layers lie below.

    `link` writes where the map looks into the address; `draw` starts the drawing of an area, `planned` is the one asked about, and the map
    moves to `fit` when its word is another one. `taps` hears where the ground is touched; `tap_of` tells it.
    `opacities` are by layer, "sites" and "ground" among them; `tools` brings rulers, `compare` a second map. `above` is a picture of the
    ground, `near` how far `fit` may go in. `quick` lets the map follow the page's tiles of lights at once.
    """

    f: Filter
    selected: str = ""
    areas: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    shade: bool = True
    go: tuple[float, float, str] | None = None
    link: bool = False
    draw: str = ""
    planned: Planned | None = None
    opacity: float = 1.0
    fit: tuple[str, Bounds] | None = None
    taps: bool = False
    opacities: tuple[tuple[str, float], ...] = ()
    tools: bool = False
    compare: Beyond | None = None
    above: Above | None = None
    near: int = 14
    go_zoom: int = 11
    patches: tuple[tuple[str, str], ...] | None = None
    quick: bool = False


def place_map(service: Service, base: BaseMap, situation: Situation, look: Look, key: str, height: int = HEIGHT) -> Click | None:
    """Draw the map and return a click that has not been answered yet."""
    layers = service.catalog().layers
    polygons = tuple(one.id for one in layers if one.geometry in ("polygon", "box") and (one.kind in ("sites", "patches") or one.protects))
    drawn = status_map(layers, base.bounds, base.version, key=key, areas=polygons, link=look.link, tools=look.tools, ground=_ground())
    token, bounds = look.fit or (_token(look.areas), bounds_of(service, look.areas) or base.bounds)
    show = Show(
        situation.as_of,
        look.f,
        selected=look.selected or None,
        selected_at=place_of(situation, look.selected),
        lang=language(),
        theme=scheme(),
        fit=bounds,
        area=token,
        areas=look.layers,
        shade=look.shade,
        go=look.go,
        view=st.session_state.get("sight") if look.link else None,
        draw=look.draw,
        planned=look.planned,
        opacity=look.opacity,
        opacities=dict(look.opacities),
        ground=dict(look.opacities).get("ground", 1.0),
        compare=look.compare,
        above=look.above,
        near=look.near,
        go_zoom=look.go_zoom,
        patches=None if look.patches is None else dict(look.patches),
        quick=look.quick,
    )
    wanted = ["last_active_drawing", "last_clicked"] if look.taps else ["last_active_drawing"]
    back = st_folium(
        drawn, key=key, height=height, use_container_width=True, feature_group_to_add=shown(show), returned_objects=wanted
    )
    return _unanswered(back, key)


def pressed(key: str) -> Click | None:
    """Return the click that the browser told with this run, before anything is drawn: what it changes is then drawn once, not twice."""
    return _unanswered(st.session_state.get(key), key)


def _unanswered(back: Any, key: str) -> Click | None:
    click, number = click_of(back), _stamp(back)
    if click is None or st.session_state.get(f"{key}_answered") == number:
        return None
    st.session_state[f"{key}_answered"] = number
    return click


def _ground() -> dict[str, Any] | None:
    ground, _ = home.ground()
    return ground_options(ground, RUN) if ground else None


def point_of(click_key: str) -> tuple[float, float] | None:
    """Return longitude and latitude of the last click on the map `click_key`."""
    drawing = (st.session_state.get(click_key) or {}).get("last_active_drawing") or {}
    found: list[float] = (drawing.get("geometry") or {}).get("coordinates") or []
    return (float(found[0]), float(found[1])) if len(found) == 2 else None


def tap_of(click_key: str) -> tuple[float, float] | None:
    """Return longitude and latitude of the last touch of the ground on the map `click_key`."""
    found = (st.session_state.get(click_key) or {}).get("last_clicked") or {}
    return (float(found["lng"]), float(found["lat"])) if found.keys() >= {"lng", "lat"} else None


def bounds_of(service: Service, areas: tuple[str, ...]) -> Bounds | None:
    """Return the bounds of cities and counties; None for none."""
    if not areas:
        return None
    frame = service.counties()
    frame = frame[frame["name"].isin(areas) | frame["city"].isin(areas)]
    if not len(frame):
        return None
    west, south, east, north = (float(value) for value in frame.total_bounds)
    return (south, west), (north, east)


def _token(areas: tuple[str, ...]) -> str:
    return hashlib.blake2s("/".join(areas).encode(), digest_size=6).hexdigest() if areas else ""


def _stamp(back: Any) -> str:
    """Return what tells one click from another: the map counts them, a new map starts again elsewhere."""
    drawing = (back or {}).get("last_active_drawing") or {}
    return f"{drawing.get('properties', {})}{drawing.get('geometry', {})}"
