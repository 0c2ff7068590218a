"""The map: filters, tiles that count and filter, list, map, card. A click changes what is chosen and nothing else: no reload, no pan."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geomon.crs import distances_m
from geomon.layers import Layer
from geomon.model import SITE_LAYERS
from geomon.render.map import Click
from geomon.service.searching import read_places
from geomon.situation import Situation, Table
from geomon.ui import door, home, map_pane, markup, patch_card, patch_list, state, take_away
from geomon.ui.card import site_card, task_card
from geomon.ui.card_acts import acts
from geomon.ui.card_early import early_card, early_note
from geomon.ui.card_imagery import from_above, on_map
from geomon.ui.parts import chosen_row, empty, esc, head, site_row, task_row, tiles
from geomon.ui.view import EVERY, WINDOWS, Selection, View, county_only, select
from geomon.ui.words import LAYERS, nt, place, t

if TYPE_CHECKING:
    from geomon.service import Catalog, Hit, Service, TaskCard
    from geomon.service.above import Seen
    from geomon.service.patches import Patch

CARD = 712
"""Height in pixels before the style sheet fits it to the window."""
TABLES: tuple[Table, Table] = ("sites", "tasks")


def draw(service: Service) -> None:
    """Draw the map page."""
    catalog = service.catalog()
    filters(service, catalog)
    panes(service)


def as_of(service: Service) -> dt.date:
    """Return the date shown: the person's, else the workspace's."""
    return state.view().as_of or service.settings.today()


def cities(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return the counties of each city."""
    found: dict[str, list[str]] = {city: [] for city in catalog.cities}
    for name, city, _ in catalog.counties:
        found.setdefault(city, []).append(name)
    return {city: tuple(names) for city, names in found.items()}


def filters(service: Service, catalog: Catalog) -> None:
    """Draw the filter bar; each widget is filled from the view and changes it."""
    view = state.view()
    areas = {name: city for city, names in cities(catalog).items() for name in (city, *names)}
    with st.container(horizontal=True, key="filters", vertical_alignment="center"):
        key = state.fill("w_text", view.text)
        st.text_input(
            t("Search"),
            key=key,
            placeholder=t("name, pinyin, number, coordinates"),
            icon=":material/search:",
            label_visibility="collapsed",
            width=188,
            on_change=state.taker(key, "text"),
        )
        key = state.fill("w_areas", [name for name in view.areas if name in areas])
        st.multiselect(
            t("City or county"),
            list(areas),
            key=key,
            placeholder=t("All cities"),
            label_visibility="collapsed",
            width=150,
            format_func=lambda name: place(name) if areas[name] == name else f"{place(areas[name])} · {place(name)}",
            on_change=state.taker(key, "areas", tuple),
        )
        key = state.fill("w_unit", view.units[0] if view.units else "")
        st.selectbox(
            t("Unit"),
            ["", *catalog.units],
            key=key,
            format_func=lambda name: name or t("All units"),
            label_visibility="collapsed",
            width=136,
            on_change=state.taker(key, "units", lambda name: (name,) if name else ()),
        )
        key = state.fill("w_window", view.window)
        windows = WINDOWS if view.window in WINDOWS else (*WINDOWS, view.window)
        st.selectbox(
            t("Deadline"),
            windows,
            key=key,
            format_func=window_words,
            label_visibility="collapsed",
            width=116,
            on_change=state.taker(key, "window"),
        )
        layer_pills(view, catalog)
        st.space("stretch")
        date_picker(service)


def layer_pills(view: View, catalog: Catalog) -> None:
    """Draw the five layers of sites and one pill for the other named places."""
    others = tuple(layer.id for layer in catalog.layers if layer.kind == "other")
    icons = {layer.id: layer.icon for layer in catalog.layers if layer.id in SITE_LAYERS} | ({"other": "more_horiz"} if others else {})

    def take() -> None:
        chosen = st.session_state[key]
        state.change(layers=tuple(name for name in chosen if name != "other") + (others if "other" in chosen else ()))

    shown = [name for name in icons if name in view.layers] + (["other"] if not set(others).isdisjoint(view.layers) else [])
    key = state.fill("w_layers", shown)
    st.pills(
        t("Layers"),
        list(icons),
        key=key,
        format_func=lambda key: f":material/{icons[key]}: {t(LAYERS[key])}",
        selection_mode="multi",
        label_visibility="collapsed",
        on_change=take,
    )


def date_picker(service: Service) -> None:
    """Draw the date that all lights are computed for; it opens on the workspace's own."""
    own = service.settings.today()
    key = state.fill("w_as_of", as_of(service))
    words = t("as of") if service.settings.as_of is None else t("demo date") if as_of(service) == own else t("as of")
    st.markdown(f":gray[{words}]", width="content")
    st.date_input(
        t("As of"),
        key=key,
        label_visibility="collapsed",
        width=124,
        format="YYYY-MM-DD",
        min_value=dt.date(2000, 1, 1),
        max_value=dt.date(2100, 12, 31),
        help=t("All lights are computed for this day. The demo opens on {day}, when its newest report was out.", day=own)
        if service.settings.as_of
        else t("All lights are computed for this day."),
        on_change=state.taker(key, "as_of", lambda day: day if day != own else None),
    )


def window_words(window: str) -> str:
    """Return the words for a window of due dates."""
    if window in ("", "over"):
        return t("Past due") if window else t("Any deadline")
    return t("Due in {month}", month=window) if "-" in window else t("Due in {n} days", n=window)


def toggle(light: str) -> None:
    """Put a light into the filter or take it out; "" takes all out."""
    on = state.view().lights
    state.change(lights=tuple(x for x in on if x != light) if light in on else (*on, light) if light else ())


