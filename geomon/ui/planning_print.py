"""Printing: the view of the map as a sheet (a page of its own, opened by the map's button), and one sheet a site in one file."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geomon.errors import InputError
from geomon.layers import Layer
from geomon.ui import planning_layers, planning_link, sign_in_page
from geomon.ui.parts import head
from geomon.ui.words import language, nt, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.mapsheets import Desk

_VIEW = re.compile(r"(-?\d{1,3}(?:\.\d+)?)/(-?\d{1,2}(?:\.\d+)?)/(\d{1,9}(?:\.\d+)?)")
"""longitude/latitude/width in metres, as the map's button writes it."""


def desk_of(service: Service, day: dt.date, lang: str, layers: Sequence[Layer], area: str = "") -> Desk:
    """Return what sheets are drawn from; `area` is the asked area as the address holds it."""
    from geomon.service.mapsheets import Desk

    found = planning_link.read(area) if area else None
    return Desk(service.situation(day), service.counties(), layers, service.areas_on, lang, found[0] if found else None,
                {layer.id: layer for layer in service.catalog().layers})


def view_page(service: Service, query: Mapping[str, str]) -> str:
    """Return the page of a view: `at` is longitude/latitude/width, `on` the date, `layers` ids, `area` and `lang` as in the app's address.

    Raises
    ------
    InputError
        If `at` or `on` is none.
    """
    from geomon.export.mapsheet import sheets_html
    from geomon.service.mapsheets import view_sheet

    place = _VIEW.fullmatch(query.get("at", ""))
    lang = "en" if query.get("lang") == "en" else "zh"
    try:
        day = dt.date.fromisoformat(query.get("on", ""))
    except ValueError:
        place = None
    if place is None or not 10 <= float(place[3]) <= 20_000_000 or abs(float(place[2])) > 84:
        raise InputError("the address names no view to print.", where="print", how="Use the printer on the map.")
    asked = {name for name in query.get("layers", "").split(",") if name}
    layers = [layer for layer in planning_layers.areas(service.catalog().layers) if layer.id in asked]
    desk = desk_of(service, day, lang, layers, query.get("area", ""))
    title = desk.asked.name if desk.asked else service.settings.title if lang == "zh" else service.settings.title_en
    lon = math.remainder(float(place[1]), 360)
    return sheets_html([view_sheet(desk, title, (lon, float(place[2])), float(place[3]))], lang, landscape=True)


def sites_page(service: Service, day: dt.date, lang: str, layers: Sequence[Layer], ids: Sequence[str], area: str = "") -> str:
    """Return one page with a sheet for each of these sites, in their order."""
    from geomon.export.mapsheet import sheets_html
    from geomon.service.mapsheets import MOST_SHEETS, site_sheet

    desk = desk_of(service, day, lang, layers, area)
    return sheets_html([site_sheet(desk, service.card(ident, day)) for ident in ids[:MOST_SHEETS]], lang)


def controls(service: Service, day: dt.date, layers: Sequence[Layer], ids: Sequence[str], area: str = "") -> None:
    """Draw the button for one sheet a site, and say where the view is printed."""
    head(t("Print"))
    with st.container(key="planprint"):
        button(service, day, layers, ids, area)
        st.markdown(f":gray[{t('The printer on the map prints what the map shows.')}]")


def button(service: Service, day: dt.date, layers: Sequence[Layer], ids: Sequence[str], area: str = "") -> None:
    """Draw the button that makes one sheet for each of these sites, when it is pressed."""
    from geomon.service.mapsheets import MOST_SHEETS

    if not sign_in_page.allowed(service, "download"):
        return
    if not ids:
        st.markdown(f":gray[{t('One sheet a site: give an area with sites in it, or ask about all sites.')}]")
        return
    lang, count = language(), min(len(ids), MOST_SHEETS)
    drawn = [layer for layer in planning_layers.areas(layers) if planning_layers.shown().get(layer.id, True)]
    st.download_button(
        nt("{n} sheet, one a site", "{n} sheets, one a site", count),
        lambda: sites_page(service, day, lang, drawn, ids, area).encode("utf-8"), f"{t('sites')}-{day}.html",
        key="plan_sheets", on_click="ignore", icon=":material/print:", mime="text/html", width="stretch",
        help=t("A page for the printer: map, legend, scale, CRS, tasks of each site."))
    if len(ids) > MOST_SHEETS:
        words = t("The first {n} of {all}; a smaller area or distance gives the others.", n=MOST_SHEETS, all=len(ids))
        st.markdown(f":gray[{words}]")
