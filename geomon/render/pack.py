"""The field pack: one HTML file for a phone without a network: map, list by distance, what to check, a form whose visits go back as a file.

Its policy forbids it to ask for anything, and runs only the scripts whose hashes it names. What a visit is made of is in `geomon.visits`.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import html
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from geomon.layers import Layer
from geomon.model import Match, Task
from geomon.render.basemap import BaseMap
from geomon.render.cards import TaskOnCard
from geomon.render.map import ASSETS, SCRIPTS, STYLE
from geomon.render.pack_words import WORDS
from geomon.render.standalone import inert
from geomon.render.vendor import browser_files
from geomon.render.words import words
from geomon.situation import Situation
from geomon.visits import CHECK, FINDINGS, Visit

POLICY = "default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; form-action 'none'; base-uri 'none'"
OWN = ("pack-photo.js", "pack-store.js", "pack-form.js", "pack.js")
LAST = 5
"""So many earlier visits of a site go along."""
WORDS_OF_A_STEP = 400


class TaskInPack(TaskOnCard, Protocol):
    """What a pack uses of a task beyond what every page does."""

    @property
    def id(self) -> str:
        """Id of the task."""
    @property
    def match(self) -> Match | None:
        """How it was tied to the site."""


class CardInPack(Protocol):
    """What is used of `geomon.service.SiteCard`."""

    @property
    def tasks(self) -> Sequence[TaskInPack]:
        """Its tasks, the most urgent first."""
    @property
    def visits(self) -> Sequence[Visit]:
        """Its visits, the newest first."""


@dataclasses.dataclass(frozen=True, slots=True)
class PackNote:
    """What a pack says of itself: its own id, the register it was made from, that one's version, and when."""

    id: str
    workspace: str
    version: int
    made: dt.datetime


def pack_html(situation: Situation, cards: Mapping[str, CardInPack], base: BaseMap, note: PackNote, lang: str = "zh", *,
              layers: Sequence[Layer] = (), title: str = "整改点位", title_en: str = "Remediation sites") -> str:
    """Return the page.

    Parameters
    ----------
    situation : exactly the sites to take along; those that are on no map are in the list.
    cards : by site id, of every site.
    lang : "zh" or "en", with which it opens; a button changes it.
    """
    tasks: dict[str, Any] = {}
    both = words(layers)
    data = {
        "title": title, "title_en": title_en, "lang": lang, "as_of": situation.as_of.isoformat(), "bounds": base.bounds,
        "words": {which: both[which] | WORDS[which] for which in both}, "base": json.loads(base.data),
        "findings": [{"key": key, "shape": shape, "letter": mark, "zh": zh, "en": en} for key, (shape, mark, zh, en) in FINDINGS.items()],
        "pack": {"id": note.id, "workspace": note.workspace, "version": note.version, "as_of": situation.as_of.isoformat(),
                 "made": note.made.isoformat(timespec="seconds")},
        "sites": list(_sites(situation, cards, tasks)), "tasks": tasks}
    leaflet = browser_files("leaflet")
    scripts = [_script((leaflet / "leaflet.js").read_text(encoding="utf-8")),
               *(_script((ASSETS / name).read_text(encoding="utf-8")) for name in (*SCRIPTS, "local-tiles.js", *OWN))]
    styles = [re.sub(r"url\([^)]*\)", "none", (leaflet / "leaflet.css").read_text(encoding="utf-8")),      # pictures of unused controls
              *((ASSETS / name).read_text(encoding="utf-8") for name in (STYLE, "one-file.css", "pack.css"))]
    policy = POLICY.format(hashes=" ".join(f"'sha256-{_digest(script)}'" for script in scripts))
    return _PAGE.format(
        lang="zh-CN" if lang == "zh" else "en", title=html.escape(title if lang == "zh" else title_en), policy=html.escape(policy),
        styles="".join(f"<style>{style}</style>\n" for style in styles), data=inert(data),
        scripts="".join(f"<script>{script}</script>\n" for script in scripts))


_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
{styles}</head><body data-view="list">
<header id="bar"><div><h1 id="title"></h1><p id="where" role="status"></p></div><span id="offline"></span>
<button id="lang" type="button"></button></header>
<main>
<section id="v-list"><div id="tools"><div id="sort" role="group"></div><input id="q" type="search" autocomplete="off"></div>
<ul id="list"></ul></section>
<section id="v-map"><div id="map"></div><div id="mapfoot"></div></section>
<section id="v-card"></section>
<section id="v-today"></section>
</main>
<footer id="thumb"></footer>
<nav id="tabs"></nav>
<dialog id="form"></dialog>
<div id="toast" role="status" hidden></div>
<script type="application/json" id="data">{data}</script>
{scripts}</body></html>
"""


def _script(text: str) -> str:
    return text.replace("\r\n", "\n").replace("</script", "<\\/script")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _sites(situation: Situation, cards: Mapping[str, CardInPack], tasks: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield the sites, and put their tasks, each once, into `tasks`."""
    row: Any
    for row in situation.sites.itertuples():
        drawn = row.method not in ("county", "none") and math.isfinite(row.lon) and math.isfinite(row.lat)
        card = cards[row.id]
        for one in card.tasks:
            tasks.setdefault(one.id, _task(one))
        yield {
            "id": row.id, "name": row.name, "layer": row.layer, "light": row.light, "city": row.city or "", "county": row.county or "",
            "lon": round(row.lon, 6) if drawn else None, "lat": round(row.lat, 6) if drawn else None,
            "accuracy": round(row.accuracy_m) if row.accuracy_m is not None and math.isfinite(row.accuracy_m) else 0,
            "standing": any(one.task.deadline.kind == "ongoing" for one in card.tasks),
            "days": int(row.days) if math.isfinite(row.days) else None, "units": list(row.units[:3]), "reason": row.reason,
            "reason_en": row.reason_en, "search": row.search, "tasks": [[one.id, list(one.context)] for one in card.tasks],
            "visits": [_visit(visit) for visit in card.visits[:LAST]]}


def _task(card: TaskInPack) -> dict[str, Any]:
    task, status = card.task, card.status
    return {"label": task.label or task.number, "title": task.title or "", "light": status.light, "reason": status.reason,
            "reason_en": status.reason_en, "deadline": task.deadline.text, "units": list(task.units.lead or task.units.responsible),
            "source": card.title, "goal": (task.goal or "")[:WORDS_OF_A_STEP], "checks": list(checks(card.id, task))}


def checks(ident: str, task: Task) -> Iterable[dict[str, str]]:
    """Yield what is to be looked at: each measure with the date of its milestone, or the goal where there is no measure."""
    for n, measure in enumerate(task.measures, 1):
        due = [m.due for m in task.milestones if m.measure is not None and m.measure == measure.number]
        yield {"key": f"{CHECK}{ident}/{n}", "number": measure.number or str(n), "text": measure.text[:WORDS_OF_A_STEP],
               "due": max(due).isoformat() if due else ""}
    if not task.measures and task.goal:
        yield {"key": f"{CHECK}{ident}/goal", "number": "", "text": task.goal[:WORDS_OF_A_STEP], "due": ""}


def _visit(visit: Visit) -> dict[str, Any]:
    return {"day": visit.day.isoformat(), "who": "、".join(visit.who), "finding": visit.finding, "note": visit.note[:WORDS_OF_A_STEP],
            "photos": len(visit.photos)}
