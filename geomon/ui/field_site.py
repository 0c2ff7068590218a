"""The page of one site, for one hand: how to get there, what to check, what the document says, who was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quoted

import streamlit as st

from geomon.crs import distance_m, to_bd09, to_gcj02
from geomon.layers import Layer
from geomon.render.pack import checks
from geomon.text import shortened
from geomon.ui import field_state, field_visit, markup, sign_in_page
from geomon.ui.card import quote, top, why
from geomon.ui.card_imagery import from_above
from geomon.ui.field_view import Here, Look, arrow
from geomon.ui.parts import esc, lamp, layer_name, sym
from geomon.ui.visits import clash_row, visit_row
from geomon.ui.words import METHODS, N, metres_words, nt, pick, place, t
from geomon.visits import Clash, Visit, clashes_of

if TYPE_CHECKING:
    from geomon.model import Site
    from geomon.service import Service, SiteCard, TaskCard

VISITS, PHOTOS = 3, 6
EXACT_M = 200.0
"""Beyond this a place is said to be a circle and not a point; a mine is no smaller."""
THUMB = 320
"""Pixels of a photo on the page; a touch opens it whole."""
EXIF: dict[str, str] = {
    "photo_bare": N("no time, no place"), "photo_far": N("taken elsewhere"), "photo_time": N("another time"),
    "photo_again": N("used twice"),
}
DATUMS: tuple[tuple[str, str], ...] = (
    ("WGS-84 / CGCS2000", N("GPS, Tianditu, most apps")), ("GCJ-02", N("Amap, Tencent")), ("BD-09", N("Baidu")),
)


def site_page(service: Service, card: SiteCard, layer: Layer | None, look: Look, day: dt.date) -> None:
    """Draw the page of a site on a day with the thumb's button under it."""
    site, visits = card.site, service.visits(card.site.id)
    with st.container(key="back_site"):
        st.button(t("Near me"), icon=":material/arrow_back:", type="tertiary", key="field_back", on_click=field_state.open_site, args=("",))
    field_visit.said(service, site.id)
    under = " · ".join(filter(None, [layer_name(layer, site.layer), place(site.county), nt("{n} task", "{n} tasks", len(card.tasks))]))
    with st.container(key="sitebody"):
        markup.show(f'<article class="gm phone {esc(card.light)}">{top(card.light, site.name, under, card.days)}'
                    f"{why(card.light, pick(card.reason, card.reason_en))}</article>")
        drafts = field_visit.draft_key(site.id, sign_in_page.name(service))
        forget = st.session_state.pop("visit_forget", "")
        markup.field_part(f'<div class="gm phone goes">{going(site, look.here)}</div>', field_visit.words(), "field_go",
                          draft=(forget, "") if forget and forget == drafts else None, position=_nothing)
        markup.show(f'<article class="gm phone {esc(card.light)}">{to_check(card.tasks, visits)}</article>')
        been(service, visits, clashes_of(visits))
        from_above(service, site.id, day, has_map=False)
    with st.container(horizontal=True, key="thumb_site"):
        on = site.id in look.today
        unsaved = field_visit.has_draft(site.id)
        if sign_in_page.allowed(service, "visit"):
            st.button(t("Go on with the unsaved visit") if unsaved else t("Record a visit"), key="field_record", type="primary",
                      icon=":material/edit_note:", width="stretch", on_click=field_visit.open_sheet, args=(site.id,))
        st.button(t("Take off the day's list") if on else t("Put on the day's list"), key="put_site", on_click=field_state.toggle_today,
                  icon=":material/playlist_add_check:" if on else ":material/playlist_add:", args=(site.id,))
    field_visit.sheet(service, card, look)


def _nothing() -> None:
    """Do nothing: the component tells nothing here."""


