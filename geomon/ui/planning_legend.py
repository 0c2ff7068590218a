"""The legend of the planning map: which protected areas of which class and zone hold on the date, with hectares, and the other signs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geomon import crs
from geomon.errors import GeomonError
from geomon.layers import Layer
from geomon.ui import markup, planning_layers
from geomon.ui.parts import esc, head, layer_name
from geomon.ui.words import N, nt, pick, t
from geomon.zones import load_zoning

if TYPE_CHECKING:
    from geomon.service import Service

KINDS: dict[str, str] = {"reserve": N("Nature reserves"), "national_park": N("National parks"),
                         "drinking_water": N("Drinking-water protection areas"), "": N("Other protected areas")}
SIGNS: tuple[tuple[str, str], ...] = (
    ("asked", N("the area asked about")), ("meets red", N("of it in a core or first-class zone")),
    ("meets yellow", N("of it in another zone or area")), ("box", N("only the rectangle round it is known")))


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One zone of one class on a day: how many features, how many hectares of border; `sign` is how the map draws it."""

    kind: str
    zone: str
    zone_en: str
    sign: str
    count: int
    hectares: float


def lines(service: Service, layer: Layer, day: dt.date) -> tuple[Line, ...]:
    """Return what of a layer holds on a day by class and zone, the strictest first; a rectangle has no hectares of its own.

    Raises
    ------
    GeomonError
        If the layer cannot be read.
    """
    zoning = load_zoning(service.settings.profiles)
    found: dict[tuple[str, str], Line] = {}
    for _, row in service.areas_on(layer.id, day).iterrows():
        if row.geometry is None or row.geometry.is_empty or row.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            continue
        declared = row.get("area_kind")
        kind = zoning.kind(str(row["name"]), declared if isinstance(declared, str) and declared else layer.zones)
        zone, zone_en = str(row.get("zone") or ""), str(row.get("zone_en") or "")
        box = layer.geometry == "box"
        sign = "box" if box else "strict" if row.get("strict") else "zone"
        old = found.get((kind, zone), Line(kind, zone, zone_en, sign, 0, 0.0))
        size = 0.0 if box else crs.area_ha(row.geometry)
        found[kind, zone] = dataclasses.replace(old, count=old.count + 1, hectares=old.hectares + size)
    order = list(KINDS)
    return tuple(sorted(found.values(), key=lambda line: (order.index(line.kind) if line.kind in order else len(order),
                                                          line.sign != "strict", -line.hectares)))


def legend(service: Service, layers: Sequence[Layer], day: dt.date) -> None:
    """Draw the legend of the layers that are on, then of the other signs."""
    on = planning_layers.visible(layers)
    for layer in planning_layers.areas(layers):
        if layer.id in on:
            head(layer_name(layer), t("on {day}", day=day))
            markup.show(f'<div class="gm keys">{_table(service, layer, day)}</div>')
    head(t("Other signs"))
    items = "".join(f'<li><i class="{sign}"></i>{esc(t(words))}</li>' for sign, words in SIGNS)
    markup.show(f'<div class="gm keys"><ul class="planlegend">{items}</ul></div>')


def _table(service: Service, layer: Layer, day: dt.date) -> str:
    try:
        version = service.version(), service.catalog().layers
        kept = st.session_state.setdefault("plan_legend", {})
        if kept.get(layer.id, (None,))[0] != (day, *version):
            kept[layer.id] = (day, *version), lines(service, layer, day)
        found: tuple[Line, ...] = kept[layer.id][1]
    except GeomonError:
        return f'<p class="mute">{esc(t("This layer could not be read; the verdict says why."))}</p>'
    if not found:
        return f'<p class="mute">{esc(t("No area of this layer with a border holds on this day."))}</p>'
    rows, last = "", None
    for line in found:
        if line.kind != last:
            rows += f'<li class="class">{esc(t(KINDS[line.kind]) if line.kind in KINDS else line.kind)}</li>'
            last = line.kind
        zone = pick(line.zone, line.zone_en) or t("without zones")
        size = f"{line.hectares:,.0f} ha" if line.hectares else t("rectangle only") if line.sign == "box" else ""
        rows += (f'<li><i class="{line.sign}"></i><span lang="zh">{esc(zone)}</span>'
                 f'<small>{esc(" · ".join(filter(None, (nt("{n} area", "{n} areas", line.count), size))))}</small></li>')
    return f'<ul class="planlegend byzone">{rows}</ul>'
