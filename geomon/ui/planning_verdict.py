"""What a planned area meets: hectares first, then a line an area or layer, zones by date, sites and tasks inside, the sheet."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
import streamlit as st

from geomon.layers import Layer
from geomon.text import for_page
from geomon.ui import markup, sign_in_page, state
from geomon.ui.parts import empty, esc, handle, head, layer_name, sym
from geomon.ui.view import View
from geomon.ui.words import language, light_name, metres_words, nt, pick, t
from geomon.zones import load_zoning

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.overlay import LayerAnswer, Met, Overlay
    from geomon.ui.planning_area import Asked

TALL = 812
MOST_SITES = 30
MOST_DAYS = 12
"""Days whose answers a session keeps."""


def verdict(service: Service, found: Asked | None, answer: Overlay | None, layers: Mapping[str, Layer]) -> None:
    """Draw the right pane."""
    if found is None or answer is None:
        head(t("Verdict"))
        with st.container(height=TALL, border=False, key="verdictbody"):
            empty("polyline", t("No area yet"), t("Draw one on the map, take one from a file, or paste its corner points."))
        return
    head(t("Verdict"), f"{answer.as_of}")
    with st.container(height=TALL, border=False, key="verdictbody"):
        markup.show(f'<div class="gm">{_top(found, answer)}{_why(answer)}{_rows(answer, layers)}{_apart(answer)}</div>')
        by_date(service, found, answer)
        sites(answer)
        markup.show(f'<div class="gm"><p class="mute note">{esc(_method(answer))}</p></div>')
    downloads(service, answer)


def _top(found: Asked, answer: Overlay) -> str:
    shape = found.area.geometry
    corners = int(shapely.get_num_coordinates(shape) - shapely.get_num_interior_rings(shapely.get_parts(shape)).sum()
                  - shapely.get_num_geometries(shape))
    how = {"drawn": t("drawn"), "file": t("from a file"), "pasted": t("pasted")}[found.how]
    second = " · ".join((how, nt("{n} corner", "{n} corners", corners), t("±{metres} m", metres=f"{found.area.error_m:,.0f}"),
                         t("datum unknown") if found.area.datum == "unknown" else found.area.datum))
    notes = "".join(f'<p class="mute">{sym("info")} {esc(pick(zh, en))}</p>' for zh, en in answer.warnings)
    return (f'<div class="top">{sym("polyline")}<div><h3>{esc(found.area.name)}</h3><small>{esc(second)}</small></div>'
            f'<div class="size"><b>{answer.area.hectares:,.1f}</b><small>{esc(t("hectares"))}</small></div></div>{notes}')


def _why(answer: Overlay) -> str:
    """Return the line that says how many are met and how many cannot be told."""
    inside = sum(met.verdict == "inside" for met in answer.areas)
    unsure = sum(met.verdict == "cannot tell" for met in answer.areas) + len(answer.unjudged)
    unsure += sum(layer.verdict == "cannot tell" and not layer.judged for layer in answer.layers)
    words = [nt("{n} area met", "{n} areas met", inside)] if inside else []
    words += [nt("{n} cannot be told", "{n} cannot be told", unsure)] if unsure else []
    words += [nt("{n} sliver", "{n} slivers", len(answer.slivers))] if answer.slivers else []
    tone = "red" if any(m.verdict == "inside" and m.strict for m in answer.areas) else "yellow" if inside else "grey"
    return f'<div class="{tone}"><div class="why" role="status">{esc(" · ".join(words) or t("Nothing protected is met"))}</div></div>'


def _rows(answer: Overlay, layers: Mapping[str, Layer]) -> str:
    """Return one line an area that is met, near, or cannot be told, and one a layer of which there is none."""
    told = {met.layer for met in answer.areas} | {one.layer for one in answer.unjudged}
    lines = [_row(met) for met in answer.areas]
    lines += [_line("grey", "help", one.name, pick(one.why, one.why_en), t("cannot tell")) for one in answer.unjudged]
    lines += [_layer(layer, layers) for layer in answer.layers if layer.id not in told]
    return f'<ul class="verdict">{"".join(lines)}</ul>'


def _row(met: Met) -> str:
    meeting, zone = met.meeting, pick(met.zone, met.zone_en) or met.drawn
    title = f"{met.name} · {zone}" if zone else met.name
    why = pick(meeting.why, meeting.why_en)
    if met.drawn and not met.zone_sure and met.verdict == "inside":
        why = f"{why} · {pick(met.zone_why, met.zone_why_en)}"
    if met.verdict == "outside":
        return _line("", "check", title, why, metres_words(meeting.metres))
    if met.verdict == "cannot tell":
        return _line("grey", "help", title, why, f"{meeting.hectares:,.1f} ha" if meeting.hectares else t("cannot tell"))
    tone, icon = ("red", "block") if met.strict else ("yellow", "warning")
    meter = f'<div class="meter"><i style="width:{100 * meeting.share:.1f}%"></i></div>'
    return _line(tone, icon, title, why, f"{meeting.hectares:,.1f} ha", f"{meeting.share:.1%}", meter)


def _layer(layer: LayerAnswer, layers: Mapping[str, Layer]) -> str:
    title, why = layer_name(layers.get(layer.id), layer.id), pick(layer.why, layer.why_en)
    if layer.verdict == "outside":
        return _line("", "check", title, why, metres_words(layer.metres) if layer.metres is not None else "")
    return _line("grey", "help", title, why, t("cannot tell"))


def _line(tone: str, icon: str, title: str, why: str, first: str, second: str = "", more: str = "") -> str:
    right = "<br>".join(esc(words) for words in (first, second) if words)
    return (f'<li class="{tone}">{sym(icon)}<div><b lang="zh">{esc(title)}</b><small>{esc(why)}</small>{more}</div>'
            f"<span>{right}</span></li>")


def _apart(answer: Overlay) -> str:
    """Return the slivers, with the minimum and its source."""
    if not answer.slivers:
        return ""
    rows = "".join(f"<tr><td>{esc(met.name)}</td><td>{esc(pick(met.zone, met.zone_en) or met.drawn)}</td>"
                   f"<td>{met.meeting.hectares:.4f} ha</td></tr>" for met in answer.slivers)
    note = t("Under {least} ha, listed and not counted: {source}", least=f"{answer.minimum_ha:g}", source=answer.minimum_source)
    return f'<h4>{esc(t("Slivers"))}</h4><table class="mini">{rows}</table><p class="mute">{esc(note)}</p>'


def by_date(service: Service, found: Asked, answer: Overlay) -> None:
    """Show the same area under the zones before and after each change of them, where an area has zones."""
    if not any(met.drawn or met.valid_from or met.valid_to for met in answer.areas):
        return
    schemes = load_zoning(service.settings.profiles).schemes
    days = sorted({day for scheme in schemes for day in (scheme.valid_from, scheme.valid_to) if day})
    rows = []
    for day in days:
        there = answer_on(service, found, day)
        rows += [(str(day), pick(met.zone, met.zone_en) or met.drawn or met.name, met.meeting.hectares)
                 for met in there.areas if met.verdict == "inside"] or [(str(day), t("nothing met"), 0.0)]
    body = "".join(f"<tr><td>{esc(day)}</td><td>{esc(zone)}</td><td>{ha:,.1f} ha</td></tr>" for day, zone, ha in rows)
    markup.show(f'<div class="gm"><h4>{esc(t("The same area by the zones of other days"))}</h4><table class="mini">{body}</table></div>')


def answer_on(service: Service, found: Asked, day: dt.date) -> Overlay:
    """Return what the area meets on another day; kept until area, register or a layer is another."""
    kept = st.session_state.setdefault("plan_days", {})
    key = "plan_on", found.token, day, service.version(), service.catalog().layers
    if kept.get(day, (None,))[0] != key:
        while len(kept) >= MOST_DAYS:
            kept.pop(next(iter(kept)))
        kept[day] = key, service.overlay(found.area, day)
    there: Overlay = kept[day][1]
    return there


def sites(answer: Overlay) -> None:
    """List the sites inside, and those that may be; a click opens the card on the map page."""
    inside = int((answer.sites["verdict"] == "inside").sum()) if len(answer.sites) else 0
    counts = " · ".join((f"{t('inside')} {inside}", f"{t('cannot tell')} {len(answer.sites) - inside}",
                         nt("{n} open task", "{n} open tasks", len(answer.tasks))))
    markup.show(f'<div class="gm"><h4><span>{esc(t("Sites inside"))}</span><span>{esc(counts)}</span></h4></div>')
    for site in answer.sites.head(MOST_SITES).to_dict("records"):
        far = t("inside") if site["verdict"] == "inside" else t("cannot tell")
        words = light_name(site["light"]) if site["verdict"] == "inside" else t("may be off by {metres}",
                                                                               metres=metres_words(site["accuracy_m"]))
        st.button(f"**{for_page(site['name'])}** ~~{for_page(far)}~~ *{for_page(words)}*", key=f"row_{site['light']}_{handle(site['id'])}",
                  width="stretch", on_click=open_card, args=(site["id"],), help=t("Open its card on the map"))
    if len(answer.sites) > MOST_SITES:
        more = nt("{n} more is not listed", "{n} more are not listed", len(answer.sites) - MOST_SITES)
        markup.show(f'<div class="gm"><p class="mute">{esc(more)}</p></div>')


def open_card(ident: str) -> None:
    """Open a site's card on the map page."""
    st.session_state["view"] = dataclasses.replace(View(as_of=state.view().as_of), chosen=ident)
    st.session_state["go"] = "map"