def going(site: Site, here: Here | None) -> str:
    """Return how to get to a site: how far, how sure, and its coordinates in the datum that each map wants; "" parts where it has none."""
    where = site.location
    if where.lon is None or where.lat is None or where.method in ("county", "none"):
        words = t("Known to {county} only: no point to go to. Ask for the way there.", county=place(site.county) or place(site.city))
        return f'<div class="go unsure">{sym("not_listed_location")}<div><b>{esc(words)}</b><small>{esc(where.why)}</small></div></div>'
    lon, lat = where.lon, where.lat
    far = f"{metres_words(distance_m((here.lon, here.lat), (lon, lat)))} {arrow(here, lon, lat)}" if here else t("Directions")
    sure = t("±{metres}, {how}", metres=metres_words(where.accuracy_m), how=t(METHODS[where.method]))
    note = ""
    if not where.accuracy_m:
        note = t("How exact the place is, is not known.")
    elif where.accuracy_m > EXACT_M:
        note = t("The place is not exact: it lies somewhere within {metres} of this point.", metres=metres_words(where.accuracy_m))
    doubt = f'<p class="doubt">{sym("radar")} {esc(note)}</p>' if note else ""
    (gx, gy), (bx, by) = (tuple(float(v[0]) for v in shift([lon], [lat])) for shift in (to_gcj02, to_bd09))
    at = ((lon, lat), (gx, gy), (bx, by))
    rows = "".join(_datum(name, t(use), x, y, site.name) for (name, use), (x, y) in zip(DATUMS, at, strict=True))
    shifted = t("Latitude, longitude. GCJ-02 and BD-09 are shifted by their published formulas, good to some metres.")
    return (
        f'<a class="go" href="{_geo(lon, lat, site.name)}">{sym("navigation")}<div><b>{esc(far)}</b><small>{esc(sure)}</small></div>'
        f"<span>{esc(t('Go'))}</span></a>{doubt}<details class=\"datums\"><summary>{esc(t('Coordinates for your map'))}</summary>{rows}"
        f'<p class="mute">{esc(shifted)}</p></details>'
    )


def _geo(lon: float, lat: float, name: str) -> str:
    """Return the address that a phone opens in its map (RFC 5870, with the name in brackets as Android's maps take it)."""
    return escape(f"geo:{lat:.6f},{lon:.6f}?q={lat:.6f},{lon:.6f}({quoted(name)})", quote=True)


def _datum(name: str, use: str, lon: float, lat: float, title: str) -> str:
    text = f"{lat:.6f}, {lon:.6f}"
    return (f'<div class="datum"><div><b>{esc(text)}</b><small>{esc(name)} · {esc(use)}</small></div>'
            f'<button type="button" data-copy="{esc(text)}" aria-label="{esc(t("Copy {datum}", datum=name))}">{esc(t("Copy"))}</button>'
            f'<a href="{_geo(lon, lat, title)}" aria-label="{esc(t("Open {datum} in a map", datum=name))}">{esc(t("Open"))}</a></div>')


def to_check(tasks: Sequence[TaskCard], visits: Sequence[Visit]) -> str:
    """Return what is to be looked at for each task, with what the last visit found of it, and the sentence of the document."""
    if not tasks:
        return f'<p class="mute note">{esc(t("No task names this site; note what you see."))}</p>'
    if len(tasks) == 1:
        return _task(tasks[0], visits)
    parts = []
    for n, one in enumerate(tasks):
        name = f"{one.task.label or one.task.number} {one.task.title or shortened(one.task.problem, 40)}"
        light, first = one.status.light, " open" if n == 0 else ""
        parts.append(f'<details class="task {esc(light)}"{first}><summary>{lamp(light)}<span lang="zh">{esc(name)}</span></summary>'
                     f"{_task(one, visits)}</details>")
    return "".join(parts)


