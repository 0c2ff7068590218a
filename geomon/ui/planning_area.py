"""Planning by area: draw, upload or paste it; which date, which layers; the map. What it meets is drawn by `planning_verdict`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from geomon.errors import GeomonError, InputError
from geomon.layers import Layer
from geomon.render.map import Bounds, Click, Planned
from geomon.situation import Filter
from geomon.ui import (
    door,
    home,
    map_pane,
    markup,
    planning_layers,
    planning_legend,
    planning_link,
    planning_print,
    planning_sites,
    planning_swipe,
    planning_verdict,
    state,
)
from geomon.ui.card_imagery import on_map
from geomon.ui.filters import as_of, date_picker
from geomon.ui.intake import safe_name, words_of_uploader
from geomon.ui.parts import chosen_row, head
from geomon.ui.words import language, t

if TYPE_CHECKING:
    from geomon.join.overlay import Area
    from geomon.service import Service
    from geomon.service.areas import Note
    from geomon.service.overlay import Overlay

TALL = 812
MOST_BACK = 20
"""Areas that can be gone back to."""
DATUMS: tuple[str, ...] = ("", "CGCS2000", "WGS-84", "GCJ-02", "BD-09")
CHANGES: tuple[dt.date, ...] = (dt.date(2026, 3, 14), dt.date(2026, 3, 15))
"""The last day of three zones in reserves, and the first of two."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The area of this session; `token` tells one from another, `how` is drawn, file or pasted."""

    area: Area
    notes: tuple[Note, ...]
    how: str
    token: str


# ---- the area of the session --------------------------------------------------------------------------------------------

def asked() -> Asked | None:
    """Return the area that is asked about."""
    back: list[Asked] = st.session_state.get("plan_areas", [])
    return back[-1] if back else None


def ask(how: str, read: Callable[[], tuple[Area, tuple[Note, ...]]], *, move: bool) -> None:
    """Take an area, or keep the fault of reading it; `move` lets the map go there."""
    st.session_state["plan_draw"] = ""
    try:
        area, notes = read()
    except GeomonError as error:
        st.session_state["plan_fault"] = error
        return
    st.session_state.pop("plan_fault", None)
    number = st.session_state["plan_number"] = st.session_state.get("plan_number", 0) + 1
    found = Asked(area, notes, how, f"area{number}")
    st.session_state["plan_areas"] = [*st.session_state.get("plan_areas", []), found][-MOST_BACK:]
    if move:
        west, south, east, north = area.geometry.bounds
        dx, dy = (east - west) * 0.6 + 0.002, (north - south) * 0.6 + 0.002
        st.session_state["plan_fit"] = found.token, ((south - dy, west - dx), (north + dy, east + dx))


def take_link() -> None:
    """Take the area and the swipe of the address, when somebody opened a link or loaded the page again."""
    text, swipe = st.query_params.get("area", ""), st.query_params.get("swipe", "")
    written: dict[str, str] = st.session_state.setdefault("plan_written", {})
    if text and text != written.get("area"):
        written["area"] = text
        if read := planning_link.read(text):
            area, how = read
            ask(how, lambda: (area, ()), move="view" not in st.query_params)
        else:
            st.session_state["plan_fault"] = InputError("the area of this link is not known here.", where=t("Link"),
                                                        how="Draw it again, or ask for its file.")
    if swipe and swipe != written.get("swipe"):
        written["swipe"] = swipe
        planning_swipe.take_link(swipe)


def link(service: Service) -> dict[str, str]:
    """Return the area and the swipe as the address holds them."""
    found = asked()
    own = {"area": planning_link.write(found) if found else "", "swipe": planning_swipe.link(service)}
    st.session_state["plan_written"] = own
    return {name: text for name, text in own.items() if text}


def undo() -> None:
    """Go back to the area before."""
    st.session_state["plan_areas"] = st.session_state.get("plan_areas", [])[:-1]
    st.session_state.pop("plan_fault", None)


def start_drawing() -> None:
    """Let the map take corners, or stop it."""
    drawing = st.session_state.get("plan_draw", "")
    number = st.session_state["plan_drawings"] = st.session_state.get("plan_drawings", 0) + 1
    st.session_state["plan_draw"] = "" if drawing else f"draw{number}"
    st.session_state.pop("plan_fault", None)


