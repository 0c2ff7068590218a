"""The list of the page Field: where one stands, what narrows the list, and the sites by distance or by urgency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from geomon.layers import Layer
from geomon.model import LIGHTS
from geomon.ui import field_state, markup, state
from geomon.ui.field_view import MOST_TODAY, RADII, SORTS, Here, Look, Near, arrow
from geomon.ui.filters import layer_pills
from geomon.ui.parts import GLYPHS, empty, esc, handle, row, short_layer, sym
from geomon.ui.words import N, light_name, metres_words, nt, place, t

if TYPE_CHECKING:
    from geomon.service import Catalog, Service

FIRST, MORE = 15, 30
"""Rows drawn first, twice what a phone shows, and how many more a touch brings: each row costs the phone 8 ms before anything is seen."""
SURE_M = 1000.0
"""Beyond this a row says how uncertain the place is."""
FAULTS: dict[str, str] = {
    "denied": N("The browser may not tell the position. Allow it in the browser's settings for this address, or choose another way."),
    "unavailable": N("The device finds no position. Step into the open and try again, or choose another way."),
    "timeout": N("No position within 20 seconds. Step into the open and try again, or choose another way."),
    "insecure": N("Browsers tell a position only to addresses with https. Choose another way, or ask whoever runs this for https."),
    "missing": N("This browser knows no positions. Choose another way."),
}


def head(look: Look, as_of: dt.date) -> None:
    """Draw the title with where the person stands and the day of the lights."""
    markup.show(
        f'<div class="gm phone head"><div class="top two"><div><h3>{esc(t("To see nearby"))}</h3>'
        f'<small>{esc(here_words(look.here))}</small></div><span class="chip">{sym("event")} {esc(t("lights of {day}", day=as_of))}</span>'
        "</div></div>")


def here_words(here: Here | None) -> str:
    """Return in words where the person stands and how sure that is."""
    if here is None:
        return t("no position yet: the most urgent first")
    if here.how == "device":
        when = _clock(here.at)
        return " · ".join(filter(None, [t("position ±{metres}", metres=metres_words(here.accuracy_m)), when]))
    if here.how == "county":
        return t("from the middle of {county}", county=place(here.name))
    return t("position tapped on the map") if here.how == "map" else t("position typed in")


def _clock(at: int) -> str:
    try:
        return f"{dt.datetime.fromtimestamp(at / 1000, tz=ZoneInfo(st.context.timezone or 'Asia/Shanghai')):%H:%M}" if at else ""
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        return ""


def where(catalog: Catalog, middles: Mapping[str, tuple[float, float]]) -> None:
    """Draw the ways to say where one is: measured, tapped, or by county; coordinates are typed into the search."""
    fault = st.session_state.get("field_fault", "")
    known = field_state.look().here is not None
    with st.container(key="where"):
        words = t(FAULTS[fault]) if fault in FAULTS else t("Where are you? A position lets the list begin with what is nearest.")
        role, icon = ("alert", "location_off") if fault else ("note", "near_me")
        markup.show(f'<p class="wherewords" role="{role}">{sym(icon)} {esc(words)}</p>')
        with st.container(horizontal=True, key="whereways"):
            if known:
                st.button(t("Use my position"), key="field_locate", icon=":material/my_location:", width="stretch")
            st.button(t("Tap on the map"), key="field_tap", icon=":material/touch_app:", width="stretch", on_click=open_map)
        counties = [name for name, _, _ in catalog.counties]
        st.selectbox(t("Or choose a county"), counties, key="field_county", index=None, placeholder=t("Or choose a county"),
                     format_func=place, label_visibility="collapsed", on_change=_take_county, args=(middles,))


def open_map() -> None:
    """Open the map, on which a tap says where one is."""
    st.session_state["field_map"] = True
    field_state.change(site="")


def _take_county(middles: Mapping[str, tuple[float, float]]) -> None:
    """Stand in the middle of a county."""
    name = str(st.session_state.get("field_county"))
    if name in middles:
        lon, lat = middles[name]
        field_state.stand(Here(lon, lat, None, "county", name))


def controls(look: Look, catalog: Catalog) -> None:
    """Draw order, radius and filter in two lines."""
    key = state.fill("w_sort", look.sort)
    labels = {"distance": t("By distance"), "urgency": t("By urgency"),
              "today": t("Today {n}", n=len(look.today)) if look.today else t("Today")}
    with st.container(key="mode"):
        st.segmented_control(t("Order"), SORTS, key=key, format_func=labels.__getitem__, label_visibility="collapsed", required=True,
                             width="stretch", on_change=lambda: field_state.change(sort=st.session_state[key] or "distance"))
    if look.sort == "today":
        return
    if look.sort == "distance" and look.here is not None:
        words = t("Nearest first; a place known only roughly counts as far as it is uncertain (±).")
        markup.show(f'<p class="mute listnote">{esc(words)}</p>')
    view = state.view()
    narrowed = len(view.layers) + len(view.lights) + len(view.areas)
    with st.container(horizontal=True, key="near_by", vertical_alignment="center"):
        with st.popover(t("Filter · {n}", n=narrowed) if narrowed else t("Filter"), icon=":material/tune:"):
            layer_pills(view, catalog)
            key_lights = state.fill("w_field_lights", list(view.lights))
            st.pills(t("Lights"), list(LIGHTS), key=key_lights, selection_mode="multi", label_visibility="collapsed",
                     format_func=lambda light: f"{GLYPHS[light]} {light_name(light)}",
                     on_change=lambda: state.change(lights=tuple(st.session_state[key_lights])))
            if narrowed:
                st.button(t("Take all off"), key="field_all", icon=":material/close:", on_click=state.change,
                          kwargs={"layers": (), "lights": (), "areas": ()})
        if look.here is not None:
            st.button(t("Change position"), key="field_rewhere", icon=":material/edit_location_alt:", type="tertiary", on_click=_rewhere)
            key_within = state.fill("w_within", look.within or None)
            st.pills(t("Radius"), list(RADII), key=key_within, format_func=lambda km: f"{km} km", label_visibility="collapsed",
                     on_change=lambda: field_state.change(within=st.session_state[key_within] or 0))


def _rewhere() -> None:
    st.session_state["field_where"] = not st.session_state.get("field_where")


def rows(service: Service, look: Look, near: Near, layers: Mapping[str, Layer], day: dt.date) -> None:
    """Draw the sites, each with a button that puts it on the day's list."""
    most = st.session_state.get("field_most", FIRST)
    with st.container(key="nearlist"):
        for _, site in near.rows.head(most).iterrows():
            site_line(service, look, site, layers)
        if not len(service.situation(day).sites):
            empty("inbox", t("No task in the register yet"), t("Take one in on the page Documents; its sites appear here."))
        elif not len(near.rows):
            empty("explore_off", t("No site within {n} km", n=look.within) if look.within else t("No site matches"),
                  t("Widen the radius or take the filter off; the day's list is unchanged."))
        if near.nowhere:
            words = nt("{n} more site is known to its county only and has no distance",
                       "{n} more sites are known to their county only and have no distance", near.nowhere)
            markup.show(f'<p class="mute listnote">{esc(words)}</p>')
        if len(near.rows) > most:
            st.button(nt("{n} more", "{n} more", len(near.rows) - most), key="field_more", icon=":material/expand_more:", width="stretch",
                      on_click=lambda: st.session_state.update(field_most=most + MORE))