def _task(one: TaskCard, visits: Sequence[Visit]) -> str:
    task, steps = one.task, list(checks(one.id, one.task))
    said = {key: _answer(key, visits) for key in (step["key"] for step in steps)}
    met = sum(1 for answer in said.values() if answer and answer[0] == "met")
    lines = "".join(_step(step, said[step["key"]]) for step in steps)
    goal = f'<p class="goal" lang="zh"><b>{esc(t("Goal"))}</b> {esc(task.goal)}</p>' if task.goal and task.measures else ""
    count = f"{met} / {len(steps)}" if steps else ""
    none = "" if steps else f'<p class="mute">{esc(t("The document states no measures."))}</p>'
    due = task.deadline.due.isoformat() if task.deadline.due else task.deadline.text
    due = f"{t('Deadline')} {due}" if due else ""
    return (f'<h4><span>{esc(t("What to check"))}</span><span>{esc(count)}</span></h4>{goal}<ul class="steps">{lines}</ul>{none}'
            f'<p class="mute">{esc(" · ".join(filter(None, [due, "、".join(task.units.lead or task.units.responsible)])))}</p>{quote(one)}')


def _answer(key: str, visits: Sequence[Visit]) -> tuple[str, str] | None:
    """Return what the newest visit that speaks of a step said, and when."""
    for visit in visits:
        value: Any = visit.fields.get(key)
        if isinstance(value, dict) and value.get("is") in ("met", "unmet"):
            return str(value["is"]), f"{visit.day:%m-%d}"
    return None


def _step(step: dict[str, str], answer: tuple[str, str] | None) -> str:
    icon = {"met": "check_box", "unmet": "disabled_by_default"}.get(answer[0] if answer else "", "check_box_outline_blank")
    number = t("measure {n}", n=step["number"]) if step["number"] else t("goal")
    found = (t("found done {day}", day=answer[1]) if answer[0] == "met" else t("found not done {day}", day=answer[1])) if answer else ""
    due = t("milestone {day}", day=step["due"]) if step["due"] else ""
    return (f'<li class="{"done" if answer and answer[0] == "met" else ""}">{sym(icon)}<span lang="zh">{esc(step["text"])}</span>'
            f'<small>{esc(" · ".join(filter(None, [number, due, found])))}</small></li>')


def been(service: Service, visits: Sequence[Visit], clashes: Sequence[Clash]) -> None:
    """Draw the last visits with their photos and what speaks against them."""
    right = nt("{n} visit", "{n} visits", len(visits)) if visits else ""
    none = "" if visits else f'<p class="mute">{esc(t("Nobody has recorded a visit here."))}</p>'
    head = f'<h4><span>{esc(t("Last visits"))}</span><span>{esc(right)}</span></h4>{none}{"".join(map(clash_row, clashes))}'
    markup.show(f'<article class="gm phone">{head}</article>')
    for n, visit in enumerate(visits[:VISITS]):
        markup.show(f'<article class="gm phone visitrow">{visit_row(visit)}</article>')
        shown = [name for name in visit.photos[:PHOTOS] if service.photo(name, THUMB)]
        if shown:
            with st.container(horizontal=True, key=f"shots_{n}"):
                for name in shown:
                    markup.show(_photo(name, _doubt(visit, name), t("photo of {day}", day=visit.day)))
    if len(visits) > VISITS:
        markup.show(f'<article class="gm phone"><details class="more"><summary>+{len(visits) - VISITS}</summary>'
                    f'{"".join(map(visit_row, visits[VISITS:]))}</details></article>')


def _photo(name: str, words: str, alt: str) -> str:
    """Return a photo as a link to itself; it comes from a route that asks whose eyes these are, not from Streamlit's public media."""
    where = f"/photos/{esc(name)}.jpg"
    return (f'<figure class="shot"><a href="{where}" target="_blank" rel="noopener">'
            f'<img src="{where}?side={THUMB}" alt="{esc(alt)}" width="104" loading="lazy"></a>'
            f"<figcaption>{esc(words)}</figcaption></figure>")


def _doubt(visit: Visit, photo: str) -> str:
    """Return what the photo's EXIF has against it, short; the whole sentence stands above."""
    found = [t(EXIF[one.kind]) for one in visit.reasons if one.kind in EXIF and one.values and one.values[0] == photo[:8]]
    return " · ".join([photo[:8], *found]) if found else photo[:8]
