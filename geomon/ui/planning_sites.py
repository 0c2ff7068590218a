"""Planning by sites: which of them lie in or near a protected area, with metres, hectares, and "cannot tell" with its reason."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geomon.layers import Layer
from geomon.render.map import Click
from geomon.situation import Filter, Situation
from geomon.text import for_page
from geomon.ui import home, map_pane, markup, planning_print, state
from geomon.ui.card_imagery import from_above, on_map
from geomon.ui.parts import about_place, empty, esc, handle, head, lamp, sym
from geomon.ui.verdict import Verdict, judge
from geomon.ui.view import MOST_IDS, View
from geomon.ui.words import N, days_words, light_name, metres_words, nt, pick, place, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.above import Seen

LAYER = "protected_area"
LICENCE = N("Facts with their sources row by row")
"""What the layers that geomon brings say of their source; another layer's own words are shown as they are."""
DISTANCES: tuple[int, ...] = (0, 500, 1000, 5000)
TALL = 812
GROUPS = ("inside", "near", "unsure")
ICONS = {"inside": "block", "near": "warning", "unsure": "help"}


def controls(service: Service, layer: Layer) -> int:
    """Draw the distance and the areas that the answer rests on; return the distance in metres."""
    metres = chooser()
    area_list(service.layer_features(LAYER), layer.geometry == "box", layer)
    return metres


def judged(service: Service, situation: Situation, layer: Layer, metres: int) -> tuple[Verdict, ...]:
    """Return what holds of each site and area within a distance."""
    with st.spinner(t("Measuring …"), show_time=False):
        return judge(service.protected_near(float(metres), situation.as_of), situation, metres, boxes=layer.geometry == "box")


def middle(service: Service, situation: Situation, found: tuple[Verdict, ...], seen: Seen | None) -> None:
    """Draw the map with the sites concerned, and the pictures of the chosen one where they are asked for."""
    chosen = st.session_state.get("plan_chosen", "")
    ids = tuple(dict.fromkeys(v.site for v in found))[:MOST_IDS] or ("-",)
    go = None if seen else _go(situation, chosen)
    look = map_pane.Look(Filter(ids=ids), chosen, layers=(LAYER,), shade=False, go=go, tools=True)
    click = map_pane.place_map(service, home.base(), situation, on_map(look, seen, situation.as_of, "plan"), "plan", height=TALL)
    if click is not None and answer(click):
        st.rerun(scope="fragment")


def answer(click: Click) -> bool:
    """Choose the site that was clicked; return whether one was."""
    if click.kind == "site":
        st.session_state["plan_chosen"] = click.site
    return click.kind == "site"


def above(service: Service, situation: Situation, chosen: str) -> Seen | None:
    """Draw the chosen site from above; return it where the map shall show it too."""
    if chosen not in situation.rows_by_id("sites"):
        return None
    return from_above(service, chosen, situation.as_of, name=str(situation.site(chosen)["name"]))


def chooser() -> int:
    """Draw the choice of distance and return it in metres; 0 is inside only."""
    head(t("Distance"), t("metres on the ground"))
    with st.container(key="distance"):
        exact = state.fill("w_metres", st.session_state.get("metres", 1000))

        def take(key: str) -> None:
            value = st.session_state[key]
            if value is not None:
                st.session_state["metres"] = int(value)

        step = state.fill("w_step", st.session_state.get("metres", 1000) if st.session_state.get("metres", 1000) in DISTANCES else None)
        st.segmented_control(
            t("Distance"),
            DISTANCES,
            key=step,
            label_visibility="collapsed",
            width="stretch",
            on_change=take,
            args=(step,),
            format_func=lambda m: t("inside") if m == 0 else metres_words(m),
        )
        st.number_input(
            t("Distance in metres"), 0, 50000, key=exact, step=100, label_visibility="collapsed", on_change=take, args=(exact,)
        )
    return int(st.session_state.get("metres", 1000))


def area_list(areas: Any, boxes: bool, layer: Layer) -> None:
    """Show which areas the answer rests on, and which it cannot: without a geometry, or known by a rectangle only."""
    placed = areas[~(areas.geometry.isna() | areas.geometry.is_empty)]
    extent = placed[placed.geometry.geom_type.isin(("Polygon", "MultiPolygon"))]
    bare = len(areas) - len(extent)
    head(t("Protected areas"), f"{len(extent)} / {len(areas)}")
    rows = "".join(
        f'<li><i class="zone{" box" if boxes else ""}"></i><span lang="zh">{esc(row["name"])}</span>'
        f"<small>{esc(hectares(row.get('area_ha')))}</small></li>"
        for _, row in extent.iterrows()
    )
    note = t("Dashed: only the rectangle round the area is known, not its border.") if boxes else ""
    words = nt("{n} area has no boundary here and is not judged.", "{n} areas have no boundary here and are not judged.", bare)
    lacking = f'<p class="mute">{esc(words)}</p>' if bare else ""
    with st.container(height=TALL, border=False, key="layersbody"):
        markup.show(
            f'<div class="gm keys"><ul class="zones">{rows}</ul><p class="mute">{esc(note)}</p>{lacking}'
            f'<p class="mute">{esc(t("source: {source}", source=t(layer.licence)))}</p></div>'
        )