def choose(ident: str) -> None:
    """Open the card of a site or a task."""
    state.change(chosen=ident)


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


def set_mode(key: str) -> None:
    """Let the list count sites or tasks; what was chosen of the other kind is let go."""
    state.change(mode=st.session_state[key] or "sites", chosen="")


def listing(service: Service, situation: Situation, view: View, shown: Selection, layers: Mapping[str, Layer],
            patches: Sequence[Patch] | None = ()) -> None:
    """Draw the list in order of urgency, a page at a time, with what narrows it; or the patches."""
    with st.container(horizontal=True, key="listhead", vertical_alignment="center"):
        near = view.mode == "sites" and bool(read_places(view.text))
        if view.mode == "patches":
            head(t("Open ones first"), patch_list.counted(patches))
        else:
            head(t("Nearest first") if near else t("Most urgent first"), f"{len(shown.order):,} / {sum(shown.counts.values()):,}")
        st.space("stretch")
        key = state.fill("w_mode", view.mode)
        st.segmented_control(
            t("The list counts"),
            ["sites", "tasks", *(["patches"] if patch_list.has_layers(service) else [])],
            key=key,
            label_visibility="collapsed",
            required=True,
            format_func=lambda mode: {"sites": t("Sites"), "tasks": t("Tasks"), "patches": t("Patches")}[mode],
            on_change=set_mode, args=(key,),
        )
    if view.mode == "patches":
        with st.container(height=CARD, border=False, key="listbody"):
            patch_list.draw(service, situation, patches, view.page)
        return
    chips(view, sum(ident in situation.rows_by_id("sites") for ident in situation.changed))
    rows, page, pages = shown.page(view.page)
    with st.container(height=CARD, border=False, key="listbody"):
        for _, row in rows.iterrows():
            if view.mode == "tasks":
                task_row(row, choose)
            else:
                site_row(row, layers, choose)
        if not len(situation.sites) and not len(situation.tasks):
            empty("inbox", t("No task in the register yet"), t("Take one in on the page Documents; its sites appear here."))
        elif not len(rows):
            empty(
                "filter_alt_off",
                t("No task matches") if view.mode == "tasks" else t("No site matches"),
                t("Loosen the search or the lights; the map keeps its view."),
            )
        if page == pages - 1 and view.mode == "sites" and not view.narrowed():
            without_place(service, situation)
    with st.container(horizontal=True, key="pager", vertical_alignment="center"):
        st.button(
            ":material/chevron_left:",
            key="pager_back",
            disabled=page == 0,
            on_click=state.change,
            kwargs={"page": page - 1},
            help=t("Earlier rows"),
        )
        first = page * len(rows) + 1 if page < pages - 1 else len(shown.order) - len(rows) + 1
        st.text(f"{first:,}–{first + len(rows) - 1:,} / {len(shown.order):,}" if len(rows) else "0")
        take_away.button(service, situation.as_of, view, shown)
        st.button(
            ":material/chevron_right:",
            key="pager_on",
            disabled=page >= pages - 1,
            on_click=state.change,
            kwargs={"page": page + 1},
            help=t("Later rows"),
        )


def chips(view: View, changed: int) -> None:
    """Show the limits that have no widget of their own; a click takes one off.

    `changed` is how many sites the last import changed: where there are any, a click narrows to them.
    """
    if not (view.only or view.section or view.here or view.changed or changed):
        return
    with st.container(horizontal=True, key="chips"):
        if view.only:
            words = (
                t("Known to the county only") if view.only == EVERY else t("{county}: known to the county only", county=place(view.only))
            )
            st.button(
                words, icon=":material/close:", key="chip_only", on_click=state.change, kwargs={"only": "", "mode": "sites", "chosen": ""}
            )
        if view.section:
            short = view.section if len(view.section) <= 18 else f"{view.section[:18]}…"
            st.button(
                short.replace("[", "(").replace("]", ")"),
                icon=":material/close:",
                key="chip_section",
                on_click=state.change,
                kwargs={"section": ""},
            )
        if view.changed or changed:
            words = t("Changed by the last import") if view.changed else nt("{n} site changed by the last import",
                                                                            "{n} sites changed by the last import", changed)
            st.button(words, icon=":material/close:" if view.changed else ":material/difference:", key="chip_changed",
                      on_click=state.change, kwargs={"changed": not view.changed})
        if view.here:
            st.button(
                nt("{n} site at one place", "{n} sites at one place", len(view.here)),
                icon=":material/close:",
                key="chip_here",
                on_click=state.change,
                kwargs={"here": ()},
            )


def without_place(service: Service, situation: Situation) -> None:
    """Show what is on no map: names that could not be located, and how many tasks are known to their county only."""
    lost, wide = service.unlocated(), int(county_only(situation).sum())
    if wide:
        st.button(
            nt("{n} task is known to its county only", "{n} tasks are known to their county only", wide),
            key="wide",
            type="tertiary",
            icon=":material/list:",
            on_click=state.change,
            kwargs={"mode": "tasks", "only": EVERY, "chosen": ""},
            width="stretch",
        )
    if not lost:
        return
    lines = "".join(f"<li><b>{esc(item.name)}</b><small>{esc(item.why)}</small></li>" for item in lost[:200])
    title = nt("{n} place of the texts is not located", "{n} places of the texts are not located", len(lost))
    markup.show(f'<details class="lost"><summary>{esc(title)}</summary><ul>{lines}</ul></details>')


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
    with st.container(height=CARD, border=False, key="cardbody"):
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
            patch_card.draw(service, patch)
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
