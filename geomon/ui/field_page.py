"""Field: the inspector's page. What is near and what presses, one site at a time for one hand, visits, and the round of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.situation import Filter, Situation
from geomon.ui import door, field_list, field_site, field_state, field_today, field_visit, home, map_pane, markup, state
from geomon.ui.field_search import search_box
from geomon.ui.field_view import Here, Look, Near, sites_near
from geomon.ui.filters import as_of, cities
from geomon.ui.parts import empty, handle
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.service import Hit, Service

MAP = 620


def draw(service: Service) -> None:
    """Draw the page Field."""
    field_state.take_link()
    panes(service)


@st.fragment
def panes(service: Service) -> None:
    """Draw list and site; a fragment, so that a touch runs no more than this, with a door of its own."""
    door.guarded(lambda: _panes(service))


def _panes(service: Service) -> None:
    look, view, catalog, day = field_state.look(), state.view(), service.catalog(), as_of(service)
    with st.spinner(t("Computing the lights …"), show_time=False):
        situation = service.situation(day)
    within = cities(catalog)
    counties = tuple(dict.fromkeys(n for name in view.areas for n in within.get(name, (name,))))
    near = sites_near(situation, look, Filter(counties=counties, layers=view.layers, lights=view.lights))
    layers = {layer.id: layer for layer in catalog.layers}
    left, right = st.columns([430, 730], gap="small")
    with left, st.container(key="fieldlist"):
        field_list.head(look, day)
        searching = search_box(service, day, "field_text", field_state.open_site, _stand)
        if not searching:
            field_list.controls(look, catalog)
            if look.here is None or st.session_state.get("field_where"):
                field_list.where(catalog, middles(service))
            first = str(near.rows["id"].iloc[0]) if len(near.rows) else ""
            if look.sort == "today":
                first = field_today.today(service, situation, look, layers)
            else:
                field_list.rows(service, look, near, layers, day)
        markup.field_part("", field_visit.words(), "field_part", locate="field_locate", ask=look.here is None,
                          position=lambda: field_state.heard_position("field_part"))
        if not searching:
            field_list.thumb(look, first)
    on_map = bool(st.session_state.get("field_map"))
    with right, st.container(key="fieldsite"):
        if look.site or on_map:
            with st.container(key="field_open"):                       # a phone shows one of the two: the style sheet looks for this
                markup.show("<i></i>")
        if on_map:
            tap_map(service, situation, look)
        else:
            site(service, situation, look, near)
    field_state.write_link()


def site(service: Service, situation: Situation, look: Look, near: Near) -> None:
    """Draw the page of the open site; where none is open, of the first in the list, which a phone does not show."""
    first = str(near.rows["id"].iloc[0]) if len(near.rows) else ""
    ident = look.site or first
    if not ident:
        empty("ads_click", t("Choose a site"), t("Its page opens here."))
    elif ident not in set(situation.sites["id"]):
        st.button(t("Near me"), icon=":material/arrow_back:", type="tertiary", key="field_back", on_click=field_state.open_site, args=("",))
        empty("link_off", t("This link names something that is gone"), t("It is not in the register any more; choose another in the list."))
    else:
        card = service.card(ident, situation.as_of)
        layers = {layer.id: layer for layer in service.catalog().layers}
        field_site.site_page(service, card, layers.get(card.site.layer), look, situation.as_of)
        mark = "background: var(--tint) !important; box-shadow: inset 3px 0 var(--c);"
        rule = f'.st-key-fieldlist [class*="_near{handle(ident)}"] button {{ {mark} }}'
        markup.style(f"@media (min-width: 641px) {{ {rule} }}")            # on a phone the list and the site are never side by side


def tap_map(service: Service, situation: Situation, look: Look) -> None:
    """Draw the map on which a tap says where one is."""
    st.button(t("Back to the list"), icon=":material/arrow_back:", type="tertiary", key="field_map_back", on_click=_close_map)
    st.markdown(f"**{t('Tap where you stand')}**")
    with st.container(key="fieldmap"):
        click = map_pane.place_map(service, home.base(), situation, map_pane.Look(Filter(), look.site, taps=True), "tapmap", MAP)
    tapped = map_pane.tap_of("tapmap")
    if click is not None and click.kind == "site" and (placed := _place_of(situation, click.site)):
        tapped = placed
    if tapped and tapped != st.session_state.get("field_tapped"):
        st.session_state["field_tapped"] = tapped
        field_state.stand(Here(round(tapped[0], 6), round(tapped[1], 6), None, "map"))
        st.rerun(scope="fragment")


def _place_of(situation: Situation, ident: str) -> tuple[float, float] | None:
    row: Any = situation.sites[situation.sites["id"] == ident]
    return (float(row["lon"].iloc[0]), float(row["lat"].iloc[0])) if len(row) else None


def _close_map() -> None:
    st.session_state["field_map"] = False


def _stand(hit: Hit) -> None:
    """Take coordinates that were typed as where the person is."""
    if hit.lon is not None and hit.lat is not None:
        field_state.stand(Here(hit.lon, hit.lat, None, "typed"))


def middles(service: Service) -> dict[str, tuple[float, float]]:
    """Return a point inside each county, degrees."""
    frame = service.counties()
    points = frame.geometry.representative_point()
    return {str(name): (round(float(p.x), 5), round(float(p.y), 5)) for name, p in zip(frame["name"], points, strict=True)}