def hectares(value: Any) -> str:
    """Return an area in hectares, or that it is not known."""
    return t("area unknown") if value is None or value != value else t("{area} ha", area=f"{float(value):,.0f}")


def choose(ident: str) -> None:
    """Ring a site of the list on the map."""
    st.session_state["plan_chosen"] = ident


def open_card(ident: str) -> None:
    """Open a site's card on the map page."""
    st.session_state["view"] = dataclasses.replace(View(as_of=state.view().as_of), chosen=ident)
    st.session_state["go"] = "map"


def verdict_list(service: Service, situation: Situation, found: tuple[Verdict, ...], metres: int, chosen: str, *, boxes: bool) -> None:
    """Draw the verdict: how many sites inside, near, and where nothing can be said, then the sites."""
    by = {group: [v for v in found if v.group == group] for group in GROUPS}
    titles = {"inside": t("Inside"), "near": t("Within {metres}", metres=metres_words(metres)), "unsure": t("Cannot tell")}
    sites = len({v.site for v in found})
    head(t("Sites inside") if metres == 0 else t("Sites inside or within {metres}", metres=metres_words(metres)), f"{sites:,}")
    with st.container(height=TALL, border=False, key="verdictbody"):
        if not found:
            empty("done_all", t("No site lies there"), t("Choose a larger distance; areas without a boundary are not judged."))
            return
        touched = {v.area: v.area_ha for v in found if v.group != "unsure"}
        total = sum(ha for ha in touched.values() if ha == ha)
        words = " · ".join(f"{titles[group]} {len(by[group])}" for group in GROUPS if by[group])
        tone = "red" if by["inside"] else "yellow" if by["near"] else "grey"
        measured = f'<p class="mute">{esc(t("Areas concerned: {n}, {ha} ha", n=len(touched), ha=f"{total:,.0f}"))}</p>' if touched else ""
        markup.show(f'<div class="gm {tone}"><div class="why">{esc(words)}</div>{measured}</div>')
        planning_print.button(service, situation.as_of, service.catalog().layers, tuple(dict.fromkeys(v.site for v in found)))
        if chosen and chosen in set(situation.sites["id"]):
            detail(service, situation, chosen, [v for v in found if v.site == chosen])
        for group in GROUPS:
            if by[group]:
                markup.show(f'<div class="grouphead {group}">{sym(ICONS[group])}<b>{esc(titles[group])}</b>'
                            f"<span>{len(by[group])}</span></div>")
                if group == "unsure" and boxes:
                    note = t(
                        "Only the rectangle round each area is known: it can show that a site is apart, never that it is inside or near."
                    )
                    markup.show(f'<p class="groupnote">{esc(note)}</p>')
                for verdict in by[group]:
                    row(situation, verdict)


def row(situation: Situation, verdict: Verdict) -> None:
    """Draw one site and area as a row; the reason stands where nothing can be said."""
    site = situation.site(verdict.site)
    far = t("inside") if verdict.group == "inside" else metres_words(verdict.metres) if verdict.metres else t("in the rectangle")
    second = f"{verdict.area} · {hectares(verdict.area_ha)}"
    label = f"**{for_page(site['name'])}** ~~{for_page(far)}~~ *{for_page(second)}*"
    st.button(
        label,
        key=f"row_{site['light']}_{handle(verdict.site)}_{handle(verdict.area)}",
        width="stretch",
        on_click=choose,
        args=(verdict.site,),
        help=pick(verdict.why, verdict.why_en) or None,
    )


def detail(service: Service, situation: Situation, chosen: str, verdicts: list[Verdict]) -> None:
    """Draw the chosen site: light, place, what holds for each area and why, and the way to its card."""
    site = situation.site(chosen)
    full = service.card(chosen, situation.as_of)
    lines = "".join(
        f'<li class="{"grey" if v.group == "unsure" else ""}">{sym(ICONS[v.group])}<div><b lang="zh">{esc(v.area)}</b>'
        f"<small>{esc(pick(v.why, v.why_en))}</small></div><span>{esc(metres_words(v.metres))}</span></li>"
        for v in verdicts)
    light = str(site["light"])
    why = " · ".join((light_name(light), days_words(site["days"], light), pick(full.reason, full.reason_en)))
    markup.show(
        f'<div class="gm {esc(light)} plandetail"><div class="top">{lamp(light, "big")}<div><h3 lang="zh">{esc(site["name"])}</h3>'
        f"<small>{esc(place(site['county']))} · {esc(about_place(full.site))}</small></div></div>"
        f'<div class="why">{esc(why)}</div><ul class="verdict">{lines}</ul></div>')
    with st.container(key="acts"):
        st.button(
            t("Open its card on the map"),
            icon=":material/open_in_new:",
            type="primary",
            key="plan_open",
            on_click=open_card,
            args=(chosen,),
        )


def _go(situation: Situation, chosen: str) -> tuple[float, float, str] | None:
    """Return where the map should move when another row was chosen."""
    at = situation.sites[situation.sites["id"] == chosen]
    if not len(at) or pd.isna(at["lon"].iloc[0]):
        return None
    return float(at["lon"].iloc[0]), float(at["lat"].iloc[0]), chosen
