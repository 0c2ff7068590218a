"""The map: filters, tiles that count and filter, list, map, card. A click changes what is chosen and nothing else: no reload, no pan."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geomon.crs import distances_m
from geomon.layers import Layer
from geomon.render.map import Click
from geomon.service.searching import read_places
from geomon.situation import Situation, Table
from geomon.ui import door, filters, home, map_pane, markup, patch_card, patch_list, state
from geomon.ui.card import site_card, task_card
from geomon.ui.card_acts import acts
from geomon.ui.card_early import early_card, early_note
from geomon.ui.card_imagery import from_above, on_map
from geomon.ui.filters import as_of, cities
from geomon.ui.map_list import choose, listing
from geomon.ui.parts import chosen_row, empty, tiles
from geomon.ui.view import EVERY, Selection, select
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.service import Hit, Service, TaskCard
    from geomon.service.above import Seen
    from geomon.service.patches import Patch

TABLES: tuple[Table, Table] = ("sites", "tasks")


def draw(service: Service) -> None:
    """Draw the map page."""
    catalog = service.catalog()
    filters.bar(service, catalog)
    panes(service)


def toggle(light: str) -> None:
    """Put a light into the filter or take it out; "" takes all out."""
    on = state.view().lights
    state.change(lights=tuple(x for x in on if x != light) if light in on else (*on, light) if light else ())


@st.fragment
def panes(service: Service) -> None:
    """Draw tiles, list, map and card; a fragment, so that a click runs no more than this, with a door of its own."""
    door.guarded(lambda: _panes(service))


def _panes(service: Service) -> None:
    with st.spinner(t("Computing the lights …"), show_time=False):
        situation = service.situation(as_of(service))
    if (click := map_pane.pressed("map")) is not None:
        answer(click, situation)
    view, catalog = state.view(), service.catalog()
    layers = {layer.id: layer for layer in catalog.layers}
    place_asked = next(iter(read_places(view.text)), None)
    shown = select(situation, dataclasses.replace(view, text="") if place_asked else view, cities(catalog))
    if place_asked and view.mode == "sites":
        shown = nearest_first(shown, place_asked)
    tiles(shown.counts, view.lights, toggle)
    chosen = view.chosen or shown.first
    left, middle, right = st.columns([300, 690, 380], gap="small")
    with right, st.container(key="card"):        # first what a click asks for, last what is longest: the browser draws as it comes
        patches = patch_list.found(service, situation.as_of, view.mode, chosen)
        seen = card(service, situation, chosen, layers, patches)
    with middle, st.container(key="mapbox"):
        about = (view.only,) if view.only not in ("", EVERY) else view.areas
        go = (place_asked.lon or 0.0, place_asked.lat or 0.0, view.text) if place_asked else None
        look = map_pane.Look(shown.map, chosen, about, link=True, go=go, quick=view.mode == "sites" and not view.only)
        look = patch_list.on_map(on_map(look, seen, situation.as_of), patches, view.mode)
        click = map_pane.place_map(service, home.base(), situation, look, "map")
    if click is not None and answer(click, situation):
        state.write_link()
        st.rerun(scope="fragment")
    with left, st.container(key="list"):
        listing(service, situation, view, shown, layers, patches)
        chosen_row(chosen)
    markup.style(PHONE_CARD if view.chosen else PHONE_LIST)
    state.write_link()


def nearest_first(shown: Selection, place: Hit) -> Selection:
    """Return what a view shows with the sites in the order of their distance to coordinates that were searched for."""
    rows = shown.rows
    away = distances_m(rows["lon"].fillna(0.0), rows["lat"].fillna(0.0), place.lon or 0.0, place.lat or 0.0)
    away[~(rows["lon"].notna() & ~rows["method"].isin(("county", "none"))).to_numpy(dtype=bool)] = float("inf")
    return dataclasses.replace(shown, order=shown.order[away.argsort(kind="stable")])


def answer(click: Click, situation: Situation) -> bool:
    """Do what a click on the map asks for; return whether anything changed."""
    if click.kind == "county":
        state.change(only=click.county or click.name, mode="tasks", lights=(), section="", window="", chosen="")
    elif click.kind == "site":
        if state.view().mode != "sites":
            state.change(mode="sites")
        choose(click.site)
    elif click.kind == "area" and click.patch:
        state.change(mode="patches", chosen=click.patch)
    elif click.kind == "cell" and (at := map_pane.point_of("map")):
        away = (situation.sites["lon"] - at[0]) ** 2 + (situation.sites["lat"] - at[1]) ** 2
        near = situation.sites[situation.located & (away <= away.min() + 1e-10)]
        state.change(here=tuple(near["id"]), mode="sites", chosen=str(near["id"].iloc[0]))
    else:
        return False
    return True


PHONE_LIST = ".st-key-back { display: none; }"
"""A style sheet once given stays until another takes its place, so there is always one."""
PHONE_CARD = """@media (max-width: 640px) {
 .stColumn:has(.st-key-card) { position: fixed; inset: 0; width: 100% !important; min-width: 100% !important; z-index: 999992;
  overflow-y: auto; background: var(--panel); }
 .st-key-above_on_map { display: none; }
 .st-key-card { border: 0 !important; border-radius: 0 !important; }
 .st-key-back { display: flex !important; padding: 6px 8px 0; }
}"""


def card(service: Service, situation: Situation, chosen: str, layers: Mapping[str, Layer],
         patches: Sequence[Patch] | None = ()) -> Seen | None:
    """Draw the card of what is chosen; return what of it from above the map shall show."""
    with st.container(key="back"):
        st.button(
            t("Back to the list"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="card_back",
            on_click=state.change,
            kwargs={"chosen": ""},
        )
    day, site = situation.as_of, ""
    tasks: tuple[TaskCard, ...] = ()
    with st.container(height=map_pane.HEIGHT, border=False, key="cardbody"):
        table = next((one for one in TABLES if chosen and chosen in situation.rows_by_id(one)), None)
        if table and not service.is_read(hurry=True):
            early_card(service, situation.site(chosen) if table == "sites" else situation.task(chosen))
            return None
        if table == "sites":
            found = service.card(chosen, day)
            site, tasks = chosen, found.tasks
            markup.show(site_card(found, layers.get(found.site.layer), day))
        elif table == "tasks":
            mine = situation.sites[situation.sites["id"].isin(situation.task(chosen)["sites"])]
            names = tuple(
                str(name) if placed else t("{name} (known to the county only)", name=name)
                for name, placed in zip(mine["name"], ~mine["method"].isin(("county", "none")), strict=True))
            tasks = (service.task_card(chosen, day),)
            markup.show(task_card(tasks[0], day, names))
        elif patches is None:
            early_note(service, looks=True)
        elif (patch := next((one for one in patches if one.id == chosen), None)) is not None:
            patch_card.draw(service, patch, situation)
        elif chosen:
            empty(
                "link_off",
                t("This link names something that is gone"),
                t("It is not in the register any more; choose another in the list."),
            )
        else:
            empty("ads_click", t("Choose a site"), t("Click the map or the list; its evidence opens here."))
    seen = from_above(service, site, day)
    acts(service, site, tasks)
    return seen