def _method(answer: Overlay) -> str:
    return t("Hectares and metres on the ellipsoid of CGCS2000. “Cannot tell” is what the errors of both sides leave open.") + " " + t(
        "Overlaps under {least} ha are listed and not counted.", least=f"{answer.minimum_ha:g}")


def downloads(service: Service, answer: Overlay) -> None:
    """Draw the buttons of the sheet; it is made when one is pressed."""
    if not sign_in_page.allowed(service, "download"):
        return
    name = f"{answer.area.name}-{answer.as_of}"
    with st.container(key="acts", horizontal=True):
        st.download_button(t("Sheet as Word"), lambda: _word(service, answer), f"{name}.docx", key="sheet_docx", on_click="ignore",
                           icon=":material/description:", type="primary",
                           mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        st.download_button(t("as a page"), lambda: _page(service, answer), f"{name}.html", key="sheet_html", on_click="ignore",
                           icon=":material/print:", mime="text/html")


def _page(service: Service, answer: Overlay) -> bytes:
    from geomon.service.sheet import sheet_html

    return sheet_html(answer, service.counties(), language()).encode("utf-8")


def _word(service: Service, answer: Overlay) -> io.BytesIO:
    from geomon.service.sheet import write_overlay_sheet

    with tempfile.TemporaryDirectory(prefix="geomon-") as folder:
        path = Path(folder) / "sheet.docx"
        write_overlay_sheet(answer, service.counties(), path, language())
        return io.BytesIO(path.read_bytes())