def drawn(click: Click) -> None:
    """Take what was drawn on the map; no corners means that it was given up."""
    from geomon.service.areas import area_from_drawing

    st.session_state["plan_draw"] = ""
    if not click.ring:
        return
    shape = {"type": "Polygon", "coordinates": [[*click.ring, click.ring[0]]]}
    ask("drawn", lambda: (area_from_drawing(shape, metres_a_pixel=click.metres_a_pixel, name=t("Drawn area")), ()), move=False)


# ---- tools --------------------------------------------------------------------------------------------------------------

def tools(service: Service, layers: Sequence[Layer]) -> None:
    """Draw the left pane: how to give an area, the date, the layers, the legend."""
    with st.container(height=TALL, border=False, key="toolsbody"):
        head(t("Area"))
        with st.container(key="areatools"):
            drawing = st.session_state.get("plan_draw", "")
            st.button(t("Stop drawing") if drawing else t("Draw an area"), key="plan_draw_button", type="primary", width="stretch",
                      icon=":material/close:" if drawing else ":material/polyline:", on_click=start_drawing)
            upload(service)
            paste()
            if asked():
                st.button(t("Back to the area before") if len(st.session_state["plan_areas"]) > 1 else t("Take the area away"),
                          key="plan_undo", icon=":material/undo:", width="stretch", on_click=undo)
        if error := st.session_state.get("plan_fault"):
            door.show(error)
        dates(service)
        planning_swipe.controls(service, layers)
        planning_layers.controls(service, layers)
        planning_legend.legend(service, layers, as_of(service))
        prints(service, layers)


def prints(service: Service, layers: Sequence[Layer]) -> None:
    """Draw what can be printed: a sheet for each site that the area holds, or may hold."""
    found = asked()
    answer = answered(service, found) if found else None
    ids = tuple(str(ident) for ident in answer.sites["id"]) if answer is not None and len(answer.sites) else ()
    planning_print.controls(service, as_of(service), layers, ids, planning_link.write(found) if found else "")


def upload(service: Service) -> None:
    """Draw the choice of a file, with what its numbers mean where it does not say."""
    with st.popover(t("From a file"), icon=":material/upload_file:", width="stretch", key="planfile"):
        st.markdown(t("gpkg, geojson, shp (with its other files, or zipped), kml, dxf, csv or xlsx with corners"))
        datum = datum_choice("w_file_datum")
        number = st.session_state.setdefault("plan_files", 0)
        with st.container(key="planupload"):
            markup.style(words_of_uploader("planupload", t("Choose a file"), t("50 MB at most")))
            key = f"plan_files_{number}"

            def take() -> None:
                if files := st.session_state[key]:
                    ask("file", lambda: from_files(service, files, datum), move=True)
                    st.session_state["plan_files"] = number + 1   # another key is an empty uploader

            st.file_uploader(t("Choose a file"), accept_multiple_files=True, key=key, label_visibility="collapsed", on_change=take)


def from_files(service: Service, files: Sequence[Any], datum: str) -> tuple[Area, tuple[Note, ...]]:
    """Return the area of uploaded files: one, or a shapefile with the files that belong to it.

    Raises
    ------
    GeomonError
        As `area_from_file` says; InputError when there are several areas to choose from.
    """
    with tempfile.TemporaryDirectory(prefix="geomon-") as folder:
        paths = []
        for file in files:
            path = Path(folder) / safe_name(file.name)
            path.write_bytes(file.getbuffer())
            paths.append(path)
        first = [path for path in paths if path.suffix.lower() == ".shp"] or paths
        if len(first) > 1:
            how = t("Choose one, or a shapefile with its other files.")
            raise InputError(t("several files were chosen."), where=first[1].name, how=how)
        return service.area_from_file(first[0], datum=datum)


def paste() -> None:
    """Draw the field for corner points."""
    from geomon.service.areas import area_from_text

    with st.popover(t("Paste corner points"), icon=":material/content_paste:", width="stretch", key="planpaste"):
        st.markdown(t("One a line, in the order of the border: degrees in any notation, or metres with the zone before the easting."))
        datum = datum_choice("w_text_datum")
        st.text_area(t("Corner points"), key="plan_text", height=180, label_visibility="collapsed",
                     placeholder="106.8801, 39.3802\n106.9102, 39.3802\n106.9102, 39.3905")

        def take() -> None:
            text = st.session_state["plan_text"] or ""
            ask("pasted", lambda: area_from_text(text, datum=datum, name=t("Pasted corners")), move=True)

        st.button(t("Ask about these corners"), key="plan_text_take", type="primary", width="stretch", on_click=take)


