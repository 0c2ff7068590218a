"""One HTML file with map, filters, list and cards that opens from a disk without a network: for offices where a server is not to be had.

Everything is inside: Leaflet as installed, our scripts, the base map, the sites and the quoted sentences. The page's own policy forbids
it to ask for anything. Data is JSON in a script element that no browser runs, and reaches the page through `textContent` only.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from geomon.layers import Layer
from geomon.render.basemap import BaseMap
from geomon.render.cards import Card, TaskOnCard
from geomon.render.map import ASSETS, SCRIPTS, STYLE
from geomon.render.vendor import browser_files
from geomon.render.words import words
from geomon.situation import Situation

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"


def standalone_html(situation: Situation, cards: Mapping[str, Card], base: BaseMap, lang: str = "zh", *, layers: Sequence[Layer] = (),
                    title: str = "整改点位", title_en: str = "Remediation sites", adcodes: Mapping[str, str] | None = None,
                    stamp: Mapping[str, str] | None = None) -> str:
    """Return the page.

    Parameters
    ----------
    situation : all its sites go in; those that are on no map are in the list.
    cards : by site id; a site without one has its reason only.
    lang : "zh" or "en", with which it opens; a button changes it.
    layers : whose titles are shown.
    adcodes : code of each county's name, for the numbers on the map's names.
    stamp : by language, where the page comes from and for whom it is; shown at its foot.
    """
    both = words(layers)
    data = {
        "title": title, "title_en": title_en, "lang": lang, "as_of": situation.as_of.isoformat(), "words": both, "bounds": base.bounds,
        "base": json.loads(base.data), "sites": list(_sites(situation, cards)), "tasks": list(_tasks(situation, adcodes or {}))}
    leaflet = browser_files("leaflet")
    scripts = [(leaflet / "leaflet.js").read_text(encoding="utf-8"),
               *((ASSETS / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "local-tiles.js", "standalone.js"))]
    names = (STYLE, "one-file.css", "standalone.css", *(["stamp.css"] if stamp else []))
    styles = [re.sub(r"url\([^)]*\)", "none", (leaflet / "leaflet.css").read_text(encoding="utf-8")),      # pictures of unused controls
              *((ASSETS / name).read_text(encoding="utf-8") for name in names)]
    return _PAGE.format(
        lang="zh-CN" if lang == "zh" else "en", title=html.escape(title if lang == "zh" else title_en), policy=html.escape(POLICY),
        styles="".join(f"<style>{style}</style>\n" for style in styles), data=inert(data), foot=_foot(stamp) if stamp else "",
        scripts="".join("<script>{}</script>\n".format(script.replace("</script", "<\\/script")) for script in scripts))


_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
{styles}</head><body>
<header id="bar"><h1 id="title"></h1><input id="q" type="search" autocomplete="off"><select id="layer"></select>
<span class="push"><span id="as_of"></span> · <span id="offline"></span></span><button id="lang" type="button"></button></header>
<div id="tiles"></div>
<section class="pane" id="listbox"><div id="count" role="status"></div><ul id="list"></ul></section>
<section class="pane" id="mapbox"><div id="map"></div></section>
<section class="pane" id="card" aria-live="polite"></section>
{foot}<script type="application/json" id="data">{data}</script>
{scripts}</body></html>
"""


def _foot(stamp: Mapping[str, str]) -> str:
    """Return the foot of the page in both languages; the style shows the one that the page is in."""
    return '<footer id="stamp">{}</footer>\n'.format("".join(f'<p lang="{lang}">{html.escape(text)}</p>' for lang, text in stamp.items()))


def inert(data: Any) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _sites(situation: Situation, cards: Mapping[str, Card]) -> Iterable[dict[str, Any]]:
    ongoing = set(situation.tasks["id"][situation.tasks["kind"] == "ongoing"])
    row: Any
    for row in situation.sites.itertuples():
        drawn = row.method not in ("county", "none") and math.isfinite(row.lon) and math.isfinite(row.lat)
        yield {
            "id": row.id, "name": row.name, "layer": row.layer, "light": row.light, "city": _text(row.city), "county": _text(row.county),
            "lon": round(row.lon, 6) if drawn else None, "lat": round(row.lat, 6) if drawn else None,
            "accuracy": round(row.accuracy_m) if row.accuracy_m is not None and math.isfinite(row.accuracy_m) else 0,
            "standing": not ongoing.isdisjoint(row.tasks), "days": int(row.days) if math.isfinite(row.days) else None,
            "units": list(row.units), "reason": row.reason, "reason_en": row.reason_en, "search": row.search,
            "tasks": [_task(one) for one in cards[row.id].tasks] if row.id in cards else []}


def _task(card: TaskOnCard) -> dict[str, Any]:
    task, status = card.task, card.status
    units = task.units.lead or task.units.responsible
    return {"label": task.label or task.title or task.number, "light": status.light, "reason": status.reason, "reason_en": status.reason_en,
            "deadline": task.deadline.text, "units": list(units), "source": card.title, "context": list(card.context)}


def _tasks(situation: Situation, adcodes: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    sites = situation.sites
    placed = set(sites["id"][~sites["method"].isin(("county", "none")) & sites["lon"].notna()])
    row: Any
    for row in situation.tasks.itertuples():
        codes = [adcodes[name] for name in row.counties if name in adcodes]
        if codes:
            yield {"codes": codes, "light": row.light, "placed": not placed.isdisjoint(row.sites)}


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
