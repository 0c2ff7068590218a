"""The field pack for QField: a GeoPackage with the sites to look at and a table of visits whose forms are in the file's own styles.

Each visit that goes along carries what it held (`base`), so that `geomon merge` takes back only what was changed in it.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from xml.etree import ElementTree as ET  # only written, never parsed

import geopandas as gpd
import shapely

from geomon.export.formats.geopackage import LAYER_STYLES
from geomon.export.qgis import style_by_light
from geomon.model import Task
from geomon.situation import Situation
from geomon.visits import FINDINGS, Visit

SITES = {"name": "名称", "layer": "图层", "county": "县区", "light": "预警灯", "reason": "原因", "checks": "到场看什么", "quote": "原文"}
VISITS = {"visit": "记录编号", "site_id": "点位", "finding": "看到什么", "note": "说明", "who": "巡查人", "editor": "修改人", "day": "日期",
          "photo": "照片", "changed": "修改时间", "base": "出发时的内容"}
"""Column -> its name in the form."""
_STAMP = "format_date(now(), 'yyyy-MM-dd HH:mm:ss')"
_DEFAULTS = {"visit": ("uuid('WithoutBraces')", "0"), "day": ("format_date(now(), 'yyyy-MM-dd')", "0"), "changed": (_STAMP, "1")}
_NEEDED = ("site_id", "finding", "who")
_HIDDEN = ("visit", "changed", "base")


class TaskOnCard(Protocol):
    """What is used of `geomon.service.TaskCard`."""

    @property
    def task(self) -> Task:
        """The task."""
    @property
    def context(self) -> tuple[str, str, str]:
        """Before the sentence, the sentence, after it."""


class Card(Protocol):
    """What is used of `geomon.service.SiteCard`."""

    @property
    def tasks(self) -> Sequence[TaskOnCard]:
        """Its tasks, the most urgent first."""


def write_forms(path: Path, situation: Situation, cards: Mapping[str, Card], visits: Mapping[str, Sequence[Visit]],
                about: Mapping[str, str]) -> None:
    """Write the pack; a site without a place of its own is in the form's list, and has no point.

    Parameters
    ----------
    cards, visits : by site id.
    about : what the pack says of itself: id, workspace, version, made.
    """
    frame = situation.sites
    placed = frame["lon"].notna() & ~frame["method"].isin(["county", "none"])
    points = [shapely.Point(x, y) if here else None for x, y, here in zip(frame["lon"], frame["lat"], placed, strict=True)]
    sites = {"site_id": list(frame["id"])} | {name: [_text(v) for v in frame[name]] for name in SITES if name in frame}
    sites["checks"] = ["\n".join(line for one in cards[i].tasks for line in _checks(one.task)) for i in frame["id"]]
    sites["quote"] = ["\n".join(one.context[1] for one in cards[i].tasks) for i in frame["id"]]
    _layer(path, "sites", sites, points)
    rows = [_row(visit) for ident in frame["id"] for visit in visits.get(ident, ())]
    _layer(path, "visits", {name: [row[name] for row in rows] for name in VISITS}, [row["geometry"] for row in rows])
    names: dict[str, str] = {}
    for name, county, ident in zip(frame["name"], frame["county"], frame["id"], strict=True):
        label = f"{name} ({county})" if _text(county) else str(name)
        names[f"{label} {ident}" if label in names else label] = str(ident)
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE geomon_pack (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        raw.executemany("INSERT INTO geomon_pack VALUES (?, ?)", sorted(about.items()))
        raw.execute(LAYER_STYLES)
        for table, style, words in (("sites", style_by_light(), "by light"), ("visits", visit_form(names), "form")):
            raw.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
                "styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')",
                (table, table, style, f"geomon: {words}"))


def visit_form(sites: Mapping[str, str]) -> str:
    """Return a QML document with the form of a visit; `sites` are the ids by the names to choose from."""
    root = ET.Element("qgis", version="3.28", styleCategories="Fields|Forms")
    fields, aliases, defaults, needed = (ET.SubElement(root, name) for name in ("fieldConfiguration", "aliases", "defaults", "constraints"))
    findings = {f"{shape} {zh}": key for key, (shape, _, zh, _) in FINDINGS.items()}
    widgets: dict[str, tuple[str, dict[str, Any]]] = {
        "site_id": ("ValueMap", {"map": sites}), "finding": ("ValueMap", {"map": findings}),
        "note": ("TextEdit", {"IsMultiline": "true"}), "photo": ("ExternalResource", {"DocumentViewer": "1", "RelativeStorage": "1",
                                                                                       "StorageMode": "0"})}
    for n, (name, title) in enumerate(VISITS.items(), 1):
        kind, options = widgets.get(name, ("Hidden" if name in _HIDDEN else "TextEdit", {}))
        widget = ET.SubElement(ET.SubElement(fields, "field", name=name), "editWidget", type=kind)
        _options(ET.SubElement(ET.SubElement(widget, "config"), "Option", type="Map"), options)
        ET.SubElement(aliases, "alias", index=str(n), field=name, name=title)
        expression, again = _DEFAULTS.get(name, ("", "0"))
        ET.SubElement(defaults, "default", field=name, expression=expression, applyOnUpdate=again)
        must = "1" if name in _NEEDED else "0"
        ET.SubElement(needed, "constraint", field=name, constraints=must, notnull_strength=must, unique_strength="0", exp_strength="0")
    return '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n' + ET.tostring(root, encoding="unicode")


def _options(parent: ET.Element, options: Mapping[str, Any]) -> None:
    for name, value in options.items():
        if isinstance(value, str):
            ET.SubElement(parent, "Option", type="QString", name=name, value=value)
            continue
        some = ET.SubElement(parent, "Option", type="List", name=name)
        for label, key in value.items():
            ET.SubElement(ET.SubElement(some, "Option", type="Map"), "Option", type="QString", name=label, value=key)


def _row(visit: Visit) -> dict[str, Any]:
    place = visit.fields.get("position")
    held = {"fields": {k: v for k, v in visit.fields.items() if not k.startswith("check:")}, "seen": list(visit.heads),
            "changed": visit.changed.isoformat()}
    return {"visit": visit.uuid, "site_id": visit.site, "finding": visit.finding, "note": visit.note, "who": visit.who[0], "editor": "",
            "day": visit.day.isoformat(), "photo": "", "changed": held["changed"],
            "base": json.dumps(held, ensure_ascii=False, sort_keys=True),
            "geometry": shapely.Point(place["lon"], place["lat"]) if isinstance(place, dict) else None}


def _checks(task: Task) -> list[str]:
    steps = [f"{m.number or n}. {m.text}" for n, m in enumerate(task.measures, 1)]
    return ([f"目标：{task.goal}"] if task.goal else []) + steps


def _layer(path: Path, name: str, columns: Mapping[str, Sequence[Any]], points: Sequence[Any]) -> None:
    frame = gpd.GeoDataFrame(dict(columns), geometry=gpd.GeoSeries(list(points), crs="EPSG:4490"), crs="EPSG:4490").astype(
        dict.fromkeys(columns, object))
    frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio", geometry_type="Point", mode="a" if path.exists() else "w")


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)