def datum_choice(name: str) -> str:
    """Draw the choice of a datum for numbers that do not say theirs."""
    unsaid = t("not known (1,000 m more or less)")
    found = st.selectbox(t("Datum, where it is not said"), DATUMS, key=f"{name}_{language()}", format_func=lambda datum: datum or unsaid)
    return str(found or "")


def dates(service: Service) -> None:
    """Draw the date that zones and tasks hold on, and the days on which zones changed."""
    head(t("Zones and tasks as of"))
    own, day = service.settings.today(), as_of(service)
    options = tuple(dict.fromkeys((own, *CHANGES)))
    with st.container(key="plandates"):
        with st.container(horizontal=True, vertical_alignment="center"):
            date_picker(service)
        key = state.fill("w_plan_day", day if day in options else None)

        def take() -> None:
            chosen = st.session_state[key]
            state.change(as_of=chosen if chosen and chosen != own else None)

        st.segmented_control(t("Days on which zones changed"), options, key=key, label_visibility="collapsed", width="stretch",
                             on_change=take, format_func=lambda option: f"{option:%Y-%m-%d}")
    if st.session_state.get("plan_day", day) != day:
        st.session_state["plan_day"] = day
        st.rerun()                                        # the whole page: the date is part of its link
    st.session_state["plan_day"] = day


# ---- map and verdict ----------------------------------------------------------------------------------------------------

def panes(service: Service, layers: Sequence[Layer], middle: Any, right: Any) -> None:
    """Draw the map and what the area meets."""
    if (click := map_pane.pressed("planarea")) is not None and taken(click):
        again()
    situation, found = service.situation(as_of(service)), asked()
    answer = answered(service, found) if found else None
    chosen = st.session_state.get("plan_chosen", "")
    fit: tuple[str, Bounds] | None = st.session_state.get("plan_fit")

    def planned_on(day: dt.date) -> Planned | None:
        there = planning_verdict.answer_on(service, found, day) if found else None
        return dataclasses.replace(shape, edit=False) if (shape := planned(found, there)) else None

    look = map_pane.Look(Filter(), chosen, layers=planning_layers.visible(layers), shade=False, draw=st.session_state.get("plan_draw", ""),
                         planned=planned(found, answer), opacities=planning_layers.opacities(layers), fit=fit, tools=True, link=True,
                         compare=planning_swipe.beyond(service, layers, situation.as_of, planned_on))
    with right, st.container(key="verdict"):                 # first: it says whether the map shows pictures from above
        chosen_row(chosen)
        planning_verdict.verdict(service, found, answer, {layer.id: layer for layer in layers})
        seen = planning_sites.above(service, situation, chosen)
    with middle, st.container(key="planmap"):
        look = on_map(look, seen, situation.as_of, "planarea")
        click = map_pane.place_map(service, home.base(), situation, look, "planarea", height=TALL)
    if click is not None and taken(click):
        again()


def taken(click: Click) -> bool:
    """Take a site or an area from the map; return whether it was one."""
    if click.kind == "drawn":
        drawn(click)
    return click.kind == "drawn" or planning_sites.answer(click)


def again() -> None:
    """Run the page again: the fragment alone where that is what ran, else all of it."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def answered(service: Service, found: Asked) -> Overlay:
    """Return what the area meets on the date of the page; kept until area, date, register or a layer is another."""
    day = as_of(service)
    key = found.token, day, service.version(), service.catalog().layers
    kept = st.session_state.get("plan_answer")
    if kept is None or kept[0] != key:
        with st.spinner(t("Measuring …"), show_time=False):
            st.session_state["plan_answer"] = kept = key, service.overlay(found.area, day, found.notes)
    answer: Overlay = kept[1]
    return answer


def planned(found: Asked | None, answer: Overlay | None) -> Planned | None:
    """Return the area as the map shows it, with what of it lies in protected areas."""
    if found is None or answer is None:
        return None
    return Planned(f"{found.token} {answer.as_of}", found.area.geometry, answer.overlaps(), edit=found.how != "file")