def site_line(service: Service, look: Look, site: Any, layers: Mapping[str, Layer], number: str = "", leg: str = "") -> None:
    """Draw one site with its distance, and the button for the day's list."""
    ident, on = str(site["id"]), site["id"] in look.today
    second = " · ".join(filter(None, [leg or distance_words(look.here, site), place(site["county"]) or place(site["city"]),
                                      short_layer(layers.get(site["layer"]), site["layer"])]))
    visits = service.visits(ident)
    figure = t("seen {day}", day=f"{visits[0].day:%m-%d}") if visits else ""
    with st.container(horizontal=True, key=f"line_{handle(ident)}", vertical_alignment="center"):
        name, days = f"{number}{site['name']}", _days(site["days"])
        row(ident, str(site["light"]), name, days, second, figure, field_state.open_site, key="near")
        words = t("Take off the day's list") if on else t("Put on the day's list")
        icon = ":material/playlist_add_check:" if on else ":material/playlist_add:"
        st.button(words, key=f"put_{handle(ident)}", type="tertiary", icon=icon, on_click=field_state.toggle_today, args=(ident,),
                  disabled=not on and len(look.today) >= MOST_TODAY)


def _days(days: Any) -> float:
    return float(days) if days is not None else float("nan")


def distance_words(here: Here | None, site: Any) -> str:
    """Return how far and which way a site is, and how uncertain that is where it matters."""
    if site["method"] in ("county", "none") or site["lon"] is None or site["lon"] != site["lon"]:
        return t("county only")
    loose = f" ±{metres_words(site['accuracy_m'])}" if site["accuracy_m"] > SURE_M else ""
    if here is None or site["metres"] != site["metres"]:
        return loose.strip()
    return f"{metres_words(site['metres'])}{loose} {arrow(here, site['lon'], site['lat'])}"


def thumb(look: Look, first: str) -> None:
    """Draw the one thing to do next, where the thumb is; `first` is the site that the list begins with."""
    with st.container(key="thumb_list"):
        if look.here is None:
            st.button(t("Use my position"), key="field_locate", type="primary", icon=":material/my_location:", width="stretch")
        elif first:
            words = t("Start with the nearest") if look.sort == "distance" else t("Start with the first") if look.sort == "today" else t(
                "Start with the most urgent")
            st.button(words, key="field_start", type="primary", icon=":material/navigation:", width="stretch",
                      on_click=field_state.open_site, args=(first,))
